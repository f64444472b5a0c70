"""The policies that records of a store were made under, beside them as they were signed.

A segment names its policy by digest only. Whether a record keeps within its policy can be told for
as long as the policy is at hand, also after the administrator has replaced it.
"""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path

from native_host.errors import PolicyError
from native_host.machine import read_file, write_private
from native_host.policy import MARK, SignedPolicy, read_policy

_NAME = "policy-{}.signed"
_SIGNER = re.compile(rf"{MARK} 1 ([A-Za-z0-9+/]{{43}}=) ")


def keep_policy(store: Path, policy: SignedPolicy) -> None:
    """Lay a policy beside the records that are made under it.

    Raises:
        StoreError: it cannot be written.
    """
    path = store / _NAME.format(policy.digest.hex()[:32])
    if not path.exists():
        write_private(path, policy.text.encode())


def find_policies(places: list[Path]) -> dict[bytes, SignedPolicy]:
    """Return policies by digest: those of store directories, and single files.

    Whose they are the digests tell that stand in the signed heads of segments; here only that each
    is signed as a whole by whom it names.

    Raises:
        MissingError: a file is not there.
        PolicyError: a file is no signed policy.
    """
    files = [path for place in places for path in _files(place)]
    return {policy.digest: policy for policy in map(_read, files)}


def _files(place: Path) -> list[Path]:
    return sorted(place.glob(_NAME.format("*"))) if place.is_dir() else [place]


def _read(path: Path) -> SignedPolicy:
    text = read_file(path, "policy").decode("utf-8", "replace")
    found = _SIGNER.match(text)
    try:
        return read_policy(text, b64decode(found[1]) if found else b"")
    except PolicyError as error:
        raise PolicyError(f"{path}: {error}") from None
