"""Episodes on libraries without a framework, some of them on jQuery."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.gallery.libraries import LIST
from tests.gallery.ordinary import Widget, cancelled, committed, sizes, words
from tests.gallery.script import ELSEWHERE, Episode, Visit, focus, keys, over, press, see, types
from tests.unlisted.visits import (
    filtered,
    hovered,
    none_of_several,
    opener_again,
    several,
    several_dropped,
)

CHOICES = Widget(
    *("choices", "choices", LIST, "% .choices__inner", "% .choices__list--dropdown [role=option]", 6),
    holder="% .choices", open_keys=("ArrowDown",), walk=(2, 3),
)  # fmt: skip
CHOICES_TAGS = replace(CHOICES, name="choices-tags", opener="% input")
SLIM = Widget(
    *("slim-select", "slim_select", LIST, "% .ss-main", ".ss-content.ss-open .ss-option", 6),
    open_keys=("ArrowDown",),
    walk=(2, 3),
)
SLIM_PLAIN = replace(SLIM, name="slim-select-plain")
SLIM_TAGS = replace(SLIM, name="slim-select-tags")
# It tells nothing of itself: a list of plain lines.
CHOSEN = Widget(
    *("chosen", "chosen", LIST | {"panel"}, "% .chosen-single", "% .chosen-results li", 6),
    holder="% input", open_keys=("ArrowDown",),
)  # fmt: skip
CHOSEN_PLAIN = replace(CHOSEN, name="chosen-plain")
CHOSEN_TAGS = replace(CHOSEN, name="chosen-tags", opener="% .chosen-choices")
VIRTUAL = Widget(
    *("virtual-select", "virtual_select", LIST, "% .vscomp-toggle-button", "% .vscomp-option:visible", 6),
    holder="% .vscomp-ele-wrapper",
)  # fmt: skip
VIRTUAL_TAGS = replace(VIRTUAL, name="virtual-select-tags")
VIRTUAL_SEARCH = replace(VIRTUAL, name="virtual-select-search", walk=(0, 1))
VIRTUAL_LONG = replace(VIRTUAL, name="virtual-select-long", size=300)
MENU_OR_PANEL = words("menu", "panel")
FLOWBITE = Widget(
    *("flowbite", "flowbite", MENU_OR_PANEL, "% > button", "% > div > ul > li:visible", 4)
)
FLOWBITE_HOVER = replace(FLOWBITE, name="flowbite-hover")
FLOWBITE_DEEP = replace(FLOWBITE, name="flowbite-deep", size=3)
FLOWBITE_BOXES = replace(FLOWBITE, name="flowbite-boxes", items="% label", size=6)
JSTREE = Widget("jstree", "jstree", words("tree"), "% > button", "% .jstree-anchor", 3)


def choices() -> Iterator[Episode]:
    """Visit the lists of Choices.js; what is chosen of several leaves the list."""
    yield from CHOICES.episodes()
    yield opener_again(CHOICES)
    yield filtered(CHOICES, "Enter")
    yield several_dropped(CHOICES_TAGS, "escape", 1, 3)
    yield several_dropped(CHOICES_TAGS, "outside", 1, 3)
    yield none_of_several(CHOICES_TAGS, "escape")
    yield CHOICES_TAGS.special(
        *("keyboard", "commit", "filter"),
        (press("% input"), see(CHOICES_TAGS.item(0)), types("cedar"), *keys("Enter", "Escape")),
        committed(
            *((0,),),
            filter_edits=sizes(5), sizes=sizes(6, 5, 1), moves=(), closed_by=words("escape", "choice"),
        ),
        heard=(((2,), True),),
    )  # fmt: skip


def slim() -> Iterator[Episode]:
    """Visit the lists of Slim Select."""
    yield from SLIM.episodes()
    yield from SLIM_PLAIN.episodes()
    yield opener_again(SLIM)
    yield filtered(SLIM, "ArrowDown", "Enter")
    # After a press on an entry the focus is nowhere, and Escape is not heard.
    yield none_of_several(SLIM_TAGS, "escape")
    yield from several(SLIM_TAGS, "outside")


def chosen() -> Iterator[Episode]:
    """Visit the lists of Chosen; that of several closes at every choice."""
    yield from CHOSEN.episodes()
    yield from CHOSEN_PLAIN.episodes()
    yield opener_again(CHOSEN)
    yield filtered(CHOSEN, "Enter")
    tags = CHOSEN_TAGS
    opening = (press(tags.opener), see(tags.item(0)))
    yield tags.special(
        *("mouse", "commit", "one of several"),
        (*opening, over(tags.item(1)), press(tags.item(3))),
        committed((3,), moves=((0, 1), (0, 3))),
    )
    yield tags.special(
        *("mouse", "commit", "twice"),
        (*opening, press(tags.item(1)), *opening, press(tags.item(3))),
        committed((1,), moves=((0, 1),)),
        committed((3,), moves=((0, 3),)),
    )
    yield none_of_several(tags, "escape")


def virtual() -> Iterator[Episode]:
    """Visit the lists of Virtual Select."""
    yield from VIRTUAL.episodes()
    yield from VIRTUAL_SEARCH.episodes()
    yield from VIRTUAL_LONG.episodes()
    yield opener_again(VIRTUAL)
    yield filtered(VIRTUAL_SEARCH, "ArrowDown", "Enter")
    yield from several(VIRTUAL_TAGS, "escape", "outside")


def flowbite() -> Iterator[Episode]:
    """Visit the menus of Flowbite; they hear neither Escape nor the arrow keys."""
    menu = FLOWBITE
    opening = (press(menu.opener), see(menu.item(0)))
    yield menu.special(
        *("mouse", "commit", "choice"),
        (*opening, over(menu.item(0)), press(menu.item(1))),
        committed((1,), moves=((0, 0), (0, 1))),
    )
    yield menu.special(
        *("mouse", "cancel", "outside"),
        (*opening, over(menu.item(1)), ELSEWHERE),
        cancelled("outside-click", moves=((0, 1),)),
    )
    yield opener_again(menu)
    by_key = (focus(menu.opener), *keys("Enter"), see(menu.item(0)))
    yield menu.special(
        *("keyboard", "commit", "by Tab"),
        (*by_key, *keys("Tab", "Tab", "Enter")),
        committed((1,), by="keyboard", moves=((0, 0), (0, 1)), exact_moves=True),
    )
    yield menu.special(
        *("keyboard", "cancel", "opener again"),
        (*by_key, *keys("Tab", "Shift+Tab", "Enter")),
        cancelled("opener", by="keyboard", moves=((0, 0),), exact_moves=True),
    )
    yield from hovered(FLOWBITE_HOVER)
    yield from flowbite_deep()
    yield from flowbite_boxes()


def flowbite_deep() -> Iterator[Episode]:
    """Visit a menu in a menu, which opens by a press."""
    deep, child = FLOWBITE_DEEP, "#inner li >> nth=2"
    opening = (press(deep.opener), see(deep.item(0)), press(deep.item(1)), see(child))
    yield deep.special(
        *("mouse", "commit", "submenu"),
        (*opening, press(child)),
        committed((1, 2), moves=((0, 1), (1, 2))),
    )
    yield deep.special(
        *("mouse", "cancel", "submenu"),
        (*opening, over(child), ELSEWHERE),
        cancelled("outside-click", moves=((0, 1), (1, 2))),
    )
    yield deep.special(
        *("mouse", "commit", "beside the submenu"),
        (*opening, over(child), press(deep.item(2))),
        committed((2,), moves=((0, 1), (1, 2), (0, 2))),
    )


def flowbite_boxes() -> Iterator[Episode]:
    """Tick boxes in a sheet."""
    boxes = FLOWBITE_BOXES
    yield next(several(boxes, "outside"))
    ticking = keys("Tab", "Space", "Tab", "Space")
    yield boxes.special(
        *("keyboard", "commit", "boxes by key"),
        (focus(boxes.opener), *keys("Enter"), see(boxes.item(0)), *ticking,
         *keys("Shift+Tab", "Shift+Tab", "Enter")),
        Visit(
            *(boxes.surfaces, words("keyboard"), "committed", words("opener")),
            chosen=(((0,), True), ((1,), True)), moves=((0, 0), (0, 1)),
        ),
    )  # fmt: skip


def jstree() -> Iterator[Episode]:
    """Visit a tree of jsTree."""
    tree = JSTREE
    opening = (press(tree.opener), see(tree.item(0)))
    unfold = (press("% .jstree-ocl >> nth=0"), see(tree.item(3)))
    yield tree.special(
        *("mouse", "commit", "top"),
        (*opening, over(tree.item(0)), press(tree.item(2))),
        committed((2,), moves=((0, 2),)),
    )
    yield tree.special(
        *("mouse", "commit", "inner"),
        (*opening, *unfold, press(tree.item(2))),
        committed((0, 1), moves=((1, 1),)),
    )
    for end, last in (("escape", keys("Escape")), ("outside", (ELSEWHERE,))):
        yield tree.special(
            *("mouse", "cancel", end),
            (*opening, over(tree.item(1)), *last),
            cancelled("escape" if end == "escape" else "outside-click", moves=((0, 1),)),
        )
    by_key = (focus(tree.opener), *keys("Enter"), see(tree.item(0)))
    yield tree.special(
        *("keyboard", "commit", "inner"),
        (*by_key, *keys("ArrowRight", "ArrowDown", "ArrowDown", "Enter")),
        committed((0, 1), by="keyboard", moves=((1, 0), (1, 1))),
    )
    yield tree.special(
        *("keyboard", "cancel", "escape"),
        (*by_key, *keys("ArrowDown", "Escape")),
        cancelled("escape", by="keyboard", moves=((0, 1),)),
    )


def episodes() -> Iterator[Episode]:
    """Yield every episode on these libraries."""
    for library in (choices, slim, chosen, virtual, flowbite, jstree):
        yield from library()
