"""The second net: look at every record once more before it is sealed. Pure.

The rules in the browser keep content of pages out. What is found here has come through them, so the
whole record is dropped, its number keeps the reason, and it counts as an incident. A net that fails
or takes too long holds nothing back: then the record is dropped as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from pydantic import BaseModel

from native_host.detect.content import MADE_UP, Kind, find_content, may_hold
from native_host.detect.wording import gather_texts, is_typed, texts_of_place
from native_host.elements import Place
from native_host.fields import Level

# CPU time of a record, not of the clock on the wall: a busy machine is no fault of the record.
BUDGET_NS = 25_000_000
_KNOWN_TEXTS = 16_384
_KNOWN_PLACES = 4096
Fault = Literal["second-net", "detector-error", "detector-slow"]


class SecondNet:
    """Remembers which texts hold nothing: pages say the same things again and again."""

    def __init__(self, cpu_ns: Callable[[], int], report: Callable[[Sequence[str]], None]) -> None:
        """Begin with no text known.

        Args:
            cpu_ns: the CPU time of this thread, in ns.
            report: is told what each dropped record was dropped for.
        """
        self._cpu_ns = cpu_ns
        self._report = report
        self._known: set[str | None] = {None}
        self._places: set[tuple[str | None, ...]] = set()

    def knows(self, place: Place) -> bool:
        """Say whether a place with these texts was found to be without fault."""
        return texts_of_place(place.__dict__) in self._places

    def know(self, place: Place) -> None:
        """Remember a place that is without fault and may be recorded."""
        if len(self._places) >= _KNOWN_PLACES:
            self._places.clear()
        self._places.add(texts_of_place(place.__dict__))

    def find_fault(self, record: BaseModel, level: Callable[[BaseModel], Level]) -> Fault | None:
        """Return why a record must not be kept, if it must not; its place is looked at by itself.

        Args:
            record: the record, or its place.
            level: gives the level of its site; asked only where that makes a difference.
        """
        try:
            texts: list[str | None] = []
            gather_texts(record, texts)
            if self._known.issuperset(texts) and not is_typed(record):
                return None
            try:
                found = self._look(record, texts, level)
            except _OverBudgetError:  # it may have been the first one, that waited for imports
                found = self._look(record, texts, level)
        except _OverBudgetError:
            found, fault = {"detector-slow"}, "detector-slow"
        except Exception:  # noqa: BLE001  # whatever it is, the record has not been looked at
            found, fault = {"detector-error"}, "detector-error"
        else:
            fault = "second-net"
        if not found:
            return None
        self._report(sorted(found))
        return fault  # type: ignore[return-value]  # one of the three above

    def count(self, fault: str) -> None:
        """Count a record that others found to be what the browser must not send."""
        self._report([fault])

    def _look(
        self, record: BaseModel, texts: Sequence[str | None], level: Callable[[BaseModel], Level]
    ) -> set[str]:
        """Return what the texts hold that may not be kept.

        Raises:
            _OverBudgetError: it took too long to find out.
        """
        found: set[Kind] = {Kind.TYPED_KEY} if is_typed(record) else set()
        began = self._cpu_ns()
        for text in texts:
            if text is None or text in self._known:
                continue
            if may_hold(text):
                kinds = find_content(text)
                if self._cpu_ns() - began > BUDGET_NS:
                    raise _OverBudgetError
                if kinds:
                    found |= kinds
                    continue
            self._remember(text)
        if found & MADE_UP and level(record) == "text":
            found -= MADE_UP
        return set(found)

    def _remember(self, text: str) -> None:
        if len(self._known) > _KNOWN_TEXTS:
            self._known = {None}
        self._known.add(text)


class _OverBudgetError(Exception):
    """A record took more CPU time than any record should."""
