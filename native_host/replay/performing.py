"""Do the steps of a plan in a tab and say of each what became of it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from native_host.actions import Click, Drag, Navigation, PathPoint, Scroll, Window
from native_host.elements import Action, Box, Point, Target, Viewport
from native_host.entries import Focus, Key, TextEntry
from native_host.errors import UnavailableError
from native_host.replay.geometry import centre_share, drag_end, part_of
from native_host.replay.locate import Candidate, Verdict, Wanted, locate, next_key
from native_host.replay.plan import Step
from native_host.replay.report import Line
from native_host.replay.routes import fits, start_address
from native_host.replay.tab import Remote, Room, Tab, wanted
from native_host.replay.texts import replaces, text_for
from native_host.visits import Dropdown

_QUIET_MS = 80
_REST_MS = 1200
_SEARCH_SECONDS = 4.0
_CHECK_SECONDS = 1.0
_ARRIVE_SECONDS = 8.0
_TURNS = 12
_CLOSE_PX = 2.0
_SPARE_KEYS = 6
_NONE = Verdict("found", None, "", "Nothing to find: it goes to what has the keyboard.")


@dataclass(frozen=True, slots=True)
class Found:
    """An element, and where it is."""

    room: Room
    element: Remote
    # A native option has no box of its own while its list is closed.
    box: tuple[float, float, float, float] | None


class Performer:
    """Hands that follow a plan."""

    def __init__(self, tab: Tab, base: str, texts: Mapping[str, str]) -> None:
        self._tab = tab
        self._base = base
        self._texts = texts
        self._views: dict[str, Viewport] = {}

    def perform(self, step: Step) -> Line:
        """Do one step."""
        record = step.record
        if isinstance(record, Click | Drag | Window):
            self._views[record.place.document] = record.viewport
        self._tab.rest(_QUIET_MS, _REST_MS)
        try:
            line = self._do(step)
        except UnavailableError as error:
            line = self._line(step, Verdict("missed", None, "", str(error)))
        return line

    def _do(self, step: Step) -> Line:  # noqa: PLR0911 - a way for each kind
        record = step.record
        match record:
            case Click():
                return self._line(step, self._press(record, step.way))
            case Key():
                return self._line(step, self._key(record))
            case TextEntry():
                return self._line(step, self._write(record))
            case Focus():
                return self._line(step, self._focus(record))
            case Scroll():
                return self._line(step, self._scroll(record))
            case Drag():
                return self._line(step, self._draw(record))
            case Navigation():
                return self._arrive(step, record)
            case Dropdown():
                return self._visit(step, record)
            case _:
                raise AssertionError(step.does)

    # Finding.

    def _find(
        self, target: Target, record: Action, seconds: float = _SEARCH_SECONDS
    ) -> tuple[Verdict, Found | None]:
        """Look for an element until it is there and can be told from the others."""
        view = self._views.get(record.place.document)
        at = None if view is None else centre_share(target.box, view)
        deadline = time.monotonic() + seconds
        while True:
            verdict, found = self._look(Wanted(target, at))
            if found is not None or time.monotonic() > deadline:
                return verdict, found
            time.sleep(0.1)

    def _look(self, want: Wanted) -> tuple[Verdict, Found | None]:
        target = want.target
        try:
            room = self._tab.room(target.frame_path, target.shadow_path)
            if room is None:
                return Verdict("missed", None, "", "Its frame is not in the page."), None
            facts = self._tab.ask(
                room.asker, "collect", room.root, wanted(target, want.at), not room.exact
            )
            verdict = locate(want, [Candidate.read(fact) for fact in facts])
            if verdict.ref is None:
                return verdict, None
            element = self._tab.ask_for(room.asker, "element", verdict.ref)
            if element is None:
                return Verdict("missed", None, "", "It went away."), None
            return verdict, Found(room, element, self._tab.box(element))
        except UnavailableError as error:
            return Verdict("missed", None, "", str(error)), None

    def _spot(self, found: Found, at: Point | None, was: Box) -> tuple[float, float, bool]:
        """Return where to press, and whether something else lies over it."""
        x, y, width, height = found.box or (0.0, 0.0, 0.0, 0.0)
        part_x, part_y = part_of(was, at)
        aim = self._tab.ask(found.room.asker, "aim", found.element, part_x, part_y)
        return x + width * aim["x"], y + height * aim["y"], bool(aim["covered"])

    # Doing.

    def _press(self, click: Click, way: Sequence[PathPoint]) -> Verdict:
        verdict, found = self._find(click.target, click, _CHECK_SECONDS if way else _SEARCH_SECONDS)
        if found is None and way:
            # It may be in something that opens under the pointer.
            self._tab.follow([(point.ms, point.x, point.y) for point in way])
            verdict, found = self._find(click.target, click)
        if found is None:
            return verdict
        if click.device == "keyboard":
            self._tab.ask(found.room.asker, "focus", found.element)
            ticks = click.target.role in ("checkbox", "radio", "switch")
            self._tab.key("Space" if ticks else "Enter")
            return verdict
        if found.box is None:
            return Verdict("missed", None, "", "It is in the page but cannot be seen.")
        x, y, covered = self._spot(found, click.at, click.target.box)
        button = click.button
        self._tab.press(x, y, button, click.count, list(click.modifiers))
        if covered:
            return Verdict(
                "found", None, verdict.how, f"{verdict.sentence} Something lies over it."
            )
        return verdict

    def _key(self, key: Key) -> Verdict:
        verdict = _NONE
        if key.target is not None:
            verdict, found = self._find(key.target, key)
            if found is None:
                return verdict
            if self._tab.ask(found.room.asker, "focus", found.element) == "given":
                verdict = _and(verdict, "It had to be given the keyboard.")
        self._tab.key(key.key, key.modifiers, key.count)
        return verdict

    def _focus(self, focus: Focus) -> Verdict:
        verdict, found = self._find(focus.target, focus)
        if found is not None and self._tab.ask(found.room.asker, "focus", found.element) == "given":
            verdict = _and(verdict, "It had to be given the keyboard.")
        return verdict

    def _write(self, entry: TextEntry) -> Verdict:
        verdict, found = self._find(entry.target, entry)
        if found is None:
            return verdict
        self._tab.ask(found.room.asker, "focus", found.element)
        text, is_given = text_for(entry, self._texts)
        if entry.inserted == "0" and entry.length != "0" and not is_given:
            self._tab.key("Backspace")
            return _and(verdict, "One character was deleted; how many is not on record.")
        if replaces(entry):
            self._tab.key("a", ["ctrl"])
            self._tab.key("Delete")
        self._tab.write(text)
        if not is_given and entry.length != "0":
            verdict = _and(verdict, "A filler was written.")
        return verdict

    def _scroll(self, scroll: Scroll) -> Verdict:
        frame_path: list[int] = [] if scroll.target is None else scroll.target.frame_path
        verdict = Verdict("found", None, "document", "The whole document.")
        element: Remote | None = None
        box = None
        if scroll.target is not None:
            verdict, found = self._find(scroll.target, scroll)
            if found is None:
                return verdict
            element, box = found.element, found.box
        room = self._tab.room(frame_path, [])
        if room is None:
            return Verdict("missed", None, "", "Its frame is not in the page.")
        view = self._views.get(scroll.place.document)
        x, y, width, height = box or (0.0, 0.0, *_size(view))
        for _ in range(_TURNS):
            now = self._tab.ask(room.asker, "offsetOf", element)
            left_x, left_y = scroll.end.x - now["x"], scroll.end.y - now["y"]
            if abs(left_x) <= _CLOSE_PX and abs(left_y) <= _CLOSE_PX:
                return verdict
            self._tab.wheel(x + width / 2, y + height / 2, left_x, left_y)
            self._tab.rest(_QUIET_MS, _REST_MS)
            time.sleep(0.1)
            after = self._tab.ask(room.asker, "offsetOf", element)
            if after == now:
                break
        return _and(verdict, "It does not scroll as far as it did.")

    def _draw(self, drag: Drag) -> Verdict:
        if drag.source is None or drag.start is None:
            return Verdict("missed", None, "", "It came from another window.")
        verdict, source = self._find(drag.source, drag)
        if source is None or source.box is None:
            return verdict
        x, y, width, height = source.box
        part_x, part_y = part_of(drag.source.box, drag.start)
        start = (x + width * part_x, y + height * part_y)
        goal = None
        if drag.target is not None and drag.target.selectors != drag.source.selectors:
            goal_verdict, goal = self._find(drag.target, drag, _CHECK_SECONDS)
            if goal is None:
                verdict = _and(verdict, f"Where it was let go: {goal_verdict.sentence}")
        end = drag_end(drag, start, None if goal is None else goal.box)
        self._tab.drag(start, end, drag.button, list(drag.modifiers))
        return verdict

    # Dropdowns.

    def _visit(self, step: Step, visit: Dropdown) -> Line:
        if step.does == "walk":
            return self._walk(step, visit)
        if step.does == "hover" and step.path:
            return self._hover_entry(step, visit)
        if step.does == "close":
            self._tab.key("Escape")
            return self._line(step, Verdict("found", None, "", "Closed by Escape."))
        return self._at_opener(step, visit)

    def _at_opener(self, step: Step, visit: Dropdown) -> Line:
        if visit.opener is None:
            return self._line(step, _NONE, "checked")
        seconds = _CHECK_SECONDS if step.does == "check" else _SEARCH_SECONDS
        verdict, found = self._find(visit.opener, visit, seconds)
        if found is None:
            return self._line(step, verdict, "differs" if step.does == "check" else None)
        if step.does == "hover":
            x, y, covered = self._spot(found, None, visit.opener.box)
            self._tab.move(x, y)
            return self._line(
                step, _and(verdict, "Something lies over it.") if covered else verdict
            )
        if step.does == "choose":
            return self._line(step, self._choose(found, visit, verdict))
        return self._check(step, visit, verdict, found)

    def _hover_entry(self, step: Step, visit: Dropdown) -> Line:
        level, index = len(step.path) - 1, step.path[-1]
        names = [m.name for m in visit.moves or [] if m.level == level and m.index == index]
        role = visit.chosen[-1].role
        size = visit.set_size if level == 0 else None
        like = Target(
            role=role,
            name=names[-1] if names else None,
            name_withheld=None,
            tag="unknown",
            selectors=[],
            box=Box(x=0, y=0, width=0, height=0),
            index=index,
            set_size=size,
            frame_path=[] if visit.opener is None else visit.opener.frame_path,
            shadow_path=[],
        )
        verdict, found = self._look(Wanted(like, None))
        if found is not None:
            x, y, _ = self._spot(found, None, like.box)
            self._tab.move(x, y)
            self._tab.rest(_QUIET_MS, _REST_MS)
        return self._line(step, verdict)

    def _walk(self, step: Step, visit: Dropdown) -> Line:
        """Go down until the entry that was chosen is the highlighted one."""
        frame_path = [] if visit.opener is None else visit.opener.frame_path
        room = self._tab.room(frame_path, [])
        if room is None:
            return self._line(step, Verdict("missed", None, "", "Its frame is not in the page."))
        if visit.opener is not None and self._tab.ask(room.asker, "isIdle"):
            _, opener = self._find(visit.opener, visit, _CHECK_SECONDS)
            if opener is not None:
                self._tab.ask(opener.room.asker, "focus", opener.element)
        before: list[int] | None = None
        for _ in range((visit.set_size or 0) + sum(step.path) + _SPARE_KEYS):
            now = self._tab.ask(room.asker, "highlighted", len(step.path))
            key = next_key(now, step.path, stuck=now == before)
            if key is None:
                return self._line(step, Verdict("found", None, "index", "Walked to by arrow keys."))
            before = now
            self._tab.key(key)
            self._tab.rest(_QUIET_MS, _REST_MS)
        return self._line(step, Verdict("missed", None, "", "The highlight never came to it."))

    def _choose(self, found: Found, visit: Dropdown, verdict: Verdict) -> Verdict:
        """Choose in a list of the browser, by keys: Home, arrows, Enter."""
        asker, select = found.room.asker, found.element
        is_open = bool(self._tab.ask(asker, "isListOpen", select))
        choices = [choice.path[0] for choice in visit.chosen if choice.kept and choice.path]
        if not choices:
            if is_open:
                self._tab.key("Escape")
            return verdict
        index = choices[-1]
        if not is_open and self._tab.ask(asker, "stateOf", select)["selected_index"] == index:
            return verdict
        arrows = self._tab.ask(asker, "arrowsTo", select, index)
        if arrows is None:
            return Verdict("missed", None, "", "The list has no such entry to choose.")
        self._tab.ask(asker, "focus", select)
        if not is_open and visit.moves is None:
            self._tab.key("ArrowDown", ["alt"])
        self._tab.key("Home")
        for _ in range(arrows):
            self._tab.key("ArrowDown")
        if self._tab.ask(asker, "isListOpen", select):
            self._tab.key("Enter")
        self._tab.rest(_QUIET_MS, _REST_MS)
        if self._tab.ask(asker, "stateOf", select)["selected_index"] != index:
            return Verdict("missed", None, verdict.how, "The list did not take the choice.")
        return _and(verdict, "Chosen by keys.")

    def _check(self, step: Step, visit: Dropdown, verdict: Verdict, found: Found) -> Line:
        recorded = visit.state.model_dump()
        deadline = time.monotonic() + _CHECK_SECONDS
        while True:
            state = self._tab.ask(found.room.asker, "stateOf", found.element)
            other = [name for name, value in recorded.items() if value != state[name]]
            if not other or time.monotonic() > deadline:
                break
            time.sleep(0.05)
        if not other:
            return self._line(step, _and(verdict, "Its state is as recorded."), "checked")
        said = ", ".join(f"{name} {state[name]}, recorded {recorded[name]}" for name in other)
        return self._line(step, _and(verdict, f"Its state differs: {said}."), "differs")

    # Pages.

    def _arrive(self, step: Step, navigation: Navigation) -> Line:
        template = navigation.place.path
        deadline = time.monotonic() + (_ARRIVE_SECONDS if navigation.via != "unknown" else 0.5)
        while not fits(template, self._tab.path()) and time.monotonic() < deadline:
            time.sleep(0.1)
        if fits(template, self._tab.path()):
            return self._line(step, Verdict("found", None, "path", "The page is there."), "checked")
        how = self._go_by_itself(template, navigation)
        if how is None:
            said = f"The page is {self._tab.path()}, recorded {template}."
            return self._line(step, Verdict("missed", None, "", said), "differs")
        self._tab.rest(_QUIET_MS, _REST_MS)
        return self._line(step, Verdict("found", None, how, "Went there."), "checked")

    def _go_by_itself(self, template: str, navigation: Navigation) -> str | None:
        """Go where no step leads: by the history, or by the address where it is known."""
        if navigation.cause == "back-forward":
            entries, at = self._tab.history()
            for position in (at - 1, at + 1):
                if 0 <= position < len(entries) and fits(template, entries[position][1]):
                    self._tab.call("Page.navigateToHistoryEntry", entryId=entries[position][0])
                    return "history"
        address = start_address(self._base, template)
        if navigation.via != "unknown" or address is None:
            return None
        self._tab.go(address)
        return "address"

    def _line(self, step: Step, verdict: Verdict, checked: str | None = None) -> Line:
        record = step.record
        kind: str = getattr(record, "kind", "")
        status = verdict.status if checked is None else checked
        return Line(record.seq, kind, step.does, status, verdict.how, verdict.sentence)  # type: ignore[arg-type]  # words of the report


def _and(verdict: Verdict, sentence: str) -> Verdict:
    return Verdict(verdict.status, verdict.ref, verdict.how, f"{verdict.sentence} {sentence}")


def _size(view: Viewport | None) -> tuple[float, float]:
    return (800.0, 600.0) if view is None else (float(view.width), float(view.height))
