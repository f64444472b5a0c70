"""What an episode is: what the person does, and what a perfect recorder would say of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Path = tuple[int, ...]
Choice = tuple[Path, bool]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the person does.

    In selectors % stands for the widget's own box, and @name for a spot that the page tells.
    """

    do: Literal[
        "press",
        "over",
        "away",
        "key",
        "type",
        "focus",
        "see",
        "wait",
        "x-press",
        "x-unheard",
        "x-row",
        "x-key",
        "window",
    ]
    what: str
    # Whether the click belongs to the visit; None where one may see it either way.
    member: bool | None = True
    button: Literal["left", "right"] = "left"
    modifiers: tuple[str, ...] = ()


def press(what: str, *, member: bool | None = True, button: Literal["left", "right"] = "left",
          modifiers: tuple[str, ...] = ()) -> Step:  # fmt: skip
    """Move to an element and click it."""
    return Step("press", what, member, button, modifiers)


def over(what: str) -> Step:
    """Rest the pointer on an element."""
    return Step("over", what)


def away() -> Step:
    """Take the pointer away from everything."""
    return Step("away", "")


def keys(*names: str) -> tuple[Step, ...]:
    """Press keys, one after the other."""
    return tuple(Step("key", name) for name in names)


def types(text: str) -> Step:
    """Type letters."""
    return Step("type", text)


def focus(what: str) -> Step:
    """Begin at an element; nothing that the person does."""
    return Step("focus", what)


def see(what: str) -> Step:
    """Wait until an element is there."""
    return Step("see", what)


def wait() -> Step:
    """Look what the browser itself suggests, which nobody can ask it for."""
    return Step("wait", "")


def x_press(what: str, *, heard: bool = True) -> Step:
    """Click an element by the screen's own pointer, for lists that the browser draws.

    While such a list is open, the page hears of no click but one on an entry.
    """
    return Step("x-press" if heard else "x-unheard", what)


def x_row(what: str) -> Step:
    """Click a row of the browser's open list: SELECTOR INDEX."""
    return Step("x-row", what)


def x_keys(*names: str) -> tuple[Step, ...]:
    """Press keys of the screen's own keyboard."""
    return tuple(Step("x-key", name) for name in names)


ELSEWHERE = press("#elsewhere", member=False)


@dataclass(frozen=True, slots=True)
class Visit:
    """What the record of a visit has to say. A set holds all answers that are right."""

    surfaces: frozenset[str]
    opened_by: frozenset[str]
    outcome: str
    # None among them: the browser does not tell.
    closed_by: frozenset[str | None]
    chosen: tuple[Choice, ...] = ()
    sizes: frozenset[int | None] | None = None
    # These have to come in this order; None: the browser does not tell.
    moves: tuple[Path, ...] | None = ()
    # By keyboard nothing else is highlighted, but for the entry it begins with.
    exact_moves: bool = False
    type_ahead: int | None = 0
    filter_edits: frozenset[int] = frozenset({0})
    unobservable: frozenset[str] = frozenset()
    # What a recorder may call unobservable as well, and then need not tell.
    perhaps_unobservable: frozenset[str] = frozenset()
    # The browser does not tell that there was such a visit; it may be missing.
    optional: bool = False
    selected_index: int | None = None
    has_opener: bool | None = True
    # Other ways to name the chosen entries that are right as well.
    chosen_also: tuple[tuple[Choice, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Episode:
    """One visit to a widget, or a few presses in a frame."""

    widget: str
    page: str
    by: Literal["mouse", "keyboard", "hover"]
    end: Literal["commit", "cancel"]
    variant: str
    steps: tuple[Step, ...]
    visits: tuple[Visit, ...]
    # What the page says was chosen, where it counts otherwise than the list does.
    heard: tuple[Choice, ...] | None = None
    # Frames that lead to the widget, outermost first.
    frames: tuple[str, ...] = ()
    # Nothing of it may be recorded, and the coverage record says that it is missing.
    unreachable: bool = False
    tells_opening: bool = True

    @property
    def name(self) -> str:
        """Name the episode for people."""
        return f"{self.widget} {self.by} {self.end} ({self.variant})"

    @property
    def heard_choices(self) -> tuple[Choice, ...]:
        """Return what the page has to say was chosen."""
        if self.heard is not None:
            return self.heard
        return tuple(choice for visit in self.visits for choice in visit.chosen)


@dataclass(slots=True)
class Deed:
    """A click that the person made."""

    began: int
    ended: int
    x: float | None
    y: float | None
    button: str
    member: bool | None


@dataclass(slots=True)
class Diary:
    """What happened when an episode was played, told by the script and the page."""

    code: str
    began: int = 0
    ended: int = 0
    # When the visit's first and last step were taken.
    steps: list[tuple[int, int]] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    box: dict[str, float] | None = None
    truth: list[dict] = field(default_factory=list)
    failure: str | None = None
    actions: int = 0
