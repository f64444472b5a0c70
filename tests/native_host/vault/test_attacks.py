"""Attacks on a sealed store. Each test is one thing that somebody with the files would try.

The attacker of a `thief_` test also holds the device's signing key. No attack needs luck: what
must not happen is that changed content is called VERIFIED.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from native_host import primitives
from native_host.errors import FormatError, StoreError
from native_host.primitives import hash_bytes, public_signing_key
from native_host.review.anchors import AnchorCheck
from native_host.review.segments import OpenedEvent
from native_host.review.verdicts import GREEN, SegmentReport, Verdict
from native_host.review.verification import StoreVerification, read_events
from native_host.vault import container
from native_host.vault.archive import find_chains, find_ends, read_checkpoints, read_segments
from native_host.vault.container import SealedSegment
from native_host.vault.evidence import Anchor, Source, read_checkpoint
from native_host.vault.layout import MAX_GROUPS, CloseReason, Footer, Header, RecordKind
from native_host.vault.sealing import FOOTER_CONTEXT, HEADER_CONTEXT, next_head
from tests.native_host.making import OTHER_SEED, REVIEW_SEED, seeds
from tests.native_host.vault.sealed import DEVICE_KEY, SEGMENT_KEY, sealer, segment
from tests.native_host.vault.test_evidence import record

FIRST = segment(3)
SECOND = segment(2, segment=1, previous=hash_bytes(FIRST.footer), first_seq=4)
BAD = frozenset(Verdict) - GREEN


def verdicts(*segments: SealedSegment | StoreError, keys: dict | None = None) -> list[Verdict]:
    verification = StoreVerification(seeds() if keys is None else keys)
    found = [verification.verify(str(n), each).verdict for n, each in enumerate(segments)]
    return found + [report.verdict for report in verification.finish()]


def signed_header(given: SealedSegment, header: bytes, key: bytes = DEVICE_KEY) -> SealedSegment:
    """Put a header in place and sign it, as a thief of the signing key can."""
    signature = primitives.sign(key, HEADER_CONTEXT + header)
    return replace(given, header=header, header_signature=signature)


def ended(given: SealedSegment, count: int) -> SealedSegment:
    """Cut a segment and sign a new footer, as a thief of the signing key can."""
    kept = given.records[:count]
    events = sum(each.count for each in kept)
    footer = Footer(hash_bytes(given.header), count, events, CloseReason.TIME, kept[-1].head)
    data = footer.serialize()
    signature = primitives.sign(DEVICE_KEY, FOOTER_CONTEXT + data)
    return replace(given, records=kept, footer=data, footer_signature=signature)


def rechained(given: SealedSegment, records: list) -> SealedSegment:
    """Number and chain records anew, as anybody can: heads need no key."""
    header_hash = head = hash_bytes(given.header)
    made = []
    for index, each in enumerate(records):
        numbered = replace(each, index=index)
        head = next_head(header_hash, head, numbered)
        made.append(replace(numbered, head=head))
    return replace(given, records=tuple(made))


def test_the_store_under_attack_is_whole():
    """The control: without an attack everything is VERIFIED."""
    assert verdicts(FIRST, SECOND) == [Verdict.VERIFIED, Verdict.VERIFIED]


def test_edit_a_record_and_repair_the_chain():
    """The heads can be computed anew; footer and seal cannot."""
    edited = bytearray(FIRST.records[1].sealed)
    edited[20] ^= 1
    records = [
        FIRST.records[0],
        replace(FIRST.records[1], sealed=bytes(edited)),
        *FIRST.records[2:],
    ]
    attacked = rechained(FIRST, records)
    assert verdicts(attacked)[0] in BAD
    assert verdicts(attacked, keys={})[0] in BAD
    thief = ended(attacked, len(attacked.records))
    assert verdicts(thief)[0] in BAD


def test_reorder_records():
    """Each seal is bound to its place."""
    one, two, three, final = FIRST.records
    thief = ended(rechained(FIRST, [two, one, three, final]), 4)
    assert verdicts(thief)[0] is Verdict.FORGED


def test_drop_a_record():
    """The rest moves up and does not open."""
    one, _, three, final = FIRST.records
    thief = ended(rechained(FIRST, [one, three, final]), 3)
    assert verdicts(thief)[0] is Verdict.FORGED


@pytest.mark.parametrize(
    "source",
    [SECOND, segment(3, chain=b"z" * 16), segment(3, device=b"e" * 16)],
    ids=["segment", "chain", "device"],
)
def test_replay_a_record_across(source):
    """A record of another segment, chain or device does not open here."""
    one, _, *rest = FIRST.records
    thief = ended(rechained(FIRST, [one, source.records[0], *rest]), 4)
    assert verdicts(thief)[0] is Verdict.FORGED


def test_replay_a_segment():
    """The same segment twice has the wrong number."""
    assert verdicts(FIRST, FIRST)[1] is Verdict.TRUNCATED


def test_drop_a_segment():
    """The one after it names it."""
    third = segment(1, segment=2, previous=hash_bytes(SECOND.footer), first_seq=6)
    assert verdicts(FIRST, SECOND, third) == [Verdict.VERIFIED] * 3
    assert verdicts(FIRST, third)[1] is Verdict.TRUNCATED
    renumbered = replace(Header.parse(third.header).core, segment=1)
    header = replace(Header.parse(third.header), core=renumbered).serialize()
    assert verdicts(FIRST, signed_header(third, header))[1] is Verdict.FORGED


@pytest.mark.parametrize("count", [1, 2, 3])
def test_truncate_at_every_record(count):
    """With the old footer, without one, and with one that a thief has signed."""
    cut = replace(FIRST, records=FIRST.records[:count])
    assert verdicts(cut)[0] is Verdict.TRUNCATED
    assert verdicts(replace(cut, footer=b"", footer_signature=b""))[0] is Verdict.UNANCHORED_TAIL
    assert verdicts(ended(FIRST, count))[0] is Verdict.TRUNCATED


def test_truncate_and_continue():
    """A thief ends a segment early, with an end of his own, and goes on behind it."""
    thief = sealer(key=SEGMENT_KEY)
    closed = thief.close(CloseReason.TIME)
    cut = rechained(FIRST, [*FIRST.records[:1], closed.final])
    forged = ended(cut, 2)
    following = segment(1, segment=1, previous=hash_bytes(forged.footer), first_seq=2)
    assert verdicts(forged, following)[0] is Verdict.FORGED


def test_fork():
    """Two segments that both follow the first: one of them is not in the chain."""
    other = segment(1, segment=1, previous=hash_bytes(FIRST.footer), first_seq=9)
    found = verdicts(FIRST, SECOND, other)
    assert found[:2] == [Verdict.VERIFIED] * 2
    assert found[2] in BAD


def test_old_segment_sealed_anew_with_the_present_key():
    """A thief writes the past again: the next segment names the end that really was."""
    again = segment(
        3,
        first_seq=1,
        key=b"T" * 32,
        commitment=primitives.derive(b"T" * 32, b"c" * 16 + bytes(4), b"workglass/v1/commit"),
    )
    assert verdicts(again)[0] is Verdict.VERIFIED  # by itself it is well made
    assert verdicts(again, SECOND)[1] is Verdict.FORGED


def groups_changed(change) -> SealedSegment:
    header = Header.parse(PAIR.header)
    return replace(PAIR, header=replace(header, groups=change(header.groups)).serialize())


PAIR = segment(2, groups=[[REVIEW_SEED], [OTHER_SEED]])


@pytest.mark.parametrize(
    "change",
    [
        lambda groups: (*groups, groups[0]),
        lambda groups: groups[:1],
        lambda groups: groups[::-1],
        lambda groups: (FIRST_GROUPS[0], groups[1]),
    ],
    ids=["added", "dropped", "swapped", "share of another segment"],
)
def test_change_the_recipients(change):
    """The header's signature covers them, and every record is bound to the header."""
    attacked = groups_changed(change)
    assert verdicts(attacked)[0] is Verdict.FORGED
    assert verdicts(attacked, keys={})[0] is Verdict.FORGED
    thief = signed_header(attacked, attacked.header)
    assert verdicts(thief)[0] in BAD


