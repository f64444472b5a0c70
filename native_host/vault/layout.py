"""Byte layout of segment headers and footers (FORMAT.md, sections 3 and 6).

Pure: values to bytes and back. Every type has `serialize` and `parse`; parsing refuses bytes that
are left over, lengths that lie and versions that are not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from native_host.errors import FormatError
from native_host.primitives import SEALED_SHARE_BYTES, Suite

FORMAT = 1
HEADER_MAGIC = b"WGSG"
FOOTER_MAGIC = b"WGFT"
MAX_GROUPS = 8
MAX_MEMBERS = 8
MAX_RECORDS = 65_536  # in a segment; bounds what a lying record number can make a reader do
NO_HASH = bytes(32)


class RecordKind(IntEnum):
    """What a sealed record holds."""

    EVENTS = 1
    SCREENSHOT = 2
    HOST = 3
    FINAL = 9


class CloseReason(IntEnum):
    """Why a segment was closed."""

    TIME = 1
    SIZE = 2
    COUNT = 3
    IDLE = 4
    DISCONNECT = 5
    POLICY = 6
    FORGET = 7


class Reader:
    """Take fields off the front of a byte string; every shortage is a FormatError."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes."""
        if size > len(self._data) - self._at:
            raise FormatError("The bytes end too early.")
        self._at += size
        return self._data[self._at - size : self._at]

    def number(self, size: int) -> int:
        """Return the next big-endian unsigned integer of `size` bytes."""
        return int.from_bytes(self.take(size), "big")

    def expect(self, constant: bytes, what: str) -> None:
        """Take a constant."""
        if self.take(len(constant)) != constant:
            raise FormatError(f"This is no {what}.")

    def at_end(self) -> bool:
        """Say whether everything was taken."""
        return self._at == len(self._data)

    def finish(self) -> None:
        """Refuse trailing bytes."""
        if not self.at_end():
            raise FormatError("There are bytes after the end.")


@dataclass(frozen=True, slots=True)
class Share:
    """One member's share of a segment key, sealed to the member."""

    key_id: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class HeaderCore:
    """Everything in a header that is known before the shares are sealed."""

    suite: Suite
    device: bytes
    chain: bytes
    segment: int
    opened_hour: int
    policy_version: int
    policy_digest: bytes
    notice_version: int
    purpose: str
    pseudonym: bytes
    commitment: bytes
    previous: bytes
    signer: bytes

    def serialize(self) -> bytes:
        """Return the bytes of FORMAT.md section 3.1."""
        purpose = self.purpose.encode()
        return b"".join(
            (
                HEADER_MAGIC,
                FORMAT.to_bytes(1, "big"),
                self.suite.to_bytes(1, "big"),
                self.device,
                self.chain,
                self.segment.to_bytes(4, "big"),
                self.opened_hour.to_bytes(4, "big"),
                self.policy_version.to_bytes(4, "big"),
                self.policy_digest,
                self.notice_version.to_bytes(4, "big"),
                len(purpose).to_bytes(1, "big"),
                purpose,
                self.pseudonym,
                self.commitment,
                self.previous,
                self.signer,
            )
        )

    @classmethod
    def read(cls, reader: Reader) -> HeaderCore:
        """Take a core off a reader.

        Raises:
            FormatError: no header, or of a newer format.
        """
        reader.expect(HEADER_MAGIC, "segment header")
        version = reader.number(1)
        if version != FORMAT:
            raise FormatError(
                f"The segment is of format {version}; this version reads format {FORMAT}, "
                "so use a newer Workglass."
            )
        try:
            suite = Suite(reader.number(1))
        except ValueError:
            raise FormatError("The segment names an unknown suite.") from None
        return cls(
            suite=suite,
            device=reader.take(16),
            chain=reader.take(16),
            segment=reader.number(4),
            opened_hour=reader.number(4),
            policy_version=reader.number(4),
            policy_digest=reader.take(32),
            notice_version=reader.number(4),
            purpose=_decode_ascii(reader.take(reader.number(1))),
            pseudonym=reader.take(16),
            commitment=reader.take(32),
            previous=reader.take(32),
            signer=reader.take(32),
        )


@dataclass(frozen=True, slots=True)
class Header:
    """A segment header: the core, and per group the sealed shares of its members."""

    core: HeaderCore
    groups: tuple[tuple[Share, ...], ...]

    def serialize(self) -> bytes:
        """Return the bytes of FORMAT.md section 3."""
        parts = [self.core.serialize(), len(self.groups).to_bytes(1, "big")]
        for shares in self.groups:
            parts.append(len(shares).to_bytes(1, "big"))
            parts += [share.key_id + share.sealed for share in shares]
        return b"".join(parts)

    @classmethod
    def parse(cls, data: bytes) -> Header:
        """Read a header.

        Raises:
            FormatError: malformed, of a newer format, or with bytes left over.
        """
        reader = Reader(data)
        core = HeaderCore.read(reader)
        group_count = reader.number(1)
        # Counts are checked before anything is read in a loop: a header must not make a reader
        # work without end.
        if not 1 <= group_count <= MAX_GROUPS:
            raise FormatError(f"A header holds 1 to {MAX_GROUPS} groups.")
        groups = []
        for _ in range(group_count):
            member_count = reader.number(1)
            if not 1 <= member_count <= MAX_MEMBERS:
                raise FormatError(f"A group holds 1 to {MAX_MEMBERS} members.")
            size = SEALED_SHARE_BYTES[core.suite]
            groups.append(
                tuple(Share(reader.take(8), reader.take(size)) for _ in range(member_count))
            )
        reader.finish()
        return cls(core=core, groups=tuple(groups))


@dataclass(frozen=True, slots=True)
class Footer:
    """The end of a closed segment."""

    header_hash: bytes
    records: int
    events: int
    reason: CloseReason
    head: bytes

    def serialize(self) -> bytes:
        """Return the bytes of FORMAT.md section 6."""
        return b"".join(
            (
                FOOTER_MAGIC,
                FORMAT.to_bytes(1, "big"),
                self.header_hash,
                self.records.to_bytes(4, "big"),
                self.events.to_bytes(8, "big"),
                self.reason.to_bytes(1, "big"),
                self.head,
            )
        )

    @classmethod
    def parse(cls, data: bytes) -> Footer:
        """Read a footer.

        Raises:
            FormatError: malformed, of a newer format, or with bytes left over.
        """
        reader = Reader(data)
        reader.expect(FOOTER_MAGIC, "segment footer")
        if reader.number(1) != FORMAT:
            raise FormatError("The footer is of another format than its header.")
        header_hash, records, events = reader.take(32), reader.number(4), reader.number(8)
        try:
            reason = CloseReason(reader.number(1))
        except ValueError:
            raise FormatError("The footer names an unknown reason.") from None
        head = reader.take(32)
        reader.finish()
        return cls(header_hash, records, events, reason, head)


def _decode_ascii(data: bytes) -> str:
    try:
        return data.decode("ascii")
    except UnicodeDecodeError:
        raise FormatError("The purpose is not ASCII.") from None
