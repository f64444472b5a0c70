"""Records as a day of work makes them: mostly clicks, some visits to lists, some new pages.

The words differ from record to record as those of a real application do; equal records would
compress to nothing and flatter whoever stores them.
"""

from __future__ import annotations

import hashlib
import random
from typing import Any

import orjson

from tests.native_host.making import SESSION, navigation, place, screenshot

_WORDS = [
    "Save",
    "Cancel",
    "Orders",
    "Customers",
    "Invoices",
    "Reports",
    "Settings",
    "Export",
    "Import",
    "Search",
    "Filter",
    "Approve",
    "Reject",
    "Assign",
    "Status",
    "Priority",
    "Owner",
    "Due",
    "Next",
    "Previous",
    "Details",
    "History",
    "Comments",
    "Attachments",
    "Country",
    "Currency",
    "Delivery",
    "Payment",
    "Quantity",
    "Discount",
    "Warehouse",
    "Supplier",
    "Contract",
    "Billing",
    "Tax",
]
_ROLES = ("button", "link", "tab", "menuitem", "checkbox", "combobox", "option", "gridcell")
_TAGS = ("button", "a", "div", "span", "input", "li", "td")


def message(seq: int) -> dict[str, Any]:
    """Return the message of one record; the same number always gives the same one."""
    chance = random.Random(seq)
    kind = chance.random()
    if kind < 0.15:
        causes = ["load", "route", "tab-switch"]
        return navigation(seq, place=_place(chance), cause=chance.choice(causes))
    envelope: dict[str, Any] = {
        "session": SESSION,
        "seq": seq,
        "wall_ms": 1_790_000_000_000 + 20 * seq + chance.randrange(20),
        "mono_ms": round(chance.uniform(100, 900_000), 1),
        "place": _place(chance),
        "number": seq,
    }
    action = _dropdown(chance) if kind < 0.25 else _click(chance)
    return {"type": "event", "event": envelope | action}


def event_bytes(seq: int) -> bytes:
    """Return a record as it is stored."""
    return orjson.dumps(message(seq)["event"])


def message_bytes(seq: int) -> bytes:
    """Return a message as the extension sends it."""
    return orjson.dumps(message(seq))


def picture(size: int, seq: int = 0) -> bytes:
    """Return bytes that start as a JPEG does and compress as little."""
    return b"\xff\xd8\xff" + random.Random(seq).randbytes(size - 3)


def screenshot_bytes(seq: int, image: bytes) -> bytes:
    """Return a message with a picture as the extension sends it."""
    return orjson.dumps(screenshot(seq, image))


def screenshot_event(seq: int, image: bytes) -> bytes:
    """Return the record of a picture as it is stored."""
    event = screenshot(seq, b"")["event"]
    event |= {"image_bytes": len(image), "image_sha256": hashlib.sha256(image).hexdigest()}
    return orjson.dumps(event)


def _place(chance: random.Random) -> dict[str, Any]:
    path = f"/{chance.choice(_WORDS).lower()}/{{}}/{chance.choice(_WORDS).lower()}"
    return place(tab=chance.randrange(9), document=f"{chance.getrandbits(128):032x}", path=path)


def _target(chance: random.Random) -> dict[str, Any]:
    word, other = chance.choice(_WORDS), chance.choice(_WORDS)
    tag = chance.choice(_TAGS)
    selectors = [
        {"by": "test-id", "value": f'[data-testid="{word.lower()}-{other.lower()}"]'},
        {"by": "name", "value": f'{tag}[name="{other.lower()}"]'},
        {"by": "css", "value": f"main > div.{word.lower()} > {tag}:nth-of-type({1 + len(word)})"},
    ]
    return {
        "role": chance.choice(_ROLES),
        "name": f"{word} {other}",
        "name_withheld": None,
        "tag": tag,
        "selectors": selectors[chance.randrange(2) :],
        "box": {
            "x": round(chance.uniform(0, 1400), 2),
            "y": round(chance.uniform(0, 900), 2),
            "width": round(chance.uniform(20, 300), 2),
            "height": round(chance.uniform(16, 60), 2),
        },
        "index": chance.randrange(30),
        "set_size": 30,
        "frame_path": [],
        "shadow_path": [],
    }


def _click(chance: random.Random) -> dict[str, Any]:
    x, y = round(chance.uniform(0, 1440), 1), round(chance.uniform(0, 900), 1)
    return {
        "kind": "click",
        "button": "left",
        "count": 1,
        "modifiers": [],
        "device": "mouse",
        "at": {"x": x, "y": y, "x_share": round(x / 1440, 4), "y_share": round(y / 900, 4)},
        "viewport": {
            "width": 1440,
            "height": 900,
            "scroll_x": 0.0,
            "scroll_y": float(chance.randrange(3000)),
            "pixel_ratio": 1.25,
        },
        "target": _target(chance),
    }


def _dropdown(chance: random.Random) -> dict[str, Any]:
    moves = [chance.randrange(30) for _ in range(chance.randrange(2, 9))]
    return {
        "kind": "dropdown",
        "opener": _target(chance),
        "surface": "listbox",
        "opened_by": "mouse",
        "moves": [{"level": 0, "index": index, "name": None} for index in moves],
        "type_ahead": 0,
        "filter_edits": 0,
        "outcome": "committed",
        "closed_by": "choice",
        "chosen": [
            {
                "path": moves[-1:],
                "role": "option",
                "set_size": 30,
                "name": None,
                "name_withheld": "data-role",
                "kept": True,
            }
        ],
        "set_size": 30,
        "state": {
            "expanded": False,
            "checked": None,
            "selected_index": None,
            "selected_count": None,
        },
        "duration_ms": chance.randrange(300, 9000),
        "members": [],
        "unobservable": [],
    }
