"""Visits beyond the five usual ones that several of these libraries have in common."""

from __future__ import annotations

from collections.abc import Iterator

from tests.gallery.ordinary import Widget, cancelled, committed, sizes, words
from tests.gallery.script import ELSEWHERE, Episode, Visit, focus, keys, over, press, see, types

# Opened by key, such a menu begins at its first entry.
FROM_FIRST = {"pick": 1, "walk_keys": ("ArrowDown",), "walk": (1,)}
ENDS = {
    "escape": (keys("Escape"), words("escape")),
    "outside": ((ELSEWHERE,), words("outside-click")),
}


def opener_again(widget: Widget) -> Episode:
    """Open a list, rest on an entry, press the opener again."""
    return widget.special(
        *("mouse", "cancel", "opener again"),
        (press(widget.opener), see(widget.item(0)), over(widget.item(1)), press(widget.opener)),
        cancelled("opener", moves=((0, 1),)),
    )


def filtered(widget: Widget, *after: str) -> Episode:
    """Open by mouse, type until one entry is left, choose it."""
    return widget.special(
        *("keyboard", "commit", "filter"),
        (press(widget.opener), see(widget.item(0)), types("elm"), see(widget.item(0)), *keys(*after)),
        committed((0,), filter_edits=sizes(3), sizes=sizes(widget.size, 1), moves=()),
        heard=(((4,), True),),
    )  # fmt: skip


def typed_open(widget: Widget, *after: str, left: int = 1) -> Episode:
    """Type into the field that the list then opens for, with what the first letter has left."""
    return widget.special(
        *("keyboard", "commit", "typed"),
        (focus(widget.holder or widget.opener), types("elm"), see(widget.item(0)), *keys(*after)),
        committed((0,), by="keyboard", filter_edits=sizes(2, 3), sizes=sizes(left, 1), moves=()),
        heard=(((4,), True),),
    )


def several(widget: Widget, *ends: str) -> Iterator[Episode]:
    """Choose two entries and take one out again, or none; leave."""
    opening = (press(widget.opener), see(widget.item(0)))
    presses = tuple(press(widget.item(index)) for index in (1, 3, 1))
    for end in ends:
        last, closed_by = ENDS[end]
        yield widget.special(
            *("mouse", "commit", f"several, {end}"),
            (*opening, *presses, *last),
            Visit(
                *(widget.surfaces, words("mouse"), "committed", closed_by),
                chosen=(((1,), True), ((3,), True), ((1,), False)),
                moves=((0, 1), (0, 3), (0, 1)),
            ),
        )
        yield none_of_several(widget, end)


def none_of_several(widget: Widget, end: str) -> Episode:
    """Leave a list of several without a choice."""
    last, closed_by = ENDS[end]
    return widget.special(
        *("mouse", "cancel", f"several, {end}"),
        (press(widget.opener), see(widget.item(0)), over(widget.item(2)), *last),
        cancelled(*closed_by, moves=((0, 2),)),
    )


def several_dropped(widget: Widget, end: str, first: int, second: int) -> Episode:
    """Choose two entries of a list that drops what is chosen."""
    last, closed_by = ENDS[end]
    # After the first has gone, the later ones stand one higher.
    heard = second + 1 if second >= first else second
    return widget.special(
        *("mouse", "commit", f"several, {end}"),
        (press(widget.opener), see(widget.item(0)), press(widget.item(first)),
         press(widget.item(second)), *last),
        Visit(
            *(widget.surfaces, words("mouse"), "committed", closed_by),
            chosen=(((first,), True), ((second,), True)),
            moves=((0, first),) if first == second else ((0, first), (0, second)),
            sizes=sizes(6, 5, 4),
        ),
        heard=(((first,), True), ((heard,), True)),
    )  # fmt: skip


def several_by_key(widget: Widget, downs: int = 1, second: int = 2) -> Episode:
    """Choose two entries by key, leave by Escape."""
    return widget.special(
        *("keyboard", "commit", "several, escape"),
        (focus(widget.holder or widget.opener), *keys(*widget.open_keys), see(widget.item(0)),
         *keys(*["ArrowDown"] * downs, "Enter", "ArrowDown", "Enter", "Escape")),
        Visit(
            *(widget.surfaces, words("keyboard"), "committed", words("escape")),
            chosen=(((1,), True), ((second,), True)), moves=((0, 1), (0, second)),
        ),
    )  # fmt: skip


def hovered(widget: Widget) -> Iterator[Episode]:
    """Open a menu by resting on its button."""
    opening = (over(widget.opener), see(widget.item(0)))
    yield widget.special(
        *("hover", "commit", "choice"),
        (*opening, over(widget.item(0)), press(widget.item(1))),
        committed((1,), by="hover", moves=((0, 0), (0, 1))),
    )
    yield widget.special(
        *("hover", "cancel", "leaves"),
        (*opening, over(widget.item(1)), over("#elsewhere"), see("body")),
        cancelled("script", "blur", by="hover", moves=((0, 1),)),
    )
