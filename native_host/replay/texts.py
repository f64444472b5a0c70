"""What to write where the recording says only that something was written. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from native_host.entries import TextEntry

_FEWEST = {"0": 0, "1": 1, "2-3": 2, "4-7": 4, "8-15": 8, "16-31": 16, "32-63": 32, "64+": 64}
_UNKNOWN = "8-15"
_SENTENCE = "sample text for a field that was filled in "
_PATTERNS = {
    "payment": "4242424242",
    "government-id": "1234567890",
    "number": "1234567890",
    "tel": "5550100200",
    "one-time-code": "123456",
    "date": "01022025",
}


def text_for(entry: TextEntry, texts: Mapping[str, str]) -> tuple[str, bool]:
    """Return what to write, and whether the file of texts says so.

    The file names an entry by the number of its record, by one of the field's selectors, by the
    field's label, by its sort or by its class.
    """
    selectors = [selector.value for selector in entry.target.selectors]
    label = [] if entry.target.name is None else [entry.target.name]
    for name in [str(entry.seq), *selectors, *label, entry.field, entry.field_class]:
        if name in texts:
            return texts[name], True
    if entry.text is not None:
        return entry.text, True
    kind = entry.field_class if entry.field_class in _PATTERNS else entry.field
    return filler(kind, entry.length or entry.inserted or _UNKNOWN), False


def filler(field: str, length: str) -> str:
    """Return something neutral, as short as the recorded range allows."""
    size = _FEWEST[length]
    if field == "email" and size > len("a@b.c"):
        ending = "@b.c"
        return "a" * (size - len(ending)) + ending
    pattern = _PATTERNS.get(field, _SENTENCE)
    return (pattern * (size // len(pattern) + 1))[:size].rstrip().ljust(size, "a")


def replaces(entry: TextEntry) -> bool:
    """Say whether what the field held before has to go."""
    return bool({"deleted", "cut", "replaced", "undone", "autofilled"} & set(entry.edits))
