"""What a person does in a page: the vocabulary of web work."""

from __future__ import annotations

from typing import ClassVar, Literal

from native_host.elements import Action, Point, Target, Viewport
from native_host.fields import Privacy, described


class Click(Action):
    """A press and release of a mouse button, a tap, or a button pressed by key."""

    why: ClassVar[str] = (
        "Agents must learn where people click, on what, and what it looked like before."
    )

    kind: Literal["click"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    button: Literal["left", "middle", "right", "back", "forward"] = described(
        "Which mouse button.", unit="word", privacy=Privacy.ACTION
    )
    count: int = described(
        "1 for a click, 2 for the second of a double click, and so on.",
        unit="count",
        privacy=Privacy.ACTION,
        ge=1,
        le=100,
    )
    modifiers: list[Literal["alt", "ctrl", "meta", "shift"]] = described(
        "Keys held down meanwhile.", unit="list of words", privacy=Privacy.ACTION, max_length=4
    )
    device: Literal["mouse", "touch", "pen", "keyboard"] = described(
        "What it was done with.", unit="word", privacy=Privacy.ACTION
    )
    at: Point | None = described(
        "Where; null when done by keyboard.", unit="CSS px", privacy=Privacy.ACTION
    )
    viewport: Viewport = described(
        "What was visible of the document.", unit="CSS px", privacy=Privacy.ACTION
    )
    target: Target = described("What was clicked.", unit="target", privacy=Privacy.ACTION)


class Navigation(Action):
    """The tab shows another page; the place is where it went to."""

    why: ClassVar[str] = "Shows how the steps of a task follow each other across pages."

    kind: Literal["navigation"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    cause: Literal["load", "reload", "back-forward", "route", "tab-switch"] = described(
        "How: a page load, a reload, the history, a route of a single-page application, "
        "or a switch to another tab.",
        unit="word",
        privacy=Privacy.ACTION,
    )
