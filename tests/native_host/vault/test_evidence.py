"""Signed heads and tombstones: what was more than is there now is not forgotten."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from native_host.errors import FormatError
from native_host.review.anchors import AnchorCheck
from native_host.review.verdicts import SegmentReport, Verdict
from native_host.review.verification import StoreVerification
from native_host.vault.archive import find_chains, find_ends, read_checkpoints, read_segments
from native_host.vault.batching import Limits
from native_host.vault.device import load_device
from native_host.vault.evidence import (
    Anchor,
    Checkpoint,
    Position,
    ShredReason,
    Signed,
    Source,
    Span,
    Tombstone,
    read_checkpoint,
    read_tombstone,
    sign_checkpoint,
    sign_tombstone,
)
from native_host.vault.housekeeping import shred_closed_files
from native_host.vault.layout import CloseReason
from native_host.vault.shredding import expired, merge_spans, overlaps
from tests.native_host.making import seeds
from tests.native_host.vault.sealed import DEVICE_KEY
from tests.native_host.vault.test_recorder import Run, started

KEY = b"E" * 32
MINUTE = 1_790_000_000_000 // 60_000


def checkpoint(**changes) -> Checkpoint:
    from native_host.primitives import public_signing_key

    values = {
        "device": b"d" * 16,
        "signer": public_signing_key(DEVICE_KEY),
        "chain": b"c" * 16,
        "number": 3,
        "minute": 7,
        "position": Position(1, 2, b"h" * 32),
        "anchors": (Anchor(Source.BROWSER, b"b" * 16, Position(4, 5, b"i" * 32)),),
    }
    return Checkpoint(**(values | changes))


def tombstone() -> Tombstone:
    from native_host.primitives import public_signing_key

    return Tombstone(
        device=b"d" * 16,
        signer=public_signing_key(DEVICE_KEY),
        chain=b"c" * 16,
        segment=2,
        header_hash=b"1" * 32,
        footer_hash=b"2" * 32,
        position=Position(2, 9, b"h" * 32),
        events=8,
        screenshots=1,
        sealed_bytes=1234,
        reason=ShredReason.FORGOTTEN,
        hour=497_222,
        spans=(Span(b"s" * 16, 1, 9),),
    )


def test_evidence_round_trips():
    """What is signed is what is read."""
    assert read_checkpoint(sign_checkpoint(checkpoint(), DEVICE_KEY)) == checkpoint()
    assert read_tombstone(sign_tombstone(tombstone(), DEVICE_KEY)) == tombstone()


@pytest.mark.parametrize("kind", ["checkpoint", "tombstone"])
def test_every_changed_byte_of_evidence_is_refused(kind):
    """Neither body nor signature can be altered, cut or added to."""
    if kind == "checkpoint":
        signed, read = sign_checkpoint(checkpoint(), DEVICE_KEY), read_checkpoint
    else:
        signed, read = sign_tombstone(tombstone(), DEVICE_KEY), read_tombstone
    for at in range(len(signed.body)):
        changed = bytearray(signed.body)
        changed[at] ^= 1
        with pytest.raises(FormatError):
            read(Signed(bytes(changed), signed.signature))
    for body in (signed.body[:-1], signed.body + b"\0", b""):
        with pytest.raises(FormatError):
            read(Signed(body, signed.signature))


def verify(directory: Path) -> list[SegmentReport]:
    verification = StoreVerification(seeds(), AnchorCheck.gather(read_checkpoints(directory)))
    reports = [verification.verify(*item) for item in read_segments(directory)]
    reports += verification.finish()
    assert verification.sequences.doubled == []
    return reports


def verdicts(directory: Path) -> list[Verdict]:
    return [report.verdict for report in verify(directory)]


async def record(directory: Path, *numbers: int, close: bool = True, **options) -> Run:
    """Let one recorder write segments of one record each."""
    run = await started(directory, Limits(segment_records=1), **options)
    for seq in numbers:
        run.submit(seq)
        await run.recorder._commit()
    if close:
        await run.recorder.stop()
    return run


def test_an_idle_chain_signs_its_head(tmp_path):
    """Every minute, also when nothing happens; only the latest for a segment is kept."""

    async def go() -> None:
        run = await started(tmp_path)
        run.submit(1)
        await run.recorder._commit()
        for minute in range(1, 4):
            run.now_ms = minute * 60_000
            await run.recorder._commit()
        await run.recorder._store.close()

    asyncio.run(go())
    found = [read_checkpoint(signed) for _, signed in read_checkpoints(tmp_path)]
    assert [each.number for each in found] == [0, 3]
    assert found[-1].position.records == 2  # the segment closed itself, being idle
    assert verdicts(tmp_path) == [Verdict.VERIFIED]


def cut_last_segment(directory: Path, chain: Path) -> None:
    """Remove the last segment of a file, with everything in the file that speaks of it."""
    connection = sqlite3.connect(chain)
    [(last,)] = connection.execute("SELECT max(segment) FROM segment").fetchall()
    for table in ("segment", "checkpoint"):
        connection.execute(f"DELETE FROM {table} WHERE segment = ?", (last,))
    connection.execute("DELETE FROM record WHERE id >> 32 = ?", (last,))
    connection.commit()
    connection.close()


def test_the_end_of_a_chain_cut_off(tmp_path):
    """The next chain has signed how far this one had come."""
    asyncio.run(record(tmp_path, 1, 2, 3))
    [first] = find_chains(tmp_path)
    witnesses = find_ends(tmp_path, live=False)
    asyncio.run(record(tmp_path, 4, witnesses=witnesses))
    assert set(verdicts(tmp_path)) == {Verdict.VERIFIED}
    cut_last_segment(tmp_path, first)
    reports = verify(tmp_path)
    assert [report.verdict for report in reports].count(Verdict.TRUNCATED) == 1
    [report] = [report for report in reports if report.verdict is Verdict.TRUNCATED]
    assert report.name == first.stem
    assert "another chain of the device saw record 2 of its segment 2" in report.sentence


def test_a_whole_chain_removed(tmp_path):
    """A file that is gone is missed by the one that came after it."""
    asyncio.run(record(tmp_path, 1, 2))
    [first] = find_chains(tmp_path)
    asyncio.run(record(tmp_path, 3, witnesses=find_ends(tmp_path, live=False)))
    first.unlink()
    missing = [report for report in verify(tmp_path) if report.verdict is Verdict.TRUNCATED]
    assert [report.name for report in missing] == [first.stem]


def test_rolled_back_to_an_earlier_copy(tmp_path):
    """The browser remembers the last head that was acknowledged to it."""
    store, copy = tmp_path / "store", tmp_path / "copy"
    store.mkdir()

    async def first() -> Anchor:
        run = await record(store, 1, close=False)
        await asyncio.to_thread(shutil.copytree, store, copy)
        run.submit(2)
        await run.recorder._commit()
        seen = Anchor(Source.BROWSER, run.recorder.chain_id, run.recorder.position)
        await run.recorder.stop()
        return seen

    seen = asyncio.run(first())
    shutil.rmtree(store)
    shutil.copytree(copy, store)
    asyncio.run(record(store, 3, witnesses=[seen]))
    [report] = [report for report in verify(store) if report.verdict is Verdict.TRUNCATED]
    assert "the browser saw" in report.sentence


def test_a_crash_is_told_by_the_chain_that_came_after(tmp_path):
    """With its end on record elsewhere a broken-off chain is no open question any more."""

    async def crash() -> None:
        run = await started(tmp_path)
        run.submit(1)
        await run.recorder._commit()
        await run.recorder._store.close()

    asyncio.run(crash())
    assert verdicts(tmp_path) == [Verdict.UNANCHORED_TAIL]
    witnesses = find_ends(tmp_path, live=False)
    assert [anchor.source for anchor in witnesses] == [Source.BROKEN_OFF]
    asyncio.run(record(tmp_path, 2, witnesses=witnesses))
    assert sorted(verdicts(tmp_path)) == [Verdict.CRASH_INCOMPLETE, Verdict.VERIFIED]


def test_a_forked_record(tmp_path):
    """A record that is another one than the signed head saw is forged, key or no key."""
    asyncio.run(record(tmp_path, 1))
    [file] = find_chains(tmp_path)
    stolen = load_device(tmp_path, os.urandom)
    [(_, signed), *_] = [
        item for item in read_checkpoints(tmp_path) if read_checkpoint(item[1]).number > 0
    ]
    told = read_checkpoint(signed)
    fork = Checkpoint(
        told.device,
        told.signer,
        told.chain,
        told.number,
        told.minute,
        Position(told.position.segment, told.position.records, b"x" * 32),
    )
    forged = sign_checkpoint(fork, stolen.signing_key)
    connection = sqlite3.connect(file)
    connection.execute(
        "UPDATE checkpoint SET body = ?, signature = ? WHERE number > 0",
        (forged.body, forged.signature),
    )
    connection.commit()
    connection.close()
    [report] = verify(tmp_path)
    assert report.verdict is Verdict.FORGED


def held_bytes(directory: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(directory.iterdir()) if path.is_file())


def test_forgetting_in_a_running_chain(tmp_path):
    """The open segment is closed, everything that overlaps goes, and nothing of it is left."""

    async def go() -> list[bytes]:
        run = await started(tmp_path, Limits(segment_records=2))
        for seq in (1, 2, 3):
            run.now_ms = seq * 600_000
            run.submit(seq)
            await run.recorder._commit()
        sealed = _sealed(run.recorder.path)
        gone = await run.recorder.shred(overlaps(MINUTE + 20), ShredReason.FORGOTTEN)
        # Record 1 lay in one segment with record 2.
        assert [segment.segment for segment in gone] == [0, 1]
        after = held_bytes(tmp_path)
        assert not [data for data in sealed if data in after]
        assert not [data[20:36] for data in sealed if data[20:36] in after]
        run.submit(4)
        await run.recorder.stop()
        return sealed

    sealed = asyncio.run(go())
    assert len(sealed) >= 3
    assert verdicts(tmp_path) == [Verdict.SHREDDED, Verdict.SHREDDED, Verdict.VERIFIED]


def _sealed(path: Path) -> list[bytes]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    rows = connection.execute("SELECT sealed FROM record").fetchall()
    connection.close()
    return [row[0] for row in rows]


def test_forgetting_in_closed_files(tmp_path):
    """Only what overlaps goes; numbers of forgotten records are not missed."""
    asyncio.run(record(tmp_path, 1, 2))
    [first] = find_chains(tmp_path)
    asyncio.run(record(tmp_path, 3))
    sealed = _sealed(first)
    device = load_device(tmp_path, os.urandom)
    choose = overlaps(MINUTE)
    gone, faults = asyncio.run(
        shred_closed_files(
            tmp_path,
            device,
            lambda segment: segment.chain.hex() == first.stem and choose(segment),
            ShredReason.FORGOTTEN,
            MINUTE,
        )
    )
    assert (len(gone), faults) == (2, [])
    assert not [data for data in sealed if data in held_bytes(tmp_path)]
    assert sorted(verdicts(tmp_path)) == [Verdict.SHREDDED, Verdict.SHREDDED, Verdict.VERIFIED]


def test_a_tombstone_is_not_taken_from_another_place(tmp_path):
    """Who removes a segment cannot cover it with the tombstone of another one."""
    asyncio.run(record(tmp_path, 1, 2))
    [file] = find_chains(tmp_path)
    device = load_device(tmp_path, os.urandom)
    asyncio.run(
        shred_closed_files(
            tmp_path, device, lambda segment: segment.segment == 0, ShredReason.FORGOTTEN, MINUTE
        )
    )
    connection = sqlite3.connect(file)
    connection.execute(
        "INSERT INTO tombstone SELECT 1, body, signature FROM tombstone WHERE segment = 0"
    )
    connection.execute("DELETE FROM segment WHERE segment = 1")
    connection.execute("DELETE FROM record WHERE id >> 32 = 1")
    connection.commit()
    connection.close()
    assert Verdict.TRUNCATED in verdicts(tmp_path)


def test_retention_goes_by_the_latest_record():
    """A segment is kept until everything in it is older than the policy allows."""
    from native_host.vault.shredding import SegmentSummary

    zeros = bytes(32)
    segment = SegmentSummary(b"c" * 16, 0, zeros, zeros, Position(), 1, 0, 9, 100, 200, ())
    days = 30 * 24 * 60
    assert not expired(200 + days - 1, 30)(segment)
    assert expired(200 + days, 30)(segment)


def test_spans_of_sessions():
    """One span for each session, from its first number to its last."""
    a, b = b"a" * 16, b"b" * 16
    rows = [(a, 5, 3), (b, 2, 1), (a, 9, 4)]
    assert merge_spans(rows) == (Span(a, 3, 9), Span(b, 2, 2))


def test_close_reasons_are_numbered_as_written():
    """The numbers of FORMAT.md."""
    assert [int(reason) for reason in CloseReason] == [1, 2, 3, 4, 5, 6, 7]
