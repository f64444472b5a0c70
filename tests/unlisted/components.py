"""Episodes on libraries of web components; most of what they show lies in shadow roots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.gallery.libraries import LIST, MENU, submenu, submenu_by_key, type_ahead
from tests.gallery.ordinary import Widget
from tests.gallery.script import Episode, keys, see
from tests.unlisted.visits import FROM_FIRST, filtered, several, typed_open

VAADIN_SELECT = Widget(
    "vaadin-select", "vaadin", LIST, "% vaadin-select", "% vaadin-select-item", 6
)
VAADIN_BOX = Widget(
    *("vaadin-combobox", "vaadin", LIST, "% [part~=toggle-button]"),
    *("% vaadin-combo-box-item:visible", 6),
    holder="% input", open_keys=("ArrowDown",), walk=(0, 1),
)  # fmt: skip
VAADIN_TAGS = Widget(
    *("vaadin-tags", "vaadin", LIST, "% [part~=toggle-button]"),
    *("% vaadin-multi-select-combo-box-item:visible", 6),
)
VAADIN_MENU = Widget(
    *("vaadin-menu", "vaadin", MENU, "% vaadin-menu-bar-button >> nth=0"),
    *("% vaadin-menu-bar-item", 4), **FROM_FIRST,
)  # fmt: skip
UI5_SELECT = Widget(
    *("ui5-select", "ui5", LIST, "% ui5-select", "% ui5-option", 6), open_keys=("Space",)
)
UI5_BOX = Widget(
    *("ui5-combobox", "ui5", LIST, "% ui5-combobox ui5-icon", "% ui5-cb-item:visible", 6),
    holder="% ui5-combobox", open_keys=("F4",),
)  # fmt: skip
# The box keeps the list open, its name closes it.
UI5_TAGS = Widget(
    "ui5-tags", "ui5", LIST, "% ui5-multi-combobox ui5-icon", "% ui5-mcb-item ui5-checkbox", 6
)
UI5_MENU = Widget(
    *("ui5-menu", "ui5", MENU, "% ui5-button", "% ui5-menu > ui5-menu-item", 4), **FROM_FIRST
)
MATERIAL_SELECT = Widget(
    "material-select", "material", LIST, "% md-outlined-select", "% md-select-option", 6
)
MATERIAL_INNER = "% md-sub-menu md-menu md-menu-item"
MATERIAL_MENU = Widget(
    *("material-menu", "material", MENU, "% md-outlined-button"),
    *("% span > md-menu > md-menu-item, % md-sub-menu > md-menu-item", 4), **FROM_FIRST,
)  # fmt: skip


def vaadin() -> Iterator[Episode]:
    """Visit Vaadin's lists and its bar of menus."""
    yield from VAADIN_SELECT.episodes()
    yield type_ahead(VAADIN_SELECT)
    for episode in VAADIN_BOX.episodes():
        # What the keys have highlighted takes an Escape of its own.
        twice = (episode.by, episode.end) == ("keyboard", "cancel")
        yield replace(episode, steps=(*episode.steps, *keys(*["Escape"] * twice)))
    yield filtered(VAADIN_BOX, "Enter")
    yield typed_open(VAADIN_BOX, "Enter", left=4)
    yield from several(VAADIN_TAGS, "escape", "outside")
    yield from VAADIN_MENU.episodes()
    inner = "% vaadin-menu-bar-list-box >> nth=1 >> vaadin-menu-bar-item >> nth=1"
    yield from submenu(VAADIN_MENU, VAADIN_MENU.item(2), inner, 2)
    yield submenu_by_key(VAADIN_MENU, 2, 2)


def ui5() -> Iterator[Episode]:
    """Visit UI5's lists and its menu."""
    yield from UI5_SELECT.episodes()
    yield from UI5_BOX.episodes()
    yield typed_open(UI5_BOX, "Enter")
    yield from several(UI5_TAGS, "outside")
    yield from UI5_MENU.episodes()
    yield from submenu(UI5_MENU, UI5_MENU.item(2), "% ui5-menu-item ui5-menu-item >> nth=1", 2)
    yield submenu_by_key(UI5_MENU, 2, 2)


def material() -> Iterator[Episode]:
    """Visit Material's list and its menu."""
    yield from MATERIAL_SELECT.episodes()
    yield type_ahead(MATERIAL_SELECT)
    yield from map(unhurried, MATERIAL_MENU.episodes())
    inner = f"{MATERIAL_INNER} >> nth=1"
    yield from submenu(MATERIAL_MENU, MATERIAL_MENU.item(2), inner, 2)
    yield unhurried(submenu_by_key(MATERIAL_MENU, 2, 2))


def unhurried(episode: Episode) -> Episode:
    """Wait until a menu that grows has the focus, before the next key."""
    if episode.by != "keyboard":
        return episode
    steps = []
    for step in episode.steps:
        steps.append(step)
        if step.do == "see":
            steps.append(see("% md-menu-item:focus-within"))
        elif step.what == "ArrowRight":
            steps.append(see(f"{MATERIAL_INNER}:focus-within"))
    return replace(episode, steps=tuple(steps))


def episodes() -> Iterator[Episode]:
    """Yield every episode on these libraries."""
    for library in (vaadin, ui5, material):
        yield from library()
