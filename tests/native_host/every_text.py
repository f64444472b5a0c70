"""One record for every text that a record can carry: made from the models themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from native_host.events import PageRecord, StepView
from tests.native_host.making import navigation, place, target

_ADAPTER: TypeAdapter[BaseModel] = TypeAdapter(PageRecord | StepView)


def envelope(kind: str, **body: Any) -> dict[str, Any]:
    """Return a record of a kind with the common fields."""
    event: dict[str, Any] = navigation(1)["event"]
    del event["cause"], event["via"]
    return event | {"kind": kind} | body


_VIEW = {"width": 800, "height": 600, "scroll_x": 0.0, "scroll_y": 0.0, "pixel_ratio": 1.0}
_TARGET = target(shadow_path=["my-app"], selectors=[{"by": "css", "value": "#save"}])
_NODE = {
    "id": 1,
    "parent": None,
    "role": "button",
    "name": "Save",
    "name_withheld": None,
    "states": [],
    "box": [0, 0, 1, 1],
    "index": None,
    "set_size": None,
}
_CHOICE = {"path": [1], "role": "option", "set_size": 3, "name": "One", "name_withheld": None}
FULL = [
    envelope(
        "click",
        button="left",
        count=1,
        modifiers=[],
        device="mouse",
        at=None,
        viewport=_VIEW,
        target=_TARGET,
        place=place(frame_origin="http://127.0.0.1:8000", frame_path="/frame"),
    ),
    envelope(
        "scroll",
        target=_TARGET,
        start={"x": 0.0, "y": 0.0},
        end={"x": 0.0, "y": 9.0},
        by="wheel",
        duration_ms=5,
    ),
    envelope("focus", by="tab", target=_TARGET),
    envelope("key", key="Escape", modifiers=[], count=1, target=_TARGET),
    envelope(
        "dropdown",
        opener=_TARGET,
        surface="listbox",
        opened_by="mouse",
        moves=[{"level": 0, "index": 1, "name": "One"}],
        type_ahead=0,
        filter_edits=0,
        outcome="committed",
        closed_by="choice",
        chosen=[_CHOICE | {"kept": True}],
        set_size=3,
        state=dict.fromkeys(("expanded", "checked", "selected_index", "selected_count")),
        duration_ms=5,
        members=[],
        unobservable=[],
    ),
    envelope(
        "outline",
        trigger_number=None,
        base=None,
        settled=True,
        truncated=False,
        total=1,
        viewport=_VIEW,
        nodes=[_NODE],
        removed=[],
    ),
]


def carrying(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield records with the text in one place each, wherever the models let it stand."""
    for event in FULL:
        for at in _places(event, ()):
            changed = json.loads(json.dumps(event))
            part = changed
            for step in at[:-1]:
                part = part[step]
            short = text.replace(" ", "")
            for value in (text, f"/{short}", f"http://{short}.example", f"x{short}", f"X{short}"):
                part[at[-1]] = value
                try:
                    _ADAPTER.validate_json(json.dumps(changed))
                except ValidationError:
                    continue
                yield f"{event['kind']}.{'.'.join(map(str, at))}", changed
                break


def _places(value: Any, at: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, str):
        yield at
    items: Any = value.items() if isinstance(value, dict) else ()
    for step, part in enumerate(value) if isinstance(value, list) else items:
        yield from _places(part, (*at, step))
