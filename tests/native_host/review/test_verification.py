"""Verdicts: VERIFIED only for what is whole; the sentence names what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from native_host.errors import StoreError
from native_host.primitives import hash_bytes, public_signing_key
from native_host.review.verdicts import Verdict
from native_host.review.verification import StoreVerification
from native_host.vault.container import SealedSegment
from native_host.vault.content import pack_events
from native_host.vault.layout import CloseReason, RecordKind
from native_host.vault.sealing import next_head
from tests.native_host.making import OTHER_SEED, SESSION, seeds
from tests.native_host.vault.sealed import SEGMENT_KEY, event, sealer, segment

WHOLE = segment(3)


def verdict(given: SealedSegment | StoreError, keys: dict | None = None) -> tuple[Verdict, str]:
    report = StoreVerification(seeds() if keys is None else keys).verify("a", given)
    return report.verdict, report.sentence


def with_record(at: int, /, **changes) -> SealedSegment:
    records = list(WHOLE.records)
    records[at] = replace(records[at], **changes)
    return replace(WHOLE, records=tuple(records))


def flipped(data: bytes, at: int = -1) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)


def test_a_whole_segment():
    """Everything that can be checked was checked and held."""
    report = StoreVerification(seeds()).verify("a", WHOLE)
    assert report.verdict is Verdict.VERIFIED
    assert (report.records, report.events, report.opened) == (4, 3, True)


def test_without_a_key_only_the_chain_is_verified():
    """The sentence says that nothing was opened."""
    report = StoreVerification({}).verify("a", WHOLE)
    assert report.verdict is Verdict.VERIFIED
    assert "nothing was opened" in report.sentence
    assert not report.opened


def test_the_wrong_key():
    """It is said that the segment cannot be read, not that it is damaged."""
    assert verdict(WHOLE, seeds(OTHER_SEED))[0] is Verdict.UNREADABLE


@pytest.mark.parametrize("at", [0, 15, -1])
def test_a_flipped_bit_names_the_record(at):
    """Nonce, ciphertext and tag are all covered."""
    changed = with_record(1, sealed=flipped(WHOLE.records[1].sealed, at))
    report = StoreVerification(seeds()).verify("a", changed)
    assert report.verdict is Verdict.FORGED
    assert "Record 1" in report.sentence
    assert report.damaged_records == (1,)
    # Without a key it is found as well.
    assert verdict(changed, {})[0] is Verdict.FORGED


@pytest.mark.parametrize(
    "changed",
    [
        replace(WHOLE, header_signature=flipped(WHOLE.header_signature)),
        replace(WHOLE, footer_signature=flipped(WHOLE.footer_signature)),
        replace(WHOLE, header=flipped(WHOLE.header, 80)),
        replace(WHOLE, footer=flipped(WHOLE.footer, 60)),
        with_record(0, count=2),
        with_record(0, kind=RecordKind.HOST),
        with_record(0, head=b"\0" * 32),
    ],
)
def test_edits_are_forged(changed):
    """Whatever is edited, the verdict is not VERIFIED."""
    assert verdict(changed)[0] is Verdict.FORGED


def test_records_swapped():
    """Order is part of what is sealed."""
    one, two, *rest = WHOLE.records
    assert verdict(replace(WHOLE, records=(two, one, *rest)))[0] is Verdict.TRUNCATED
    swapped = (replace(two, index=0), replace(one, index=1), *rest)
    assert verdict(replace(WHOLE, records=swapped))[0] is Verdict.FORGED


@pytest.mark.parametrize("left", [0, 1, 2, 3])
def test_a_cut_segment_is_truncated(left):
    """Cutting records off the end, at any place, contradicts the footer."""
    cut = replace(WHOLE, records=WHOLE.records[:left])
    assert verdict(cut)[0] is Verdict.TRUNCATED
    assert verdict(cut, {})[0] is Verdict.TRUNCATED


def test_a_cut_segment_without_its_footer_has_an_unanchored_tail():
    """It looks like a crash, and it is said that nobody can tell; never VERIFIED."""
    cut = replace(WHOLE, records=WHOLE.records[:2], footer=b"", footer_signature=b"")
    assert verdict(cut)[0] is Verdict.UNANCHORED_TAIL


def test_a_missing_end_hides_nothing():
    """Whoever cuts the end off and changes the rest has not made a crash of it."""
    sealed = flipped(WHOLE.records[1].sealed)
    forged = replace(WHOLE.records[1], sealed=sealed)
    head = next_head(hash_bytes(WHOLE.header), WHOLE.records[0].head, forged)
    records = (WHOLE.records[0], replace(forged, head=head))
    cut = replace(WHOLE, records=records, footer=b"", footer_signature=b"")
    assert verdict(cut)[0] is Verdict.FORGED


def test_the_wrong_key_for_a_segment_without_an_end():
    """Nothing was opened, and that is what is said."""
    cut = replace(WHOLE, records=WHOLE.records[:2], footer=b"", footer_signature=b"")
    report = StoreVerification(seeds(OTHER_SEED)).verify("a", cut)
    assert (report.verdict, report.opened) == (Verdict.UNREADABLE, False)


def test_a_record_number_beyond_all_bounds():
    """It is refused at once instead of being counted up to."""
    found, sentence = verdict(with_record(1, index=0xFFFFFFF0))
    assert found is Verdict.TRUNCATED
    assert "Record 1" in sentence


def test_a_footer_over_nothing():
    """An end without anything before it is no segment."""
    from native_host import primitives
    from native_host.vault.layout import Footer
    from native_host.vault.sealing import FOOTER_CONTEXT
    from tests.native_host.vault.sealed import DEVICE_KEY

    header_hash = hash_bytes(WHOLE.header)
    footer = Footer(header_hash, 0, 0, CloseReason.TIME, header_hash).serialize()
    signature = primitives.sign(DEVICE_KEY, FOOTER_CONTEXT + footer)
    empty = replace(WHOLE, records=(), footer=footer, footer_signature=signature)
    assert verdict(empty)[0] is Verdict.TRUNCATED


def test_a_record_missing_in_the_middle():
    """The hole is named."""
    holed = replace(WHOLE, records=(WHOLE.records[0], *WHOLE.records[2:]))
    found, sentence = verdict(holed)
    assert found is Verdict.TRUNCATED
    assert "Record 1" in sentence


def test_the_signing_key_alone_cannot_end_a_segment():
    """A thief of the device key cuts a segment and signs a new footer: the sealed end is missing."""
    from native_host import primitives
    from native_host.vault.layout import Footer
    from native_host.vault.sealing import FOOTER_CONTEXT
    from tests.native_host.vault.sealed import DEVICE_KEY

    kept = WHOLE.records[:2]
    footer = Footer(hash_bytes(WHOLE.header), 2, 2, CloseReason.TIME, kept[-1].head).serialize()
    signature = primitives.sign(DEVICE_KEY, FOOTER_CONTEXT + footer)
    forged = replace(WHOLE, records=kept, footer=footer, footer_signature=signature)
    assert verdict(forged)[0] is Verdict.TRUNCATED


def chain(*segments: SealedSegment) -> list[Verdict]:
    verification = StoreVerification(seeds())
    return [verification.verify(str(n), each).verdict for n, each in enumerate(segments)]


def second(previous: bytes, number: int = 1) -> SealedSegment:
    return segment(2, segment=number, previous=previous, first_seq=4)


def test_a_chain_of_segments():
    """Each names the one before it."""
    following = second(hash_bytes(WHOLE.footer))
    assert chain(WHOLE, following) == [Verdict.VERIFIED] * 2


def test_a_segment_missing_from_a_chain():
    """The next one's number gives it away."""
    third = second(hash_bytes(b"whatever"), number=2)
    assert chain(WHOLE, third) == [Verdict.VERIFIED, Verdict.TRUNCATED]
    assert chain(third) == [Verdict.TRUNCATED]


