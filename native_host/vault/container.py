"""A sealed segment as one string of bytes, for the uplink and the collector (FORMAT.md, section 7).

Pure. The bytes of header, records and footer are those of the store, unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass

from native_host.errors import FormatError
from native_host.vault.layout import FORMAT, MAX_RECORDS, Header, Reader, RecordKind
from native_host.vault.sealing import SealedRecord

MAGIC = b"WGSC"
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


def serialize(segment: SealedSegment) -> bytes:
    """Return the container."""
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
    return b"".join(parts)


def parse(data: bytes) -> SealedSegment:
    """Read a container.

    Raises:
        FormatError: malformed, of a newer format, or with bytes left over.
    """
    reader = Reader(data)
    reader.expect(MAGIC, "sealed segment")
    version = reader.number(1)
    if version != FORMAT:
        raise FormatError(f"The segment is of format {version}; use a newer Workglass.")
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
    reader.finish()
    return SealedSegment(header, signature, tuple(records), footer, footer_signature)


def identity(segment: SealedSegment) -> tuple[bytes, bytes, int]:
    """Return device, chain and number of a segment.

    Raises:
        FormatError: the header is malformed.
    """
    core = Header.parse(segment.header).core
    return core.device, core.chain, core.segment
