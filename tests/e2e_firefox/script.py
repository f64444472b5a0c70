"""What the person does in both browsers, and what of the records is compared."""

from __future__ import annotations

from typing import Any

from tests.e2e_firefox.hands import Hands, screen

PAUSE = 0.45
CONTROLS = [
    *("#home", "#content-link", "#save", "#aria", "#number", "#mail", "#long"),
    *("#nested", "#icon", "#label", "#name", "#submit", "#cell", "#menu-item", "#edit"),
    *("#open-host", "#closed-host", "#gone", "#clobbered", ".pick", ".edit"),
]
SECRETS = ["ZQ7Kcorrect-horse", "ZQ81note", "835207", "4711"]


def work(hands: Hands, origin: str) -> None:
    """Do everything once that takes no screen."""
    click_everything(hands, origin)
    press_keys(hands)
    walk_lists(hands, origin)
    fill_fields(hands, origin)
    click_in_frames(hands, origin)
    hands.rest(2.5)


def click_everything(hands: Hands, origin: str) -> None:
    hands.go(f"{origin}/controls.html")
    hands.rest(0.4)
    for selector in CONTROLS:
        hands.press(selector, at=6)
        hands.rest(0.6 if selector == "#home" else 0.3)
    hands.press("#save", count=2)
    hands.rest(0.6)
    hands.press("#save", button="right")
    hands.keys("Escape")
    hands.press("#save", button="middle")
    hands.rest(0.3)
    hands.press("#save", held=("Control", "Shift"))
    hands.rest(0.3)


def press_keys(hands: Hands) -> None:
    hands.focus("#save")
    hands.keys("Enter")
    hands.rest(0.3)
    hands.keys("Space")
    hands.rest(0.3)
    hands.focus("#name")
    hands.type(SECRETS[1])
    hands.keys("Enter")
    hands.rest(0.3)
    hands.keys("Control+a", "Control+c")
    hands.rest(0.3)
    hands.run("route('/controls.html/elsewhere')")
    hands.rest(0.5)


def walk_lists(hands: Hands, origin: str) -> None:
    hands.go(f"{origin}/lists.html")
    hands.rest(0.4)
    # A menu by mouse, by keyboard, cancelled.
    _each(hands, ("press", "#menu-button"), ("press", "[role=menuitem]", 2))
    hands.focus("#menu-button")
    _each(hands, ("keys", "Enter"), ("keys", "ArrowDown"), ("keys", "Enter"))
    _each(hands, ("press", "#menu-button"), ("keys", "Escape"))
    # A combobox whose list is drawn elsewhere.
    _each(hands, ("press", "#box"), ("press", "[role=option]", 1))
    hands.focus("#box")
    _each(hands, ("keys", "ArrowDown"), ("keys", "ArrowDown", "ArrowDown"), ("keys", "Enter"))
    _each(hands, ("press", "#box"), ("keys", "Escape"))
    # A native list, closed, by arrow keys: one record for the whole walk.
    hands.focus("#colour")
    hands.keys("ArrowDown", "ArrowDown")
    hands.rest(1.3)
    hands.press("#elsewhere")
    hands.rest(PAUSE)
    # What is hidden is made between the last move of the pointer and the key that shows it.
    hands.focus("#late")
    _each(hands, ("keys", "Enter"), ("keys", "Escape"))


def fill_fields(hands: Hands, origin: str) -> None:
    hands.go(f"{origin}/fields.html")
    hands.rest(0.4)
    for field in ("#toggled", "#drawn", "#dots", "#turned", "#tokens", "#german"):
        hands.press(field)
        hands.type(SECRETS[0])
        hands.rest(0.2)
    hands.press("#show")
    hands.press("#otp input")
    hands.type(SECRETS[2])
    hands.press("#plain")
    hands.type(SECRETS[1])
    for digit in SECRETS[3]:
        hands.press("#pad button", {"4": 3, "7": 6, "1": 0}[digit])
        hands.rest(0.1)
    hands.press("#marked")
    hands.press("#done")
    hands.rest(0.5)


def click_in_frames(hands: Hands, origin: str) -> None:
    hands.go(f"{origin}/frames.html")
    hands.rest(1)
    for frame in ("#same", "#srcdoc"):
        box = hands.spot(frame)
        hands.move(box["x"] + 40, box["y"] + 22)
        hands.click("left", 1)
        hands.rest(0.4)


def walk_native_lists(hands: Hands, origin: str) -> None:
    """Use the lists that the browser itself draws."""
    hands.go(f"{origin}/lists.html")
    hands.rest(1)
    hands.open_list("#colour")
    hands.list_keys("Down", "Down", "Return")
    hands.open_list("#colour")
    hands.list_keys("Escape")
    hands.open_list("#colour")
    hands.pick_row("#colour", 1)
    # Off the list: resting on an entry the pointer would choose with the keys.
    screen("mousemove", "1100", "700")
    hands.focus("#colour")
    hands.list_keys("alt+Down")
    hands.list_keys("Up", "Return")
    hands.open_list("#colour")
    hands.pick_row("#colour", 0)
    hands.open_list("#colour")
    hands.list_keys("Return")
    hands.rest(1)


def click_beside_the_list(hands: Hands, origin: str, other_origin: str) -> None:
    """Press in a frame of a site that is not on the list; only real input always gets there."""
    hands.go(f"{origin}/frames.html?other={other_origin}")
    hands.rest(1)
    for frame in ("#same", "#other"):
        hands.press_on_screen(frame, 40, 22)
        hands.rest(0.6)


def _each(hands: Hands, *steps: tuple[Any, ...]) -> None:
    for name, *words in steps:
        getattr(hands, name)(*words)
        hands.rest(PAUSE)


# Records of what the person did. Of the others (outlines, the way of the pointer, pictures, what it
# cost) each browser has its own number.
KINDS = (
    *("click", "dropdown", "text-entry", "key", "navigation", "form", "focus", "selection"),
    *("clipboard", "dialog", "drag", "file", "tab"),
)
# Times, numbers and places in a window are each browser's own.
_OWN = frozenset(
    {"session", "seq", "wall_ms", "mono_ms", "number", "duration_ms", "document", "tab", "frame"}
    | {"at", "viewport", "box", "members", "opener_tab"}
)


# The one difference that is let pass: where a paste by the middle button goes, Firefox says by the
# place of the cursor and not by that of the pointer.
PASTE_TARGET = '"what": "paste"'


def episodes(events: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return what was told of the work: for each kind every record, in order."""
    found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    for event in events:
        if (
            event["kind"] in found and event.get("cause") != "tab-switch"
        ):  # the test looks elsewhere
            found[event["kind"]].append(_told(event))
    return found


def _told(value: Any) -> Any:
    if isinstance(value, list):
        return [_told(each) for each in value]
    if not isinstance(value, dict):
        return value
    told = {key: _told(each) for key, each in value.items() if key not in _OWN}
    if "members" in value:
        told["members"] = len(value["members"])
    return told
