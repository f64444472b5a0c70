"""What to send next. Pure: messages and counts in, tasks out.

Rule: a segment counts as delivered only when the collector says that it and everything before it
in its chain is on disk; everything else is offered again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from native_host.wire import Resume, Stored, UplinkRefusal

WINDOW = 4  # segments under way at once
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 300.0


@dataclass(frozen=True, slots=True)
class OfferChain:
    """Ask the collector where to go on with a chain."""

    chain: str


@dataclass(frozen=True, slots=True)
class SendSegment:
    """Send one sealed segment."""

    chain: str
    segment: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to send until the collector answers or a segment closes."""


@dataclass(frozen=True, slots=True)
class Done:
    """Everything that is closed is delivered."""


Task = OfferChain | SendSegment | Wait | Done


@dataclass(slots=True)
class _Chain:
    closed: int = 0
    stored: int = 0  # segments that the collector has
    next: int = 0
    offered: bool = False
    resumed: bool = False


@dataclass(slots=True)
class Outbox:
    """The state of one connection to the collector."""

    _chains: dict[str, _Chain] = field(default_factory=dict)

    def see(self, closed: Mapping[str, int], stored: Mapping[str, int]) -> None:
        """Take note of what there is.

        Args:
            closed: number of closed segments by chain.
            stored: number of segments the collector is known to have, by chain.
        """
        for name, count in closed.items():
            chain = self._chains.setdefault(name, _Chain(stored=stored.get(name, 0)))
            chain.closed = count

    def next_task(self) -> Task:
        """Return what to do now; a task counts as done when it is returned."""
        under_way = sum(chain.next - chain.stored for chain in self._chains.values())
        pending = False
        for name in sorted(self._chains):
            chain = self._chains[name]
            if chain.stored >= chain.closed:
                continue
            pending = True
            if not chain.offered:
                chain.offered = True
                return OfferChain(name)
            if chain.resumed and chain.next < chain.closed and under_way < WINDOW:
                chain.next += 1
                return SendSegment(name, chain.next - 1)
        return Wait() if pending else Done()

    def hear(self, message: Resume | Stored | UplinkRefusal) -> str | None:
        """Take an answer; return the chain that has got further, if one has.

        A refusal ends the connection; the caller reports its sentence.
        """
        if isinstance(message, UplinkRefusal):
            return None
        chain = self._chains.get(message.chain)
        if chain is None:
            return None
        if isinstance(message, Resume):
            # The collector's word counts, also when it has lost something that it once had.
            chain.stored = chain.next = message.next_segment
            chain.resumed = True
        else:
            chain.stored = max(chain.stored, message.segment + 1)
        return message.chain

    def stored(self, chain: str) -> int:
        """Return how many segments of a chain the collector has."""
        return self._chains[chain].stored


def pause_before_retry(attempt: int, random: float) -> float:
    """Return the seconds to wait before connecting again: full jitter, 1 s to 5 min.

    Args:
        attempt: failures in a row, from 1.
        random: a number from 0 to 1.
    """
    ceiling = min(LONGEST_PAUSE, FIRST_PAUSE * float(2 ** min(attempt - 1, 20)))
    return FIRST_PAUSE + random * (ceiling - FIRST_PAUSE)
