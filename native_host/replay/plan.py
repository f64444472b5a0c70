"""Turn the records of an export into what hands have to do, in order.

A visit to a dropdown is done by the clicks and keys that belong to it. What no raw record holds is
done from the visit itself: hovering, choosing in a list of the browser, walking by arrow keys from
inside a field.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from native_host.actions import Click, Drag, Navigation, Path, PathPoint, Scroll
from native_host.elements import Action, Target
from native_host.entries import Focus, Key, TextEntry
from native_host.errors import DataError
from native_host.events import Stored
from native_host.visits import Dropdown

Does = Literal[
    "press",
    "hover",
    "key",
    "write",
    "scroll",
    "drag",
    "focus",
    "choose",
    "walk",
    "close",
    "check",
    "arrive",
]

_KEY_CLICK_MS = 1000
_WRITING_MS = 100
_ACTIVATING = ("Enter", "Space")
_LEAVING = ("Enter", "Tab", "Space")
_ARROWS = ("ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Home", "End")
# With Ctrl or Meta these write, and what they write is in the text entry.
_WRITING = ("v", "x", "y", "z", "Backspace", "Delete")
_MAX_PAUSE_MS = 5000


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do."""

    does: Does
    record: Action
    target: Target | None
    # Of a dropdown: which entry, level by level.
    path: tuple[int, ...] = ()
    # Recorded time since the step before.
    pause_ms: int = 0
    # Of a press: the way that the pointer took to it, where it was recorded.
    way: tuple[PathPoint, ...] = ()


def read_records(lines: Iterable[bytes]) -> list[Action]:
    """Return what people did, from the lines of an export, in the order of time.

    Raises:
        DataError: a line is no record.
    """
    adapter: TypeAdapter[Any] = TypeAdapter(Stored)
    found: list[Action] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or b'"image_file"' in line:
            continue
        try:
            record = adapter.validate_json(line)
        except ValidationError:
            raise DataError(f"Line {number} of the export is no record; export it again.") from None
        if isinstance(record, Action):
            found.append(record)
    return in_order(found)


def in_order(records: list[Action]) -> list[Action]:
    """Sort by time: exactly within a document, by the clock between documents."""
    ahead: dict[str, list[float]] = {}
    for record in records:
        ahead.setdefault(record.place.document, []).append(record.wall_ms - record.mono_ms)
    began = {document: median(found) for document, found in ahead.items()}
    return sorted(records, key=lambda each: (each.mono_ms + began[each.place.document], each.seq))


def plan(records: list[Action]) -> list[Step]:
    """Return the steps of a recording, whose records come in the order of time."""
    order = {record.seq: at for at, record in enumerate(records)}
    document = {(record.place.document, record.number): record for record in records}
    after: dict[int, list[Step]] = {}
    before: dict[int, list[Step]] = {}
    dropped = _consequences(records)
    for record in records:
        if isinstance(record, Dropdown):
            members = [
                member
                for number in record.members
                if (member := document.get((record.place.document, number))) is not None
                and member.seq not in dropped
            ]
            members.sort(key=lambda member: order[member.seq])
            dropped |= _unseen(record, members)
            members = [member for member in members if member.seq not in dropped]
            acts = [member for member in members if not isinstance(member, Path)]
            later = records[order[record.seq] :]
            end = _end_of(record, acts, later)
            if _is_closed_unseen(record, later):
                after.setdefault(end.seq, []).append(Step("close", record, record.opener))
            _place(record, acts, end, before, after)
    steps: list[Step] = []
    last = records[0].wall_ms if records else 0
    way: tuple[PathPoint, ...] = ()
    for record in records:
        own = [] if record.seq in dropped else _own(record, way)
        if isinstance(record, Path) and record.place.frame == 0:
            way = tuple(record.points)
        elif isinstance(record, Click):
            way = ()
        group = [*before.get(record.seq, []), *own, *after.get(record.seq, [])]
        pause = min(_MAX_PAUSE_MS, max(0, record.wall_ms - last))
        for step in group:
            steps.append(replace(step, pause_ms=pause))
            pause = 0
            last = record.wall_ms
    return steps


def _own(record: Action, way: tuple[PathPoint, ...]) -> list[Step]:
    """Return what a record asks for by itself."""
    found: tuple[Does, Target | None] | None = None
    match record:
        case Click():
            found = ("press", record.target)
        case Key():
            found = ("key", record.target)
        case TextEntry():
            found = ("write", record.target)
        case Scroll():
            found = ("scroll", record.target)
        case Drag(source=Target()):
            found = ("drag", record.source)
        case Focus():
            found = ("focus", record.target)
        case Navigation():
            found = ("arrive", None)
        case _:
            pass
    return [] if found is None else [Step(found[0], record, found[1], way=way)]


