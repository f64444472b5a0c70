"""What records are made of: envelope, place, target, geometry."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from native_host.fields import MAX_SAFE_INTEGER, Kept, Privacy, Record, described

UUID7 = r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
ORIGIN = r"^https?://([a-z0-9_-]+\.)*[a-z0-9_-]+(:[0-9]{1,5})?$"
PATH_TEMPLATE = r"^/[^\s?#]{0,511}$"
HEX32 = r"^[0-9a-f]{32}$"
WORD = r"^[a-z][a-z0-9-]{0,39}$"


def count(
    description: str, privacy: Privacy = Privacy.SYSTEM, kept: Kept = Kept.SEALED, **limits: Any
) -> int:
    limits = {"ge": 0, "le": MAX_SAFE_INTEGER} | limits
    number: int = described(description, unit="count", privacy=privacy, kept=kept, **limits)
    return number


# Why a name is not given: first the reasons of the element, then that of the site's level, then
# that of an export (dataset/release.py); nothing is stored with the last.
Withheld = Literal[
    "no-label",
    "data-role",
    "editable",
    "too-long",
    "looks-like-data",
    "names-a-person",
    "sensitive-topic",
    "marked-private",
    "site-level",
    "not-shared",
]


class Point(Record):
    """A position in the viewport of the frame that was acted on."""

    x: float = described("Distance from the left edge.", unit="CSS px", privacy=Privacy.ACTION)
    y: float = described("Distance from the top edge.", unit="CSS px", privacy=Privacy.ACTION)
    x_share: float = described(
        "The same as a share of the viewport's width.", unit="0 to 1", privacy=Privacy.ACTION
    )
    y_share: float = described(
        "The same as a share of the viewport's height.", unit="0 to 1", privacy=Privacy.ACTION
    )


class Box(Record):
    """A rectangle in the viewport of the frame that was acted on."""

    x: float = described("Left edge.", unit="CSS px", privacy=Privacy.ACTION)
    y: float = described("Top edge.", unit="CSS px", privacy=Privacy.ACTION)
    width: float = described("Width.", unit="CSS px", privacy=Privacy.ACTION, ge=0)
    height: float = described("Height.", unit="CSS px", privacy=Privacy.ACTION, ge=0)


class Viewport(Record):
    """The visible part of the document at the moment of the action."""

    width: int = described("Width.", unit="CSS px", privacy=Privacy.ACTION, ge=0, le=100_000)
    height: int = described("Height.", unit="CSS px", privacy=Privacy.ACTION, ge=0, le=100_000)
    scroll_x: float = described(
        "How far the document is scrolled to the right.", unit="CSS px", privacy=Privacy.ACTION
    )
    scroll_y: float = described(
        "How far the document is scrolled down.", unit="CSS px", privacy=Privacy.ACTION
    )
    pixel_ratio: float = described(
        "Device pixels for one CSS pixel.", unit="ratio", privacy=Privacy.SYSTEM, gt=0, le=64
    )


class Selector(Record):
    """One way to find the target again."""

    by: Literal["test-id", "id", "name", "css"] = described(
        "What the selector rests on; listed from the steadiest to the weakest.",
        unit="word",
        privacy=Privacy.ACTION,
    )
    value: str = described(
        "The selector, as CSS. Of ids, names and test ids only words of letters with at most one "
        "digit stay that name neither a person nor a sensitive topic; others are left out.",
        unit="text",
        privacy=Privacy.LABEL,
        min_length=1,
        max_length=400,
    )


class Target(Record):
    """The element that was acted on, as it was before the page reacted."""

    role: str = described(
        "ARIA role, given or implied by the tag.",
        unit="word",
        privacy=Privacy.ACTION,
        pattern=WORD,
    )
    name: str | None = described(
        "Fixed wording of a button, menu item, tab, navigation link or form-control label. "
        "Null where the element is no such control, where the wording could hold data, name a "
        "person or touch a sensitive topic, where the page marks its part as private, and on sites "
        "of the level `outline`. On sites of the level `text`, and in lists that the policy "
        "names as static, wording of entries as well.",
        unit="text",
        privacy=Privacy.LABEL,
        level="labels",
        max_length=80,
    )
    name_withheld: Withheld | None = described(
        "Why the name is null.", unit="word", privacy=Privacy.SYSTEM
    )
    tag: str = described(
        "HTML tag.", unit="word", privacy=Privacy.ACTION, pattern=r"^[a-z][a-z0-9.-]{0,63}$"
    )
    selectors: list[Selector] = described(
        "Ways to find the element again, best first.",
        unit="list",
        privacy=Privacy.LABEL,
        max_length=6,
    )
    box: Box = described("Where the element was.", unit="CSS px", privacy=Privacy.ACTION)
    index: int | None = described(
        "Position among the siblings of the same role, from 0; null where that means nothing.",
        unit="count",
        privacy=Privacy.ACTION,
        ge=0,
        le=1_000_000,
    )
    set_size: int | None = described(
        "Number of those siblings.", unit="count", privacy=Privacy.ACTION, ge=0, le=1_000_000
    )
    frame_path: list[int] = described(
        "Positions of the frames that lead from the top document to the target's.",
        unit="list of counts",
        privacy=Privacy.ACTION,
        max_length=16,
    )
    shadow_path: list[str] = described(
        "Selectors of the shadow hosts around the target, outermost first.",
        unit="list of texts",
        privacy=Privacy.LABEL,
        max_length=16,
    )


def carries_name(record: BaseModel) -> bool:
    """Say whether a record gives the wording of anything in a page."""
    for field, value in record:
        if field == "name" and value is not None:
            return True
        parts = value if isinstance(value, list) else [value]
        if any(isinstance(part, BaseModel) and carries_name(part) for part in parts):
            return True
    return False


class Place(Record):
    """Where something happened."""

    tab: int = count("Number that the browser gave the tab; starts anew with each browser run.")
    frame: int = count("Number that the browser gave the frame; 0 is the top document.")
    document: str = described(
        "Random number of the document, made when it was opened.",
        unit="id",
        privacy=Privacy.SYSTEM,
        pattern=r"^[0-9a-f]{32}$",
    )
    origin: str = described(
        "Scheme, host and port of the page in the tab.",
        unit="origin",
        privacy=Privacy.PLACE,
        pattern=ORIGIN,
        max_length=300,
    )
    path: str = described(
        "Path of the page. Words of at most 24 lower-case letters stay that name neither a person "
        "nor a sensitive topic, also with an ending like .html, and so do marks like v2 and what "
        "the policy itself spells out; every other part is {}. Never a query, never a fragment.",
        unit="path template",
        privacy=Privacy.PLACE,
        pattern=PATH_TEMPLATE,
    )
    frame_origin: str | None = described(
        "Origin of the frame where it differs from the page's; null otherwise.",
        unit="origin",
        privacy=Privacy.PLACE,
        pattern=ORIGIN,
        max_length=300,
    )
    frame_path: str | None = described(
        "Path of the frame's own address, templated like `path`. Null where the frame is the page "
        "itself or has no address of its own.",
        unit="path template",
        privacy=Privacy.PLACE,
        pattern=PATH_TEMPLATE,
    )


class Numbered(Record):
    """The envelope of every record that the extension makes."""

    session: str = described(
        "Random number of this browser run in this profile (UUIDv7).",
        unit="id",
        privacy=Privacy.SYSTEM,
        kept=Kept.TOMBSTONE,
        pattern=UUID7,
    )
    seq: int = count(
        "Number of the record in its session, from 1, without holes.", kept=Kept.TOMBSTONE, ge=1
    )
    wall_ms: int = described(
        "Clock time of the action.",
        unit="ms since 1970, UTC",
        privacy=Privacy.TIME,
        ge=0,
        le=MAX_SAFE_INTEGER,
    )
    mono_ms: float = described(
        "Time since the document (or the extension's service worker) was opened; does not jump "
        "when the clock is set.",
        unit="ms",
        privacy=Privacy.TIME,
        ge=0,
    )


class OnPage(Numbered):
    """The envelope of every record that belongs to a page."""

    place: Place = described("Where it happened.", unit="place", privacy=Privacy.PLACE)


class Action(OnPage):
    """The envelope of every record of something that a person did in a page."""

    number: int = count(
        "Number of the record in its document, from 1; the record of a dropdown names by it the "
        "clicks, keys and text entries that belong to the visit.",
        ge=1,
    )
