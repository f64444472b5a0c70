"""What the collector accepts, without any I/O."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from native_host.collector.inbox import Keep, Repeat, decide, read_message
from native_host.primitives import hash_bytes, public_signing_key, sign
from native_host.vault import container
from native_host.vault.container import SealedSegment
from native_host.vault.layout import Footer
from native_host.vault.sealing import FOOTER_CONTEXT
from native_host.wire import Offer, SegmentHead, UplinkRefusal
from tests.native_host.vault.sealed import CHAIN, DEVICE_KEY, segment

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


def take(
    data: bytes = DATA,
    *,
    next_segment: int = 0,
    known: str | None = None,
    pinned: bytes | None = None,
    before: bytes | None = None,
    **changes,
):
    return decide(
        head(data, **changes),
        data,
        next_segment=next_segment,
        known_hash=known,
        pinned=pinned,
        before=before,
    )


def refused(decision, code: str) -> str:
    """Return the sentence of a refusal."""
    assert isinstance(decision, UplinkRefusal)
    assert decision.code == code
    return decision.sentence


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


def without(whole: SealedSegment, **changes) -> bytes:
    return container.serialize(replace(whole, **changes))


def signed_footer(whole: SealedSegment, **changes) -> dict:
    """Return a changed footer, signed: whoever steals the device's key can make one."""
    footer = replace(Footer.parse(whole.footer), **changes).serialize()
    return {"footer": footer, "footer_signature": sign(DEVICE_KEY, FOOTER_CONTEXT + footer)}


WHOLE = segment(3)
FIRST = WHOLE.records[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (without(WHOLE, records=()), "no record"),
        (without(WHOLE, records=(), **signed_footer(WHOLE, records=0, events=0)), "no record"),
        (without(WHOLE, records=(), footer=b""), "no record"),
        (without(WHOLE, records=WHOLE.records[1:]), "Record 0 is missing"),
        (without(WHOLE, records=WHOLE.records[:2] + WHOLE.records[3:]), "Record 2 is missing"),
        (without(WHOLE, records=WHOLE.records[:-1]), "another segment"),
        (
            without(
                WHOLE, records=(replace(FIRST, sealed=FIRST.sealed + b"x"), *WHOLE.records[1:])
            ),
            "Record 0 does not lie",
        ),
        (
            without(WHOLE, records=(replace(FIRST, count=2), *WHOLE.records[1:])),
            "Record 0 does not lie",
        ),
        (without(WHOLE, footer_signature=bytes(64)), "no sealed segment"),
        (without(WHOLE, footer=segment(2).footer), "no sealed segment"),
        (without(WHOLE, **signed_footer(WHOLE, events=9)), "counts other records"),
        (without(WHOLE, **signed_footer(WHOLE, records=9)), "counts other records"),
        (without(WHOLE, **signed_footer(WHOLE, header_hash=bytes(32))), "another segment"),
        (
            without(
                WHOLE,
                records=WHOLE.records[:3],
                **signed_footer(WHOLE, records=3, head=WHOLE.records[2].head),
            ),
            "sealed end is missing",
        ),
    ],
)
def test_what_can_be_seen_without_a_key_is_checked(data, words):
    """Changed, cut and empty segments are not acknowledged: the device still has the right ones."""
    assert words in refused(take(data), "bad-segment")


def test_a_segment_that_broke_off_is_kept():
    """Its host was killed; everything before the break holds."""
    data = container.serialize(segment(2, close=False))
    assert isinstance(take(data), Keep)


def test_another_signer_is_a_conflict():
    """Whoever knows the token still cannot send under the name of another device."""
    own = public_signing_key(DEVICE_KEY)
    assert isinstance(take(pinned=own), Keep)
    assert "another signing key" in refused(take(pinned=b"s" * 32), "conflict")


def test_a_segment_names_the_one_before():
    """A chain cannot be spliced together from two."""
    first = segment(2)
    before = container.serialize(first)
    following = container.serialize(segment(1, segment=1, previous=hash_bytes(first.footer)))
    assert isinstance(take(following, segment=1, next_segment=1, before=before), Keep)
    other = container.serialize(segment(4))
    for wrong in (other, b"damaged", container.serialize(segment(2, close=False))):
        decision = take(following, segment=1, next_segment=1, before=wrong)
        assert "does not follow" in refused(decision, "conflict")
    late = container.serialize(segment(1, previous=b"p" * 32))
    assert "does not follow" in refused(take(late), "conflict")


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
