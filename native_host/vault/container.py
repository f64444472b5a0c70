"""A sealed segment as one string of bytes, for the uplink and the collector (FORMAT.md, section 9).

Pure. The bytes of header, records, footer, checkpoints and tombstone are those of the store,
unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass

from native_host.errors import FormatError
from native_host.vault.evidence import Signed, Tombstone
from native_host.vault.layout import FORMAT, MAX_RECORDS, Header, Reader, RecordKind
from native_host.vault.sealing import SealedRecord

MAGIC = b"WGSC"
SHREDDED_MAGIC = b"WGTC"
SUFFIX = ".segment"
_SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class SealedSegment:
    """One segment; `footer` is empty where the segment broke off."""

    header: bytes
    header_signature: bytes
    records: tuple[SealedRecord, ...]
    footer: bytes
    footer_signature: bytes
    checkpoints: tuple[Signed, ...] = ()


@dataclass(frozen=True, slots=True)
class ShreddedSegment:
    """What is left of a segment that was shredded."""

    tombstone: Signed


StoredSegment = SealedSegment | ShreddedSegment


def serialize(segment: StoredSegment) -> bytes:
    """Return the container."""
    if isinstance(segment, ShreddedSegment):
        version = FORMAT.to_bytes(1, "big")
        return SHREDDED_MAGIC + version + _serialize_signed(segment.tombstone)
    parts = [
        MAGIC,
        FORMAT.to_bytes(1, "big"),
        len(segment.header).to_bytes(4, "big"),
        segment.header,
        segment.header_signature,
        len(segment.records).to_bytes(4, "big"),
    ]
    for record in segment.records:
        parts += [
            record.index.to_bytes(4, "big"),
            record.kind.to_bytes(1, "big"),
            record.count.to_bytes(4, "big"),
            len(record.sealed).to_bytes(4, "big"),
            record.sealed,
            record.head,
        ]
    parts += [len(segment.footer).to_bytes(4, "big"), segment.footer]
    if segment.footer:
        parts.append(segment.footer_signature)
    parts.append(len(segment.checkpoints).to_bytes(1, "big"))
    parts += [_serialize_signed(checkpoint) for checkpoint in segment.checkpoints]
    return b"".join(parts)


def parse(data: bytes) -> StoredSegment:
    """Read a container.

    Raises:
        FormatError: malformed, of a newer format, or with bytes left over.
    """
    reader = Reader(data)
    shredded = data.startswith(SHREDDED_MAGIC)
    reader.expect(SHREDDED_MAGIC if shredded else MAGIC, "sealed segment")
    version = reader.number(1)
    if version != FORMAT:
        raise FormatError(f"The segment is of format {version}; use a newer Workglass.")
    segment = ShreddedSegment(_read_signed(reader)) if shredded else _read_sealed(reader)
    reader.finish()
    return segment


def _read_sealed(reader: Reader) -> SealedSegment:
    header = reader.take(reader.number(4))
    signature = reader.take(_SIGNATURE_BYTES)
    count = reader.number(4)
    if count > MAX_RECORDS:
        raise FormatError(f"A segment holds at most {MAX_RECORDS} records.")
    records = []
    for _ in range(count):
        index = reader.number(4)
        try:
            kind = RecordKind(reader.number(1))
        except ValueError:
            raise FormatError("A record is of an unknown kind.") from None
        events = reader.number(4)
        sealed = reader.take(reader.number(4))
        records.append(SealedRecord(index, kind, events, sealed, reader.take(32)))
    footer = reader.take(reader.number(4))
    footer_signature = reader.take(_SIGNATURE_BYTES) if footer else b""
    checkpoints = tuple(_read_signed(reader) for _ in range(reader.number(1)))
    return SealedSegment(header, signature, tuple(records), footer, footer_signature, checkpoints)


def identity(segment: StoredSegment) -> tuple[bytes, bytes, int]:
    """Return device, chain and number of a segment.

    Raises:
        FormatError: header or tombstone are malformed.
    """
    if isinstance(segment, ShreddedSegment):
        tombstone = Tombstone.parse(segment.tombstone.body)
        return tombstone.device, tombstone.chain, tombstone.segment
    core = Header.parse(segment.header).core
    return core.device, core.chain, core.segment


def _serialize_signed(signed: Signed) -> bytes:
    return len(signed.body).to_bytes(4, "big") + signed.body + signed.signature


def _read_signed(reader: Reader) -> Signed:
    return Signed(reader.take(reader.number(4)), reader.take(_SIGNATURE_BYTES))
