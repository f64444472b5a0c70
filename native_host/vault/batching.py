"""When to commit and when to close a segment. Pure: the clock comes in as milliseconds.

A commit is one sealed row, however many events it holds, so waiting a little saves disk writes:
four of five bytes written at 50 events a second are saved by waiting 250 ms. A single click does
not wait: the linger follows the rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from native_host.vault.layout import CloseReason, RecordKind


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a commit and of a segment."""

    quick_linger_ms: int = 20
    longest_linger_ms: int = 250
    busy_interval_ms: int = 200
    commit_events: int = 256
    commit_bytes: int = 2**20
    segment_ms: int = 5 * 60_000
    segment_idle_ms: int = 60_000
    segment_bytes: int = 4 * 2**20
    segment_records: int = 1000


class Entry(NamedTuple):
    """One plaintext on its way into the store; `seq` is 0 for what the host says itself."""

    kind: RecordKind
    session: str
    seq: int
    event: bytes
    image: bytes = b""


@dataclass(slots=True)
class Batcher:
    """Gather entries until they are worth a commit."""

    limits: Limits = field(default_factory=Limits)
    _entries: list[Entry] = field(default_factory=list)
    _bytes: int = 0
    _first_ms: float = 0
    _last_ms: float = float("-inf")
    _interval_ms: float = 10_000  # smoothed time between entries

    def add(self, entries: Sequence[Entry], now_ms: float) -> bool:
        """Take entries that came together; say whether the answer of `wait_ms` is a new one now."""
        count = len(entries)
        if not count:
            return False
        since = min(10_000.0, max(0.0, now_ms - self._last_ms)) / count
        self._interval_ms += (since - self._interval_ms) * (1 - 0.75**count)
        self._last_ms = now_ms
        first = not self._entries
        if first:
            self._first_ms = now_ms
        self._entries += entries
        self._bytes += sum([len(entry.event) + len(entry.image) for entry in entries])
        return first or self._is_full()

    def _is_full(self) -> bool:
        limits = self.limits
        return len(self._entries) >= limits.commit_events or self._bytes >= limits.commit_bytes

    def is_empty(self) -> bool:
        """Say whether nothing is gathered."""
        return not self._entries

    def wait_ms(self, now_ms: float) -> float | None:
        """Return how long to wait until the next commit; 0: now; None: nothing to commit."""
        if not self._entries:
            return None
        if self._is_full():
            return 0
        busy = self._interval_ms < self.limits.busy_interval_ms
        linger = self.limits.longest_linger_ms if busy else self.limits.quick_linger_ms
        return max(0.0, self._first_ms + linger - now_ms)

    def take(self) -> list[Entry]:
        """Hand over everything that is gathered."""
        entries, self._entries, self._bytes = self._entries, [], 0
        return entries


def group_entries(entries: list[Entry]) -> list[list[Entry]]:
    """Split entries into the records they become, in order.

    Events of one session that follow each other become one record; a picture is a record of its
    own, and so is what the host says itself.
    """
    groups: list[list[Entry]] = []
    events, last = RecordKind.EVENTS, None
    for entry in entries:
        if last is not None and entry.kind is last.kind is events and entry.session == last.session:
            groups[-1].append(entry)
        else:
            groups.append([entry])
        last = entry
    return groups


def reason_to_close(
    limits: Limits,
    *,
    records: int,
    stored_bytes: int,
    opened_ms: float,
    last_ms: float,
    now_ms: float,
) -> CloseReason | None:
    """Say why an open segment should be closed now, if it should."""
    if records == 0:
        return None
    if records >= limits.segment_records:
        return CloseReason.COUNT
    if stored_bytes >= limits.segment_bytes:
        return CloseReason.SIZE
    if now_ms - opened_ms >= limits.segment_ms:
        return CloseReason.TIME
    if now_ms - last_ms >= limits.segment_idle_ms:
        return CloseReason.IDLE
    return None
