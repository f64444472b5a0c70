"""What a situation is: a page with secrets, what is done on it, and what may be recorded of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tests.leaks.canaries import UNSEARCHABLE, make_canary
from tests.leaks.tiles import hue_of

if TYPE_CHECKING:
    from tests.leaks.hands import Hands

# Of the first three not even the length may be told.
Class = Literal["secret", "payment", "government-id", "other"]
LENGTHLESS = ("secret", "payment", "government-id")


def write_and_press(hands: Hands) -> None:
    """Write the secret where the page has a field, press where it has something to press."""
    if hands.has("#field"):
        hands.write("#field", hands.secret)
    if hands.has("#act"):
        hands.press("#act")


@dataclass(frozen=True, slots=True)
class Situation:
    """One row of the table of situations."""

    name: str
    number: int
    what: str
    do: Callable[[Hands], None] = write_and_press
    kind: str = "mark"
    other: str = "mark"
    class_: Class = "other"
    # No picture may be taken while the page looks like this.
    no_picture: bool = False
    # Nothing at all may be recorded of the page.
    silent: bool = False
    # Recorded names that the situation must keep.
    keeps: tuple[str, ...] = ()
    # Names that must not be recorded.
    hides: tuple[str, ...] = ()
    # The page that is opened, where several situations share one.
    page: str = ""
    # The secret cannot be seen on an unmasked picture: it is hidden, or drawn by the browser.
    unseen: bool = False
    # Too dependent on time for its records to be compared word for word.
    unsteady: bool = False
    origin: Literal["site", "other", "off"] = "site"
    # Why no rule catches it; it is played and told all the same, beside the others.
    limit: str = ""

    @property
    def template(self) -> str:
        """The file of the page."""
        return f"{self.page or self.name}.html"


@dataclass(slots=True)
class Trial:
    """A situation, once, with secrets of its own."""

    situation: Situation
    code: str
    zoom: int
    secret: str
    other: str
    hue: str
    failure: str = ""
    control: bytes = b""
    # Which of several turns with the same secret.
    turn: str = ""

    @property
    def texts(self) -> list[str]:
        """What is searched for."""
        kinds = ((self.situation.kind, self.secret), (self.situation.other, self.other))
        return [text for kind, text in kinds if kind not in UNSEARCHABLE]


def code_of(number: int) -> str:
    """Return a word of lower-case letters, which stays in a path's template."""
    letters = ""
    for _ in range(4):
        number, letter = divmod(number, 20)
        letters = "ghijklmnopqrstuvwxyz"[letter] + letters
    return f"trial-{letters}"


def make_trial(
    situation: Situation, number: int, zoom: int, seed: str, *, longer: bool = False
) -> Trial:
    """Give a situation secrets of its own."""
    mark = f"{seed}/{number}"
    return Trial(
        situation,
        code_of(number),
        zoom,
        make_canary(situation.kind, situation.number, mark, longer=longer),
        make_canary(situation.other, situation.number, f"{mark}/other", longer=longer),
        hue_of(number),
    )