FIRST_GROUPS = Header.parse(SECOND.header).groups


def test_policy_downgrade():
    """A segment cannot be said to have been made under an earlier policy."""
    header = Header.parse(FIRST.header)
    older = replace(header, core=replace(header.core, policy_version=0)).serialize()
    attacked = replace(FIRST, header=older)
    assert verdicts(attacked)[0] is Verdict.FORGED
    assert verdicts(signed_header(FIRST, older))[0] in BAD
    newer = segment(3, policy_version=2)
    lower = segment(1, segment=1, previous=hash_bytes(newer.footer), policy_version=1, first_seq=4)
    assert verdicts(newer, lower) == [Verdict.VERIFIED, Verdict.FORGED]


def test_header_stanza_bomb():
    """Counts are refused before anything is read in a loop."""
    core = Header.parse(FIRST.header).core.serialize()
    for tail in (bytes([MAX_GROUPS + 1]), b"\xff", b"\x01\xff", b"\x00", b"\x08" + b"\x08" * 9):
        with pytest.raises(FormatError):
            Header.parse(core + tail)
        assert verdicts(replace(FIRST, header=core + tail)) == [Verdict.UNREADABLE]


def test_zip_bomb():
    """A record that unfolds to gigabytes is refused at 16 MiB."""
    from native_host.vault.content import ZSTD, _pad, zstd

    bomb = zstd.compress(bytes(64 * 2**20))
    assert len(bomb) < 100_000
    open_segment = sealer()
    made = open_segment.seal(RecordKind.EVENTS, 1, _pad(ZSTD, bomb))
    attacked = SealedSegment(open_segment.header, open_segment.header_signature, (made,), b"", b"")
    assert verdicts(attacked)[0] is Verdict.FORGED


