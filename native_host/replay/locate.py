"""Decide which element of a page is the one that was recorded.

What speaks for a candidate is ranked: a selector that rests on a test id, an id or a name, then the
path of tags, then role, name and position among its like, then the place in the viewport. The first
rank that has exactly one candidate decides; a candidate that contradicts the record does not count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from native_host.elements import Target

Status = Literal["found", "ambiguous", "missed"]

_STEADY = ("test-id", "id", "name")
_NEAR = 0.06  # of the viewport: as far apart two looks at the same element may be


@dataclass(frozen=True, slots=True)
class Candidate:
    """An element of the page that could be the recorded one."""

    ref: int
    ways: tuple[str, ...]
    role: str
    tag: str
    name: str | None
    index: int | None
    set_size: int | None
    shown: bool
    x_share: float
    y_share: float

    @classmethod
    def read(cls, fact: dict[str, Any]) -> Candidate:
        """Return what the page says of an element."""
        return cls(**{**fact, "ways": tuple(fact["ways"])})


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which candidate it is, by what, or why none."""

    status: Status
    ref: int | None
    how: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """The recorded element, and where its middle was as a share of the viewport, if known."""

    target: Target
    at: tuple[float, float] | None


def locate(wanted: Wanted, candidates: list[Candidate]) -> Verdict:
    """Choose among candidates."""
    shown = [candidate for candidate in candidates if candidate.shown]
    for how, agrees in _ranks(wanted.target):
        equal = [candidate for candidate in shown if agrees(candidate)]
        if not equal:
            continue
        if len(equal) == 1:
            return _found(equal[0], how)
        return _nearest(wanted, equal, how)
    if any("id" in each.ways or "test-id" in each.ways for each in candidates):
        return Verdict("missed", None, "", "It is in the page but cannot be seen.")
    return Verdict("missed", None, "", "Nothing in the page is like it.")


def _ranks(target: Target) -> list[tuple[str, Callable[[Candidate], bool]]]:
    """Return the ways to know it again, best first."""

    def is_like(one: Candidate) -> bool:
        return one.role == target.role or (one.tag == target.tag and one.name == target.name)

    def has_name(one: Candidate) -> bool:
        return target.name is None or one.name == target.name

    def has_place(one: Candidate) -> bool:
        return target.index is None or one.index == target.index

    def is_whole(one: Candidate) -> bool:
        return one.role == target.role and has_name(one) and has_place(one)

    ranks: list[tuple[str, Callable[[Candidate], bool]]] = [
        (way, lambda one, way=way: way in one.ways and is_like(one))  # type: ignore[misc]  # bound at once
        for way in _STEADY
    ]
    return [
        *ranks,
        ("css", lambda one: "css" in one.ways and is_whole(one)),
        (
            "role+name+index",
            lambda one: (
                "role" in one.ways
                and is_whole(one)
                and target.set_size is not None
                and one.set_size == target.set_size
            ),
        ),
        ("role+name", lambda one: "role" in one.ways and is_whole(one)),
        (
            "role+name",
            lambda one: "role" in one.ways and target.name is not None and has_name(one),
        ),
        (
            "position",
            lambda one: "position" in one.ways and one.role == target.role and target.name is None,
        ),
    ]


def _nearest(wanted: Wanted, equal: list[Candidate], how: str) -> Verdict:
    """Tell equals apart by place."""
    if wanted.at is not None:
        x, y = wanted.at
        near = [
            one for one in equal if abs(one.x_share - x) < _NEAR and abs(one.y_share - y) < _NEAR
        ]
        if len(near) == 1:
            return _found(near[0], f"{how}+position")
    return Verdict("ambiguous", None, how, f"{len(equal)} elements are equally good by {how}.")


def _found(candidate: Candidate, how: str) -> Verdict:
    return Verdict("found", candidate.ref, how, f"Found by {how}.")


def next_key(now: list[int], path: tuple[int, ...], *, stuck: bool) -> str | None:
    """Return the key that brings the highlight nearer to an entry; None if it is there.

    Args:
        now: where the highlight is, level by level; empty where none is seen.
        path: where it has to go.
        stuck: the last key has changed nothing.
    """
    if tuple(now) == path:
        return None
    level = next((n for n, index in enumerate(now) if index != path[n]), len(now))
    if level == len(now):
        # All that is highlighted is on the way: into the next level, or onto its first entry.
        return "ArrowDown" if stuck or not now else "ArrowRight"
    if level < len(now) - 1:
        return "ArrowLeft"
    return "ArrowDown" if now[level] < path[level] or stuck else "ArrowUp"
