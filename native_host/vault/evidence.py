"""What a device signs about its chains beside the segments: checkpoints and tombstones.

Pure: values to bytes and back (FORMAT.md, sections 7 and 8). A checkpoint says how far a chain
had come, and how far others had come that its writer knew of; a tombstone says what stood where
something was forgotten. Neither carries content.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

from native_host import primitives
from native_host.errors import FormatError
from native_host.vault.layout import FORMAT, NO_HASH, Reader

CHECKPOINT_MAGIC = b"WGCP"
TOMBSTONE_MAGIC = b"WGTS"
CHECKPOINT_CONTEXT = b"workglass/v1/checkpoint\x00"
TOMBSTONE_CONTEXT = b"workglass/v1/tombstone\x00"
MAX_ANCHORS = 64
MAX_SPANS = 64
_Enum = TypeVar("_Enum", bound=IntEnum)


class Source(IntEnum):
    """Who vouches for an anchor."""

    PEER = 1  # another chain of the same store
    BROWSER = 2  # the extension, which keeps the last acknowledged head
    BROKEN_OFF = 3  # a chain whose host ended without closing it


class ShredReason(IntEnum):
    """Why a segment was shredded."""

    FORGOTTEN = 1
    RETENTION = 2
    DELIVERED = 3  # room was needed, and the collector has it


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """How far a chain has come: so many records of this segment, with this head."""

    segment: int = 0
    records: int = 0
    head: bytes = NO_HASH

    def serialize(self) -> bytes:
        """Return 40 bytes."""
        return self.segment.to_bytes(4, "big") + self.records.to_bytes(4, "big") + self.head

    @classmethod
    def read(cls, reader: Reader) -> Position:
        """Take a position off a reader."""
        return cls(reader.number(4), reader.number(4), reader.take(32))


@dataclass(frozen=True, slots=True)
class Anchor:
    """What is known here of another chain."""

    source: Source
    chain: bytes
    position: Position


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A chain's head at one moment, and the heads of others that its writer knew."""

    device: bytes
    signer: bytes
    chain: bytes
    number: int
    minute: int
    position: Position
    anchors: tuple[Anchor, ...] = ()

    def serialize(self) -> bytes:
        """Return the bytes of FORMAT.md section 7."""
        parts = [
            CHECKPOINT_MAGIC,
            FORMAT.to_bytes(1, "big"),
            self.device,
            self.signer,
            self.chain,
            self.number.to_bytes(4, "big"),
            self.minute.to_bytes(4, "big"),
            self.position.serialize(),
            len(self.anchors).to_bytes(1, "big"),
        ]
        for anchor in self.anchors:
            parts += [anchor.source.to_bytes(1, "big"), anchor.chain, anchor.position.serialize()]
        return b"".join(parts)

    @classmethod
    def parse(cls, data: bytes) -> Checkpoint:
        """Read a checkpoint.

        Raises:
            FormatError: malformed, of a newer format, or with bytes left over.
        """
        reader = Reader(data)
        reader.expect(CHECKPOINT_MAGIC, "checkpoint")
        if reader.number(1) != FORMAT:
            raise FormatError("The checkpoint is of another format; use a newer Workglass.")
        device, signer, chain = reader.take(16), reader.take(32), reader.take(16)
        number, minute = reader.number(4), reader.number(4)
        position = Position.read(reader)
        count = reader.number(1)
        if count > MAX_ANCHORS:
            raise FormatError(f"A checkpoint names at most {MAX_ANCHORS} other chains.")
        anchors = tuple(_read_anchor(reader) for _ in range(count))
        reader.finish()
        return cls(device, signer, chain, number, minute, position, anchors)


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers of one session that were in a shredded segment."""

    session: bytes
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stands in the place of a shredded segment: hashes, counts and numbers."""

    device: bytes
    signer: bytes
    chain: bytes
    segment: int
    header_hash: bytes
    footer_hash: bytes  # zeros if it had no footer
    position: Position
    events: int
    screenshots: int
    sealed_bytes: int
    reason: ShredReason
    hour: int
    spans: tuple[Span, ...] = ()

    def serialize(self) -> bytes:
        """Return the bytes of FORMAT.md section 8."""
        parts = [
            TOMBSTONE_MAGIC,
            FORMAT.to_bytes(1, "big"),
            self.device,
            self.signer,
            self.chain,
            self.segment.to_bytes(4, "big"),
            self.header_hash,
            self.footer_hash,
            self.position.serialize(),
            self.events.to_bytes(4, "big"),
            self.screenshots.to_bytes(4, "big"),
            self.sealed_bytes.to_bytes(8, "big"),
            self.reason.to_bytes(1, "big"),
            self.hour.to_bytes(4, "big"),
            len(self.spans).to_bytes(1, "big"),
        ]
        for span in self.spans:
            parts += [span.session, span.first.to_bytes(8, "big"), span.last.to_bytes(8, "big")]
        return b"".join(parts)

    @classmethod
    def parse(cls, data: bytes) -> Tombstone:
        """Read a tombstone.

        Raises:
            FormatError: malformed, of a newer format, or with bytes left over.
        """
        reader = Reader(data)
        reader.expect(TOMBSTONE_MAGIC, "tombstone")
        if reader.number(1) != FORMAT:
            raise FormatError("The tombstone is of another format; use a newer Workglass.")
        device, signer, chain = reader.take(16), reader.take(32), reader.take(16)
        segment = reader.number(4)
        header_hash, footer_hash = reader.take(32), reader.take(32)
        position = Position.read(reader)
        events, screenshots, size = reader.number(4), reader.number(4), reader.number(8)
        reason = _member(ShredReason, reader.number(1), "reason")
        hour, count = reader.number(4), reader.number(1)
        if count > MAX_SPANS:
            raise FormatError(f"A tombstone names at most {MAX_SPANS} sessions.")
        spans = tuple(
            Span(reader.take(16), reader.number(8), reader.number(8)) for _ in range(count)
        )
        reader.finish()
        return cls(
            device,
            signer,
            chain,
            segment,
            header_hash,
            footer_hash,
            position,
            events,
            screenshots,
            size,
            reason,
            hour,
            spans,
        )


