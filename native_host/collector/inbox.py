"""Whether a segment is accepted. Pure: bytes and what is on disk come in, a decision goes out.

Rule: nothing is acknowledged that is not on disk with everything before it, nothing that is on disk
is ever replaced, and what a device sends is signed by the key that it was first seen with.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from native_host.collector.checks import check_segment, hash_of_end
from native_host.errors import FormatError
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
        claim = check_segment(data)
    except FormatError as error:
        return refuse("bad-segment", f"This is no sealed segment: {error}")
    if (claim.device.hex(), claim.chain.hex(), claim.segment) != (
        head.device,
        head.chain,
        head.segment,
    ):
        return refuse("bad-segment", "The segment is another one than its head says.")
    if pinned is not None and claim.signer != pinned:
        return refuse(
            "conflict",
            f"Device {head.device} is known here with another signing key; somebody else sends "
            "under its name, or its identity was changed.",
        )
    if claim.previous is not None and claim.previous != hash_of_end(before):
        return refuse(
            "conflict",
            f"Segment {head.segment} of chain {head.chain} does not follow the one that is here; "
            "the device's store was changed or copied.",
        )
    return None


def refuse(code: _Code, sentence: str) -> UplinkRefusal:
    """Return a refusal."""
    return UplinkRefusal(type="uplink-refusal", code=code, sentence=sentence)
