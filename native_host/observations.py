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
    level: Literal["skeleton", "masked", "fields"] = described(
        "What it shows. skeleton: boxes and roles, drawn, without a pixel of the page; masked: "
        "everything painted over but known controls and empty background; fields: only fields, "
        "pictures, data and what looks like it painted over, by a signed exception.",
        unit="word",
        privacy=Privacy.SYSTEM,
    )
    relation: Literal["before", "after"] = described(
        "before: the page as it was opened or shown, before anything was done in it; after: what "
        "a step has made of it.",
        unit="word",
        privacy=Privacy.ACTION,
    )
    layout_changed: bool | None = described(
        "Whether size or painted boxes differ from those at the last picture of the same "
        "document; null for its first.",
        unit="yes or no",
        privacy=Privacy.PIXELS,
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


class StepView(OnPage):
    """Which picture shows the page as it was when a step began."""

    why: ClassVar[str] = "Ties a step to what the person saw at that moment."

    kind: Literal["step-view"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    trigger: int = count("Number of the record of the step.", ge=1)
    before: int | None = described(
        "Number of the record of the picture; null if none shows it.",
        unit="count",
        privacy=Privacy.SYSTEM,
        ge=1,
        le=MAX_SAFE_INTEGER,
    )
    before_reason: Literal["unchanged-since", "no-before"] = described(
        "unchanged-since: neither layout, address nor place of scrolling of the document had "
        "changed since that picture when the person began; no-before: they had, or there was none.",
        unit="word",
        privacy=Privacy.SYSTEM,
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
        level="labels",
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


class Unreached(Record):
    """Frames of a document of which nothing is recorded, for one reason."""

    reason: Literal["other-origin", "denied", "sandboxed", "not-loaded", "unknown"] = described(
        "Why: of another origin that is not on the list; an address that the policy denies; no "
        "scripts allowed in it; not loaded; or the extension was started anew and cannot tell.",
        unit="word",
        privacy=Privacy.SYSTEM,
    )
    count: int = count("How many frames.", ge=1)


class Tally(Record):
    """How often something happened."""

    kind: str = described("What.", unit="word", privacy=Privacy.SYSTEM, pattern=WORD)
    count: int = count("How often.", ge=1)


class Coverage(Action):
    """What could not be recorded of a document, and what recording it has cost; sums so far."""

    why: ClassVar[str] = "Says what is missing, so that nobody takes a hole for idleness."

    kind: Literal["coverage"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    left: bool = described(
        "Whether the document was left; otherwise it is told on the way.",
        unit="yes or no",
        privacy=Privacy.SYSTEM,
    )
    frames: int = count("Frames directly in the document.")
    unreached: list[Unreached] = described(
        "Those of them of which nothing is recorded.",
        unit="list",
        privacy=Privacy.SYSTEM,
        max_length=5,
    )
    open_roots: int = count("Open shadow roots that were seen.")
    closed_roots: int = count("Closed shadow roots that were seen.")
    unreached_roots: int = count("Elements whose shadow root the browser did not give.")
    canvases: int = count("Large drawn areas in which nothing but the place of an action is known.")
    editors: int = count("Editors that say nothing of what they are.")
    plugins: int = count("Embedded documents and objects, into which nobody can look.")
    reserved: int = count(
        "Shortcuts that the browser or the system kept to itself: a modifier went down and the "
        "page was left before any other key came."
    )
    handled: int = count("Events of the browser that were looked at.")
    handler_ms: int = described(
        "Time that this took in the page.", unit="ms", privacy=Privacy.SYSTEM, ge=0
    )
    handler_p95_ms: float = described(
        "95 of 100 of them took no more than this; 1000 stands for anything above 50.",
        unit="ms",
        privacy=Privacy.SYSTEM,
        ge=0,
        le=1000,
    )
    task_ms: int = described(
        "Time that everything else took in the page, such as outlines and masks.",
        unit="ms",
        privacy=Privacy.SYSTEM,
        ge=0,
    )
    dropped: list[Tally] = described(
        "Records left out to save time or room, and presses whose release was never told, by kind.",
        unit="list of counts",
        privacy=Privacy.SYSTEM,
        max_length=50,
    )
    errors: list[Tally] = described(
        "Mistakes of ours that were caught, by what they happened at; never their text.",
        unit="list of counts",
        privacy=Privacy.SYSTEM,
        max_length=50,
    )
