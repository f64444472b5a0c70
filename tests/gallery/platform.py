"""Episodes on what the browser brings and on what pages draw without a library."""

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
    x_keys,
    x_press,
    x_row,
)

NATIVE = Widget("select", "native", words("native"), "% select", "% option", 6)
HIDDEN = words("moves", "keys")
FLAT = words("listbox")
BASE = Widget("base-select", "native", words("picker"), "% select", "% option", 6)
DETAILS = Widget(
    "details", "native", words("details"), "% summary", "% .entry", 4,
    walk_keys=("Tab", "Tab", "Tab"), walk=(0, 1, 2),
)  # fmt: skip
POPOVER = Widget(
    "popover", "native", words("popover"), "% > button", "% .entry", 4,
    walk_keys=("Tab", "Tab", "Tab"), walk=(0, 1, 2),
)  # fmt: skip
TREE = Widget("tree", "drawn", words("tree"), "% button", "% [role=group] [role=treeitem]", 2)
GRID = Widget("grid", "drawn", words("grid"), "% button", "% [role=gridcell]", 12)
BARE = Widget("bare-portal", "drawn", words("panel"), "% .entry", "#bare .entry", 4)


def native() -> Iterator[Episode]:
    """The closed list of the browser itself."""
    unseen = {"moves": None, "unobservable": HIDDEN, "type_ahead": None}
    opening = (x_press("% select"),)
    by_key = (focus("% select"), *x_keys("alt+Down"))
    make = NATIVE.special
    yield make(
        "mouse",
        "commit",
        "pointer",
        (*opening, x_row("% select 3")),
        committed((3,), selected_index=3, **unseen),
    )
    yield make(
        "mouse",
        "commit",
        "keys",
        (*opening, *x_keys("Down", "Down", "Return")),
        committed((2,), selected_index=2, **unseen),
    )
    yield make(
        "mouse",
        "cancel",
        "escape",
        (*opening, *x_keys("Down", "Escape")),
        cancelled("escape", selected_index=0, **unseen),
    )
    yield make(
        "keyboard",
        "commit",
        "alt+down",
        (*by_key, *x_keys("Down", "Return")),
        committed((1,), by="keyboard", selected_index=1, **unseen),
    )
    yield make(
        "keyboard",
        "cancel",
        "escape",
        (*by_key, *x_keys("Down", "Escape")),
        cancelled("escape", by="keyboard", selected_index=0, **unseen),
    )
    yield make(
        "keyboard", "commit", "closed, arrows", (focus("% select"), *keys("ArrowDown", "ArrowDown", "Tab")),
        committed((2,), by="keyboard", selected_index=2, moves=((0, 1), (0, 2)), closed_by=words("choice", "blur", "tab-key")),
        heard=(((1,), True), ((2,), True)),
    )  # fmt: skip


def lying_open() -> Iterator[Episode]:
    """Lists of the browser that lie open in the page."""
    end = {"closed_by": words("choice", "blur", "outside-click", "tab-key"), "surfaces": FLAT}
    one = Widget("select-sized", "native", FLAT, "% select", "% option", 6)
    yield one.special(
        "mouse",
        "commit",
        "one",
        (press("% option >> nth=2"), ELSEWHERE),
        committed((2,), selected_index=2, **end),
    )
    yield one.special(
        "keyboard", "commit", "arrows", (focus("% select"), *keys("ArrowDown", "ArrowDown", "ArrowDown", "Tab")),
        committed((2,), by="keyboard", selected_index=2, moves=((0, 2),), **end),
        heard=(((0,), True), ((1,), True), ((2,), True)),
    )  # fmt: skip
    more = Widget("select-multiple", "native", FLAT, "% select", "% option", 6)
    yield more.special(
        "mouse", "commit", "two", (press("% option >> nth=1"), press("% option >> nth=3", modifiers=("Control",)), ELSEWHERE),
        committed((1,), (3,), **end),
    )  # fmt: skip
    yield more.special(
        "mouse", "commit", "one kept", (press("% option >> nth=1"), press("% option >> nth=3", modifiers=("Control",)), press("% option >> nth=1", modifiers=("Control",)), ELSEWHERE),
        Visit(FLAT, words("mouse"), "committed", end["closed_by"], chosen=(((1,), True), ((3,), True), ((1,), False))),
    )  # fmt: skip


def datalist() -> Iterator[Episode]:
    """A field with suggestions; the browser draws them and tells little."""
    widget = Widget("datalist", "native", words("datalist"), "% input", "% option", 6)
    unseen = {
        "moves": None,
        "unobservable": words("moves", "keys"),
        "type_ahead": None,
        "sizes": sizes(6, 1, None),
    }
    yield widget.special(
        "keyboard", "commit", "filter", (press("% input"), types("el"), *x_keys("Down", "Return")),
        committed((4,), by="keyboard", filter_edits=2, **unseen),
    )  # fmt: skip
    yield widget.special(
        "keyboard", "cancel", "escape", (press("% input"), types("el"), *x_keys("Escape"), ELSEWHERE),
        cancelled("escape", "outside-click", "blur", by="keyboard", filter_edits=2, **unseen),
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
        "hover", "commit", "submenu", (press(top.format(3)), see(entry.format(3, 0)), over(entry.format(3, 0)), see(deep.format(1)), press(deep.format(1))),
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
        committed((0,), filter_edits=5, **(of_none | {"sizes": sizes(4, 1)})), heard=(((1,), True),),
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
    typed = (press("% input"), types("ed"), see(entry.format(0)))
    some = {"by": "keyboard", "filter_edits": 2, "sizes": sizes(1)}
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
    """Yield every episode without a library."""
    for widget in (BASE, DETAILS, POPOVER, TREE, GRID, BARE):
        yield from widget.episodes()
    for make in (native, lying_open, datalist, menubar, pointed, palette, fields):
        yield from make()
