"""Checks on one sealed segment by itself (FORMAT.md, section 12). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from pydantic import TypeAdapter, ValidationError

from native_host import primitives
from native_host.controls import HostRecord
from native_host.elements import Numbered
from native_host.errors import FormatError
from native_host.events import Stored
from native_host.review.verdicts import Findings, Verdict
from native_host.vault.container import SealedSegment
from native_host.vault.content import unpack_events, unpack_screenshot
from native_host.vault.evidence import Position
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


@dataclass(frozen=True, slots=True)
class OpenedEvent:
    """One event as it was sealed, with its picture if it has one."""

    segment: str
    device: bytes
    record: int
    event: Numbered | HostRecord
    data: bytes
    image: bytes


def check_header(header: Header, segment: SealedSegment, findings: Findings) -> None:
    """Check that the device that the header names has signed it."""
    try:
        primitives.verify(
            header.core.signer, segment.header_signature, HEADER_CONTEXT + segment.header
        )
    except FormatError:
        findings.add(Verdict.FORGED, "The header is not signed by the device it names.")


def check_records(segment: SealedSegment, findings: Findings) -> None:
    """Check numbers and hash chain of the records; needs no key."""
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


def check_footer(header: Header, segment: SealedSegment, findings: Findings) -> Footer | None:
    """Check the footer against signature and records; None if there is none to go by."""
    if not segment.footer:
        # Sealed end and footer are written in one transaction: no crash leaves one of them.
        if segment.records and segment.records[-1].kind is RecordKind.FINAL:
            findings.add(Verdict.TRUNCATED, "The segment has its sealed end and no footer.")
        return None
    try:
        footer = Footer.parse(segment.footer)
        primitives.verify(
            header.core.signer, segment.footer_signature, FOOTER_CONTEXT + segment.footer
        )
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


def position_of(header: Header, segment: SealedSegment) -> Position:
    """Return how far the segment goes."""
    head = segment.records[-1].head if segment.records else NO_HASH
    return Position(header.core.segment, len(segment.records), head)


def open_records(
    name: str,
    segment: SealedSegment,
    seeds: Mapping[bytes, bytes],
    footer: Footer | None,
    findings: Findings,
) -> list[OpenedEvent]:
    """Open every record; what does not open is a finding, and the rest goes on."""
    try:
        opener = SegmentOpener(segment.header, seeds)
    except FormatError as error:
        # Keys that it names and that do not open it are no wrong keys: the segment is.
        named = is_sealed_to(Header.parse(segment.header), seeds)
        findings.add(Verdict.FORGED if named else Verdict.UNREADABLE, str(error))
        return []
    findings.opened = True
    events: list[OpenedEvent] = []
    device = Header.parse(segment.header).core.device
    for record in segment.records:
        try:
            opener.skip_to(record.index)
            plaintext = opener.open(record)
            if record.kind is not RecordKind.FINAL:
                events += unpack(name, device, record, plaintext)
            elif footer is not None:
                check_final(plaintext, footer)
        except FormatError as error:
            findings.add(
                Verdict.FORGED, f"Record {record.index} is not as sealed: {error}", record.index
            )
    return events


def is_sealed_to(header: Header, seeds: Mapping[bytes, bytes]) -> bool:
    """Say whether the keys are all of some group that the segment names."""
    return any(all(share.key_id in seeds for share in shares) for shares in header.groups)


def unpack(name: str, device: bytes, record: SealedRecord, plaintext: bytes) -> list[OpenedEvent]:
    """Return the events of an opened record.

    Raises:
        FormatError: it holds another number of them, or something that is not declared.
    """
    if record.kind is RecordKind.SCREENSHOT:
        data, image = unpack_screenshot(plaintext)
        pairs = [(data, image)]
    else:
        pairs = [(data, b"") for data in unpack_events(plaintext)]
    if len(pairs) != record.count:
        raise FormatError("it holds another number of events than it says")
    try:
        return [
            OpenedEvent(name, device, record.index, _STORED.validate_json(data), data, image)
            for data, image in pairs
        ]
    except ValidationError as error:
        raise FormatError(
            f"it holds something that is not declared in DATA.md, at {_describe(error)}"
        ) from None


def _describe(error: ValidationError) -> str:
    """Name the place of the first fault; a field that nobody knows is not repeated."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = first["loc"][:-1] if first["type"] == "extra_forbidden" else first["loc"]
    words = [word for word, _ in groupby(map(str, place))]  # unions within unions say it twice
    return ".".join(words) or "its start"
