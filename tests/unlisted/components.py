"""Episodes on libraries of web components; most of what they show lies in shadow roots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.gallery.libraries import LIST, MENU, submenu, submenu_by_key, type_ahead
from tests.gallery.ordinary import Widget, cancelled
from tests.gallery.script import Episode, focus, keys, see
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
UI5_TAGS = Widget("ui5-tags", "ui5", LIST, "% ui5-multi-combobox ui5-icon", "% ui5-mcb-item ui5-checkbox", 6)
UI5_MENU = Widget(
    *("ui5-menu", "ui5", MENU, "% ui5-button", "% ui5-menu > ui5-menu-item", 4), **FROM_FIRST
)
MATERIAL_SELECT = Widget(
    "material-select", "material", LIST, "% md-outlined-select", "% md-select-option", 6
)
MATERIAL_MENU = Widget(
    *("material-menu", "material", MENU, "% md-outlined-button"),
    *("% span > md-menu > md-menu-item, % md-sub-menu > md-menu-item", 4), **FROM_FIRST,
)  # fmt: skip

ORDINARY = (
    *(VAADIN_SELECT, VAADIN_BOX, VAADIN_MENU, UI5_SELECT, UI5_BOX, UI5_MENU),
    *(MATERIAL_SELECT, MATERIAL_MENU),
)
INNER = {
    VAADIN_MENU: "% vaadin-menu-bar-list-box >> nth=1 >> vaadin-menu-bar-item >> nth=1",
    UI5_MENU: "% ui5-menu-item ui5-menu-item >> nth=1",
    MATERIAL_MENU: "% md-sub-menu md-menu md-menu-item >> nth=1",
}


def unhurried(episode: Episode) -> Episode:
    """Let a menu that grows have the focus before the next key."""
    if episode.by != "keyboard":
        return episode
    steps = []
    for step in episode.steps:
        steps.append(step)
        if step.do == "see":
            steps.append(see("% md-menu-item:focus-within"))
        elif step.what == "ArrowRight":
            steps.append(see("% md-sub-menu md-menu md-menu-item:focus-within"))
    return replace(episode, steps=tuple(steps))


def vaadin_escape(episode: Episode) -> Episode:
    """Press Escape once more: the first takes the highlight away."""
    return replace(episode, steps=(*episode.steps, *keys("Escape")))


def episodes() -> Iterator[Episode]:
    """Yield every episode on these libraries."""
    for widget in ORDINARY:
        yield from widget.episodes()
    yield filtered(VAADIN_BOX, "Enter")
    yield typed_open(VAADIN_BOX, "Enter")
    yield typed_open(UI5_BOX, "Enter")
    for widget in (VAADIN_SELECT, UI5_SELECT, MATERIAL_SELECT):
        yield type_ahead(widget)
    yield from several(VAADIN_TAGS, "escape", "outside")
    yield from several(UI5_TAGS, "outside")
    for menu, inner in INNER.items():
        yield from submenu(menu, menu.item(2), inner, 2)
        yield submenu_by_key(menu, 2, 2)
