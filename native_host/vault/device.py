"""The device's own identity: a random number, a signing key, a pseudonym that changes.

The file is made when a host runs for the first time and is readable by its user only. FORMAT.md
section 11 says what somebody who steals it can and cannot forge.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from native_host import primitives
from native_host.errors import StoreError
from native_host.fields import Record
from native_host.machine import FileLock, read_file, write_private

FILE = "device.json"
PSEUDONYM_HOURS = 30 * 24
_Secret = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{43}=$")]


class _DeviceFile(Record):
    workglass_device: Literal[1]
    device: str = Field(pattern=r"^[0-9a-f]{32}$")
    signing_seed: _Secret
    pseudonym_secret: _Secret


_ADAPTER: TypeAdapter[_DeviceFile] = TypeAdapter(_DeviceFile)


@dataclass(frozen=True, slots=True)
class Device:
    """Who seals."""

    device: bytes
    signing_key: bytes
    pseudonym_secret: bytes

    def pseudonym(self, hour: int) -> bytes:
        """Return the 16 bytes that stand for this device's user in the 30 days around an hour."""
        period = (hour // PSEUDONYM_HOURS).to_bytes(4, "big")
        return primitives.mac(self.pseudonym_secret, b"workglass/v1/pseudonym" + period)[:16]

    def public_key(self) -> bytes:
        """Return the key that the device's signatures verify with."""
        return primitives.public_signing_key(self.signing_key)


def load_device(directory: Path, random: Callable[[int], bytes]) -> Device:
    """Read the device's identity, or make it on the very first run.

    Raises:
        StoreError: the file is damaged; it is left as it is.
    """
    path = directory / FILE
    with FileLock(directory / "device.lock") as lock:
        lock.acquire(wait=True)  # two hosts may start at once, and must not enrol twice
        if not path.exists():
            made = _DeviceFile(
                workglass_device=1,
                device=random(16).hex(),
                signing_seed=b64encode(random(32)).decode(),
                pseudonym_secret=b64encode(random(32)).decode(),
            )
            write_private(path, made.model_dump_json(indent=2).encode() + b"\n")
    try:
        found = _ADAPTER.validate_json(read_file(path, "device file"))
    except ValidationError:
        raise StoreError(
            f"The device file {path} is damaged; move it away and the device enrols anew."
        ) from None
    return Device(
        device=bytes.fromhex(found.device),
        signing_key=b64decode(found.signing_seed),
        pseudonym_secret=b64decode(found.pseudonym_secret),
    )