def _consequences(records: list[Action]) -> set[int]:
    """Return what comes by itself: clicks that a key makes, and keys that write."""
    dropped: set[int] = set()
    presses: list[Key] = []
    entries = [record for record in records if isinstance(record, TextEntry)]
    for record in records:
        if isinstance(record, Key):
            if record.key in _ACTIVATING:
                presses.append(record)
            if _writes(record) and any(_covers(entry, record) for entry in entries):
                dropped.add(record.seq)
        elif isinstance(record, Click) and record.device == "keyboard":
            for key in reversed(presses):
                same = key.place.document == record.place.document
                if same and abs(record.mono_ms - key.mono_ms) <= _KEY_CLICK_MS:
                    presses.remove(key)
                    dropped.add(record.seq)
                    break
    return dropped


def _writes(key: Key) -> bool:
    return key.key in _WRITING and ("ctrl" in key.modifiers or "meta" in key.modifiers)


def _covers(entry: TextEntry, key: Key) -> bool:
    if entry.place.document != key.place.document:
        return False
    end = entry.mono_ms + (entry.duration_ms or 0)
    return entry.mono_ms - _WRITING_MS <= key.mono_ms <= end + _WRITING_MS


def _is_unseen_list(visit: Dropdown) -> bool:
    return visit.surface == "native" and visit.moves is None


def _unseen(visit: Dropdown, members: list[Action]) -> set[int]:
    """Return the keys of a list whose keys nobody sees: the visit chooses as a whole."""
    if not _is_unseen_list(visit):
        return set()
    return {member.seq for member in members if not _is_by_pointer(member)}


def _is_by_pointer(record: Action) -> bool:
    return isinstance(record, Click) and record.device != "keyboard"


def _end_of(visit: Dropdown, members: list[Action], later: list[Action]) -> Action:
    """Return the record after which the visit is over: what closes it may be no member of it."""
    over = visit.mono_ms + visit.duration_ms
    end = members[-1] if members else visit
    for record in later:
        if record.place.document != visit.place.document:
            continue
        if record.mono_ms > over:
            break
        if record.mono_ms >= end.mono_ms and _own(record, ()):
            end = record
    return end


def _is_closed_unseen(visit: Dropdown, later: list[Action]) -> bool:
    """Whether Escape has closed a list and is no record: of some fields no key is."""
    over = visit.mono_ms + visit.duration_ms
    told = any(
        isinstance(record, Key)
        and record.key == "Escape"
        and record.place.document == visit.place.document
        and record.mono_ms <= over
        for record in later
    )
    return visit.closed_by == "escape" and not _is_unseen_list(visit) and not told


def _place(
    visit: Dropdown,
    members: list[Action],
    end: Action,
    before: dict[int, list[Step]],
    after: dict[int, list[Step]],
) -> None:
    """Put what a visit asks for beside the records that belong to it."""
    last = members[-1] if members else visit
    kept = [choice for choice in visit.chosen if choice.kept and choice.path]
    path = tuple(kept[-1].path) if kept else ()
    if visit.opened_by == "hover" and visit.opener is not None:
        first = members[0] if members else visit
        start = visit if visit.mono_ms <= first.mono_ms else first
        before.setdefault(start.seq, []).append(Step("hover", visit, visit.opener))
    clicks = [member for member in members if _is_by_pointer(member)]
    if len(path) > 1 and clicks and clicks[-1] is last:
        # Submenus that opened under the pointer have no press of their own.
        opening = 0 if visit.opened_by in ("hover", "focus", "script") else 1
        pressed = len(clicks) - opening - 1
        for level in range(pressed, len(path) - 1):
            step = Step("hover", visit, None, path[: level + 1])
            before.setdefault(last.seq, []).append(step)
    keys = [member for member in members if isinstance(member, Key)]
    leaves = bool(keys) and keys[-1] is last and keys[-1].key in _LEAVING
    if path and leaves and visit.surface != "native" and len(keys) > 0:
        # Arrow keys inside a field and letters typed ahead are nowhere else.
        has_walked = any(key.key in _ARROWS or key.key == "Tab" for key in keys[:-1])
        opens_only = len(keys) == 1 and keys[0].mono_ms <= visit.mono_ms
        if not opens_only and (not has_walked or visit.type_ahead):
            before.setdefault(last.seq, []).append(Step("walk", visit, visit.opener, path))
    does: Does = "choose" if visit.surface == "native" and path else "check"
    if _is_unseen_list(visit) and not path:
        does = "choose"  # the list has to be closed again
    anchor = end if does == "check" else last
    after.setdefault(anchor.seq, []).append(Step(does, visit, visit.opener, path))
