"""What can be said of a segment, and how findings add up to it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """What can be said of a segment (FORMAT.md, section 12)."""

    VERIFIED = "VERIFIED"
    SHREDDED = "SHREDDED"
    CRASH_INCOMPLETE = "CRASH-INCOMPLETE"
    UNANCHORED_TAIL = "UNANCHORED-TAIL"
    TRUNCATED = "TRUNCATED"
    FORGED = "FORGED"
    UNREADABLE = "UNREADABLE"


GREEN = frozenset(
    {Verdict.VERIFIED, Verdict.SHREDDED, Verdict.CRASH_INCOMPLETE, Verdict.UNANCHORED_TAIL}
)
_SENTENCES = {
    Verdict.VERIFIED: "Everything is as it was sealed.",
    Verdict.SHREDDED: "Its content was shredded; a signed tombstone stands in its place.",
}


@dataclass(frozen=True, slots=True)
class SegmentReport:
    """The verdict on one segment, and counts that need no key."""

    name: str
    verdict: Verdict
    sentence: str
    records: int = 0
    events: int = 0
    screenshots: int = 0
    sealed_bytes: int = 0
    damaged_records: tuple[int, ...] = ()
    opened: bool = False


@dataclass(slots=True)
class Findings:
    """What was found in one segment so far."""

    verdict: Verdict = Verdict.VERIFIED
    sentence: str = ""
    damaged: list[int] = field(default_factory=list)
    opened: bool = False

    def add(self, verdict: Verdict, sentence: str, record: int | None = None) -> None:
        """Keep the first reason of the worst kind; later ones are mostly its consequences.

        A missing end alone is no fault. It must not hide one: who cuts a segment off and changes
        the rest would otherwise be taken for a crash.
        """
        if _weight(verdict) > _weight(self.verdict):
            self.verdict, self.sentence = verdict, sentence
        if record is not None and record not in self.damaged:
            self.damaged.append(record)

    def describe(self) -> str:
        """Return the reason in a sentence."""
        if self.verdict is Verdict.VERIFIED and not self.opened:
            return "Signatures and hash chain hold; without a key nothing was opened."
        return self.sentence or _SENTENCES[self.verdict]


def _weight(verdict: Verdict) -> int:
    if verdict is Verdict.VERIFIED:
        return 0
    return 1 if verdict in GREEN else 2
