"""Verdicts on the segments of a store (FORMAT.md, section 12). Pure: sealed bytes and seeds in.

Rule: a verdict is VERIFIED only when every check that can be made was made and held, and nothing
else in the store says that there was more. Whatever else was seen makes another verdict with its
reason in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from native_host import primitives
from native_host.errors import FormatError, StoreError
from native_host.review.anchors import AnchorCheck, Evidence
from native_host.review.segments import (
    OpenedEvent,
    check_footer,
    check_header,
    check_records,
    open_records,
    position_of,
    unpack,
)
from native_host.review.sequences import SequenceCheck
from native_host.review.verdicts import Findings, SegmentReport, Verdict
from native_host.vault.container import SealedSegment, ShreddedSegment, StoredSegment
from native_host.vault.evidence import Position, Tombstone, read_checkpoint, read_tombstone
from native_host.vault.layout import NO_HASH, Header, HeaderCore, RecordKind
from native_host.vault.sealing import SegmentOpener


@dataclass(frozen=True, slots=True)
class _Place:
    """What the next segment of a chain has to follow."""

    device: bytes
    segment: int = 0
    previous: bytes = NO_HASH
    policy_version: int = 0


class StoreVerification:
    """Verify segments one after the other, in the order of the store.

    Memory does not grow with the length of chains: of what was verified only the last footer of
    each chain and the last number of each session are kept.
    """

    def __init__(
        self,
        seeds: Mapping[bytes, bytes],
        anchors: AnchorCheck | None = None,
        signers: Mapping[bytes, bytes] | None = None,
        *,
        delivered: bool = False,
    ) -> None:
        """Begin.

        Args:
            seeds: private seeds by key id; empty for the checks that need no key.
            anchors: what the store's checkpoints say.
            signers: signing keys by device number that are known from outside the store.
            delivered: this is a collector's copy, to which more may still be on its way.
        """
        self._seeds = seeds
        self._anchors = anchors or AnchorCheck()
        self._chains: dict[bytes, _Place] = {}
        self._signers: dict[bytes, bytes] = {**self._anchors.signers, **(signers or {})}
        self._delivered = delivered
        self.sequences = SequenceCheck()

    def verify(self, name: str, segment: StoredSegment | StoreError) -> SegmentReport:
        """Return the verdict on the next segment."""
        if isinstance(segment, StoreError):
            return SegmentReport(name, Verdict.UNREADABLE, str(segment))
        if isinstance(segment, ShreddedSegment):
            return self._verify_shredded(name, segment)
        findings = Findings()
        try:
            header = Header.parse(segment.header)
        except FormatError as error:
            return SegmentReport(name, Verdict.UNREADABLE, f"The header cannot be read: {error}")
        core = header.core
        check_header(header, segment, findings)
        following = primitives.hash_bytes(segment.footer) if segment.footer else NO_HASH
        self._check_signer(core.device, core.signer, findings)
        self._check_place(core.device, core.chain, core.segment, core.previous, findings)
        if core.policy_version < self._chains.get(core.chain, _Place(core.device)).policy_version:
            findings.add(Verdict.FORGED, "It claims an older policy than the segment before it.")
        self._chains[core.chain] = _Place(
            core.device, core.segment + 1, following, core.policy_version
        )
        check_records(segment, findings)
        footer = check_footer(header, segment, findings)
        self._check_evidence(core, position_of(header, segment), segment, findings)
        if self._seeds:
            for event in open_records(name, segment, self._seeds, footer, findings):
                self.sequences.add(event.event)
        return _report(name, segment, findings)

    def finish(self) -> Iterator[SegmentReport]:
        """Return what is missing at the end: chains, and ends of chains, that others speak of."""
        for name, sentence in self._anchors.faults:
            yield SegmentReport(name, Verdict.FORGED, sentence)
        for chain, evidence in self._anchors.furthest.items():
            place = self._chains.get(chain)
            if place is not None and place.segment > evidence.position.segment:
                continue
            what = "The chain is not here" if place is None else "The end of the chain is not here"
            late = " It may still be on its way." if self._delivered else ""
            yield SegmentReport(
                chain.hex(),
                Verdict.UNANCHORED_TAIL if self._delivered else Verdict.TRUNCATED,
                f"{what}: {evidence.describe()} saw record {evidence.position.records} of its "
                f"segment {evidence.position.segment}.{late}",
            )

    def _verify_shredded(self, name: str, segment: ShreddedSegment) -> SegmentReport:
        findings = Findings()
        try:
            tombstone = read_tombstone(segment.tombstone)
        except FormatError as error:
            return SegmentReport(name, Verdict.FORGED, f"The tombstone does not hold: {error}")
        findings.add(Verdict.SHREDDED, "")
        self._check_signer(tombstone.device, tombstone.signer, findings)
        self._check_place(tombstone.device, tombstone.chain, tombstone.segment, None, findings)
        following = tombstone.footer_hash
        self._chains[tombstone.chain] = _Place(tombstone.device, tombstone.segment + 1, following)
        evidence = self._evidence(tombstone.chain, tombstone.segment)
        if evidence is not None and evidence.position.records > tombstone.position.records:
            findings.add(
                Verdict.TRUNCATED, f"More was there before it was shredded, {_says(evidence)}."
            )
        for span in tombstone.spans:
            self.sequences.add_shredded(span)
        return _report_shredded(name, tombstone, findings)

    def _check_signer(self, device: bytes, signer: bytes, findings: Findings) -> None:
        """Hold every device to one signer.

        Anybody may seal to a public key: only the signer tells whose segment it is.
        """
        if signer != self._signers.setdefault(device, signer):
            findings.add(
                Verdict.FORGED, "It is signed by another key than what the device sealed before."
            )

    def _check_place(
        self, device: bytes, chain: bytes, segment: int, previous: bytes | None, findings: Findings
    ) -> None:
        """Check that the segment follows the one before it; a tombstone names no predecessor."""
        expected = self._chains.get(chain, _Place(device))
        if device != expected.device:
            findings.add(
                Verdict.FORGED, "The segments before it in its chain are another device's."
            )
        if segment != expected.segment:
            findings.add(
                Verdict.TRUNCATED,
                f"Segment {segment} stands where segment {expected.segment} of its chain "
                "should be: what lay between is gone.",
            )
        elif previous is not None and previous != expected.previous:
            findings.add(Verdict.FORGED, "The segment before this one is not the one it names.")

    def _evidence(self, chain: bytes, segment: int) -> Evidence | None:
        evidence = self._anchors.furthest.get(chain)
        return evidence if evidence is not None and evidence.position.segment == segment else None

    def _check_evidence(
        self, core: HeaderCore, position: Position, segment: SealedSegment, findings: Findings
    ) -> None:
        """Hold the segment against signed heads: all its own and what others saw of its end."""
        known = list(_own_evidence(segment, core, findings))
        others = self._evidence(core.chain, core.segment)
        if others is not None:
            known.append(others)
        covered = 0
        for evidence in known:
            seen = evidence.position
            covered = max(covered, seen.records)
            if seen.records > position.records:
                findings.add(
                    Verdict.TRUNCATED,
                    f"{seen.records} records were there, {_says(evidence)}; "
                    f"{position.records} are left.",
                )
            elif segment.records[seen.records - 1].head != seen.head:
                findings.add(
                    Verdict.FORGED,
                    f"Record {seen.records - 1} is another one than it was, {_says(evidence)}.",
                    seen.records - 1,
                )
        if segment.footer:
            return
        if covered >= position.records:
            findings.add(
                Verdict.CRASH_INCOMPLETE,
                "The segment has no end, because its host is still at it or was killed; "
                "everything up to the last signed head is there.",
            )
        else:
            findings.add(
                Verdict.UNANCHORED_TAIL,
                f"The segment has no end. Its last {position.records - covered} records hold, but "
                "no signed head covers them: whether more followed cannot be told.",
            )


def read_events(
    segments: Iterable[tuple[str, StoredSegment | StoreError]], seeds: Mapping[bytes, bytes]
) -> Iterator[OpenedEvent | StoreError]:
    """Yield every event of a store, and an error in the place of what cannot be opened."""
    for name, segment in segments:
        if isinstance(segment, StoreError):
            yield segment
            continue
        if isinstance(segment, ShreddedSegment):
            continue
        try:
            opener = SegmentOpener(segment.header, seeds)
            device = Header.parse(segment.header).core.device
        except FormatError as error:
            yield StoreError(f"Segment {name} cannot be opened: {error}")
            continue
        for record in segment.records:
            try:
                opener.skip_to(record.index)
                plaintext = opener.open(record)
                if record.kind is not RecordKind.FINAL:
                    yield from unpack(name, device, record, plaintext)
            except FormatError as error:
                yield StoreError(f"Record {record.index} of segment {name}: {error}")


def _own_evidence(
    segment: SealedSegment, core: HeaderCore, findings: Findings
) -> Iterator[Evidence]:
    """Yield what the checkpoints that lie with the segment say of it."""
    for signed in segment.checkpoints:
        try:
            checkpoint = read_checkpoint(signed)
        except FormatError as error:
            findings.add(Verdict.FORGED, f"A signed head of the segment does not hold: {error}")
            continue
        position = checkpoint.position
        if checkpoint.chain != core.chain or position.segment != core.segment:
            findings.add(Verdict.FORGED, "A signed head lies with a segment it does not belong to.")
        elif checkpoint.device != core.device or checkpoint.signer != core.signer:
            # Anybody can sign in his own name that a chain came no further than it was cut.
            findings.add(Verdict.FORGED, "A signed head of the segment is not the device's.")
        elif position.records:
            yield Evidence(position, None)


def _says(evidence: Evidence) -> str:
    return f"says {evidence.describe()}"


def _report(name: str, segment: SealedSegment, findings: Findings) -> SegmentReport:
    return SegmentReport(
        name=name,
        verdict=findings.verdict,
        sentence=findings.describe(),
        records=len(segment.records),
        events=sum(r.count for r in segment.records if r.kind is not RecordKind.SCREENSHOT),
        screenshots=sum(r.kind is RecordKind.SCREENSHOT for r in segment.records),
        sealed_bytes=sum(len(r.sealed) for r in segment.records),
        damaged_records=tuple(findings.damaged),
        opened=findings.opened,
    )


def _report_shredded(name: str, tombstone: Tombstone, findings: Findings) -> SegmentReport:
    return SegmentReport(
        name=name,
        verdict=findings.verdict,
        sentence=findings.describe(),
        records=tombstone.position.records,
        events=tombstone.events,
        screenshots=tombstone.screenshots,
        sealed_bytes=tombstone.sealed_bytes,
    )
