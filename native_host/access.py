"""Who has opened recordings of a device: entries that readers sign. Pure (FORMAT.md, section 16).

An entry is one line, `workglass-access 1 KEY SIGNATURE DOCUMENT`. Whoever opens recordings signs
one for every device whose recordings were opened; it finds its way back into the device's store.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import orjson
from pydantic import Field, TypeAdapter, ValidationError

from native_host import primitives
from native_host.errors import FormatError
from native_host.fields import MAX_SAFE_INTEGER, Record

FILE = "who-looked.log"
CONTEXT = b"workglass/v1/access\x00"
FIRST = "0" * 64
_LINE = re.compile(r"workglass-access 1 ([A-Za-z0-9+/]{43}=) ([A-Za-z0-9+/]{86}==) (\{.*\})")


class Looked(Record):
    """One opening of recordings of one device."""

    format: Literal[1] = Field(description="Version of this document's form.")
    device: str = Field(pattern=r"^[0-9a-f]{32}$", description="Whose recordings.")
    number: int = Field(ge=1, description="Counts the entries of one key about one device.")
    previous: str = Field(
        pattern=r"^[0-9a-f]{64}$",
        description="SHA-256 of the document before, of the same key and device; zeros: the first.",
    )
    wall_ms: int = Field(ge=0, le=MAX_SAFE_INTEGER, description="When, ms since 1970, UTC.")
    reader: str = Field(min_length=1, max_length=200, description="Who, in words people know.")
    command: Literal["list", "show", "export", "verify"] = Field(description="What was done.")
    reason: str = Field(min_length=3, max_length=500, description="Why, in the reader's words.")
    first_minute: int = Field(ge=0, le=2**32 - 1, description="Recordings from here on.")
    last_minute: int = Field(ge=0, le=2**32 - 1, description="Up to here, minutes since 1970.")
    segments: int = Field(ge=0, le=2**32 - 1, description="How many segments were opened.")


_ADAPTER: TypeAdapter[Looked] = TypeAdapter(Looked)


@dataclass(frozen=True, slots=True)
class Trail:
    """What the entries of a device say, and what is wrong with those that are not believed."""

    entries: list[tuple[Looked, str]]  # with the id of the key
    faults: list[str]


def canonical(entry: Looked) -> bytes:
    """Return the document as it is signed."""
    return orjson.dumps(entry.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)


def sign_entry(entry: Looked, private_key: bytes) -> str:
    """Return the line of an entry."""
    document = canonical(entry)
    signature = primitives.sign(private_key, CONTEXT + document)
    key = primitives.public_signing_key(private_key)
    return f"workglass-access 1 {b64encode(key).decode()} {b64encode(signature).decode()} " + (
        document.decode()
    )


def hash_entry(entry: Looked) -> str:
    """Return what the next entry of the same key and device has to name."""
    return primitives.hash_bytes(canonical(entry)).hex()


def read_entry(line: str, trusted: Sequence[bytes]) -> tuple[Looked, bytes]:
    """Return an entry and the key that signed it.

    Raises:
        FormatError: it is malformed, not canonical, changed, or of a key nobody has vouched for.
    """
    found = _LINE.fullmatch(line)
    if found is None:
        raise FormatError("It is no access entry.")
    key, signature, document = b64decode(found[1]), b64decode(found[2]), found[3].encode()
    if key not in trusted:
        raise FormatError("It is signed by a key that the policy does not name.")
    try:
        primitives.verify(key, signature, CONTEXT + document)
    except FormatError:
        raise FormatError("Its signature does not fit its text.") from None
    try:
        entry = _ADAPTER.validate_json(document)
    except ValidationError:
        raise FormatError("A field of it is wrong.") from None
    if canonical(entry) != document:
        raise FormatError("It is not canonical JSON.")
    return entry, key


def read_trail(lines: Iterable[str], trusted: Sequence[bytes], device: bytes) -> Trail:
    """Verify the entries about a device; those about others are passed over.

    An entry that was taken out, or put in twice, breaks the count of its key.
    """
    trail = Trail([], [])
    last: dict[bytes, Looked] = {}
    for number, line in enumerate(lines, 1):
        try:
            entry, key = read_entry(line, trusted)
        except FormatError as error:
            trail.faults.append(f"Line {number}: {error}")
            continue
        if entry.device != device.hex():
            continue
        before = last.get(key)
        expected = 1 if before is None else before.number + 1
        if entry.number < expected:
            trail.faults.append(f"Line {number}: It stands there a second time.")
            continue
        previous = FIRST if before is None else hash_entry(before)
        if entry.number > expected:
            trail.faults.append(f"Line {number}: {entry.number - expected} before it are missing.")
        elif entry.previous != previous:
            trail.faults.append(f"Line {number}: It does not follow the one before it.")
        last[key] = entry
        trail.entries.append((entry, primitives.hash_bytes(key)[:8].hex()))
    trail.entries.sort(key=lambda each: each[0].wall_ms)
    return trail
