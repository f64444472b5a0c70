"""How often the host had to drop what the browser must not send. Counts only, never content.

They stand in a file beside the store, since status is asked without a key and after restarts.
"""

from __future__ import annotations

import time
from pathlib import Path

from pydantic import Field, ValidationError

from native_host.errors import StoreError
from native_host.fields import MAX_SAFE_INTEGER, Record
from native_host.machine import FileLock, read_file, write_private

FILE = "incidents.json"
_LOCK = "incidents.lock"
# For people; the kinds are those of `detect/content.py` and the faults of `messaging/net.py`.
MEANING = {
    "card": "the number of a payment card",
    "iban": "an IBAN",
    "ssn": "a US social security number",
    "routing": "the routing number of a bank",
    "email": "an e-mail address",
    "phone": "a telephone number",
    "token": "a JSON web token",
    "key": "a key of a service",
    "private-key": "a private key",
    "random": "a random token",
    "typed-key": "a character that was typed",
    "off-allowlist": "a page off the allowlist",
    "detector-error": "something that a detector failed at",
    "detector-slow": "something that took too long to examine",
}


class Incidents(Record):
    """What has happened on this device so far."""

    records: int = Field(ge=0, le=MAX_SAFE_INTEGER, description="Records that were dropped.")
    kinds: dict[str, int] = Field(description="In how many of them each kind was found.")
    last_ms: int = Field(ge=0, le=MAX_SAFE_INTEGER, description="Clock time of the last one.")

    def describe(self) -> str:
        """Return one sentence for people."""
        kinds = ", ".join(
            f"{MEANING.get(kind, kind)}: {count}" for kind, count in sorted(self.kinds.items())
        )
        day = time.strftime("%Y-%m-%d", time.gmtime(self.last_ms / 1000))
        records = "1 record was" if self.records == 1 else f"{self.records} records were"
        return (
            f"{records} thrown away before sealing, last on {day} ({kinds}): the rules in the "
            "browser, which are to keep that out, have failed; tell whoever looks after Workglass."
        )


NONE = Incidents(records=0, kinds={}, last_ms=0)


def read_incidents(store: Path) -> Incidents:
    """Return the counts of a store; none if there is no file.

    Raises:
        StoreError: the file cannot be read or is damaged.
    """
    path = store / FILE
    if not path.exists():
        return NONE
    try:
        return Incidents.model_validate_json(read_file(path, "incident counts"))
    except ValidationError:
        raise StoreError(
            f"The file {path} is damaged; note what it says and ask whoever runs this machine to "
            "remove it."
        ) from None


def count_incident(store: Path, kinds: list[str], wall_ms: int) -> None:
    """Count one dropped record; it is on disk on return.

    Raises:
        StoreError: it cannot be counted.
    """
    with FileLock(store / _LOCK) as lock:
        lock.acquire(wait=True)  # hosts of other profiles count into the same file
        before = read_incidents(store)
        after = Incidents(
            records=before.records + 1,
            kinds=before.kinds | {kind: before.kinds.get(kind, 0) + 1 for kind in kinds},
            last_ms=max(before.last_ms, wall_ms),
        )
        write_private(store / FILE, after.model_dump_json().encode())
