"""Records as an export holds them, small."""

from __future__ import annotations

from typing import Any

import orjson

from native_host.elements import Action, Target
from native_host.replay.plan import read_records
from tests.native_host.making import SESSION, place

VIEW = {"width": 1000, "height": 800, "scroll_x": 0.0, "scroll_y": 0.0, "pixel_ratio": 1.0}


def target(role: str = "button", name: str | None = None, **changes: Any) -> dict[str, Any]:
    """Return a target as JSON."""
    return {
        "role": role,
        "name": name,
        "name_withheld": None if name else "no-label",
        "tag": "button",
        "selectors": [],
        "box": {"x": 10.0, "y": 20.0, "width": 100.0, "height": 40.0},
        "index": None,
        "set_size": None,
        "frame_path": [],
        "shadow_path": [],
    } | changes


def a_target(*words: Any, **changes: Any) -> Target:
    """Return a target."""
    return Target.model_validate(target(*words, **changes))


def _record(kind: str, number: int, at: int, fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "session": SESSION,
        "seq": number,
        "wall_ms": 1_790_000_000_000 + at,
        "mono_ms": float(at),
        "place": place(),
        "number": number,
        "kind": kind,
    } | fields


def click(number: int, at: int, **changes: Any) -> dict[str, Any]:
    fields = {
        "button": "left",
        "count": 1,
        "modifiers": [],
        "device": "mouse",
        "at": {"x": 35.0, "y": 30.0, "x_share": 0.035, "y_share": 0.0375},
        "viewport": VIEW,
        "target": target(name="Save"),
    }
    if changes.get("device") == "keyboard":
        fields["at"] = None
    return _record("click", number, at, fields | changes)


def key(number: int, at: int, name: str, **changes: Any) -> dict[str, Any]:
    fields = {"key": name, "modifiers": [], "count": 1, "target": target(name="Save")}
    return _record("key", number, at, fields | changes)


def entry(number: int, at: int, **changes: Any) -> dict[str, Any]:
    fields = {
        "target": target("textbox", "Note", selectors=[{"by": "id", "value": "#note"}]),
        "field": "text",
        "field_class": "generic",
        "edits": ["typed"],
        "inserted": "4-7",
        "length": "4-7",
        "duration_ms": 500,
        "ended_by": "blur",
        "text": None,
    }
    return _record("text-entry", number, at, fields | changes)


def visit(number: int, at: int, path: list[int], **changes: Any) -> dict[str, Any]:
    choice = {
        "path": path,
        "role": "menuitem",
        "set_size": 3,
        "name": None,
        "name_withheld": "no-label",
        "kept": True,
    }
    fields = {
        "opener": target(name="File"),
        "surface": "menu",
        "opened_by": "mouse",
        "moves": [],
        "type_ahead": 0,
        "filter_edits": 0,
        "outcome": "committed" if path else "cancelled",
        "closed_by": "choice" if path else "escape",
        "chosen": [choice] if path else [],
        "set_size": 3,
        "state": {
            "expanded": False,
            "checked": None,
            "selected_index": None,
            "selected_count": None,
        },
        "duration_ms": 900,
        "members": [],
        "unobservable": [],
    }
    return _record("dropdown", number, at, fields | changes)


def read(*records: dict[str, Any]) -> list[Action]:
    """Return records as a replay reads them from an export."""
    return read_records([orjson.dumps(record) for record in records])
