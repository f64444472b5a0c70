"""The five usual visits to a widget: choose, Escape and elsewhere by mouse; choose, Escape by key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from tests.gallery.script import (
    ELSEWHERE,
    Episode,
    Path,
    Step,
    Visit,
    focus,
    keys,
    over,
    press,
    see,
)

NOBODY: frozenset[str] = frozenset()


def words(*names: str) -> frozenset[str]:
    """Make a set of the answers that are right."""
    return frozenset(names)


def sizes(*numbers: int | None) -> frozenset[int | None]:
    """Make a set of the sizes that are right."""
    return frozenset(numbers)


def committed(*paths: Path, by: str = "mouse", **more: Any) -> Visit:
    """Expect entries to be chosen."""
    return Visit(
        surfaces=more.pop("surfaces", NOBODY),
        opened_by=words(by),
        outcome="committed",
        closed_by=more.pop("closed_by", words("choice")),
        chosen=tuple((path, True) for path in paths),
        **more,
    )


def cancelled(*closed_by: str | None, by: str = "mouse", **more: Any) -> Visit:
    """Expect nothing to be chosen."""
    return Visit(
        surfaces=more.pop("surfaces", NOBODY),
        opened_by=words(by),
        outcome="cancelled",
        closed_by=frozenset(closed_by),
        **more,
    )


@dataclass(frozen=True)
class Widget:
    """A widget with one list."""

    name: str
    page: str
    surfaces: frozenset[str]
    opener: str
    # All entries of the open list, in order.
    items: str
    size: int
    # What the keyboard's focus has to be on.
    holder: str | None = None
    pick: int = 2
    # What opens it when the keyboard does.
    key_opened: str = "keyboard"
    open_keys: tuple[str, ...] = ("Enter",)
    walk_keys: tuple[str, ...] = ("ArrowDown", "ArrowDown")
    walk: tuple[int, ...] = (1, 2)
    choose_keys: tuple[str, ...] = ("Enter",)
    outside: bool = True
    # The element that is pressed elsewhere, where the widget covers the page.
    elsewhere: Step = ELSEWHERE
    tells_opening: bool = True
    by_keyboard: bool = True
    # Where the entries stand, if that is more than a position in one list.
    paths: tuple[Path, ...] | None = None

    def path(self, index: int) -> Path:
        """Return where an entry stands."""
        return (index,) if self.paths is None else self.paths[index]

    def moves(self, *indexes: int) -> tuple[Path, ...]:
        """Return the highlights on the way; one level's position may come twice in a row."""
        walked = [(len(path) - 1, path[-1]) for path in map(self.path, indexes)]
        return tuple(move for move, _ in groupby(walked))

    def item(self, index: int) -> str:
        """Return the selector of an entry."""
        return f"{self.items} >> nth={index}"

    def episodes(self) -> Iterator[Episode]:
        """Yield the usual visits."""
        common = {"surfaces": self.surfaces, "sizes": sizes(self.size)}
        opening = (press(self.opener), see(self.item(0)))
        start = () if self.key_opened == "focus" else (focus(self.holder or self.opener),)
        by_key = (*start, *keys(*self.open_keys), see(self.item(0)))
        yield self._make(
            *("mouse", "commit", "choice"),
            (*opening, over(self.item(0)), press(self.item(self.pick))),
            committed(self.path(self.pick), moves=self.moves(0, self.pick), **common),
        )
        yield self._make(
            *("mouse", "cancel", "escape"),
            (*opening, over(self.item(1)), *keys("Escape")),
            cancelled("escape", moves=self.moves(1), **common),
        )
        if self.outside:
            yield self._make(
                *("mouse", "cancel", "outside"),
                (*opening, over(self.item(1)), self.elsewhere),
                cancelled("outside-click", moves=self.moves(1), **common),
            )
        if not self.by_keyboard:
            return
        walked = self.moves(*self.walk)
        keyed = common | {"by": self.key_opened, "moves": walked, "exact_moves": True}
        yield self._make(
            *("keyboard", "commit", "choice"),
            (*by_key, *keys(*self.walk_keys), *keys(*self.choose_keys)),
            committed(self.path(self.walk[-1]), **keyed),
        )
        yield self._make(
            *("keyboard", "cancel", "escape"),
            (*by_key, *keys(*self.walk_keys), *keys("Escape")),
            cancelled("escape", **keyed),
        )

    def _make(
        self, by: Any, end: Any, variant: str, steps: tuple[Step, ...], *visits: Visit
    ) -> Episode:
        return Episode(
            self.name, self.page, by, end, variant, steps, visits, tells_opening=self.tells_opening
        )

    def special(
        self, by: Any, end: Any, variant: str, steps: tuple[Step, ...], *visits: Visit, **more: Any
    ) -> Episode:
        """Make an episode of another kind on the same widget."""
        filled = [
            replace(v, surfaces=v.surfaces or self.surfaces, sizes=v.sizes or sizes(self.size))
            for v in visits
        ]
        return replace(self._make(by, end, variant, steps, *filled), **more)
