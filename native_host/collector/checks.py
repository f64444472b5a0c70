"""What can be checked of a segment without a key, before it is taken. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from native_host import primitives
from native_host.errors import FormatError
from native_host.vault import container
from native_host.vault.container import SealedSegment, ShreddedSegment
from native_host.vault.evidence import Tombstone, read_checkpoint, read_tombstone
from native_host.vault.layout import NO_HASH, Footer, Header, HeaderCore, RecordKind
from native_host.vault.sealing import FOOTER_CONTEXT, HEADER_CONTEXT, next_head


@dataclass(frozen=True, slots=True)
class Claim:
    """What a segment says of its place; `previous` is None where a tombstone cannot say it."""

    device: bytes
    chain: bytes
    segment: int
    signer: bytes
    previous: bytes | None


def check_segment(data: bytes) -> Claim:
    """Check everything that needs no key, and return what the segment claims.

    Raises:
        FormatError: it is not as a device seals it.
    """
    segment = container.parse(data)
    if isinstance(segment, ShreddedSegment):
        tombstone = read_tombstone(segment.tombstone)
        return Claim(tombstone.device, tombstone.chain, tombstone.segment, tombstone.signer, None)
    core = Header.parse(segment.header).core
    _check_sealed(segment, core)
    for signed in segment.checkpoints:
        if read_checkpoint(signed).signer != core.signer:
            raise FormatError("A signed head is not of the device that sealed it.")
    return Claim(core.device, core.chain, core.segment, core.signer, core.previous)


def find_signer(data: bytes) -> bytes | None:
    """Return the signing key that a segment names; None if it cannot be read."""
    try:
        segment = container.parse(data)
        if isinstance(segment, ShreddedSegment):
            return Tombstone.parse(segment.tombstone.body).signer
        return Header.parse(segment.header).core.signer
    except FormatError:
        return None


def hash_of_end(before: bytes | None) -> bytes:
    """Return what the segment after this one has to name."""
    if before is None:
        return NO_HASH
    try:
        segment = container.parse(before)
        if isinstance(segment, ShreddedSegment):
            return Tombstone.parse(segment.tombstone.body).footer_hash
    except FormatError:
        return b""  # damaged here since it was taken: nothing can be said to follow it
    return primitives.hash_bytes(segment.footer) if segment.footer else NO_HASH


def _check_sealed(segment: SealedSegment, core: HeaderCore) -> None:
    primitives.verify(core.signer, segment.header_signature, HEADER_CONTEXT + segment.header)
    if not segment.records:
        raise FormatError("It holds no record.")
    header_hash = head = primitives.hash_bytes(segment.header)
    for expected, record in enumerate(segment.records):
        if record.index != expected:
            raise FormatError(f"Record {expected} is missing or out of order.")
        if next_head(header_hash, head, record) != record.head:
            raise FormatError(f"Record {expected} does not lie on the hash chain.")
        head = record.head
    if not segment.footer:
        return  # its host was killed: there is no end
    primitives.verify(core.signer, segment.footer_signature, FOOTER_CONTEXT + segment.footer)
    footer = Footer.parse(segment.footer)
    events = sum(record.count for record in segment.records)
    if (footer.header_hash, footer.head) != (header_hash, head):
        raise FormatError("The footer belongs to another segment.")
    if (footer.records, footer.events) != (len(segment.records), events):
        raise FormatError("The footer counts other records than there are.")
    if segment.records[-1].kind is not RecordKind.FINAL:
        raise FormatError("The sealed end is missing.")
