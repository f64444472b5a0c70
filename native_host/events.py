"""What is recorded. Nothing that is not declared here can be stored.

JSON Schema, the TypeScript types of the extension and the data dictionary DATA.md are generated
from these models (`python -m native_host.wire_types`). No model holds a person's name, account,
typed text, a page title, a query value or a fragment.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field
from typing_extensions import TypeAliasType

from native_host.fields import MAX_SAFE_INTEGER, Privacy, Record, described

UUID7 = r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
ORIGIN = r"^https?://([a-z0-9_-]+\.)*[a-z0-9_-]+(:[0-9]{1,5})?$"
PATH_TEMPLATE = r"^/[^\s?#]{0,511}$"
HEX32 = r"^[0-9a-f]{32}$"
WORD = r"^[a-z][a-z0-9-]{0,39}$"


def _count(description: str, privacy: Privacy = Privacy.SYSTEM, **limits: int) -> int:
    limits = {"ge": 0, "le": MAX_SAFE_INTEGER} | limits
    number: int = described(description, unit="count", privacy=privacy, **limits)
    return number


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
        "digit stay; others are left out.",
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
        "Null where the element is no such control or the wording could hold data.",
        unit="text",
        privacy=Privacy.LABEL,
        max_length=80,
    )
    name_withheld: Literal["no-label", "data-role", "editable", "too-long", "looks-like-data"] | (
        None
    ) = described("Why the name is null.", unit="word", privacy=Privacy.SYSTEM)
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


class Place(Record):
    """Where something happened."""

    tab: int = _count("Number that the browser gave the tab; starts anew with each browser run.")
    frame: int = _count("Number that the browser gave the frame; 0 is the top document.")
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
        "Path of the page. Words of at most 24 lower-case letters stay, also with an ending like "
        ".html, and so do marks like v2 and what the policy itself spells out; every other part "
        "is {}. Never a query, never a fragment.",
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
        pattern=UUID7,
    )
    seq: int = _count("Number of the record in its session, from 1, without holes.", ge=1)
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


class Click(OnPage):
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


class Dropdown(OnPage):
    """One visit to a list or menu that opens, from opening to choice or cancellation."""

    why: ClassVar[str] = (
        "Walking lists and menus is what agents are worst at; one record holds a whole visit."
    )

    kind: Literal["dropdown"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    opener: Target = described("What it was opened from.", unit="target", privacy=Privacy.ACTION)
    surface: Literal["native", "listbox", "menu", "combobox"] = described(
        "What opened: the browser's own list, or one the page draws.",
        unit="word",
        privacy=Privacy.ACTION,
    )
    opened_by: Literal["mouse", "keyboard"] = described(
        "What it was opened with.", unit="word", privacy=Privacy.ACTION
    )
    moves: list[int] | None = described(
        "Positions highlighted on the way, in order; null where the browser does not tell.",
        unit="list of counts",
        privacy=Privacy.ACTION,
        max_length=1000,
    )
    outcome: Literal["committed", "cancelled"] = described(
        "Whether something was chosen.", unit="word", privacy=Privacy.ACTION
    )
    chosen_index: int | None = described(
        "Position of the choice, from 0; null when cancelled.",
        unit="count",
        privacy=Privacy.ACTION,
        ge=0,
        le=1_000_000,
    )
    set_size: int | None = described(
        "How many there were to choose from.",
        unit="count",
        privacy=Privacy.ACTION,
        ge=0,
        le=1_000_000,
    )
    duration_ms: int = described(
        "From opening to closing.", unit="ms", privacy=Privacy.TIME, ge=0, le=86_400_000
    )


class Navigation(OnPage):
    """The tab shows another page; the place is where it went to."""

    why: ClassVar[str] = "Shows how the steps of a task follow each other across pages."

    kind: Literal["navigation"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    cause: Literal["load", "reload", "back-forward", "route", "tab-switch"] = described(
        "How: a page load, a reload, the history, a route of a single-page application, "
        "or a switch to another tab.",
        unit="word",
        privacy=Privacy.ACTION,
    )


class Screenshot(OnPage):
    """A masked picture of the tab, stored beside this record."""

    why: ClassVar[str] = "Shows an agent what the person saw, as far as it is nobody's data."

    kind: Literal["screenshot"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    trigger: int = _count("Number of the record that the picture belongs to.", ge=1)
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
    masks: int = _count("Rectangles that were painted over.", Privacy.PIXELS)
    masked_share: float = described(
        "Part of the picture that is painted over.",
        unit="0 to 1",
        privacy=Privacy.PIXELS,
        ge=0,
        le=1,
    )
    image_bytes: int = _count("Size of the JPEG stored beside this record.", Privacy.SYSTEM, ge=1)
    image_sha256: str = described(
        "SHA-256 of that JPEG.", unit="hex", privacy=Privacy.SYSTEM, pattern=r"^[0-9a-f]{64}$"
    )


class Control(Numbered):
    """Base of the records about the recording itself."""

    kind: Literal["control"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)


class NoticeAcknowledged(Control):
    """The person read the notice and pressed its button."""

    why: ClassVar[str] = "Proves that nothing was recorded before the person knew."

    what: Literal["notice-acknowledged"] = described(
        "Which control record.", unit="word", privacy=Privacy.SYSTEM
    )
    notice_version: int = _count("Version of the notice.", ge=1)
    notice_digest: str = described(
        "SHA-256 of the text that was shown.",
        unit="hex",
        privacy=Privacy.SYSTEM,
        pattern=r"^[0-9a-f]{64}$",
    )
    locale: str = described(
        "Language it was shown in.",
        unit="language tag",
        privacy=Privacy.SYSTEM,
        pattern=r"^[A-Za-z0-9-]{2,35}$",
    )


class SessionStart(Control):
    """Recording begins in this browser run."""

    why: ClassVar[str] = "Says which versions made the records that follow."

    what: Literal["session-start"] = described(
        "Which control record.", unit="word", privacy=Privacy.SYSTEM
    )
    extension_version: str = described(
        "Version of the extension.",
        unit="version",
        privacy=Privacy.SYSTEM,
        pattern=r"^[0-9]+(\.[0-9]+){0,3}$",
    )
    browser: str = described(
        "Browser and its main version.",
        unit="word",
        privacy=Privacy.SYSTEM,
        pattern=r"^[a-z]+-[0-9]{1,4}$",
    )
    policy_version: int = _count("Version of the policy in force.", ge=1)


class SessionEnd(Control):
    """Recording ends in this browser run, and says so."""

    why: ClassVar[str] = "Tells an orderly end from a lost tail."

    what: Literal["session-end"] = described(
        "Which control record.", unit="word", privacy=Privacy.SYSTEM
    )
    cause: Literal["update", "policy"] = described(
        "Why it ends.", unit="word", privacy=Privacy.SYSTEM
    )


class Gap(Control):
    """Something happened that is not recorded."""

    why: ClassVar[str] = (
        "Nothing is lost in silence: whoever trains on the data must know what is missing."
    )

    what: Literal["gap"] = described("Which control record.", unit="word", privacy=Privacy.SYSTEM)
    count: int | None = described(
        "How many records are missing; null where nobody can know.",
        unit="count",
        privacy=Privacy.SYSTEM,
        ge=1,
        le=MAX_SAFE_INTEGER,
    )
    cause: Literal["queue-full", "host-missing", "policy-changed", "page-lost"] = described(
        "Why they are missing.", unit="word", privacy=Privacy.SYSTEM
    )


class ScreenshotDropped(Control):
    """A picture was due and was not taken, or was thrown away."""

    why: ClassVar[str] = "Says why a step has no picture."

    what: Literal["screenshot-dropped"] = described(
        "Which control record.", unit="word", privacy=Privacy.SYSTEM
    )
    trigger: int = _count("Number of the record that the picture would have belonged to.", ge=1)
    reason: Literal[
        "rate",
        "not-visible",
        "page-changed",
        "page-unstable",
        "page-too-complex",
        "password-visible",
        "native-popup-open",
        "queue-full",
        "capture-failed",
        "policy",
        "zoomed-in",
        "recording-stopped",
    ] = described("Why.", unit="word", privacy=Privacy.SYSTEM)


class HostRecord(Record):
    """Base of the records that the native messaging host makes itself."""

    kind: Literal["host"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    session: str = described(
        "The session it is about.", unit="id", privacy=Privacy.SYSTEM, pattern=UUID7
    )
    wall_ms: int = described(
        "Clock time of the record.",
        unit="ms since 1970, UTC",
        privacy=Privacy.TIME,
        ge=0,
        le=MAX_SAFE_INTEGER,
    )


class EndedWithoutGoodbye(HostRecord):
    """An earlier session broke off; stands for everything after the last number received."""

    why: ClassVar[str] = "Nothing is lost in silence, also when the browser is killed."

    what: Literal["ended-without-goodbye"] = described(
        "Which host record.", unit="word", privacy=Privacy.SYSTEM
    )
    last_seq: int = _count("Last number that was received and stored.")


class Refused(HostRecord):
    """The host refused a record of the extension; its content was thrown away unread."""

    why: ClassVar[str] = (
        "A refused record leaves its number, so that the hole in the count is explained."
    )

    what: Literal["refused"] = described("Which host record.", unit="word", privacy=Privacy.SYSTEM)
    seq: int = _count("Number of the refused record.", ge=1)
    code: Literal["invalid-record", "off-allowlist", "too-large", "over-quota"] = described(
        "Why.", unit="word", privacy=Privacy.SYSTEM
    )


class StoreLost(HostRecord):
    """Records that were acknowledged are not in the store any more."""

    why: ClassVar[str] = "A store that lost something must say so itself."

    what: Literal["store-lost"] = described(
        "Which host record.", unit="word", privacy=Privacy.SYSTEM
    )
    first: int = _count("First number that is missing.", ge=1)
    last: int = _count("Last number that is missing.", ge=1)


class _OnChain(HostRecord):
    """Base of host records about another chain of the store."""

    chain: str = described(
        "Number of the store file.", unit="id", privacy=Privacy.SYSTEM, pattern=HEX32
    )
    segment: int = _count("Segment of it.")
    records: int = _count("Records of that segment.")


class Recovered(_OnChain):
    """An earlier host was killed; its file is readable up to here."""

    why: ClassVar[str] = "After a crash it is on record where the file ended at that time."

    what: Literal["recovered"] = described(
        "Which host record.", unit="word", privacy=Privacy.SYSTEM
    )


class RolledBack(_OnChain):
    """The browser remembers more than the store holds: it was replaced by an earlier copy."""

    why: ClassVar[str] = "Whoever restores an old copy of the store cannot hide it."

    what: Literal["rolled-back"] = described(
        "Which host record.", unit="word", privacy=Privacy.SYSTEM
    )


ControlRecord = TypeAliasType(
    "ControlRecord",
    Annotated[
        NoticeAcknowledged | SessionStart | SessionEnd | Gap | ScreenshotDropped,
        Field(discriminator="what"),
    ],
)
# What the extension sends one by one.
Event = TypeAliasType(
    "Event",
    Annotated[
        Click | Dropdown | Navigation | Screenshot | ControlRecord, Field(discriminator="kind")
    ],
)
HostMade = TypeAliasType(
    "HostMade",
    Annotated[
        EndedWithoutGoodbye | Refused | StoreLost | Recovered | RolledBack,
        Field(discriminator="what"),
    ],
)
# What a store holds and an export prints, one JSON object each.
Stored = TypeAliasType(
    "Stored",
    Annotated[
        Click | Dropdown | Navigation | Screenshot | ControlRecord | HostMade,
        Field(discriminator="kind"),
    ],
)
