"""Verdicts on sealed segments (FORMAT.md, section 10). Pure: sealed bytes and seeds come in.

Rule: a verdict is VERIFIED only when every check that can be made was made and held. Whatever else
was seen makes another verdict with its reason in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import TypeAdapter, ValidationError

from native_host import primitives
from native_host.errors import FormatError, StoreError
from native_host.events import HostRecord, Numbered, Refused, Stored
from native_host.vault.container import SealedSegment
from native_host.vault.content import unpack_events, unpack_screenshot
from native_host.vault.layout import NO_HASH, Footer, Header, RecordKind
from native_host.vault.sealing import (
    FOOTER_CONTEXT,
    HEADER_CONTEXT,
    SealedRecord,
    SegmentOpener,
    check_final,
    next_head,
)

_STORED: TypeAdapter[Numbered | HostRecord] = TypeAdapter(Stored)


class Verdict(StrEnum):
    """What can be said of a segment."""

    VERIFIED = "VERIFIED"
    CRASH_INCOMPLETE = "CRASH-INCOMPLETE"
    TRUNCATED = "TRUNCATED"
    FORGED = "FORGED"
    UNREADABLE = "UNREADABLE"


GREEN = frozenset({Verdict.VERIFIED, Verdict.CRASH_INCOMPLETE})


def _weight(verdict: Verdict) -> int:
    if verdict is Verdict.VERIFIED:
        return 0
    return 1 if verdict in GREEN else 2


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


@dataclass(frozen=True, slots=True)
class OpenedEvent:
    """One event as it was sealed, with its picture if it has one."""

    segment: str
    record: int
    event: Numbered | HostRecord
    data: bytes
    image: bytes


@dataclass(slots=True)
class _Findings:
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


@dataclass(frozen=True, slots=True)
class _Place:
    """What the next segment of a chain has to follow."""

    device: bytes
    segment: int = 0
    previous: bytes = NO_HASH


@dataclass(slots=True)
class SequenceCheck:
    """Counts numbers of sessions over a whole store: none missing, none twice."""

    last: dict[str, int] = field(default_factory=dict)
    doubled: list[tuple[str, int]] = field(default_factory=list)
    missing: list[tuple[str, int, int]] = field(default_factory=list)

    def add(self, event: Numbered | HostRecord) -> None:
        """Take the next event, in the order of the store."""
        if isinstance(event, Numbered | Refused):
            session, seq = event.session, event.seq
        else:
            return
        last = self.last.get(session, 0)
        if seq <= last and not self._fills_a_hole(session, seq):
            self.doubled.append((session, seq))
        elif seq > last + 1:
            self.missing.append((session, last + 1, seq - 1))
        self.last[session] = max(last, seq)

    def _fills_a_hole(self, session: str, seq: int) -> bool:
        """Take a number out of the holes: segments of two chains may come out of order."""
        for at, (owner, first, final) in enumerate(self.missing):
            if owner == session and first <= seq <= final:
                rest = [(owner, first, seq - 1), (owner, seq + 1, final)]
                self.missing[at : at + 1] = [hole for hole in rest if hole[1] <= hole[2]]
                return True
        return False


class StoreVerification:
    """Verify segments one after the other, in the order of the store.

    Memory does not grow with the store: of what was verified only the last footer of each chain
    and the last number of each session are kept.
    """

    def __init__(self, seeds: Mapping[bytes, bytes]) -> None:
        """Begin.

        Args:
            seeds: private seeds by key id; empty for the checks that need no key.
        """
        self._seeds = seeds
        self._chains: dict[bytes, _Place] = {}
        self._signers: dict[bytes, bytes] = {}
        self.sequences = SequenceCheck()

    def verify(self, name: str, segment: SealedSegment | StoreError) -> SegmentReport:
        """Return the verdict on the next segment."""
        if isinstance(segment, StoreError):
            return SegmentReport(name, Verdict.UNREADABLE, str(segment))
        findings = _Findings()
        try:
            header = Header.parse(segment.header)
        except FormatError as error:
            return SegmentReport(name, Verdict.UNREADABLE, f"The header cannot be read: {error}")
        _check_header(header, segment, findings)
        self._check_place(header, segment, findings)
        _check_records(segment, findings)
        footer = _check_footer(segment, findings)
        if self._seeds:
            for event in self._open(name, segment, footer, findings):
                self.sequences.add(event.event)
        return _report(name, segment, findings)

    def _check_place(self, header: Header, segment: SealedSegment, findings: _Findings) -> None:
        """Check that the segment follows the one before it, and is of the same device.

        Anybody may seal to a public key: only the signer tells whose segment it is. A store is
        held to one signer for each device, the first that was seen.
        """
        core = header.core
        expected = self._chains.get(core.chain, _Place(core.device))
        if core.device != expected.device:
            findings.add(
                Verdict.FORGED, "The segments before it in its chain are another device's."
            )
        if core.signer != self._signers.setdefault(core.device, core.signer):
            findings.add(
                Verdict.FORGED,
                "It is signed by another key than what the device sealed before.",
            )
        if core.segment != expected.segment:
            findings.add(
                Verdict.TRUNCATED,
                f"Segment {core.segment} stands where segment {expected.segment} of its chain "
                "should be: what lay between is gone.",
            )
        elif core.previous != expected.previous:
            findings.add(Verdict.FORGED, "The segment before this one is not the one it names.")
        following = primitives.hash_bytes(segment.footer) if segment.footer else NO_HASH
        self._chains[core.chain] = _Place(expected.device, core.segment + 1, following)

    def _open(
        self, name: str, segment: SealedSegment, footer: Footer | None, findings: _Findings
    ) -> Iterator[OpenedEvent]:
        try:
            opener = SegmentOpener(segment.header, self._seeds)
        except FormatError as error:
            findings.add(Verdict.UNREADABLE, str(error))
            return
        findings.opened = True
        for record in segment.records:
            try:
                opener.skip_to(record.index)
                plaintext = opener.open(record)
                if record.kind is RecordKind.FINAL:
                    _check_final(plaintext, footer)
                    continue
                yield from _unpack(name, record, plaintext)
            except FormatError as error:
                findings.add(
                    Verdict.FORGED, f"Record {record.index} is not as sealed: {error}", record.index
                )


def read_events(
    segments: Iterable[tuple[str, SealedSegment | StoreError]], seeds: Mapping[bytes, bytes]
) -> Iterator[OpenedEvent | StoreError]:
    """Yield every event of a store, and an error in the place of what cannot be opened."""
    for name, segment in segments:
        if isinstance(segment, StoreError):
            yield segment
            continue
        try:
            opener = SegmentOpener(segment.header, seeds)
        except FormatError as error:
            yield StoreError(f"Segment {name} cannot be opened: {error}")
            continue
        for record in segment.records:
            try:
                opener.skip_to(record.index)
                plaintext = opener.open(record)
                if record.kind is not RecordKind.FINAL:
                    yield from _unpack(name, record, plaintext)
            except FormatError as error:
                yield StoreError(f"Record {record.index} of segment {name}: {error}")


def _unpack(name: str, record: SealedRecord, plaintext: bytes) -> list[OpenedEvent]:
    if record.kind is RecordKind.SCREENSHOT:
        data, image = unpack_screenshot(plaintext)
        pairs = [(data, image)]
    else:
        pairs = [(data, b"") for data in unpack_events(plaintext)]
    if len(pairs) != record.count:
        raise FormatError("it holds another number of events than it says")
    try:
        return [
            OpenedEvent(name, record.index, _STORED.validate_json(data), data, image)
            for data, image in pairs
        ]
    except ValidationError:
        raise FormatError("it holds something that is not declared in DATA.md") from None


def _check_header(header: Header, segment: SealedSegment, findings: _Findings) -> None:
    try:
        primitives.verify(
            header.core.signer, segment.header_signature, HEADER_CONTEXT + segment.header
        )
    except FormatError:
        findings.add(Verdict.FORGED, "The header is not signed by the device it names.")


def _check_records(segment: SealedSegment, findings: _Findings) -> None:
    header_hash = primitives.hash_bytes(segment.header)
    head = header_hash
    for expected, record in enumerate(segment.records):
        if record.index != expected:
            findings.add(
                Verdict.TRUNCATED, f"Record {expected} is missing or out of order.", expected
            )
        if next_head(header_hash, head, record) != record.head:
            findings.add(
                Verdict.FORGED,
                f"Record {record.index} was changed: it does not lie on the hash chain.",
                record.index,
            )
        head = record.head


def _check_footer(segment: SealedSegment, findings: _Findings) -> Footer | None:
    if not segment.footer:
        findings.add(
            Verdict.CRASH_INCOMPLETE,
            "The segment has no end: it is still open, or its host was killed. "
            "Everything before the break holds.",
        )
        return None
    try:
        footer = Footer.parse(segment.footer)
        signer = Header.parse(segment.header).core.signer
        primitives.verify(signer, segment.footer_signature, FOOTER_CONTEXT + segment.footer)
    except FormatError as error:
        findings.add(Verdict.FORGED, f"The footer does not hold: {error}")
        return None
    if footer.header_hash != primitives.hash_bytes(segment.header):
        findings.add(Verdict.FORGED, "The footer belongs to another segment.")
    elif footer.records != len(segment.records):
        findings.add(
            Verdict.TRUNCATED,
            f"The footer counts {footer.records} records and {len(segment.records)} are there.",
        )
    elif not segment.records or segment.records[-1].kind is not RecordKind.FINAL:
        findings.add(Verdict.TRUNCATED, "The sealed end of the segment is missing.")
    elif footer.head != segment.records[-1].head:
        findings.add(Verdict.FORGED, "The footer names another end of the hash chain.")
    elif footer.events != sum(record.count for record in segment.records):
        findings.add(Verdict.FORGED, "The footer counts other events than the records.")
    return footer


def _check_final(plaintext: bytes, footer: Footer | None) -> None:
    if footer is not None:
        check_final(plaintext, footer)


def _report(name: str, segment: SealedSegment, findings: _Findings) -> SegmentReport:
    sentence = findings.sentence
    if findings.verdict is Verdict.VERIFIED:
        sentence = "Everything is as it was sealed."
        if not findings.opened:
            sentence = "Signatures and hash chain hold; without a key nothing was opened."
    return SegmentReport(
        name=name,
        verdict=findings.verdict,
        sentence=sentence,
        records=len(segment.records),
        events=sum(r.count for r in segment.records if r.kind is not RecordKind.SCREENSHOT),
        screenshots=sum(r.kind is RecordKind.SCREENSHOT for r in segment.records),
        sealed_bytes=sum(len(r.sealed) for r in segment.records),
        damaged_records=tuple(findings.damaged),
        opened=findings.opened,
    )
