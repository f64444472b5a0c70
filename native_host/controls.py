"""Records about the recording itself, made by the extension or by the host."""

from __future__ import annotations

from typing import ClassVar, Literal

from native_host.elements import HEX32, UUID7, Numbered, count
from native_host.fields import MAX_SAFE_INTEGER, Kept, Privacy, Record, described


class Control(Numbered):
    """Base of the records about the recording itself."""

    kind: Literal["control"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)


class NoticeAcknowledged(Control):
    """The person read the notice and pressed its button."""

    why: ClassVar[str] = "Proves that nothing was recorded before the person knew."

    what: Literal["notice-acknowledged"] = described(
        "Which control record.", unit="word", privacy=Privacy.SYSTEM
    )
    notice_version: int = count("Version of the notice.", ge=1)
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
    policy_version: int = count("Version of the policy in force.", ge=1)


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
    cause: Literal[
        "queue-full", "host-missing", "policy-changed", "page-lost", "paused", "on-hold"
    ] = described(
        "Why they are missing. paused: the person paused; for how long is not recorded.",
        unit="word",
        privacy=Privacy.SYSTEM,
    )


class Forgotten(Control):
    """The person forgot a record before it was sealed; only its number is left."""

    why: ClassVar[str] = "A number that is missing is explained, and nothing else is kept of it."

    what: Literal["forgotten"] = described(
        "Which control record.", unit="word", privacy=Privacy.SYSTEM
    )


class ScreenshotDropped(Control):
    """A picture was due and was not taken, or was thrown away."""

    why: ClassVar[str] = "Says why a step has no picture."

    what: Literal["screenshot-dropped"] = described(
        "Which control record.", unit="word", privacy=Privacy.SYSTEM
    )
    trigger: int = count("Number of the record that the picture would have belonged to.", ge=1)
    reason: Literal[
        "rate",
        "not-visible",
        "page-changed",
        "page-unstable",
        "page-too-complex",
        "secret-visible",
        "payment-visible",
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
        "The session it is about.",
        unit="id",
        privacy=Privacy.SYSTEM,
        kept=Kept.TOMBSTONE,
        pattern=UUID7,
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
    last_seq: int = count("Last number that was received and stored.")


class Refused(HostRecord):
    """The host refused a record of the extension; its content was thrown away."""

    why: ClassVar[str] = (
        "A refused record leaves its number, so that the hole in the count is explained."
    )

    what: Literal["refused"] = described("Which host record.", unit="word", privacy=Privacy.SYSTEM)
    seq: int = count("Number of the refused record.", kept=Kept.TOMBSTONE, ge=1)
    code: Literal[
        "invalid-record",
        "off-allowlist",
        "too-large",
        "over-quota",
        "second-net",
        "detector-error",
        "detector-slow",
    ] = described(
        "Why. second-net: it seemed to hold content of the page, which the rules in the browser "
        "are to keep out; detector-error, detector-slow: that could not be ruled out.",
        unit="word",
        privacy=Privacy.SYSTEM,
    )


class StoreLost(HostRecord):
    """Records that were acknowledged are not in the store any more."""

    why: ClassVar[str] = "A store that lost something must say so itself."

    what: Literal["store-lost"] = described(
        "Which host record.", unit="word", privacy=Privacy.SYSTEM
    )
    first: int = count("First number that is missing.", ge=1)
    last: int = count("Last number that is missing.", ge=1)


class Held(HostRecord):
    """A policy that holds all recording has reached this computer."""

    why: ClassVar[str] = "Says when an order to stop took effect."

    what: Literal["held"] = described("Which host record.", unit="word", privacy=Privacy.SYSTEM)
    policy_version: int = count("Version of the policy that holds.", ge=1)


class _OnChain(HostRecord):
    """Base of host records about another chain of the store."""

    chain: str = described(
        "Number of the store file.", unit="id", privacy=Privacy.SYSTEM, pattern=HEX32
    )
    segment: int = count("Segment of it.")
    records: int = count("Records of that segment.")


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
