"""What the collector accepts, without any I/O."""

from __future__ import annotations

import hashlib

import pytest

from native_host.collector.inbox import Keep, Repeat, decide, read_message
from native_host.vault import container
from native_host.wire import Offer, SegmentHead, UplinkRefusal
from tests.native_host.vault.sealed import CHAIN, segment

DATA = container.serialize(segment(2))
DEVICE = b"d" * 16


def head(data: bytes = DATA, **changes) -> SegmentHead:
    values = {
        "type": "segment",
        "device": DEVICE.hex(),
        "chain": CHAIN.hex(),
        "segment": 0,
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    } | changes
    return SegmentHead(**values)


def take(data: bytes = DATA, *, next_segment: int = 0, known: str | None = None, **changes):
    return decide(head(data, **changes), data, next_segment=next_segment, known_hash=known)


def test_the_next_segment_is_kept():
    """In order, whole and signed."""
    assert take() == Keep(head(), DATA)


def test_a_segment_that_is_there_is_acknowledged_again():
    """A lost acknowledgement costs nothing."""
    assert take(next_segment=1, known=hashlib.sha256(DATA).hexdigest()) == Repeat(head())


def test_other_content_under_the_same_number_is_a_conflict():
    """What is on disk is never replaced."""
    decision = take(next_segment=1, known="0" * 64)
    assert isinstance(decision, UplinkRefusal)
    assert decision.code == "conflict"


def test_a_hole_is_refused():
    """An acknowledgement means everything before it as well."""
    decision = take(container.serialize(segment(1, segment=2)), segment=2, next_segment=1)
    assert isinstance(decision, UplinkRefusal)
    assert decision.code == "out-of-order"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"size": 5}, "damaged on its way"),
        ({"sha256": "0" * 64}, "damaged on its way"),
        ({"device": "00" * 16}, "another one than its head says"),
        ({"chain": "00" * 16}, "another one than its head says"),
    ],
)
def test_a_head_that_does_not_fit(changes, words):
    """Head and bytes have to agree."""
    decision = take(**changes)
    assert isinstance(decision, UplinkRefusal)
    assert words in decision.sentence


def test_bytes_that_are_no_segment():
    """The collector cannot read what is sealed, but it knows a segment when it sees one."""
    decision = take(b"something else")
    assert isinstance(decision, UplinkRefusal)
    assert "no sealed segment" in decision.sentence


def test_a_header_that_was_not_signed():
    """An edited header is refused without any key."""
    data = bytearray(DATA)
    data[90] ^= 1
    decision = take(bytes(data))
    assert isinstance(decision, UplinkRefusal)


def test_messages():
    """Offers are text, segments are bytes behind a head."""
    offer = Offer(type="offer", device=DEVICE.hex(), chain=CHAIN.hex())
    assert read_message(offer.model_dump_json()) == offer
    encoded = head().model_dump_json().encode()
    assert read_message(len(encoded).to_bytes(4, "big") + encoded + DATA) == (head(), DATA)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "{}",
        b"",
        b"\0\0\0\0",
        b"\xff\xff\xff\xff",
        b"\0\0\0\x09{}",
        head().model_dump_json(),
        (5).to_bytes(4, "big") + b"{}   ",
        '{"type": "offer", "device": "../../etc", "chain": "x"}',
    ],
)
def test_nonsense_is_refused(message):
    """Whatever comes, the answer is a refusal."""
    refusal = read_message(message)
    assert isinstance(refusal, UplinkRefusal)
    assert refusal.code == "bad-message"
