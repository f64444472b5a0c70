"""What attackers can do to a segment, without any key and with the device's stolen signing key."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from native_host import primitives
from native_host.vault.container import SealedSegment
from native_host.vault.evidence import Signed
from native_host.vault.layout import Footer, Header
from native_host.vault.sealing import (
    FOOTER_CONTEXT,
    HEADER_CONTEXT,
    SealedRecord,
    next_head,
)
from tests.vectors.store.devices import Device, Written


def flip(data: bytes, at: int) -> bytes:
    """Change one bit."""
    at %= len(data)
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def flip_signature(signed: Signed) -> Signed:
    return replace(signed, signature=flip(signed.signature, 0))


def change_record(written: Written, index: int, /, **changes: Any) -> Written:
    """Put something else into one record and leave the rest alone."""
    records = list(written.sealed.records)
    records[index] = replace(records[index], **changes)
    return written.with_(records=tuple(records))


def flip_record(written: Written, index: int) -> Written:
    """Change one bit of a record's ciphertext."""
    return change_record(written, index, sealed=flip(written.sealed.records[index].sealed, 20))


def keep_records(written: Written, *indexes: int) -> Written:
    """Keep these records, in this order."""
    return written.with_(records=tuple(written.sealed.records[index] for index in indexes))


def relink(written: Written) -> Written:
    """Make the hash chain fit what is there; needs no key."""
    return written.with_(records=_linked(written.sealed))


def _linked(sealed: SealedSegment) -> tuple[SealedRecord, ...]:
    header_hash = head = primitives.hash_bytes(sealed.header)
    records = []
    for index, record in enumerate(sealed.records):
        numbered = replace(record, index=index)
        head = next_head(header_hash, head, numbered)
        records.append(replace(numbered, head=head))
    return tuple(records)


def sign_footer(written: Written, thief: Device, **changes: Any) -> Written:
    """Sign a footer that fits what is there, with the stolen signing key."""
    sealed = written.sealed
    footer = replace(
        Footer.parse(sealed.footer),
        header_hash=primitives.hash_bytes(sealed.header),
        records=len(sealed.records),
        events=sum(record.count for record in sealed.records),
        head=sealed.records[-1].head,
    )
    body = replace(footer, **changes).serialize()
    return written.with_(footer=body, footer_signature=sign(thief, FOOTER_CONTEXT + body))


def sign_header(written: Written, header: bytes, thief: Device) -> Written:
    """Put another header in place, signed with the stolen signing key."""
    return written.with_(header=header, header_signature=sign(thief, HEADER_CONTEXT + header))


def rebuild(written: Written, header: bytes, thief: Device) -> Written:
    """Put another header in place and make everything fit that fits without the segment key."""
    return sign_footer(relink(sign_header(written, header, thief)), thief)


def sign(thief: Device, message: bytes) -> bytes:
    return primitives.sign(thief.signing_key, message)


def change_core(written: Written, **changes: Any) -> bytes:
    """Return the header with other fields."""
    header = Header.parse(written.sealed.header)
    return Header(replace(header.core, **changes), header.groups).serialize()


def change_groups(written: Written, *groups: tuple[Any, ...]) -> bytes:
    """Return the header with other groups."""
    return Header(Header.parse(written.sealed.header).core, groups).serialize()


def groups_of(written: Written) -> tuple[tuple[Any, ...], ...]:
    """Return the groups of a header."""
    return Header.parse(written.sealed.header).groups
