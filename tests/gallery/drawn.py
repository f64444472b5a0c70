"""Episodes on lists and menus that pages draw without a library."""

from __future__ import annotations

from collections.abc import Iterator

from tests.gallery.ordinary import Widget, cancelled, committed, sizes, words
from tests.gallery.script import (
    ELSEWHERE,
    Episode,
    Visit,
    away,
    focus,
    keys,
    over,
    press,
    see,
    types,
)

CITIES = ((0, 0), (0, 1), (1, 0), (1, 1), (1, 2))
TREE = Widget(
    *("tree", "drawn", words("tree"), "% button", "% [role=group] [role=treeitem]", 2),
    paths=CITIES,
)
BARE = Widget(
    *("bare-portal", "drawn", words("panel"), "% .entry", "#bare .entry", 4), by_keyboard=False
)


def grid() -> Iterator[Episode]:
    """A grid of cells: its entries may be counted by row and column, or all in one."""
    cell = "% [role=gridcell] >> nth={}"
    widget = Widget("grid", "drawn", words("grid"), "% button", cell.format(0), 12)
    opening = (press("% button"), see(cell.format(0)))
    by_key = (focus("% button"), *keys("ArrowDown"), see(cell.format(0)))
    either = {"sizes": sizes(12, 3), "chosen_also": ((((6,), True),),)}
    yield widget.special(
        *("mouse", "commit", "choice"),
        (*opening, press(cell.format(6))),
        committed((1, 2), **either),
    )
    yield widget.special(
        *("mouse", "cancel", "outside"), (*opening, ELSEWHERE),
        cancelled("outside-click", sizes=sizes(12, 3)),
    )  # fmt: skip
    yield widget.special(
        *("keyboard", "commit", "choice"),
        (*by_key, *keys(*["ArrowDown"] * 6), *keys("Enter")),
        committed((1, 2), by="keyboard", **either),
    )
    yield widget.special(
        *("keyboard", "cancel", "escape"), (*by_key, *keys("ArrowDown", "Escape")),
        cancelled("escape", by="keyboard", sizes=sizes(12, 3)),
    )  # fmt: skip


def menubar() -> Iterator[Episode]:
    """A bar of menus: next menu by hover, submenu, arrows."""
    top = "% [role=menubar] > div:nth-child({}) > button"
    entry = "% [role=menubar] > div:nth-child({}) > [role=menu] [role=menuitem]:visible >> nth={}"
    widget = Widget("menubar", "composed", words("menu"), top.format(1), entry.format(1, 0), 3)
    make = widget.special
    opening = (press(top.format(1)), see(entry.format(1, 0)))
    yield make(
        "mouse",
        "commit",
        "choice",
        (*opening, over(entry.format(1, 0)), press(entry.format(1, 1))),
        committed((1,), moves=((0, 0), (0, 1))),
    )
    yield make(
        "mouse",
        "cancel",
        "outside",
        (*opening, over(entry.format(1, 1)), ELSEWHERE),
        cancelled("outside-click", moves=((0, 1),)),
    )
    yield make(
        "mouse",
        "cancel",
        "opener",
        (*opening, over(entry.format(1, 1)), press(top.format(1), member=None)),
        cancelled("opener", moves=((0, 1),)),
    )
    first = Visit(words("menu"), words("mouse"), "replaced", words("replaced"), sizes=sizes(3))
    yield make(
        "hover", "commit", "next menu", (*opening, over(top.format(2)), see(entry.format(2, 0)), press(entry.format(2, 1))),
        first, committed((1,), by="hover", sizes=sizes(2), moves=((0, 1),)),
    )  # fmt: skip
    deep = "% [role=menu] [role=menu] [role=menuitem]:visible >> nth={}"
    yield make(
        "hover", "commit", "submenu", (press(top.format(3)), see(entry.format(3, 0)), over(entry.format(3, 0)), see(deep.format(0)), over(deep.format(0)), press(deep.format(1))),
        committed((0, 1), sizes=sizes(2), moves=((0, 0), (1, 1))),
    )  # fmt: skip
    yield make(
        "keyboard", "commit", "submenu", (focus(top.format(2)), *keys("ArrowRight", "Enter", "ArrowRight", "ArrowDown", "Enter")),
        committed((0, 1), by="keyboard", sizes=sizes(2), moves=((0, 0), (1, 0), (1, 1))),
    )  # fmt: skip
    yield make(
        "keyboard",
        "cancel",
        "escape",
        (focus(top.format(1)), *keys("ArrowDown", "ArrowDown", "Escape")),
        cancelled("escape", by="keyboard", moves=((0, 0), (0, 1)), exact_moves=True),
    )


