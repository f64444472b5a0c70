"""What a person does with pointer, window and tabs."""

from __future__ import annotations

from typing import ClassVar, Literal

from native_host.elements import Action, OnPage, Point, Target, Viewport, count
from native_host.fields import Privacy, Record, described


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
    via: Literal["link", "form", "control", "unknown"] = described(
        "What the person did last before it, in this tab or the one that opened it: followed a "
        "link, sent a form, pressed something else; unknown: nothing that is recorded, such as an "
        "address typed into the browser.",
        unit="word",
        privacy=Privacy.ACTION,
    )


class TabChange(OnPage):
    """A tab with a recorded page was opened or closed."""

    why: ClassVar[str] = "Work goes on in several tabs; this says which came from which."

    kind: Literal["tab"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    change: Literal["opened", "closed"] = described("Which.", unit="word", privacy=Privacy.ACTION)
    opener: int | None = described(
        "Number of the tab that it was opened from; null if there is none that is recorded, and "
        "for a tab that was closed.",
        unit="count",
        privacy=Privacy.SYSTEM,
        ge=0,
        le=2**53 - 1,
    )


class Offset(Record):
    """How far something is scrolled."""

    x: float = described("To the right.", unit="CSS px", privacy=Privacy.ACTION)
    y: float = described("Down.", unit="CSS px", privacy=Privacy.ACTION)


class Scroll(Action):
    """The document or a part of it was scrolled, from the first movement to rest."""

    why: ClassVar[str] = "What lies further down is found by scrolling only."

    kind: Literal["scroll"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    target: Target | None = described(
        "What was scrolled; null for the whole document.", unit="target", privacy=Privacy.ACTION
    )
    start: Offset = described("Before.", unit="CSS px", privacy=Privacy.ACTION)
    end: Offset = described("After.", unit="CSS px", privacy=Privacy.ACTION)
    by: Literal["wheel", "touch", "keyboard", "other"] = described(
        "With what; other: such as the scroll bar.", unit="word", privacy=Privacy.ACTION
    )
    duration_ms: int = described(
        "From the first movement to the last.", unit="ms", privacy=Privacy.TIME, ge=0, le=86_400_000
    )


class Drag(Action):
    """Something was drawn from one place to another with the button held down."""

    why: ClassVar[str] = "Boards, sliders and sortable lists are worked this way and no other."

    kind: Literal["drag"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    by: Literal["pointer", "browser"] = described(
        "Whether the page followed the pointer itself or left it to the browser's drag and drop.",
        unit="word",
        privacy=Privacy.ACTION,
    )
    button: Literal["left", "middle", "right", "back", "forward"] = described(
        "Which mouse button.", unit="word", privacy=Privacy.ACTION
    )
    modifiers: list[Literal["alt", "ctrl", "meta", "shift"]] = described(
        "Keys held down at the start.", unit="list of words", privacy=Privacy.ACTION, max_length=4
    )
    device: Literal["mouse", "touch", "pen"] = described(
        "What it was done with.", unit="word", privacy=Privacy.ACTION
    )
    source: Target | None = described(
        "What was pressed; null if it came from another window or frame.",
        unit="target",
        privacy=Privacy.ACTION,
    )
    start: Point | None = described(
        "Where it was pressed; null as for `source`.", unit="CSS px", privacy=Privacy.ACTION
    )
    target: Target | None = described(
        "What it was let go over, other than what was drawn; null outside of the document.",
        unit="target",
        privacy=Privacy.ACTION,
    )
    end: Point = described("Where it was let go.", unit="CSS px", privacy=Privacy.ACTION)
    dropped: bool | None = described(
        "Whether the page took it; null where only the page knows, as with a pointer.",
        unit="yes or no",
        privacy=Privacy.ACTION,
    )
    viewport: Viewport = described(
        "What was visible of the document.", unit="CSS px", privacy=Privacy.ACTION
    )
    duration_ms: int = described(
        "From press to release.", unit="ms", privacy=Privacy.TIME, ge=0, le=86_400_000
    )


class Selection(Action):
    """Text was marked; never which, nor how much."""

    why: ClassVar[str] = "Tells marking a text from dragging, and comes before copying."

    kind: Literal["selection"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    by: Literal["pointer", "keyboard"] = described(
        "With what.", unit="word", privacy=Privacy.ACTION
    )
    target: Target = described("Where it began.", unit="target", privacy=Privacy.ACTION)


class Window(Action):
    """The window came to the front or went to the back, or shows more or less of the page."""

    why: ClassVar[str] = "A page looks different at another size, and absence is no hesitation."

    kind: Literal["window"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    change: Literal["focus", "blur", "resize", "zoom"] = described(
        "What changed, once it came to rest.", unit="word", privacy=Privacy.ACTION
    )
    viewport: Viewport = described(
        "What is visible of the document now.", unit="CSS px", privacy=Privacy.ACTION
    )
    visual_scale: float = described(
        "Enlargement by two fingers; 1 for none.",
        unit="ratio",
        privacy=Privacy.ACTION,
        gt=0,
        le=64,
    )


class PathPoint(Record):
    """One point of the pointer's way."""

    ms: int = count("Time since the first point.", Privacy.TIME)
    x: int = described("From the left edge, in steps of 8.", unit="CSS px", privacy=Privacy.ACTION)
    y: int = described("From the top edge, in steps of 8.", unit="CSS px", privacy=Privacy.ACTION)


class Path(Action):
    """The way of the pointer up to a press or a rest, only where the policy wants it."""

    why: ClassVar[str] = "Menus that open under the pointer depend on the way it took."

    kind: Literal["path"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    points: list[PathPoint] = described(
        "At most ten in a second; those that lie on the way between their neighbours are left out.",
        unit="list of points",
        privacy=Privacy.ACTION,
        min_length=1,
        max_length=200,
    )
