"""Which segments to shred, and what is said in their place. Pure: minutes and hours come in.

Segments are the unit: the device cannot open what it sealed, so it cannot take a part out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from native_host.vault.device import Device
from native_host.vault.evidence import (
    MAX_SPANS,
    Position,
    ShredReason,
    Signed,
    Span,
    Tombstone,
    sign_tombstone,
)

HOUR_MINUTES = 60
DAY_MINUTES = 24 * HOUR_MINUTES


@dataclass(frozen=True, slots=True)
class SegmentSummary:
    """What can be told of a stored segment without a key."""

    chain: bytes
    segment: int
    header_hash: bytes
    footer_hash: bytes
    position: Position
    events: int
    screenshots: int
    sealed_bytes: int
    first_minute: int
    last_minute: int
    spans: tuple[Span, ...]


Choice = Callable[[SegmentSummary], bool]


def overlaps(since_minute: int) -> Choice:
    """Choose segments that hold anything sealed in or after a minute."""
    return lambda segment: segment.last_minute >= since_minute


def expired(now_minute: int, retention_days: int) -> Choice:
    """Choose segments whose latest record is older than the policy allows."""
    return lambda segment: now_minute - segment.last_minute >= retention_days * DAY_MINUTES


def make_tombstone(
    segment: SegmentSummary, reason: ShredReason, device: Device, now_minute: int
) -> Signed:
    """Return what stands in a segment's place."""
    return sign_tombstone(
        Tombstone(
            device=device.device,
            signer=device.public_key(),
            chain=segment.chain,
            segment=segment.segment,
            header_hash=segment.header_hash,
            footer_hash=segment.footer_hash,
            position=segment.position,
            events=segment.events,
            screenshots=segment.screenshots,
            sealed_bytes=segment.sealed_bytes,
            reason=reason,
            hour=now_minute // HOUR_MINUTES,
            spans=segment.spans[:MAX_SPANS],
        ),
        device.signing_key,
    )


@dataclass(frozen=True, slots=True)
class Shredded:
    """What was shredded, counted; `earlier_minutes` is how much before the span went with it."""

    segments: int = 0
    events: int = 0
    screenshots: int = 0
    earlier_minutes: int = 0

    def __add__(self, other: Shredded) -> Shredded:
        """Return both together."""
        return Shredded(
            self.segments + other.segments,
            self.events + other.events,
            self.screenshots + other.screenshots,
            max(self.earlier_minutes, other.earlier_minutes),
        )


def count_shredded(segments: Sequence[SegmentSummary], since_minute: int | None) -> Shredded:
    """Return the counts of what was shredded.

    Args:
        segments: what was shredded.
        since_minute: where the span began that was to be forgotten, if there was one.
    """
    first = min((segment.first_minute for segment in segments), default=since_minute)
    earlier = 0
    if since_minute is not None and first is not None:
        earlier = max(0, since_minute - first)
    return Shredded(
        len(segments),
        sum(segment.events for segment in segments),
        sum(segment.screenshots for segment in segments),
        earlier,
    )


def merge_spans(rows: Iterable[tuple[bytes, int, int]]) -> tuple[Span, ...]:
    """Return one span for each session.

    Args:
        rows: session, number of the last event of a record, number of events in it.
    """
    found: dict[bytes, Span] = {}
    for session, last, count in rows:
        first = last - count + 1
        known = found.get(session, Span(session, first, last))
        found[session] = Span(session, min(known.first, first), max(known.last, last))
    return tuple(found[session] for session in sorted(found))
