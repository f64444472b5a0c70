"""Episodes on libraries for React."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.gallery.libraries import LIST, MENU, OPTION, submenu, submenu_by_key, type_ahead
from tests.gallery.ordinary import Widget, cancelled, committed, sizes, words
from tests.gallery.script import ELSEWHERE, Episode, focus, keys, over, press, see, types
from tests.unlisted.visits import (
    FROM_FIRST,
    filtered,
    opener_again,
    several,
    several_by_key,
    several_dropped,
    typed_open,
)

TOP_ITEM = "[role=menu]:visible >> nth=0 >> [role=menuitem]"
INNER_ITEM = "[role=menu]:visible >> nth=1 >> [role=menuitem] >> nth={}"

MANTINE_SELECT = Widget(
    *("mantine-select", "mantine", LIST, "% input:not([type=hidden])", OPTION, 6),
    open_keys=("ArrowDown",),
)
# This one opens as soon as it has the focus, with nothing highlighted.
MANTINE_SEARCH = replace(
    MANTINE_SELECT, name="mantine-search", key_opened="focus", open_keys=("Tab",), walk=(0, 1)
)
MANTINE_TAGS = replace(MANTINE_SELECT, name="mantine-tags")
MANTINE_MENU = Widget(
    *("mantine-menu", "mantine", MENU, "% button", TOP_ITEM, 4), pick=1, walk=(0, 1)
)
FLUENT_SELECT = Widget("fluent-dropdown", "fluent", LIST, "% button", OPTION, 6)
FLUENT_BOX = Widget(
    *("fluent-combobox", "fluent", LIST, "% input", OPTION, 6), open_keys=("ArrowDown",)
)
# Lists of several are menus of boxes here.
FLUENT_TAGS = Widget(
    *("fluent-tags", "fluent", LIST | MENU, "% button", "[role=menuitemcheckbox]:visible", 6)
)
FLUENT_MENU = Widget(*("fluent-menu", "fluent", MENU, "% button", TOP_ITEM, 4), **FROM_FIRST)
PRIME_SELECT = Widget(
    *("prime-dropdown", "prime", LIST, "% .p-dropdown", ".p-dropdown-item:visible", 6),
    holder="% input", open_keys=("ArrowDown",), walk=(0, 1),
)  # fmt: skip
PRIME_FILTER = replace(PRIME_SELECT, name="prime-filter")
PRIME_TAGS = Widget(
    *("prime-tags", "prime", LIST, "% .p-multiselect", ".p-multiselect-item:visible", 6)
)
PRIME_CASCADE = Widget(
    *("prime-cascade", "prime", LIST | MENU | words("tree", "panel"), "% .p-cascadeselect"),
    *(".p-cascadeselect-panel:visible > div > ul > li > .p-cascadeselect-item-content", 3),
)
PRIME_MENU = Widget(
    *("prime-menu", "prime", MENU, "% button"),
    *(".p-tieredmenu-root-list:visible > .p-menuitem", 4), **FROM_FIRST,
)  # fmt: skip
SEMANTIC_ITEM = "% .menu.visible > .item"
SEMANTIC_SELECT = Widget(
    *("semantic-select", "semantic", LIST, "% .ui.dropdown", SEMANTIC_ITEM, 6),
    open_keys=("Space",),
)
SEMANTIC_SEARCH = Widget(
    *("semantic-search", "semantic", LIST, "% .ui.dropdown", SEMANTIC_ITEM, 6), by_keyboard=False
)
SEMANTIC_TAGS = Widget("semantic-tags", "semantic", LIST, "% .ui.dropdown", SEMANTIC_ITEM, 6)
SEMANTIC_MENU = Widget(
    *("semantic-menu", "semantic", LIST | MENU | {"panel"}, "% .ui.dropdown", SEMANTIC_ITEM, 4),
    pick=1, by_keyboard=False,
)  # fmt: skip
ARIA_SELECT = Widget("react-aria-select", "react_aria", LIST, "% button", OPTION, 6)
ARIA_BOX = Widget(
    *("react-aria-combobox", "react_aria", LIST, "% button", OPTION, 6),
    holder="% input", open_keys=("ArrowDown",),
)  # fmt: skip
ARIA_MENU = Widget(*("react-aria-menu", "react_aria", MENU, "% button", TOP_ITEM, 4), **FROM_FIRST)
CMDK = Widget("cmdk", "cmdk", LIST | {"dialog", "panel"}, "% button", OPTION, 6)
DOWN_SELECT = Widget(
    *("downshift-select", "downshift", LIST, "% [role=combobox]", OPTION, 6),
    walk_keys=("ArrowDown",) * 3, walk=(0, 1, 2),
)  # fmt: skip
DOWN_BOX = Widget(
    *("downshift-combobox", "downshift", LIST, "% button", OPTION, 6),
    holder="% input", open_keys=("ArrowDown",),
)  # fmt: skip

ORDINARY = (
    *(MANTINE_SELECT, MANTINE_SEARCH, MANTINE_MENU, FLUENT_SELECT, FLUENT_BOX, FLUENT_MENU),
    *(PRIME_SELECT, PRIME_FILTER, PRIME_MENU, SEMANTIC_SELECT, SEMANTIC_SEARCH, SEMANTIC_MENU),
    *(ARIA_SELECT, ARIA_BOX, ARIA_MENU, CMDK, DOWN_SELECT, DOWN_BOX),
)


def mantine() -> Iterator[Episode]:
    """Visit Mantine's lists and its menu."""
    yield from several(MANTINE_TAGS, "escape", "outside")
    # After a choice its highlight begins anew.
    yield several_by_key(MANTINE_TAGS, second=0)
    yield filtered(MANTINE_SEARCH, "ArrowDown", "Enter")
    yield MANTINE_SEARCH.special(
        *("keyboard", "commit", "typed"),
        (*keys("Tab"), see(MANTINE_SEARCH.item(0)), types("elm"), *keys("ArrowDown", "Enter")),
        committed((0,), by="focus", filter_edits=sizes(3), sizes=sizes(6, 1), moves=()),
        heard=(((4,), True),),
    )
    yield from mantine_submenu()
    yield submenu_by_key(MANTINE_MENU, 2, 3)
    yield opener_again(MANTINE_MENU)


