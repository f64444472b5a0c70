"""Episodes on lists that nothing was seen to open, and on bars that only look like such lists."""

from __future__ import annotations

from collections.abc import Iterator

from tests.gallery.libraries import LIST
from tests.gallery.ordinary import Widget, cancelled, committed, words
from tests.gallery.script import Choice, Episode, keys, over, press, see

OWN = Widget("alone-list", "alone_list", LIST, "", "% [role=option]", 6)
LATE = Widget("alone-late", "alone_late", LIST, "% button", "% [role=option]", 6)
MENU = words("menu")
BARS = (
    Widget("alone-bar", "alone_bar", MENU, "", "% [role=menuitem]", 6),
    Widget("alone-drawn", "alone_bar", MENU, "", "% [role=menuitem]", 6),
)


def by_itself() -> Iterator[Episode]:
    """Act in a list that the page has opened by itself; the visit begins with the act."""
    own = {"by": "script", "has_opener": False}
    there = see(OWN.item(0))
    walked = (there, *keys("ArrowDown", "ArrowDown"))
    yield OWN.special(
        "mouse", "commit", "by itself", (there, press(OWN.item(2))),
        committed((2,), moves=((0, 2),), **own),
    )  # fmt: skip
    yield OWN.special(
        "keyboard", "commit", "by itself", (*walked, *keys("Enter")),
        committed((1,), moves=((0, 0), (0, 1)), **own),
    )  # fmt: skip
    yield OWN.special(
        "keyboard", "cancel", "by itself, escape", (*walked, *keys("Escape")),
        cancelled("escape", moves=((0, 0), (0, 1)), **own),
    )  # fmt: skip


def late() -> Iterator[Episode]:
    """Wait for a list that the button did not promise."""
    opening = (press(LATE.opener), see(LATE.item(0)))
    yield LATE.special(
        "mouse", "commit", "late", (*opening, over(LATE.item(0)), press(LATE.item(2))),
        committed((2,), moves=((0, 0), (0, 2))),
    )  # fmt: skip
    yield LATE.special(
        "mouse", "cancel", "late, escape", (*opening, over(LATE.item(1)), *keys("Escape")),
        cancelled("escape", moves=((0, 1),)),
    )  # fmt: skip


def bars() -> Iterator[Episode]:
    """Press entries of a menu that is a part of the page: no visits."""
    heard: tuple[Choice, ...] = (((1,), True), ((3,), True), ((0,), True))
    for bar in BARS:
        presses = [press(bar.item(path[0]), member=False) for path, _ in heard]
        yield bar.special("mouse", "commit", "no visit", tuple(presses), heard=heard)


def episodes() -> Iterator[Episode]:
    """Yield every episode of this kind."""
    for make in (by_itself, late, bars):
        yield from make()