def test_a_segment_of_another_history():
    """A segment that names another predecessor does not belong here."""
    assert chain(WHOLE, second(b"\1" * 32)) == [Verdict.VERIFIED, Verdict.FORGED]


def test_a_segment_sealed_by_a_stranger():
    """Anybody can seal to a public key; he cannot sign as the device that wrote before."""
    stranger = b"S" * 32
    foreign = segment(
        2,
        segment=1,
        previous=hash_bytes(WHOLE.footer),
        first_seq=4,
        signer=public_signing_key(stranger),
        device_key=stranger,
    )
    assert chain(WHOLE, foreign) == [Verdict.VERIFIED, Verdict.FORGED]
    other_chain = segment(
        1, chain=b"z" * 16, signer=public_signing_key(stranger), first_seq=4, device_key=stranger
    )
    assert chain(WHOLE, other_chain) == [Verdict.VERIFIED, Verdict.FORGED]


def closed_with(count: int, plaintext: bytes) -> SealedSegment:
    """Return a segment with one record of this content, properly sealed and closed."""
    open_segment = sealer()
    record = open_segment.seal(RecordKind.EVENTS, count, plaintext)
    closed = open_segment.close(CloseReason.TIME)
    return SealedSegment(
        open_segment.header,
        open_segment.header_signature,
        (record, closed.final),
        closed.footer,
        closed.signature,
    )


def test_an_undeclared_content_is_found():
    """Whatever is sealed but not declared in DATA.md is not taken for an event."""
    found, sentence = verdict(closed_with(1, pack_events([b'{"kind":"thoughts"}'])))
    assert found is Verdict.FORGED
    assert "not declared" in sentence


def test_a_record_that_lies_about_its_count():
    """The count in the clear is bound and compared with what is inside."""
    found, sentence = verdict(closed_with(2, pack_events([event(1)])))
    assert found is Verdict.FORGED
    assert "another number of events" in sentence


def test_an_unreadable_segment():
    """A damaged file is reported and does not stop the verification of the rest."""
    verification = StoreVerification(seeds())
    assert verification.verify("a", StoreError("damaged")).verdict is Verdict.UNREADABLE
    assert verification.verify("b", WHOLE).verdict is Verdict.VERIFIED


def test_numbers_of_sessions():
    """Holes and repetitions are found over the whole store."""
    verification = StoreVerification(seeds())
    verification.verify("a", segment(3))
    verification.verify("b", segment(2, first_seq=3, chain=b"e" * 16, key=SEGMENT_KEY))
    verification.verify("c", segment(1, first_seq=7, chain=b"f" * 16))
    assert verification.sequences.doubled == [(SESSION, 3)]
    assert verification.sequences.missing == [(SESSION, 5, 6)]
    verification.verify("d", segment(2, first_seq=5, chain=b"g" * 16))
    assert verification.sequences.missing == []
