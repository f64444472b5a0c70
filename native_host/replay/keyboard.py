"""Names of keys as the browser's input pipeline wants them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_BITS = {"alt": 1, "ctrl": 2, "meta": 4, "shift": 8}
_CODES = {
    "Backspace": 8,
    "Tab": 9,
    "Enter": 13,
    "Escape": 27,
    "PageUp": 33,
    "PageDown": 34,
    "End": 35,
    "Home": 36,
    "ArrowLeft": 37,
    "ArrowUp": 38,
    "ArrowRight": 39,
    "ArrowDown": 40,
    "Insert": 45,
    "Delete": 46,
    "Space": 32,
    "ContextMenu": 93,
}
_WRITES = {"Enter": "\r", "Space": " "}
_SIGNS = {
    "-": ("Minus", 189),
    "=": ("Equal", 187),
    "+": ("Equal", 187),
    "[": ("BracketLeft", 219),
    "]": ("BracketRight", 221),
    ";": ("Semicolon", 186),
    "'": ("Quote", 222),
    ",": ("Comma", 188),
    ".": ("Period", 190),
    "/": ("Slash", 191),
    "\\": ("Backslash", 220),
    "`": ("Backquote", 192),
}
_F1 = 112


def bits(modifiers: Iterable[str]) -> int:
    """Return modifier keys as the browser's number."""
    return sum(_BITS[modifier] for modifier in modifiers)


def presses(key: str, modifiers: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Return the two messages, down and up, for a key by the name that is recorded."""
    held = bits(modifiers)
    chord = bool(held & ~_BITS["shift"])
    code, number, text = _describe(key)
    common = {"modifiers": held, "windowsVirtualKeyCode": number, "code": code}
    common["key"] = " " if key == "Space" else key
    down = {"type": "rawKeyDown" if text is None or chord else "keyDown", **common}
    if text is not None and not chord:
        down["text"] = text
    return [down, {"type": "keyUp", **common}]


def _describe(key: str) -> tuple[str, int, str | None]:
    if key in _CODES:
        return key, _CODES[key], _WRITES.get(key)
    if len(key) == 1:
        if key.isascii() and key.isalnum():
            return f"{'Digit' if key.isdigit() else 'Key'}{key.upper()}", ord(key.upper()), key
        sign, number = _SIGNS.get(key, ("", 0))
        return sign, number, key
    if key[0] == "F" and key[1:].isdigit():
        return key, _F1 + int(key[1:]) - 1, None
    return key, 0, None
