"""Episodes on lists that stay in the page while they are closed, or tell little of themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.gallery.libraries import LIST, type_ahead
from tests.gallery.ordinary import Widget, cancelled, committed, sizes, words
from tests.gallery.script import ELSEWHERE, Episode, Visit, focus, keys, press, see, types

PLAIN = words("panel", "listbox")
# From nothing, so that the second key comes to the second entry.
FROM_NOTHING = {"walk": (0, 1)}

CLEAR = Widget(
    *("kept-clear", "kept", LIST, "% button", "#clear-list [role=option]", 6), **FROM_NOTHING
)
CUT = Widget("kept-cut", "kept", PLAIN, "% .face", "% li", 6, holder="% input", **FROM_NOTHING)
EMPTY = Widget("kept-empty", "kept", LIST, "% .face", "% [role=option]", 6, **FROM_NOTHING)
FRAME = Widget("kept-frame", "kept", PLAIN, "% button", "% .row", 6, **FROM_NOTHING)
CHIPS = Widget("kept-chips", "kept", LIST, "% .face", "% [role=option]", 6)
DEEP = Widget(
    "kept-deep", "kept", words("menu"), "% button", "% [role=menuitem]", 6,
    walk_keys=("ArrowDown",) * 3,
)  # fmt: skip
SHEET = Widget(
    "kept-sheet", "kept", words("tree"), "% button", "% [role=treeitem]", 6,
    walk_keys=("ArrowDown",) * 3,
)  # fmt: skip
FACE = Widget(
    "kept-face", "kept", LIST, "% .face", "% [role=option]", 6, holder="% input", **FROM_NOTHING
)
SLIDE = Widget("kept-slide", "kept", PLAIN, "% button", "% .row", 6)


def opener_again(widget: Widget) -> Episode:
    """Close a list by what opened it."""
    return widget.special(
        *("mouse", "cancel", "opener"),
        (press(widget.opener), see(widget.item(0)), press(widget.opener)),
        cancelled("opener"),
    )


def by_opener_key() -> Episode:
    """Close a list by the key that opened it, while nothing is highlighted."""
    return FRAME.special(
        *("keyboard", "cancel", "opener"),
        (focus("% button"), *keys("Space"), see(FRAME.item(0)), *keys("Space")),
        cancelled("opener", by="keyboard"),
    )


def slid() -> Iterator[Episode]:
    """Choose by key where a box of its own is the highlight: which entry need not be told."""
    walked = (
        focus("% button"),
        *keys("Enter"),
        see(SLIDE.item(0)),
        *keys("ArrowDown", "ArrowDown"),
    )
    yield SLIDE.special(
        "keyboard", "commit", "unseen", (*walked, *keys("Enter")),
        committed((1,), by="keyboard", perhaps_unobservable=words("choice")),
    )  # fmt: skip
    yield SLIDE.special(
        "keyboard", "cancel", "escape", (*walked, *keys("Escape")), cancelled("escape", by="keyboard")
    )  # fmt: skip


def left_by_filter() -> Episode:
    """Filter until one entry is left, choose it."""
    return CUT.special(
        *("keyboard", "commit", "filter"),
        (press(CUT.opener), see(CUT.item(0)), types("elm"), *keys("Enter")),
        committed((0,), filter_edits=sizes(3), sizes=sizes(6, 1), moves=()),
    )


def dropped() -> Iterator[Episode]:
    """Choose two entries of a list that shows only what may still be chosen."""
    steps = (press(CHIPS.opener), see(CHIPS.item(0)), press(CHIPS.item(1)), press(CHIPS.item(1)))
    visit = Visit(
        LIST, words("mouse"), "committed", words("escape"),
        chosen=(((1,), True), ((1,), True)), sizes=sizes(6, 5, 4), moves=((0, 1),),
    )  # fmt: skip
    yield CHIPS.special("mouse", "commit", "two, escape", (*steps, *keys("Escape")), visit)
    yield CHIPS.special(
        "mouse", "commit", "two, outside", (*steps, ELSEWHERE),
        replace(visit, closed_by=words("outside-click")),
    )  # fmt: skip
    yield CHIPS.special(
        "mouse", "cancel", "outside", (press(CHIPS.opener), see(CHIPS.item(0)), ELSEWHERE),
        cancelled("outside-click"),
    )  # fmt: skip


def episodes() -> Iterator[Episode]:
    """Yield every episode on such a list."""
    for widget in (CLEAR, CUT, EMPTY, FRAME, DEEP, SHEET, FACE):
        yield from widget.episodes()
    for widget in (CLEAR, EMPTY, FACE):
        yield opener_again(widget)
    yield type_ahead(FACE)
    yield by_opener_key()
    yield left_by_filter()
    yield from dropped()
    yield from slid()
