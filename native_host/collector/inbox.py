"""Whether a segment is accepted. Pure: bytes and what is on disk come in, a decision goes out.

Rule: nothing is acknowledged that is not on disk with everything before it, nothing that is on disk
is ever replaced, and what a device sends is signed by the key that it was first seen with.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from native_host import primitives
from native_host.errors import FormatError
from native_host.vault import container
from native_host.vault.container import SealedSegment
from native_host.vault.layout import NO_HASH, Footer, Header, HeaderCore, RecordKind
from native_host.vault.sealing import FOOTER_CONTEXT, HEADER_CONTEXT, next_head
from native_host.wire import Offer, SegmentHead, ToCollector, UplinkRefusal

MAX_MESSAGE = 64 * 2**20 + 65_536
MAX_HEAD = 4096
_TO_COLLECTOR: TypeAdapter[Offer | SegmentHead] = TypeAdapter(ToCollector)
_Code = Literal["bad-message", "bad-segment", "out-of-order", "conflict", "store-unwritable"]


@dataclass(frozen=True, slots=True)
class Keep:
    """Write the segment to disk, then acknowledge it."""

    head: SegmentHead
    data: bytes


@dataclass(frozen=True, slots=True)
class Repeat:
    """The segment is on disk already: acknowledge it again."""

    head: SegmentHead


def read_message(message: str | bytes) -> Offer | tuple[SegmentHead, bytes] | UplinkRefusal:
    """Take a WebSocket message apart."""
    try:
        if isinstance(message, str):
            offer = _TO_COLLECTOR.validate_json(message)
            return offer if isinstance(offer, Offer) else refuse("bad-message", "No bytes follow.")
        length = int.from_bytes(message[:4], "big")
        if not 0 < length <= MAX_HEAD or len(message) < 4 + length:
            return refuse("bad-message", "The head of a segment is malformed.")
        head = _TO_COLLECTOR.validate_json(message[4 : 4 + length])
    except ValidationError:
        return refuse("bad-message", "The message is not of this protocol; update the host.")
    if not isinstance(head, SegmentHead):
        return refuse("bad-message", "Only segments are sent as bytes.")
    return head, message[4 + length :]


def decide(
    head: SegmentHead,
    data: bytes,
    *,
    next_segment: int,
    known_hash: str | None,
    pinned: bytes | None,
    before: bytes | None,
) -> Keep | Repeat | UplinkRefusal:
    """Decide about a segment.

    Args:
        head: what the host says of it.
        data: its sealed bytes.
        next_segment: number of segments of this chain on disk, none missing.
        known_hash: SHA-256 of the segment on disk under this number, if there is one.
        pinned: the device's signing key, if a segment of the device is on disk.
        before: the segment before this one in its chain, as it is on disk.
    """
    if len(data) != head.size or hashlib.sha256(data).hexdigest() != head.sha256:
        return refuse("bad-segment", "The segment was damaged on its way; send it again.")
    if head.segment > next_segment:
        return refuse("out-of-order", f"Segment {next_segment} of this chain has to come first.")
    if known_hash == head.sha256:
        return Repeat(head)
    if known_hash is not None:
        return refuse(
            "conflict",
            f"Segment {head.segment} of chain {head.chain} is here with other content; "
            "the device's store was changed or copied.",
        )
    return _find_refusal(head, data, pinned, before) or Keep(head, data)


def _find_refusal(
    head: SegmentHead, data: bytes, pinned: bytes | None, before: bytes | None
) -> UplinkRefusal | None:
    """Return why a segment that is new here is not taken."""
    try:
        segment = container.parse(data)
        core = Header.parse(segment.header).core
        _check(segment, core)
    except FormatError as error:
        return refuse("bad-segment", f"This is no sealed segment: {error}")
    if (core.device.hex(), core.chain.hex(), core.segment) != (
        head.device,
        head.chain,
        head.segment,
    ):
        return refuse("bad-segment", "The segment is another one than its head says.")
    if pinned is not None and core.signer != pinned:
        return refuse(
            "conflict",
            f"Device {head.device} is known here with another signing key; somebody else sends "
            "under its name, or its identity was changed.",
        )
    if core.previous != _hash_of_end(before):
        return refuse(
            "conflict",
            f"Segment {head.segment} of chain {head.chain} does not follow the one that is here; "
            "the device's store was changed or copied.",
        )
    return None


def find_signer(data: bytes) -> bytes | None:
    """Return the signing key that a segment names; None if it cannot be read."""
    try:
        return Header.parse(container.parse(data).header).core.signer
    except FormatError:
        return None


def _check(segment: SealedSegment, core: HeaderCore) -> None:
    """Check as much of a segment as can be checked without a key.

    Raises:
        FormatError: it is not as a device seals it.
    """
    primitives.verify(core.signer, segment.header_signature, HEADER_CONTEXT + segment.header)
    if not segment.records:
        raise FormatError("It holds no record.")
    header_hash = head = primitives.hash_bytes(segment.header)
    for expected, record in enumerate(segment.records):
        if record.index != expected:
            raise FormatError(f"Record {expected} is missing or out of order.")
        if next_head(header_hash, head, record) != record.head:
            raise FormatError(f"Record {expected} does not lie on the hash chain.")
        head = record.head
    if not segment.footer:
        return  # its host was killed: there is no end
    primitives.verify(core.signer, segment.footer_signature, FOOTER_CONTEXT + segment.footer)
    footer = Footer.parse(segment.footer)
    events = sum(record.count for record in segment.records)
    if (footer.header_hash, footer.head) != (header_hash, head):
        raise FormatError("The footer belongs to another segment.")
    if (footer.records, footer.events) != (len(segment.records), events):
        raise FormatError("The footer counts other records than there are.")
    if segment.records[-1].kind is not RecordKind.FINAL:
        raise FormatError("The sealed end is missing.")


def _hash_of_end(before: bytes | None) -> bytes:
    """Return what the segment after this one has to name."""
    if before is None:
        return NO_HASH
    try:
        footer = container.parse(before).footer
    except FormatError:
        return b""  # damaged here since it was taken: nothing can be said to follow it
    return primitives.hash_bytes(footer) if footer else NO_HASH


def refuse(code: _Code, sentence: str) -> UplinkRefusal:
    """Return a refusal."""
    return UplinkRefusal(type="uplink-refusal", code=code, sentence=sentence)