def test_wrong_commitment():
    """A key that opens a share is not enough: it must be the one that was committed to."""
    attacked = segment(1, commitment=b"\0" * 32)
    assert verdicts(attacked) == [Verdict.FORGED]


def test_the_signer_of_another_device():
    """A well-made segment by a stranger's key is not the device's."""
    stranger = b"S" * 32
    foreign = segment(
        1,
        segment=1,
        previous=hash_bytes(FIRST.footer),
        first_seq=4,
        signer=public_signing_key(stranger),
        device_key=stranger,
    )
    assert verdicts(FIRST, foreign)[1] is Verdict.FORGED


def test_every_byte_of_a_segment():
    """Whatever byte is changed, and to whatever neighbour: never VERIFIED with other content."""
    data = container.serialize(SMALL)
    original = read_all([("a", SMALL)])
    assert len(original) == 1
    for at in range(len(data)):
        for flip in (0x01, 0x80):
            changed = bytearray(data)
            changed[at] ^= flip
            try:
                attacked = container.parse(bytes(changed))
            except FormatError:
                continue
            verification = StoreVerification(seeds())
            report = verification.verify("a", attacked)
            assert report.verdict is not Verdict.VERIFIED or read_all([("a", attacked)]) == original
            assert report.verdict is not Verdict.VERIFIED, f"byte {at} is not covered"


SMALL = segment(1)


def read_all(segments) -> list[bytes]:
    return [each.data for each in read_events(segments, seeds()) if isinstance(each, OpenedEvent)]


# Attacks on the files.


def verify_store(directory: Path) -> list[SegmentReport]:
    verification = StoreVerification(seeds(), AnchorCheck.gather(read_checkpoints(directory)))
    reports = [verification.verify(*each) for each in read_segments(directory)]
    return reports + list(verification.finish())


@pytest.fixture
def store(tmp_path) -> Path:
    """Two chains of two segments; the second knows how far the first had come."""
    place = tmp_path / "store"
    place.mkdir()
    asyncio.run(record(place, 1, 2))
    asyncio.run(record(place, 3, 4, witnesses=find_ends(place, live=False)))
    assert [report.verdict for report in verify_store(place)] == [Verdict.VERIFIED] * 4
    return place


def test_drop_a_file(store):
    """The chain that came later has named it."""
    anchored = {
        anchor.chain.hex()
        for _, signed in read_checkpoints(store)
        for anchor in read_checkpoint(signed).anchors
    }
    [chain] = anchored
    (store / f"{chain}.sqlite").unlink()
    assert [r.name for r in verify_store(store) if r.verdict is Verdict.TRUNCATED] == [chain]


