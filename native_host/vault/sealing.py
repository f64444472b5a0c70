"""Seal and open segments (FORMAT.md, sections 4 to 6). The only module that does.

Pure: keys, nonces and times come in as arguments. The segment key lives in a sealer only until
its shares are sealed; after that the chain key moves forward with every record and the old one is
dropped, so that the recording device can neither read nor forge what it wrote before. Python
cannot promise that dropped bytes are gone from memory at once: short segments bound the exposure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from native_host import primitives
from native_host.errors import FormatError
from native_host.primitives import NONCE_BYTES, Suite
from native_host.vault.layout import (
    MAX_RECORDS,
    CloseReason,
    Footer,
    Header,
    HeaderCore,
    RecordKind,
    Share,
)

SHARE_INFO = b"workglass/v1/share\x00"
COMMIT_INFO = b"workglass/v1/commit"
CHAIN_INFO = b"workglass/v1/chain"
HEADER_CONTEXT = b"workglass/v1/header\x00"
FOOTER_CONTEXT = b"workglass/v1/footer\x00"
RECORD_MAGIC = b"WGRC"
Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Recipient:
    """One member of a recipient group: the public key and its id."""

    key_id: bytes
    public_key: bytes


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """One record as it is stored: what is in the clear, the sealed bytes and the chain head."""

    index: int
    kind: RecordKind
    count: int
    sealed: bytes
    head: bytes


@dataclass(frozen=True, slots=True)
class ClosedSegment:
    """What closing a segment adds to it."""

    final: SealedRecord
    footer: bytes
    signature: bytes


def check_recipient(suite: Suite, public_key: bytes) -> None:
    """Seal something of no worth to a key, to see whether that can be done.

    Raises:
        FormatError: it is no valid key of the suite.
    """
    primitives.seal_share(suite, public_key, bytes(primitives.KEY_BYTES), SHARE_INFO)


def commit_to_key(segment_key: bytes, chain: bytes, segment: int) -> bytes:
    """Return the commitment that the header carries (FORMAT.md section 4.2).

    AES-GCM does not commit to its key: without this, two groups could be given different keys
    that open the same record to different plaintexts.
    """
    return primitives.derive(segment_key, chain + segment.to_bytes(4, "big"), COMMIT_INFO)


class SegmentSealer:
    """One open segment: seals records in order until it is closed.

    The caller stores `header` and `header_signature` first, then each record in the order in
    which it was sealed, then what `close` returns.
    """

    def __init__(
        self,
        core: HeaderCore,
        groups: Sequence[Sequence[Recipient]],
        segment_key: bytes,
        signing_key: bytes,
        random: Random,
    ) -> None:
        header = Header(core=core, groups=_seal_to_groups(core, groups, segment_key, random))
        self.header = header.serialize()
        self.header_signature = primitives.sign(signing_key, HEADER_CONTEXT + self.header)
        self.header_hash = primitives.hash_bytes(self.header)
        self._signing_key = signing_key
        self._random = random
        self._chain_key = bytearray(primitives.derive(segment_key, self.header_hash, CHAIN_INFO))
        self._head = self.header_hash
        self.records = 0
        self.events = 0

    def seal(self, kind: RecordKind, count: int, plaintext: bytes) -> SealedRecord:
        """Seal the next record, which holds `count` events, and move the chain key forward."""
        if not self._chain_key:
            raise AssertionError("a record was sealed into a closed segment")
        index = self.records
        key, following = _step(bytes(self._chain_key))
        self._chain_key[:] = following  # in place: the old one is overwritten
        nonce = self._random(NONCE_BYTES)
        context = _context(self.header_hash, index, kind, count, self._head)
        sealed = nonce + primitives.seal_bytes(key, nonce, plaintext, context)
        self._head = primitives.hash_bytes(context, sealed)
        self.records += 1
        self.events += count
        return SealedRecord(index, kind, count, sealed, self._head)

    def close(self, reason: CloseReason) -> ClosedSegment:
        """Seal the final record, drop the chain key and sign the footer."""
        final = self.seal(RecordKind.FINAL, 0, _final_plaintext(self.events, reason))
        self._chain_key[:] = bytes(len(self._chain_key))
        self._chain_key.clear()
        footer = Footer(self.header_hash, self.records, self.events, reason, self._head).serialize()
        return ClosedSegment(
            final, footer, primitives.sign(self._signing_key, FOOTER_CONTEXT + footer)
        )


class SegmentOpener:
    """Open the records of one segment in order."""

    def __init__(self, header: bytes, seeds: Mapping[bytes, bytes]) -> None:
        """Recover the segment key.

        Args:
            header: the serialized header.
            seeds: private seeds by key id.

        Raises:
            FormatError: malformed, no group can be opened with these keys, or the key that came
                out is not the one the header commits to.
        """
        parsed = Header.parse(header)
        segment_key = _open_group(parsed, seeds)
        core = parsed.core
        if commit_to_key(segment_key, core.chain, core.segment) != core.commitment:
            raise FormatError("The segment key is not the one that the header commits to.")
        self.header_hash = primitives.hash_bytes(header)
        self._chain_key = primitives.derive(segment_key, self.header_hash, CHAIN_INFO)
        self._head = self.header_hash
        self._next = 0

    def open(self, record: SealedRecord) -> bytes:
        """Return the plaintext of the next record.

        After a record that fails, the following ones can still be opened: the chain goes on
        from the head that is stored beside the failed one.

        Raises:
            FormatError: out of order, or the record was not sealed at this place of this segment.
        """
        if record.index != self._next:
            raise FormatError(f"Record {self._next} is missing.")
        self._next += 1
        key, self._chain_key = _step(self._chain_key)
        context = _context(self.header_hash, record.index, record.kind, record.count, self._head)
        self._head = record.head
        if primitives.hash_bytes(context, record.sealed) != record.head:
            raise FormatError(f"Record {record.index} does not lie on the hash chain.")
        nonce, ciphertext = record.sealed[:NONCE_BYTES], record.sealed[NONCE_BYTES:]
        return primitives.open_bytes(key, nonce, ciphertext, context)

    def skip_to(self, index: int) -> None:
        """Move the chain key over records that are missing, to go on behind them.

        Raises:
            FormatError: no segment has a record of this number.
        """
        if index >= MAX_RECORDS:
            raise FormatError("its number is larger than the format allows")
        while self._next < index:
            _, self._chain_key = _step(self._chain_key)
            self._next += 1


def next_head(header_hash: bytes, previous: bytes, record: SealedRecord) -> bytes:
    """Return the chain head after a record; needs no key."""
    context = _context(header_hash, record.index, record.kind, record.count, previous)
    return primitives.hash_bytes(context, record.sealed)


def check_final(plaintext: bytes, footer: Footer) -> None:
    """Check that the sealed end of a segment says what its footer says.

    Raises:
        FormatError: it does not: the footer was made by somebody who had only the signing key.
    """
    if plaintext != _final_plaintext(footer.events, footer.reason):
        raise FormatError("The footer does not agree with the sealed end of the segment.")


def _final_plaintext(events: int, reason: CloseReason) -> bytes:
    return events.to_bytes(8, "big") + reason.to_bytes(1, "big")


def _context(header_hash: bytes, index: int, kind: int, count: int, head: bytes) -> bytes:
    return b"".join(
        (
            RECORD_MAGIC,
            header_hash,
            index.to_bytes(4, "big"),
            kind.to_bytes(1, "big"),
            count.to_bytes(4, "big"),
            head,
        )
    )


def _step(chain_key: bytes) -> tuple[bytes, bytes]:
    """Return the record key and the next chain key (FORMAT.md section 4.3)."""
    return primitives.mac(chain_key, b"record"), primitives.mac(chain_key, b"next")


def _share_info(core: HeaderCore, group: int, member: int) -> bytes:
    return SHARE_INFO + primitives.hash_bytes(core.serialize()) + bytes((group, member))


def _seal_to_groups(
    core: HeaderCore,
    groups: Sequence[Sequence[Recipient]],
    segment_key: bytes,
    random: Random,
) -> tuple[tuple[Share, ...], ...]:
    sealed_groups = []
    for g, members in enumerate(groups):
        shares = [random(len(segment_key)) for _ in members[1:]]
        last = segment_key
        for share in shares:
            last = _xor(last, share)
        sealed_groups.append(
            tuple(
                Share(
                    member.key_id,
                    primitives.seal_share(
                        core.suite, member.public_key, share, _share_info(core, g, m)
                    ),
                )
                for m, (member, share) in enumerate(zip(members, [*shares, last], strict=True))
            )
        )
    return tuple(sealed_groups)


def _open_group(header: Header, seeds: Mapping[bytes, bytes]) -> bytes:
    for g, shares in enumerate(header.groups):
        if not all(share.key_id in seeds for share in shares):
            continue
        segment_key = bytes(primitives.KEY_BYTES)
        for m, share in enumerate(shares):
            info = _share_info(header.core, g, m)
            opened = primitives.open_share(
                Suite(header.core.suite), seeds[share.key_id], share.sealed, info
            )
            if len(opened) != primitives.KEY_BYTES:
                raise FormatError("A share has the wrong length.")
            segment_key = _xor(segment_key, opened)
        return segment_key
    wanted = sorted({share.key_id.hex() for shares in header.groups for share in shares})
    raise FormatError(
        f"None of the given keys opens the segment; it is sealed to {', '.join(wanted)}."
    )


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