def mantine_submenu() -> Iterator[Episode]:
    """Choose in a submenu that goes when the pointer comes to another entry on its way."""
    menu, first, second = MANTINE_MENU, INNER_ITEM.format(0), INNER_ITEM.format(1)
    opening = (press(menu.opener), see(menu.item(0)), over(menu.item(2)), see(first), over(first))
    moves = ((0, 2), (1, 0), (1, 1))
    yield menu.special(
        *("hover", "commit", "submenu"), (*opening, press(second)), committed((2, 1), moves=moves)
    )
    yield menu.special(
        *("hover", "cancel", "submenu"),
        (*opening, over(second), ELSEWHERE),
        cancelled("outside-click", moves=moves),
    )


def fluent() -> Iterator[Episode]:
    """Visit Fluent UI's lists and its menu."""
    yield from several(FLUENT_TAGS, "escape", "outside")
    yield several_by_key(FLUENT_TAGS)
    yield filtered(FLUENT_BOX, "Enter")
    yield typed_open(FLUENT_BOX, "Enter")
    yield type_ahead(FLUENT_SELECT)
    yield opener_again(FLUENT_SELECT)
    yield from submenu(FLUENT_MENU, FLUENT_MENU.item(2), INNER_ITEM.format(1), 2)
    yield submenu_by_key(FLUENT_MENU, 2, 2)
    yield opener_again(FLUENT_MENU)


