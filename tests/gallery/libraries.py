"""Episodes on widgets of other people's libraries."""

from __future__ import annotations

from collections.abc import Iterator

from tests.gallery.ordinary import Widget, cancelled, committed, sizes, words
from tests.gallery.script import ELSEWHERE, Episode, Visit, focus, keys, over, press, see, types

LIST = words("listbox", "combobox")
BOX = words("combobox")
MENU = words("menu")
OPTION = "[role=option]:visible"
ITEM = "[role=menuitem]:visible"
SELECT2_OPTION = ".select2-results__option:visible"
TOM_OPTION = "% .ts-dropdown .option:visible"

MUI_SELECT = Widget("mui-select", "mui", LIST, "% [role=combobox]", OPTION, 6)
MUI_FILTERED = Widget(
    *("mui-autocomplete", "mui", BOX, "% input", OPTION, 6),
    open_keys=("ArrowDown",), walk_keys=("ArrowDown", "ArrowDown", "ArrowDown"), walk=(0, 1, 2),
)  # fmt: skip
MUI_MENU = Widget("mui-menu", "mui", MENU, "% button", ITEM, 4)
ANTD_ENTRY = ".ant-select-item-option:visible"
ANTD_SELECT = Widget("antd-select", "antd", LIST, "% .ant-select", ANTD_ENTRY, 6, holder="% input")
ANTD_MENU = Widget(
    *("antd-dropdown", "antd", MENU, "% button", ".ant-dropdown-menu-root:visible > [role=menuitem], .ant-dropdown-menu-root:visible > li", 4),
    pick=1,
)  # fmt: skip
REACT_SELECT = Widget(
    *("react-select", "react_select", BOX, "% div:has(> [role=combobox]), % div:has(> div > [role=combobox])", "% [role=option]", 6),
    holder="% input", open_keys=("ArrowDown",),
)  # fmt: skip
RADIX_SELECT = Widget("radix-select", "radix", LIST, "% button", OPTION, 6)
RADIX_MENU = Widget(
    "radix-menu", "radix", MENU, "% button", "[role=menu]:visible > [role^=menuitem]", 4, pick=1,
    walk_keys=("ArrowDown",), walk=(1,),
)  # fmt: skip
HEADLESS_LIST = Widget(
    *("headless-listbox", "headless", LIST, "% button", OPTION, 6),
    open_keys=("ArrowDown",),
)
HEADLESS_MENU = Widget("headless-menu", "headless", MENU, "% button", ITEM, 4)
HEADLESS_BOX = Widget(
    "headless-combobox", "headless", BOX, "% button", OPTION, 6,
    holder="% input", open_keys=("ArrowDown",),
)  # fmt: skip
SELECT2 = Widget("select2", "select2", LIST, "% .select2-selection", SELECT2_OPTION, 6)
JQUERY_SELECT = Widget(
    "jqueryui-selectmenu", "jqueryui", LIST, "% .ui-selectmenu-button",
    ".ui-selectmenu-open .ui-menu-item-wrapper", 6, open_keys=("Space",),
)  # fmt: skip
JQUERY_MENU = Widget(
    "jqueryui-menu", "jqueryui", MENU, "% button", "% > ul > li > .ui-menu-item-wrapper", 4, pick=1,
    walk=(0, 1),
)  # fmt: skip
BOOTSTRAP = Widget(
    "bootstrap-dropdown", "bootstrap", words("menu", "panel"), "% button", ".dropdown-item:visible",
    4, open_keys=("ArrowDown",),
)  # fmt: skip
TOM = Widget(
    *("tom-select", "tom_select", LIST, "% .ts-control", TOM_OPTION, 6),
    key_opened="focus",
    open_keys=("Tab",),
)
SL_SELECT = Widget("shoelace-select", "shoelace", LIST, "% sl-select", "% sl-option", 6)
SL_MENU = Widget(
    "shoelace-dropdown", "shoelace", MENU, "% sl-button", "% sl-dropdown > sl-menu > sl-menu-item",
    4, pick=1, walk=(0, 1),
)  # fmt: skip

ORDINARY = [
    *(MUI_SELECT, MUI_FILTERED, MUI_MENU, ANTD_SELECT, ANTD_MENU, REACT_SELECT),
    *(RADIX_SELECT, RADIX_MENU, HEADLESS_LIST, HEADLESS_MENU, HEADLESS_BOX, SELECT2),
    *(JQUERY_SELECT, JQUERY_MENU, BOOTSTRAP, TOM, SL_SELECT, SL_MENU),
]


def filtered(widget: Widget, opener: str) -> Episode:
    """Type a letter or two until one entry is left, choose it."""
    return widget.special(
        *("keyboard", "commit", "filter"),
        (press(opener), types("elm"), see(widget.item(0)), *keys("ArrowDown", "Enter"))
        if widget is MUI_FILTERED
        else (press(opener), types("elm"), see(widget.item(0)), *keys("Enter")),
        committed((0,), filter_edits=sizes(3), sizes=sizes(6, 1), moves=()),
        heard=(((4,), True),),
    )


def type_ahead(widget: Widget) -> Episode:
    """Jump to an entry by its first letter."""
    return widget.special(
        *("keyboard", "commit", "type-ahead"),
        (focus(widget.holder or widget.opener), *keys(*widget.open_keys), see(widget.item(0)),
         types("d"), *keys("Enter")),
        committed((3,), by="keyboard", type_ahead=1, moves=((0, 3),)),
    )  # fmt: skip


