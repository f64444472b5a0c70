"""Devices that write chains with fixed keys, clocks and nonces, and what they wrote.

Only the encapsulations of HPKE are random: the library offers no other way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import orjson

from native_host.primitives import Suite, hash_bytes, public_recipient_key, public_signing_key
from native_host.vault.container import SealedSegment, ShreddedSegment, StoredSegment
from native_host.vault.content import pack_events, pack_screenshot
from native_host.vault.evidence import (
    Anchor,
    Checkpoint,
    Position,
    ShredReason,
    Signed,
    Span,
    Tombstone,
    sign_checkpoint,
    sign_tombstone,
)
from native_host.vault.keys import SUITE_NAMES
from native_host.vault.layout import NO_HASH, CloseReason, HeaderCore, RecordKind
from native_host.vault.sealing import Recipient, SegmentSealer, commit_to_key
from tests.native_host.making import SESSION, navigation, screenshot

HOUR = 497_222
SESSION_BYTES = bytes.fromhex(SESSION.replace("-", ""))


def seed(label: str) -> bytes:
    """Return 32 bytes that are always the same for a label."""
    return sha256(b"workglass test vectors/" + label.encode()).digest()


@dataclass(frozen=True)
class Key:
    """A reader's key."""

    label: str
    suite: Suite = Suite.X_WING

    @property
    def recipient(self) -> Recipient:
        public = public_recipient_key(self.suite, seed(self.label))
        return Recipient(hash_bytes(public)[:8], public)

    def entry(self) -> dict[str, str]:
        names = {number: name for name, number in SUITE_NAMES.items()}
        return {"suite": names[self.suite], "seed": seed(self.label).hex()}


REVIEWER, COUNCIL, STRANGER = Key("reviewer"), Key("works council"), Key("stranger")
HSM = Key("hardware module", Suite.P256)


@dataclass(frozen=True)
class Content:
    """What goes into one record."""

    kind: RecordKind
    count: int
    plaintext: bytes
    events: tuple[bytes, ...] = ()
    image: bytes = b""


def visits(*numbers: int) -> Content:
    """Return one record of page visits with these numbers of the session."""
    events = tuple(orjson.dumps(navigation(number)["event"]) for number in numbers)
    return Content(RecordKind.EVENTS, len(events), pack_events(events), events)


def picture(number: int, image: bytes) -> Content:
    """Return a screenshot record."""
    event = orjson.dumps(screenshot(number, image)["event"])
    return Content(RecordKind.SCREENSHOT, 1, pack_screenshot(event, image), (event,), image)


def remark(last_seq: int) -> Content:
    """Return what the host says when an earlier session broke off."""
    event = orjson.dumps(
        {
            "kind": "host",
            "session": SESSION,
            "wall_ms": 1_790_000_000_000,
            "what": "ended-without-goodbye",
            "last_seq": last_seq,
        }
    )
    return Content(RecordKind.HOST, 1, pack_events([event]), (event,))


@dataclass(frozen=True)
class Written:
    """A segment, and in the clear what was put into it."""

    stored: StoredSegment
    contents: tuple[Content, ...] = ()

    @property
    def sealed(self) -> SealedSegment:
        assert isinstance(self.stored, SealedSegment)
        return self.stored

    @property
    def header_hash(self) -> bytes:
        return hash_bytes(self.sealed.header)

    def with_(self, **changes: Any) -> Written:
        """Return the segment with other parts."""
        return replace(self, stored=replace(self.sealed, **changes))


