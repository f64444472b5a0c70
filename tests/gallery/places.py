"""Episodes in frames, shadow roots and windows: the same button and menu everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.gallery.ordinary import cancelled, committed, sizes, words
from tests.gallery.script import Episode, Step, focus, keys, over, press, see

FRAMES = {
    "same-origin": ("#frame",),
    "cross-origin": ("#frame",),
    "sandboxed": ("#frame",),
    "srcdoc": ("#frame",),
    "nested": ("#frame", "#frame"),
    "late": ("#frame",),
    "off-site": ("#frame",),
}
ROOTS = ("open", "closed", "nested-roots", "slotted")


def in_place(
    widget: str, frames: tuple[str, ...], before: tuple[Step, ...] = ()
) -> Iterator[Episode]:
    """Press the button, then visit the menu in four ways."""
    common = {"surfaces": words("menu"), "sizes": sizes(3)}
    plain = (*before, press("@plain", member=False))
    opening = (*plain, press("@opener"), see("@item0"))
    by_key = (*plain, focus("@opener"), *keys("Enter"), see("@item0"), *keys("ArrowDown"))
    keyed = common | {"by": "keyboard", "moves": ((0, 0), (0, 1)), "exact_moves": True}
    rested = (*opening, over("@item1"))
    table = (
        ("mouse", "commit", (*rested, press("@item2")), committed((2,), **common)),
        ("mouse", "cancel", (*rested, *keys("Escape")), cancelled("escape", **common)),
        ("keyboard", "commit", (*by_key, *keys("Enter")), committed((1,), **keyed)),
        ("keyboard", "cancel", (*by_key, *keys("Escape")), cancelled("escape", **keyed)),
    )
    for by, end, steps, visit in table:
        yield Episode(widget, "places", by, end, "menu", steps, (visit,), frames=frames)


def episodes() -> Iterator[Episode]:
    """Yield every episode of this kind."""
    for name, frames in FRAMES.items():
        for episode in in_place(f"frame:{name}", frames):
            if name != "off-site":
                yield episode
            elif episode.by == "mouse":
                yield replace(episode, unreachable=True)
    for name in ROOTS:
        yield from in_place(f"shadow:{name}", ())
    yield from in_place("window:window", (), (Step("window", "#open-window", member=False),))