def several(
    name: str, page: str, opener: str, entry: str, ends: str = "escape"
) -> Iterator[Episode]:
    """Choose two entries and take one out again, then leave."""
    widget = Widget(name, page, LIST, opener, entry, 6)
    end = keys("Escape") if ends == "escape" else (ELSEWHERE,)
    visit = Visit(
        LIST, words("mouse"), "committed", words("escape" if ends == "escape" else "outside-click"),
        chosen=(((1,), True), ((3,), True), ((1,), False)), moves=((0, 1), (0, 3)),
    )  # fmt: skip
    steps = (press(opener), see(widget.item(0)), press(widget.item(1)), press(widget.item(3)))
    yield widget.special(
        "mouse", "commit", f"several, {ends}", (*steps, press(widget.item(1)), *end), visit
    )
    yield widget.special(
        "mouse", "cancel", f"several, {ends}", (press(opener), see(widget.item(0)), over(widget.item(2)), *end),
        cancelled(*visit.closed_by, moves=((0, 2),)),
    )  # fmt: skip


def submenu(widget: Widget, parent: str, child: str, index: int) -> Iterator[Episode]:
    """Choose in a submenu that opens by hover."""
    opening = (press(widget.opener), see(widget.item(0)), over(parent), see(child))
    yield widget.special(
        *("hover", "commit", "submenu"),
        (*opening, press(child)),
        committed((index, 1), moves=((0, index), (1, 1))),
    )
    yield widget.special(
        *("hover", "cancel", "submenu"),
        (*opening, over(child), ELSEWHERE),
        cancelled("outside-click", moves=((0, index), (1, 1))),
    )


def submenu_by_key(widget: Widget, index: int, downs: int) -> Episode:
    """Choose in a submenu with the arrow keys."""
    return widget.special(
        *("keyboard", "commit", "submenu"),
        (focus(widget.holder or widget.opener), *keys(*widget.open_keys), see(widget.item(0)),
         *keys(*["ArrowDown"] * downs, "ArrowRight", "ArrowDown", "Enter")),
        committed((index, 1), by="keyboard", moves=((0, index), (1, 0), (1, 1))),
    )  # fmt: skip


def cascade() -> Iterator[Episode]:
    """Walk the columns of a cascader."""
    column = ".ant-cascader-menu:visible >> nth={} >> .ant-cascader-menu-item >> nth={}"
    widget = Widget(
        "antd-cascader",
        "antd",
        words("listbox", "combobox", "menu", "panel"),
        "% .ant-cascader",
        column.format(0, 0),
        3,
    )
    opening = (press(widget.opener), see(column.format(0, 0)))
    yield widget.special(
        "mouse", "commit", "two columns",
        (*opening, press(column.format(0, 1)), see(column.format(1, 0)), press(column.format(1, 2))),
        committed((1, 2), moves=((0, 1), (1, 2))),
    )  # fmt: skip
    yield widget.special(
        "mouse", "cancel", "first column only",
        (*opening, press(column.format(0, 1)), see(column.format(1, 0)), ELSEWHERE),
        cancelled("outside-click", moves=((0, 1),)),
    )  # fmt: skip
    by_key = (focus("% input"), *keys("ArrowDown"), see(column.format(0, 0)))
    yield widget.special(
        "keyboard", "commit", "two columns",
        (*by_key, *keys("ArrowDown", "ArrowDown", "ArrowRight", "ArrowDown", "Enter")),
        committed((1, 1), by="keyboard", moves=((0, 0), (0, 1), (1, 0), (1, 1))),
    )  # fmt: skip
    yield widget.special(
        "keyboard", "cancel", "escape", (*by_key, *keys("ArrowDown", "Escape")),
        cancelled("escape", by="keyboard", moves=((0, 0),)),
    )  # fmt: skip


def hovered() -> Iterator[Episode]:
    """Open a menu by resting on its button."""
    entry = ".ant-dropdown-menu-root:visible > li >> nth={}"
    widget = Widget("antd-hover", "antd", MENU, "% button", entry.format(0), 4)
    opening = (over("% button"), see(entry.format(0)))
    yield widget.special(
        *("hover", "commit", "choice"),
        (*opening, over(entry.format(0)), press(entry.format(1))),
        committed((1,), by="hover", moves=((0, 0), (0, 1))),
    )
    yield widget.special(
        *("hover", "cancel", "leaves"),
        (*opening, over(entry.format(1)), over("#elsewhere"), see("body")),
        cancelled("script", "blur", by="hover", moves=((0, 1),)),
    )


def episodes() -> Iterator[Episode]:
    """Yield every episode on a library's widget."""
    for widget in ORDINARY:
        yield from widget.episodes()
    yield filtered(MUI_FILTERED, "% input")
    yield filtered(REACT_SELECT, REACT_SELECT.opener)
    yield filtered(TOM, "% .ts-control")
    for widget in (MUI_SELECT, RADIX_SELECT, HEADLESS_LIST, JQUERY_SELECT):
        yield type_ahead(widget)
    yield from several("mui-tags", "mui", "% input", OPTION)
    yield from several("antd-tags", "antd", "% .ant-select", ANTD_ENTRY, "outside")
    yield from several("react-select-tags", "react_select", REACT_SELECT.opener, "% [role=option]")
    sub = "[role=menu]:visible >> nth=1 >> [role=menuitem] >> nth=1"
    yield from submenu(RADIX_MENU, RADIX_MENU.item(2), sub, 2)
    yield submenu_by_key(RADIX_MENU, 2, 2)
    yield from submenu(JQUERY_MENU, JQUERY_MENU.item(2), "% ul ul li >> nth=1", 2)
    yield submenu_by_key(JQUERY_MENU, 2, 3)
    yield from submenu(SL_MENU, SL_MENU.item(2), "% sl-menu sl-menu sl-menu-item >> nth=1", 2)
    yield from submenu(
        ANTD_MENU, ANTD_MENU.item(3), ".ant-dropdown-menu-sub:visible > li >> nth=1", 3
    )
    yield from cascade()
    yield from hovered()
