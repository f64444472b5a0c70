"""Episodes on libraries for Vue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.gallery.libraries import ITEM, LIST, MENU, OPTION, submenu, submenu_by_key
from tests.gallery.ordinary import Widget, cancelled, committed, words
from tests.gallery.script import ELSEWHERE, Episode, Path, focus, keys, press, see
from tests.unlisted.visits import filtered, hovered, several

ANY = LIST | MENU | words("panel", "popover")

ELEMENT_SELECT = Widget(
    *("element-select", "element_plus", LIST, "% .el-select", OPTION, 6),
    holder="% input", walk=(0, 1),
)  # fmt: skip
ELEMENT_FILTER = replace(ELEMENT_SELECT, name="element-filter")
ELEMENT_TAGS = replace(ELEMENT_SELECT, name="element-tags")
ELEMENT_MENU = Widget(
    *("element-menu", "element_plus", MENU, "% button", ITEM, 4),
    walk_keys=("ArrowDown",), walk=(1,),
)  # fmt: skip
ELEMENT_HOVER = replace(ELEMENT_MENU, name="element-hover")
# Naive UI tells nothing of itself.
NAIVE_ITEM = ".n-base-select-option:visible"
NAIVE_SELECT = Widget(
    *("naive-select", "naive", ANY, "% .n-base-selection", NAIVE_ITEM, 6),
    holder="% .n-base-selection-label",
)  # fmt: skip
NAIVE_FILTER = replace(NAIVE_SELECT, name="naive-filter", holder="% input")
NAIVE_TAGS = replace(NAIVE_SELECT, name="naive-tags")
NAIVE_ENTRY = ".n-dropdown-menu:visible >> nth=0 >> .n-dropdown-option:visible"
NAIVE_MENU = Widget(*("naive-menu", "naive", ANY, "% button", NAIVE_ENTRY, 4), pick=1, walk=(0, 1))
NAIVE_HOVER = replace(NAIVE_MENU, name="naive-hover")


def cascade(
    widget: Widget, column: str, moves: tuple[Path, ...], *walked: str
) -> Iterator[Episode]:
    """Walk the columns of a cascader, which shows some of the moves by key."""
    top, inner = (column.format(level) + " >> nth={}" for level in (0, 1))
    opening = (press(widget.opener), see(top.format(0)), press(top.format(1)), see(inner.format(0)))
    yield widget.special(
        *("mouse", "commit", "two columns"),
        (*opening, press(inner.format(2))),
        committed((1, 2), moves=((0, 1), (1, 2))),
    )
    yield widget.special(
        *("mouse", "cancel", "first column only"),
        (*opening, ELSEWHERE),
        cancelled("outside-click", moves=((0, 1),)),
    )
    by_key = (focus(widget.holder or widget.opener), *keys("Enter"), see(top.format(0)))
    yield widget.special(
        *("keyboard", "commit", "two columns"),
        (*by_key, *keys("ArrowDown", "ArrowDown", "ArrowRight", "ArrowDown", "Enter")),
        committed((1, 1), by="keyboard", moves=moves, perhaps_unobservable=words("choice")),
    )
    yield widget.special(
        *("keyboard", "cancel", "escape"),
        (*by_key, *keys(*walked, "Escape")),
        cancelled("escape", by="keyboard"),
    )


def element() -> Iterator[Episode]:
    """Visit Element Plus's lists and menus."""
    for widget in (ELEMENT_SELECT, ELEMENT_FILTER, ELEMENT_MENU):
        yield from widget.episodes()
    yield filtered(ELEMENT_FILTER, "ArrowDown", "Enter")
    yield from several(ELEMENT_TAGS, "escape", "outside")
    column = ".el-cascader-menu:visible >> nth={} >> .el-cascader-node"
    yield from cascade(
        Widget(
            *("element-cascader", "element_plus", ANY, "% .el-input", column.format(0), 3),
            holder="% input",
        ),
        column,
        ((0, 1), (1, 0), (1, 1)),
    )
    yield from hovered(ELEMENT_HOVER)


def naive() -> Iterator[Episode]:
    """Visit Naive UI's lists and menus."""
    for widget in (NAIVE_SELECT, NAIVE_FILTER, NAIVE_MENU):
        yield from widget.episodes()
    yield filtered(NAIVE_FILTER, "Enter")
    yield from several(NAIVE_TAGS, "escape")
    inner = ".n-dropdown-menu .n-dropdown-menu .n-dropdown-option >> nth=1"
    yield from submenu(NAIVE_MENU, NAIVE_MENU.item(2), inner, 2)
    yield submenu_by_key(NAIVE_MENU, 2, 3)
    column = ".n-cascader-submenu:visible >> nth={} >> .n-cascader-option"
    yield from cascade(
        Widget(
            *("naive-cascader", "naive", ANY, "% .n-base-selection", column.format(0), 3),
            holder="% .n-base-selection-label",
        ),
        column,
        ((0, 1),),  # it draws where its columns are open, not where the keys are
        "ArrowDown",
    )
    yield from hovered(NAIVE_HOVER)


def episodes() -> Iterator[Episode]:
    """Yield every episode on these libraries."""
    yield from element()
    yield from naive()