def test_rollback_of_the_whole_directory(tmp_path, store):
    """The browser shows the head that it was told last: after the next start it is on record."""
    copy = tmp_path / "copy"
    shutil.copytree(store, copy)

    async def go_on() -> Anchor:
        run = await record(store, 5, close=False)
        seen = Anchor(Source.BROWSER, run.recorder.chain_id, run.recorder.position)
        await run.recorder.stop()
        return seen

    seen = asyncio.run(go_on())
    shutil.rmtree(store)
    shutil.copytree(copy, store)
    assert {report.verdict for report in verify_store(store)} == {Verdict.VERIFIED}
    asyncio.run(record(store, 6, witnesses=[seen]))
    [missed] = [report for report in verify_store(store) if report.verdict is Verdict.TRUNCATED]
    assert missed.name == seen.chain.hex()
    assert "the browser" in missed.sentence


def mutate(file: Path, original: bytes, at: int) -> None:
    changed = bytearray(original)
    changed[at] ^= 0x41
    file.write_bytes(bytes(changed))


def run_mutations(directory: Path, offsets: range) -> int:
    """Change bytes of a store file one at a time; return how often it was noticed."""
    [file] = find_chains(directory)
    original = file.read_bytes()
    events = read_all(read_segments(directory))
    assert len(events) == 2
    noticed = 0
    for at in offsets:
        mutate(file, original, at)
        try:
            reports = verify_store(directory)
        except StoreError:
            noticed += 1
            continue
        whole = {r.name for r in reports if r.verdict is Verdict.VERIFIED}
        left = [
            each.data
            for each in read_events(read_segments(directory), seeds())
            if isinstance(each, OpenedEvent) and each.segment in whole
        ]
        noticed += any(report.verdict in BAD for report in reports)
        assert all(data in events for data in left), f"byte {at}: other content is VERIFIED"
        if len(whole) == 2:
            assert left == events, f"byte {at}: content is missing and VERIFIED"
    file.write_bytes(original)
    return noticed


@pytest.fixture
def one_file(tmp_path) -> Path:
    asyncio.run(record(tmp_path, 1, 2))
    return tmp_path


def test_bytes_of_a_store_file(one_file):
    """Every 37th byte; the slow suite takes them all."""
    [file] = find_chains(one_file)
    assert run_mutations(one_file, range(0, file.stat().st_size, 37)) > 50


@pytest.mark.slow
def test_every_byte_of_a_store_file(one_file):
    """Whatever byte is changed: never VERIFIED with other or less content."""
    [file] = find_chains(one_file)
    assert run_mutations(one_file, range(file.stat().st_size)) > 1000


def test_truncate_at_every_frame_of_the_log(tmp_path):
    """Cut the write-ahead log anywhere: the file opens, and what was acknowledged is there."""
    store, copy = tmp_path / "store", tmp_path / "copy"
    store.mkdir()
    acknowledged: list[tuple[int, int]] = []

    async def go() -> None:
        run = await record(store, close=False)
        for seq in range(1, 9):
            run.submit(seq)
            await run.recorder._commit()
            log = run.recorder.path.with_name(run.recorder.path.name + "-wal")
            acknowledged.append((log.stat().st_size, seq))
            assert run.stored[-1] == seq
        shutil.copytree(store, copy)
        await run.recorder.stop()

    asyncio.run(go())
    [file] = find_chains(copy)
    log = file.with_name(file.name + "-wal")
    whole = log.read_bytes()
    frame = 24 + 4096
    cuts = {32 + n * frame for n in range((len(whole) - 32) // frame + 1)}
    cuts |= {0, 1, 31} | {cut + 1000 for cut in cuts} | {size for size, _ in acknowledged}
    for cut in sorted(cut for cut in cuts if cut <= len(whole)):
        log.write_bytes(whole[:cut])
        file.with_name(file.name + "-shm").unlink(missing_ok=True)
        promised = max((seq for size, seq in acknowledged if size <= cut), default=0)
        there = {json.loads(data)["seq"] for data in read_all(read_segments(copy))}
        assert set(range(1, promised + 1)) <= there, f"cut at {cut}"
        damaged = [each for _, each in read_segments(copy) if isinstance(each, StoreError)]
        assert damaged == [], f"cut at {cut}"
