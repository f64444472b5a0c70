"""What an agent would have seen: pictures of the page and outlines of it."""

from __future__ import annotations

from typing import ClassVar, Literal

from native_host.elements import WORD, Action, OnPage, Viewport, Withheld, count
from native_host.fields import MAX_SAFE_INTEGER, Privacy, Record, described


class Screenshot(OnPage):
    """A masked picture of the tab, stored beside this record."""

    why: ClassVar[str] = "Shows an agent what the person saw, as far as it is nobody's data."

    kind: Literal["screenshot"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    trigger: int = count("Number of the record that the picture belongs to.", ge=1)
    reason: Literal["settled-after-action", "settled-after-load"] = described(
        "Why it was taken.", unit="word", privacy=Privacy.ACTION
    )
    frame_ms: int = described(
        "Clock time of the picture.",
        unit="ms since 1970, UTC",
        privacy=Privacy.TIME,
        ge=0,
        le=MAX_SAFE_INTEGER,
    )
    width: int = described(
        "Width of the picture.", unit="px", privacy=Privacy.PIXELS, ge=1, le=1280
    )
    height: int = described(
        "Height of the picture.", unit="px", privacy=Privacy.PIXELS, ge=1, le=8192
    )
    scale: float = described(
        "Picture pixels for one CSS pixel.", unit="ratio", privacy=Privacy.SYSTEM, gt=0, le=64
    )
    masks: int = count("Rectangles that were painted over.", Privacy.PIXELS)
    masked_share: float = described(
        "Part of the picture that is painted over.",
        unit="0 to 1",
        privacy=Privacy.PIXELS,
        ge=0,
        le=1,
    )
    image_bytes: int = count("Size of the JPEG stored beside this record.", Privacy.SYSTEM, ge=1)
    image_sha256: str = described(
        "SHA-256 of that JPEG.", unit="hex", privacy=Privacy.SYSTEM, pattern=r"^[0-9a-f]{64}$"
    )


class OutlineNode(Record):
    """One element of a page's outline."""

    id: int = count("Number of the element in its document; the same as long as it exists.", ge=1)
    parent: int | None = described(
        "Number of the nearest element of the outline around it.",
        unit="id",
        privacy=Privacy.SYSTEM,
        ge=1,
        le=MAX_SAFE_INTEGER,
    )
    role: str = described(
        "ARIA role, given or implied by the tag.",
        unit="word",
        privacy=Privacy.ACTION,
        pattern=WORD,
    )
    name: str | None = described(
        "Fixed wording, as for the target of a click.",
        unit="text",
        privacy=Privacy.LABEL,
        max_length=80,
    )
    name_withheld: Withheld | None = described(
        "Why the name is null.", unit="word", privacy=Privacy.SYSTEM
    )
    states: list[
        Literal[
            "expanded",
            "collapsed",
            "checked",
            "unchecked",
            "mixed",
            "selected",
            "disabled",
            "pressed",
            "current",
            "invalid",
            "required",
            "focused",
            "readonly",
        ]
    ] = described(
        "What the element says of itself.",
        unit="list of words",
        privacy=Privacy.ACTION,
        max_length=13,
    )
    box: list[int] = described(
        "Left, top, width and height in the viewport of its frame.",
        unit="CSS px",
        privacy=Privacy.ACTION,
        min_length=4,
        max_length=4,
    )
    index: int | None = described(
        "Position among the siblings of the same role, from 0.",
        unit="count",
        privacy=Privacy.ACTION,
        ge=0,
        le=1_000_000,
    )
    set_size: int | None = described(
        "Number of those siblings.", unit="count", privacy=Privacy.ACTION, ge=0, le=1_000_000
    )


class Outline(Action):
    """The controls, landmarks, lists and tables in view once the page has come to rest."""

    why: ClassVar[str] = "Shows an agent what could have been acted on, not only what was."

    kind: Literal["outline"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    trigger_number: int | None = described(
        "Number in its document of the record after which it was made.",
        unit="count",
        privacy=Privacy.SYSTEM,
        ge=1,
        le=MAX_SAFE_INTEGER,
    )
    base: int | None = described(
        "Number in its document of the outline of which only the changes stand here; null: all "
        "stands here.",
        unit="count",
        privacy=Privacy.SYSTEM,
        ge=1,
        le=MAX_SAFE_INTEGER,
    )
    settled: bool = described(
        "Whether the page stood still; false if it never did so in time.",
        unit="yes or no",
        privacy=Privacy.SYSTEM,
    )
    truncated: bool = described(
        "Whether elements are missing for want of room; cells go first, then rows and entries.",
        unit="yes or no",
        privacy=Privacy.SYSTEM,
    )
    total: int = count("How many elements belong to the outline, also those that are missing.")
    viewport: Viewport = described(
        "What was visible of the document.", unit="CSS px", privacy=Privacy.ACTION
    )
    nodes: list[OutlineNode] = described(
        "The elements, or those that are new or not as they were.",
        unit="list of elements",
        privacy=Privacy.ACTION,
        max_length=400,
    )
    removed: list[int] = described(
        "Numbers of elements of the base that are gone or out of view.",
        unit="list of ids",
        privacy=Privacy.SYSTEM,
        max_length=400,
    )
