"""Numbers of sessions over a whole store: none missing, none twice. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from native_host.controls import HostRecord, Refused
from native_host.elements import Numbered
from native_host.vault.evidence import Span


@dataclass(slots=True)
class SequenceCheck:
    """Counts numbers in the order of the store."""

    last: dict[str, int] = field(default_factory=dict)
    doubled: list[tuple[str, int]] = field(default_factory=list)
    missing: list[tuple[str, int, int]] = field(default_factory=list)

    def add(self, event: Numbered | HostRecord) -> None:
        """Take the next event."""
        if isinstance(event, Numbered | Refused):
            self._take(event.session, event.seq, event.seq)

    def add_shredded(self, span: Span) -> None:
        """Take the numbers that a tombstone accounts for."""
        session = str(UUID(bytes=span.session))
        last = self.last.get(session, 0)
        self._fill(session, span.first, span.last)
        if span.last > last:
            self._take(session, max(span.first, last + 1), span.last)

    def _take(self, session: str, first: int, final: int) -> None:
        last = self.last.get(session, 0)
        if first <= last and not self._fill(session, first, final):
            self.doubled.append((session, first))
        elif first > last + 1:
            self.missing.append((session, last + 1, first - 1))
        self.last[session] = max(last, final)

    def _fill(self, session: str, first: int, final: int) -> bool:
        """Take numbers out of the holes: segments of two chains may come out of order."""
        holes, filled = [], False
        for owner, begin, end in self.missing:
            if owner != session or final < begin or first > end:
                holes.append((owner, begin, end))
                continue
            filled = True
            rest = [(owner, begin, first - 1), (owner, final + 1, end)]
            holes += [hole for hole in rest if hole[1] <= hole[2]]
        self.missing = holes
        return filled
