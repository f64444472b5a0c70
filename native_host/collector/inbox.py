"""Whether a segment is accepted. Pure: bytes and what is on disk come in, a decision goes out.

Rule: nothing is acknowledged that is not on disk with everything before it, and nothing that is on
disk is ever replaced.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from native_host import primitives
from native_host.errors import FormatError
from native_host.vault import container
from native_host.vault.evidence import read_tombstone
from native_host.vault.layout import Header
from native_host.vault.sealing import HEADER_CONTEXT
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
    head: SegmentHead, data: bytes, *, next_segment: int, known_hash: str | None
) -> Keep | Repeat | UplinkRefusal:
    """Decide about a segment.

    Args:
        head: what the host says of it.
        data: its sealed bytes.
        next_segment: number of segments of this chain on disk, none missing.
        known_hash: SHA-256 of the segment on disk under this number, if there is one.
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
    fault = _find_fault(head, data)
    return Keep(head, data) if fault is None else refuse("bad-segment", fault)


def _find_fault(head: SegmentHead, data: bytes) -> str | None:
    """Check as much of a segment as can be checked without a key."""
    try:
        segment = container.parse(data)
        identity = container.identity(segment)
        if isinstance(segment, container.ShreddedSegment):
            read_tombstone(segment.tombstone)
            return _find_identity_fault(head, identity)
        signer = Header.parse(segment.header).core.signer
        primitives.verify(signer, segment.header_signature, HEADER_CONTEXT + segment.header)
    except FormatError as error:
        return f"This is no sealed segment: {error}"
    return _find_identity_fault(head, identity)


def _find_identity_fault(head: SegmentHead, identity: tuple[bytes, bytes, int]) -> str | None:
    if identity != (bytes.fromhex(head.device), bytes.fromhex(head.chain), head.segment):
        return "The segment is another one than its head says."
    return None


def refuse(code: _Code, sentence: str) -> UplinkRefusal:
    """Return a refusal."""
    return UplinkRefusal(type="uplink-refusal", code=code, sentence=sentence)
