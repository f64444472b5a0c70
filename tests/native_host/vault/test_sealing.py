"""Sealing: only the named groups can open, and only what was sealed, at its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from native_host import primitives
from native_host.errors import FormatError
from native_host.primitives import Suite
from native_host.vault.layout import CloseReason, Footer, Header, RecordKind
from native_host.vault.sealing import SegmentOpener, check_final, next_head
from tests.native_host.making import OTHER_SEED, REVIEW_SEED
from tests.native_host.vault.sealed import recipient, sealer, segment

THIRD_SEED = bytes(range(96, 128))


def seeds(*given: bytes, suite: Suite = Suite.X_WING) -> dict[bytes, bytes]:
    return {recipient(seed, suite).key_id: seed for seed in given}


def test_what_is_sealed_is_opened():
    """The group of one opens every record in order."""
    open_segment = sealer()
    texts = [b"one", b"two", b""]
    records = [open_segment.seal(RecordKind.EVENTS, 1, text) for text in texts]
    opener = SegmentOpener(open_segment.header, seeds(REVIEW_SEED))
    assert [opener.open(record) for record in records] == texts


def test_p256_recipients():
    """The suite for keys in an HSM works the same way."""
    open_segment = sealer(suite=Suite.P256)
    record = open_segment.seal(RecordKind.EVENTS, 1, b"text")
    opener = SegmentOpener(open_segment.header, seeds(REVIEW_SEED, suite=Suite.P256))
    assert opener.open(record) == b"text"


def test_a_pair_opens_only_together():
    """Of two members each alone is no better than a stranger."""
    open_segment = sealer([[REVIEW_SEED, OTHER_SEED]])
    record = open_segment.seal(RecordKind.EVENTS, 1, b"text")
    for alone in (REVIEW_SEED, OTHER_SEED):
        with pytest.raises(FormatError, match="None of the given keys"):
            SegmentOpener(open_segment.header, seeds(alone))
    opener = SegmentOpener(open_segment.header, seeds(REVIEW_SEED, OTHER_SEED))
    assert opener.open(record) == b"text"


def test_each_group_opens():
    """Any one group suffices."""
    open_segment = sealer([[REVIEW_SEED], [OTHER_SEED, THIRD_SEED]])
    record = open_segment.seal(RecordKind.EVENTS, 1, b"text")
    for group in ([REVIEW_SEED], [OTHER_SEED, THIRD_SEED]):
        assert SegmentOpener(open_segment.header, seeds(*group)).open(record) == b"text"


def test_a_stranger_opens_nothing():
    """The sentence names the keys that would open it."""
    with pytest.raises(FormatError, match=recipient(REVIEW_SEED).key_id.hex()):
        SegmentOpener(sealer().header, seeds(OTHER_SEED))


@pytest.mark.parametrize(
    "change",
    [
        {"index": 1},
        {"kind": RecordKind.SCREENSHOT},
        {"count": 2},
        {"sealed": b"\0" * 50},
        {"head": b"\0" * 32},
    ],
)
def test_a_changed_record_is_refused(change):
    """Number, kind, count, content and head are all bound."""
    open_segment = sealer()
    record = open_segment.seal(RecordKind.EVENTS, 1, b"text")
    opener = SegmentOpener(open_segment.header, seeds(REVIEW_SEED))
    with pytest.raises(FormatError):
        opener.open(replace(record, **change))


def test_a_recomputed_head_does_not_help():
    """Whoever edits the sealed bytes and the hash chain still has no key for the seal."""
    open_segment = sealer()
    record = open_segment.seal(RecordKind.EVENTS, 1, b"text")
    flipped = replace(record, sealed=record.sealed[:-1] + bytes([record.sealed[-1] ^ 1]))
    forged = replace(
        flipped, head=next_head(open_segment.header_hash, open_segment.header_hash, flipped)
    )
    opener = SegmentOpener(open_segment.header, seeds(REVIEW_SEED))
    with pytest.raises(FormatError, match="do not authenticate"):
        opener.open(forged)


def test_a_record_of_another_segment_is_refused():
    """The same key elsewhere would not make a record fit: the header is bound."""
    one, other = sealer(), sealer(policy_version=2)
    record = other.seal(RecordKind.EVENTS, 1, b"text")
    with pytest.raises(FormatError):
        SegmentOpener(one.header, seeds(REVIEW_SEED)).open(record)


def test_reading_goes_on_after_a_damaged_record():
    """One damaged record does not take the rest of the segment with it."""
    open_segment = sealer()
    records = [open_segment.seal(RecordKind.EVENTS, 1, text) for text in (b"a", b"b", b"c")]
    records[1] = replace(records[1], sealed=b"\0" * 40)
    opener = SegmentOpener(open_segment.header, seeds(REVIEW_SEED))
    assert opener.open(records[0]) == b"a"
    with pytest.raises(FormatError, match="Record 1"):
        opener.open(records[1])
    assert opener.open(records[2]) == b"c"


def test_the_wrong_commitment_is_refused():
    """A header that promises another key is not opened, though its share is genuine."""
    with pytest.raises(FormatError, match="commits to"):
        SegmentOpener(sealer(commitment=b"x" * 32).header, seeds(REVIEW_SEED))


def test_a_share_is_bound_to_its_header():
    """A share taken over into another header does not open there."""
    good, other = Header.parse(sealer().header), Header.parse(sealer(policy_version=2).header)
    mixed = Header(other.core, good.groups).serialize()
    with pytest.raises(FormatError, match="does not open"):
        SegmentOpener(mixed, seeds(REVIEW_SEED))


def test_a_share_is_bound_to_its_group():
    """Swapping two groups of one key breaks both."""
    header = Header.parse(sealer([[REVIEW_SEED], [REVIEW_SEED]]).header)
    swapped = Header(header.core, header.groups[::-1]).serialize()
    with pytest.raises(FormatError, match="does not open"):
        SegmentOpener(swapped, seeds(REVIEW_SEED))


def test_the_sealed_end_says_what_the_footer_says():
    """A footer made with only the signing key does not agree with the seal."""
    whole = segment(2)
    footer = Footer.parse(whole.footer)
    opener = SegmentOpener(whole.header, seeds(REVIEW_SEED))
    *_, final = [opener.open(record) for record in whole.records]
    check_final(final, footer)
    with pytest.raises(FormatError, match="does not agree"):
        check_final(final, replace(footer, reason=CloseReason.IDLE))


def test_nothing_is_sealed_after_the_end():
    """A closed segment takes nothing more."""
    open_segment = sealer()
    open_segment.close(CloseReason.TIME)
    with pytest.raises(AssertionError, match="closed"):
        open_segment.seal(RecordKind.EVENTS, 1, b"x")


def test_the_device_forgets_the_keys_of_what_it_sealed():
    """From what a sealer still holds, no earlier record can be opened or made."""
    open_segment = sealer()
    record = open_segment.seal(RecordKind.EVENTS, 1, b"text")
    held = [value for value in vars(open_segment).values() if isinstance(value, bytes)]
    context = b"WGRC" + open_segment.header_hash + bytes(4) + b"\x01" + b"\0\0\0\x01"
    context += open_segment.header_hash
    nonce, ciphertext = record.sealed[:12], record.sealed[12:]
    for value in held:
        for key in (value, primitives.mac(value, b"record") if value else b""):
            if len(key) == 32:
                with pytest.raises(FormatError):
                    primitives.open_bytes(key, nonce, ciphertext, context)