def pointed() -> Iterator[Episode]:
    """Menus at the pointer: by its right button, and by hover alone."""
    zone, entry = "% #zone", "% [role=menuitem] >> nth={}"
    context = Widget("context-menu", "drawn", words("context-menu"), zone, entry.format(0), 3)
    opening = (press(zone, button="right"), see(entry.format(0)))
    yield context.special(
        "mouse",
        "commit",
        "choice",
        (*opening, over(entry.format(1)), press(entry.format(2))),
        committed((2,), moves=((0, 1), (0, 2))),
    )
    yield context.special(
        "mouse",
        "cancel",
        "escape",
        (*opening, over(entry.format(1)), *keys("Escape")),
        cancelled("escape", moves=((0, 1),)),
    )
    yield context.special(
        "mouse", "cancel", "outside", (*opening, ELSEWHERE), cancelled("outside-click")
    )
    yield context.special(
        "keyboard",
        "commit",
        "arrows",
        (*opening, *keys("ArrowDown", "ArrowDown", "Enter")),
        committed((2,), moves=((0, 0), (0, 1), (0, 2))),
    )
    link = "% nav div a >> nth={}"
    hover = Widget("hover-menu", "drawn", words("menu", "panel"), "% nav > a", link.format(0), 3)
    rest = (over("% nav > a"), see(link.format(0)))
    yield hover.special(
        "hover",
        "commit",
        "choice",
        (*rest, over(link.format(0)), press(link.format(1)), away()),
        committed((1,), by="hover", moves=((0, 0), (0, 1))),
    )
    yield hover.special(
        "hover",
        "cancel",
        "leaves",
        (*rest, over(link.format(1)), away()),
        cancelled("blur", "script", by="hover", moves=((0, 1),)),
    )


def palette() -> Iterator[Episode]:
    """Commands that open by a shortcut and come from no control."""
    entry = "% [role=option] >> nth={}"
    widget = Widget(
        "palette", "composed", words("combobox", "dialog", "listbox"), "%", entry.format(0), 4
    )
    opening = (*keys("Control+k"), see(entry.format(0)))
    of_none = {"by": "keyboard", "has_opener": False}
    yield widget.special(
        "keyboard",
        "commit",
        "arrows",
        (*opening, *keys("ArrowDown", "ArrowDown", "Enter")),
        committed((2,), moves=((0, 1), (0, 2)), **of_none),
    )
    yield widget.special(
        "keyboard", "commit", "filter", (*opening, types("theme"), *keys("Enter")),
        committed((0,), filter_edits=sizes(5), **(of_none | {"sizes": sizes(4, 1)})), heard=(((1,), True),),
    )  # fmt: skip
    yield widget.special(
        "keyboard",
        "cancel",
        "escape",
        (*opening, *keys("ArrowDown", "Escape")),
        cancelled("escape", moves=((0, 1),), **of_none),
    )
    yield widget.special(
        "mouse",
        "commit",
        "choice",
        (*opening, over(entry.format(1)), press(entry.format(3))),
        committed((3,), moves=((0, 1), (0, 3)), **of_none),
    )


def fields() -> Iterator[Episode]:
    """A list of which only a part is in the document, and one that comes late."""
    entry = "% [data-n='{}']"
    virtual = Widget(
        "virtual-list",
        "composed",
        words("listbox", "combobox"),
        "% button",
        "% [role=option]",
        1000,
    )
    opening = (press("% button"), see(entry.format(0)))
    by_key = (focus("% button"), *keys("Enter"), see(entry.format(0)))
    yield virtual.special(
        "mouse",
        "commit",
        "choice",
        (*opening, over(entry.format(1)), press(entry.format(4))),
        committed((4,), moves=((0, 4),)),
    )
    yield virtual.special(
        "mouse",
        "cancel",
        "outside",
        (*opening, over(entry.format(1)), ELSEWHERE),
        cancelled("outside-click"),
    )
    yield virtual.special(
        "keyboard", "commit", "pages", (*by_key, *keys("PageDown", "PageDown", "PageDown", "ArrowDown", "Enter")),
        committed((19,), by="keyboard", moves=((0, 6), (0, 12), (0, 18), (0, 19))),
    )  # fmt: skip
    yield virtual.special(
        "keyboard",
        "cancel",
        "escape",
        (*by_key, *keys("PageDown", "Escape")),
        cancelled("escape", by="keyboard", moves=((0, 6),)),
    )
    entry = "% [role=option] >> nth={}"
    late = Widget("async-combobox", "composed", words("combobox"), "% input", entry.format(0), 2)
    # The page asks once for both letters, and it is the letters that open the list.
    typed = (press("% input", member=None), types("ed"), see(entry.format(0)))
    some = {"by": "keyboard", "filter_edits": sizes(1, 2), "sizes": sizes(1)}
    yield late.special(
        "keyboard",
        "commit",
        "arrows",
        (*typed, *keys("ArrowDown", "Enter")),
        committed((0,), moves=((0, 0),), **some),
        heard=(((2,), True),),
    )
    yield late.special(
        "mouse",
        "commit",
        "choice",
        (*typed, press(entry.format(0))),
        committed((0,), moves=((0, 0),), **some),
        heard=(((2,), True),),
    )
    yield late.special(
        "keyboard",
        "cancel",
        "escape",
        (*typed, *keys("ArrowDown", "Escape")),
        cancelled("escape", moves=((0, 0),), **some),
    )
    yield late.special(
        "mouse",
        "cancel",
        "outside",
        (*typed, over(entry.format(0)), ELSEWHERE),
        cancelled("outside-click", moves=((0, 0),), **some),
    )


def episodes() -> Iterator[Episode]:
    """Yield every episode of this kind."""
    for widget in (TREE, BARE):
        yield from widget.episodes()
    for make in (grid, menubar, pointed, palette, fields):
        yield from make()