def prime() -> Iterator[Episode]:
    """Visit PrimeReact's lists, its menu and its cascade, in which levels lie in each other."""
    yield from several(PRIME_TAGS, "escape", "outside")
    yield filtered(PRIME_FILTER, "ArrowDown", "Enter")
    yield opener_again(PRIME_SELECT)
    yield type_ahead(PRIME_SELECT)
    menu, child = PRIME_MENU, ".p-submenu-list:visible > .p-menuitem >> nth=1"
    opening = (press(menu.opener), see(menu.item(0)), press(menu.item(2)), see(child))
    yield menu.special(
        *("mouse", "commit", "submenu"),
        (*opening, press(child)),
        committed((2, 1), moves=((0, 2), (1, 1))),
    )
    yield menu.special(
        *("mouse", "cancel", "submenu"),
        (*opening, over(child), ELSEWHERE),
        cancelled("outside-click", moves=((0, 2), (1, 1))),
    )
    yield submenu_by_key(menu, 2, 2)
    cascade, city = PRIME_CASCADE, ".p-cascadeselect-sublist:visible > li >> nth={}"
    opening = (press(cascade.opener), see(cascade.item(0)))
    unfolded = (*opening, press(cascade.item(1)), see(city.format(0)))
    yield cascade.special(
        *("mouse", "commit", "two columns"),
        (*unfolded, press(city.format(2))),
        committed((1, 2), moves=((0, 1), (1, 2))),
    )
    yield cascade.special(
        *("mouse", "cancel", "first column only"),
        (*unfolded, *keys("Escape")),
        cancelled("escape", moves=((0, 1),)),
    )
    yield cascade.special(
        *("mouse", "cancel", "escape"),
        (*opening, over(cascade.item(2)), *keys("Escape")),
        cancelled("escape", moves=((0, 2),)),
    )


def semantic() -> Iterator[Episode]:
    """Visit Semantic UI's lists; what is chosen of several leaves the list."""
    yield filtered(SEMANTIC_SEARCH, "Enter")
    # Here the arrow keys choose at once.
    yield SEMANTIC_SEARCH.special(
        *("keyboard", "commit", "choice"),
        (*keys("Tab"), see(SEMANTIC_SEARCH.item(0)), *keys("ArrowDown", "ArrowDown", "Enter")),
        committed(
            *((2,),), by="focus", moves=((0, 1), (0, 2)), exact_moves=True,
            chosen_also=((((1,), True), ((2,), True)),),
        ),
        heard=(((1,), True), ((2,), True)),
    )  # fmt: skip
    yield several_dropped(SEMANTIC_TAGS, "escape", 1, 1)
    yield several_dropped(SEMANTIC_TAGS, "outside", 1, 1)
    yield opener_again(SEMANTIC_SELECT)
    # The arrow keys do nothing in a menu.
    yield SEMANTIC_MENU.special(
        *("keyboard", "cancel", "escape"),
        (focus("% .ui.dropdown"), *keys("Space"), see(SEMANTIC_MENU.item(0)), *keys("Escape")),
        cancelled("escape", by="keyboard"),
    )


def others() -> Iterator[Episode]:
    """Visit what the smaller libraries have beyond the usual."""
    yield from submenu(ARIA_MENU, ARIA_MENU.item(2), INNER_ITEM.format(1), 2)
    yield submenu_by_key(ARIA_MENU, 2, 2)
    yield type_ahead(ARIA_SELECT)
    yield filtered(CMDK, "Enter")
    # One filters by what names contain, the other by how they begin.
    for box, left in ((ARIA_BOX, 4), (DOWN_BOX, 1)):
        yield filtered(box, "ArrowDown", "Enter")
        yield typed_open(box, "ArrowDown", "Enter", left=left)
        yield opener_again(box)
    yield type_ahead(DOWN_SELECT)
    yield opener_again(DOWN_SELECT)


def episodes() -> Iterator[Episode]:
    """Yield every episode on these libraries."""
    for widget in ORDINARY:
        yield from widget.episodes()
    for library in (mantine, fluent, prime, semantic, others):
        yield from library()