@dataclass(frozen=True, slots=True)
class Signed:
    """Serialized evidence with the device's signature."""

    body: bytes
    signature: bytes


def sign_checkpoint(checkpoint: Checkpoint, signing_key: bytes) -> Signed:
    """Return a checkpoint as it is stored."""
    body = checkpoint.serialize()
    return Signed(body, primitives.sign(signing_key, CHECKPOINT_CONTEXT + body))


def sign_tombstone(tombstone: Tombstone, signing_key: bytes) -> Signed:
    """Return a tombstone as it is stored."""
    body = tombstone.serialize()
    return Signed(body, primitives.sign(signing_key, TOMBSTONE_CONTEXT + body))


def read_checkpoint(signed: Signed) -> Checkpoint:
    """Read a checkpoint and check that the key it names has signed it.

    Raises:
        FormatError: malformed, or the signature does not hold.
    """
    checkpoint = Checkpoint.parse(signed.body)
    primitives.verify(checkpoint.signer, signed.signature, CHECKPOINT_CONTEXT + signed.body)
    return checkpoint


def read_tombstone(signed: Signed) -> Tombstone:
    """Read a tombstone and check that the key it names has signed it.

    Raises:
        FormatError: malformed, or the signature does not hold.
    """
    tombstone = Tombstone.parse(signed.body)
    primitives.verify(tombstone.signer, signed.signature, TOMBSTONE_CONTEXT + signed.body)
    return tombstone


def _read_anchor(reader: Reader) -> Anchor:
    source = _member(Source, reader.number(1), "source")
    return Anchor(source, reader.take(16), Position.read(reader))


def _member(kind: type[_Enum], value: int, what: str) -> _Enum:
    try:
        return kind(value)
    except ValueError:
        raise FormatError(f"There is no {what} {value}.") from None
