"""Small sealed segments with fixed randomness, for tests to attack."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from native_host.primitives import Suite, public_recipient_key, public_signing_key
from native_host.vault.container import SealedSegment
from native_host.vault.content import pack_events
from native_host.vault.keys import make_recipient_key
from native_host.vault.layout import NO_HASH, CloseReason, HeaderCore, RecordKind
from native_host.vault.sealing import Recipient, SegmentSealer, commit_to_key
from tests.native_host.making import REVIEW_SEED

SEGMENT_KEY = b"K" * 32
DEVICE_KEY = b"D" * 32
CHAIN = b"c" * 16


class Counter:
    """Bytes that look random enough and are the same every time."""

    def __init__(self) -> None:
        self._calls = 0

    def __call__(self, size: int) -> bytes:
        self._calls += 1
        return self._calls.to_bytes(4, "big").rjust(size, b"n")[-size:]


def recipient(seed: bytes, suite: Suite = Suite.X_WING) -> Recipient:
    """Return the public side of a seed."""
    name = "x-wing" if suite is Suite.X_WING else "p-256"
    key = make_recipient_key(seed, name)
    return Recipient(bytes.fromhex(key.key_id), public_recipient_key(suite, seed))


def core(**changes: Any) -> HeaderCore:
    """Return a header core."""
    values = HeaderCore(
        suite=Suite.X_WING,
        device=b"d" * 16,
        chain=CHAIN,
        segment=0,
        opened_hour=500_000,
        policy_version=1,
        policy_digest=b"p" * 32,
        notice_version=1,
        purpose="test",
        pseudonym=b"s" * 16,
        commitment=commit_to_key(
            SEGMENT_KEY, changes.get("chain", CHAIN), changes.get("segment", 0)
        ),
        previous=NO_HASH,
        signer=public_signing_key(DEVICE_KEY),
    )
    return replace(values, **changes)


def sealer(
    groups: list[list[bytes]] | None = None,
    *,
    key: bytes = SEGMENT_KEY,
    device_key: bytes = DEVICE_KEY,
    **changes: Any,
) -> SegmentSealer:
    """Return an open segment, sealed to groups of seeds."""
    suite = changes.get("suite", Suite.X_WING)
    members = [[recipient(seed, suite) for seed in group] for group in groups or [[REVIEW_SEED]]]
    return SegmentSealer(core(**changes), members, key, device_key, Counter())


def event(seq: int) -> bytes:
    """Return a small valid event."""
    import orjson

    from tests.native_host.making import navigation

    return orjson.dumps(navigation(seq)["event"])


def segment(
    events: int = 3, *, close: bool = True, first_seq: int = 1, **changes: Any
) -> SealedSegment:
    """Return a sealed segment with one record for each event."""
    open_segment = sealer(**changes)
    records = [
        open_segment.seal(RecordKind.EVENTS, 1, pack_events([event(first_seq + n)]))
        for n in range(events)
    ]
    footer = signature = b""
    if close:
        closed = open_segment.close(CloseReason.TIME)
        records.append(closed.final)
        footer, signature = closed.footer, closed.signature
    return SealedSegment(
        open_segment.header, open_segment.header_signature, tuple(records), footer, signature
    )
