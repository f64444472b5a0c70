"""Episodes on what the browser itself brings: its lists, details, popovers."""

from __future__ import annotations

from collections.abc import Iterator

from tests.gallery.ordinary import Widget, cancelled, committed, sizes, words
from tests.gallery.script import (
    ELSEWHERE,
    Episode,
    Visit,
    focus,
    keys,
    press,
    types,
    wait,
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
        (*opening, *x_keys("Escape")),
        cancelled("escape", selected_index=0, **unseen),
    )
    # Neither a press beside the open list nor one on its opener reaches the page.
    for variant, spot in (("elsewhere", "#elsewhere"), ("opener", "% select")):
        yield make(
            *("mouse", "cancel", variant),
            (*opening, x_press(spot, heard=False)),
            cancelled(None, selected_index=0, **unseen | {"unobservable": HIDDEN | {"end"}}),
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
        (*by_key, *x_keys("Escape")),
        cancelled("escape", by="keyboard", selected_index=0, **unseen),
    )
    # On Linux the browser keeps what the arrows came to, also after Escape.
    yield make(
        *("keyboard", "commit", "escape keeps it"),
        (*by_key, *x_keys("Down", "Escape")),
        committed(
            (1,), by="keyboard", selected_index=1, closed_by=words("escape", "choice"), **unseen
        ),
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
        "perhaps_unobservable": words("choice"),
    }
    yield widget.special(
        "keyboard", "commit", "filter", (press("% input"), types("elm"), wait(), *x_keys("Down", "Return")),
        committed((4,), by="keyboard", filter_edits=sizes(3), chosen_also=((((0,), True),),), **unseen),
    )  # fmt: skip
    yield widget.special(
        "keyboard", "cancel", "escape", (press("% input"), types("el"), *x_keys("Escape"), ELSEWHERE),
        cancelled("escape", "outside-click", "blur", by="keyboard", filter_edits=sizes(2), optional=True, **unseen),
    )  # fmt: skip


def episodes() -> Iterator[Episode]:
    """Yield every episode of this kind."""
    for widget in (BASE, DETAILS, POPOVER):
        yield from widget.episodes()
    for make in (native, lying_open, datalist):
        yield from make()
