"""What to send next. Pure: messages and counts in, tasks out.

Rule: a segment counts as delivered only when the collector says that it and everything before it
in its chain is on disk; everything else is offered again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from native_host.wire import Resume, Stored, UplinkRefusal

WINDOW = 4  # segments under way at once
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 300.0
# Refusals of one segment: sending it again would change nothing, and other chains can go on.
PARKING = frozenset({"bad-segment", "conflict"})


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
    """The state of one connection to the collector.

    Every chain is offered once, also one that was delivered long ago: only so does a collector
    that lost its disk get everything again.
    """

    _chains: dict[str, _Chain] = field(default_factory=dict)
    # The collector answers in the order in which it was asked.
    _unanswered: deque[OfferChain | SendSegment] = field(default_factory=deque)

    def see(self, closed: Mapping[str, int]) -> None:
        """Take note of what there is: the number of closed segments by chain.

        A chain that is not named any more is not sent any more.
        """
        self._chains = {name: self._chains.get(name, _Chain()) for name in closed}
        for name, count in closed.items():
            self._chains[name].closed = count

    def next_task(self) -> Task:
        """Return what to do now; a task counts as done when it is returned."""
        under_way = sum(isinstance(task, SendSegment) for task in self._unanswered)
        pending = False
        for name in sorted(self._chains):
            chain = self._chains[name]
            if not chain.offered:
                chain.offered = True
                return self._ask(OfferChain(name))
            if chain.resumed and chain.stored >= chain.closed:
                continue
            pending = True
            if chain.resumed and chain.next < chain.closed and under_way < WINDOW:
                chain.next += 1
                return self._ask(SendSegment(name, chain.next - 1))
        return Wait() if pending else Done()

    def _ask(self, task: OfferChain | SendSegment) -> Task:
        self._unanswered.append(task)
        return task

    def drop(self, task: OfferChain | SendSegment) -> None:
        """Take back a task that could not be carried out, and its chain with it."""
        self._unanswered.remove(task)
        self._chains.pop(task.chain, None)

    def hear(self, message: Resume | Stored) -> str | None:
        """Take an answer; return the chain that has got further, if one has."""
        if self._unanswered:
            self._unanswered.popleft()
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

    def find_refused(self, refusal: UplinkRefusal) -> str | None:
        """Return the chain that the collector will not take as it is, if the refusal is of one."""
        if refusal.code not in PARKING or not self._unanswered:
            return None
        return self._unanswered[0].chain

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