class Nonces:
    """Bytes that differ from call to call and are the same every time."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._calls = 0

    def __call__(self, size: int) -> bytes:
        self._calls += 1
        return seed(f"{self._label}/{self._calls}")[:size]


class Device:
    """A device that writes one chain, segment after segment."""

    def __init__(
        self,
        label: str = "laptop",
        chain: str = "chain",
        groups: Sequence[Sequence[Key]] = ((REVIEWER,),),
    ) -> None:
        self.number = seed(f"device {label}")[:16]
        self.signing_key = seed(f"signing key {label}")
        self.signer = public_signing_key(self.signing_key)
        # A UUIDv7 in its letter; the time is fixed.
        random = bytearray(seed(f"chain {label} {chain}")[:16])
        random[:6] = (HOUR * 3_600_000).to_bytes(6, "big")
        random[6], random[8] = 0x70 | random[6] & 0x0F, 0x80 | random[8] & 0x3F
        self.chain = bytes(random)
        self.groups = groups
        self._segment = 0
        self._previous = NO_HASH
        self._checkpoints = 0

    def segment_key(self, segment: int) -> bytes:
        return seed(f"segment key {self.chain.hex()} {segment}")

    def write(
        self, *contents: Content, reason: CloseReason | None = CloseReason.TIME, **changes: Any
    ) -> Written:
        """Seal the next segment; without a reason it breaks off."""
        number = self._segment
        self._segment += 1
        key = self.segment_key(number)
        core = replace(
            HeaderCore(
                suite=self.groups[0][0].suite,
                device=self.number,
                chain=self.chain,
                segment=number,
                opened_hour=HOUR,
                policy_version=1,
                policy_digest=seed("policy"),
                notice_version=1,
                purpose="train-ui-agents",
                pseudonym=seed("pseudonym")[:16],
                commitment=commit_to_key(key, self.chain, number),
                previous=self._previous,
                signer=self.signer,
            ),
            **changes,
        )
        members = [[member.recipient for member in group] for group in self.groups]
        nonces = Nonces(f"nonce {self.chain.hex()} {number}")
        sealer = SegmentSealer(core, members, key, self.signing_key, nonces)
        records = [sealer.seal(part.kind, part.count, part.plaintext) for part in contents]
        footer = signature = b""
        if reason is not None:
            closed = sealer.close(reason)
            records.append(closed.final)
            footer, signature = closed.footer, closed.signature
        self._previous = hash_bytes(footer) if footer else NO_HASH
        sealed = SealedSegment(
            sealer.header, sealer.header_signature, tuple(records), footer, signature
        )
        return Written(sealed, contents)

    def checkpoint(self, position: Position, *anchors: Anchor, **changes: Any) -> Signed:
        """Sign how far the chain has come."""
        body = Checkpoint(
            device=self.number,
            signer=self.signer,
            chain=self.chain,
            number=self._checkpoints,
            minute=HOUR * 60,
            position=position,
            anchors=anchors,
        )
        self._checkpoints += 1
        return sign_checkpoint(replace(body, **changes), self.signing_key)

    def shred(self, written: Written, segment: int, **changes: Any) -> Written:
        """Put a tombstone in the place of a segment."""
        sealed = written.sealed
        numbers = [orjson.loads(event)["seq"] for part in written.contents for event in part.events]
        body = Tombstone(
            device=self.number,
            signer=self.signer,
            chain=self.chain,
            segment=segment,
            header_hash=hash_bytes(sealed.header),
            footer_hash=hash_bytes(sealed.footer) if sealed.footer else NO_HASH,
            position=end_of(written, segment),
            events=len(numbers),
            screenshots=0,
            sealed_bytes=sum(len(record.sealed) for record in sealed.records),
            reason=ShredReason.FORGOTTEN,
            hour=HOUR + 1,
            spans=(Span(SESSION_BYTES, min(numbers), max(numbers)),),
        )
        signed = sign_tombstone(replace(body, **changes), self.signing_key)
        return Written(ShreddedSegment(signed))


def end_of(written: Written, segment: int = 0, records: int | None = None) -> Position:
    """Return the position behind so many records of a segment; behind all if not said."""
    count = len(written.sealed.records) if records is None else records
    head = written.sealed.records[count - 1].head if count else NO_HASH
    return Position(segment, count, head)
