"""From entries to sealed rows in a real SQLite file."""

from __future__ import annotations

import asyncio
import contextlib
import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

from native_host.errors import PolicyError, StoreError
from native_host.review.verdicts import Verdict
from native_host.review.verification import StoreVerification
from native_host.vault.archive import find_sessions, read_segments
from native_host.vault.batching import Entry, Limits
from native_host.vault.chain import Machine
from native_host.vault.chain_file import ChainReader
from native_host.vault.device import load_device
from native_host.vault.evidence import Anchor
from native_host.vault.layout import RecordKind
from native_host.vault.recorder import Recorder
from native_host.vault.schema import SessionState
from native_host.vault.sealing import Recipient
from tests.native_host.making import PROFILE, SESSION, seeds, signed_policy
from tests.native_host.vault.sealed import event


class Run:
    """A recorder over a directory, and what it reported as stored."""

    def __init__(
        self,
        directory: Path,
        limits: Limits | None = None,
        personal: Callable[[], Recipient | None] = lambda: None,
    ) -> None:
        self.now_ms = 0.0
        self.stored: list[int] = []
        self._chains = 0
        self.recorder = Recorder(
            directory,
            policy=signed_policy(),
            device=load_device(directory, os.urandom),
            machine=Machine(
                wall_ms=lambda: 1_790_000_000_000 + int(self.now_ms),
                mono_ms=lambda: self.now_ms,
                random=os.urandom,
                new_chain=self._new_chain,
            ),
            stored=lambda entries: self.stored.extend(entry.seq for entry in entries),
            limits=limits,
            personal=personal,
        )

    def _new_chain(self) -> bytes:
        self._chains += 1
        return os.urandom(15) + bytes([self._chains])

    def submit(self, seq: int, kind: RecordKind = RecordKind.EVENTS, image: bytes = b"") -> None:
        self.recorder.submit([Entry(kind, SESSION, seq, event(seq), image)])


def verify(directory: Path) -> tuple[list[Any], StoreVerification]:
    verification = StoreVerification(seeds())
    reports = [verification.verify(*item) for item in read_segments(directory)]
    return reports, verification


async def started(
    directory: Path, limits: Limits | None = None, witnesses: Sequence[Anchor] = ()
) -> Run:
    run = Run(directory, limits)
    await run.recorder.start(witnesses)
    await run.recorder.begin_session(SESSION, PROFILE)
    return run


def test_entries_are_stored_and_reported(tmp_path):
    """What is reported as stored can be read from the file, in order."""

    async def go() -> Run:
        run = await started(tmp_path)
        for seq in (1, 2, 3):
            run.submit(seq)
        await run.recorder.stop()
        return run

    run = asyncio.run(go())
    assert run.stored == [1, 2, 3]
    [report], verification = verify(tmp_path)
    assert report.verdict is Verdict.VERIFIED
    assert report.events == 3
    assert verification.sequences.last == {SESSION: 3}


def test_run_commits_as_time_goes_by(tmp_path):
    """The pump commits when the linger is over, not before."""

    async def go() -> None:
        run = await started(tmp_path)
        pump = asyncio.create_task(run.recorder.run())
        run.submit(1)
        await asyncio.sleep(0)
        assert run.stored == []
        run.now_ms = 1000
        run.submit(2)
        for _ in range(200):
            if run.stored:
                break
            await asyncio.sleep(0.01)
        assert run.stored == [1, 2]
        await run.recorder.stop()
        await pump

    asyncio.run(go())


def test_segments_close_and_name_each_other(tmp_path):
    """After a limit the next entry opens a new segment that binds the one before."""

    async def go() -> None:
        run = await started(tmp_path, Limits(segment_records=2))
        for seq in range(1, 6):
            run.submit(seq)
            await run.recorder._commit()
        await run.recorder.stop()

    asyncio.run(go())
    reports, verification = verify(tmp_path)
    assert [report.verdict for report in reports] == [Verdict.VERIFIED] * 3
    assert verification.sequences.missing == []


def test_a_personal_key_that_was_unusable_once(tmp_path):
    """Nothing is stored from then on, however it is now: what was dropped would be missing."""
    faults = [None, None, PolicyError("It is spoiled.")]

    def find() -> None:
        fault = faults.pop(0) if faults else None
        if fault is not None:
            raise fault

    async def go() -> Run:
        run = Run(tmp_path, personal=find)
        await run.recorder.start()
        await run.recorder.begin_session(SESSION, PROFILE)
        for seq in (1, 2, 3):
            run.submit(seq)
            with contextlib.nullcontext() if seq == 1 else pytest.raises(PolicyError):
                await run.recorder._commit()
        run.submit(4)
        await run.recorder.stop()
        return run

    run = asyncio.run(go())
    assert run.stored == [1]
    [report], _ = verify(tmp_path)
    assert (report.verdict, report.events) == (Verdict.VERIFIED, 1)


def test_a_picture_is_a_record_of_its_own(tmp_path):
    """Pictures and events do not share a record, and their order is kept."""

    async def go() -> None:
        run = await started(tmp_path)
        run.submit(1)
        run.submit(2, RecordKind.SCREENSHOT, b"\xff\xd8\xff picture")
        run.submit(3)
        await run.recorder.stop()

    asyncio.run(go())
    [(_, segment)] = read_segments(tmp_path)
    kinds = [record.kind for record in segment.records]
    assert kinds == [
        RecordKind.EVENTS,
        RecordKind.SCREENSHOT,
        RecordKind.EVENTS,
        RecordKind.FINAL,
    ]


def test_files_are_private(tmp_path):
    """Nobody else on the computer can read even the sealed bytes."""
    store = tmp_path / "store"
    store.mkdir(mode=0o700)

    async def go() -> None:
        run = await started(store)
        run.submit(1)
        await run.recorder._commit()
        for file in store.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file.name
        await run.recorder.stop()

    mask = os.umask(0o077)  # as the host sets it
    try:
        asyncio.run(go())
    finally:
        os.umask(mask)


def test_what_is_known_of_a_session(tmp_path):
    """The next host finds the last number and whether there was a goodbye."""

    async def go() -> None:
        run = await started(tmp_path)
        run.submit(1)
        run.submit(2)
        run.recorder.note_session(SESSION, "", SessionState.ENDED)
        await run.recorder.stop()

    asyncio.run(go())
    [trace] = find_sessions(tmp_path)
    assert (trace.session, trace.profile, trace.last_seq) == (SESSION, PROFILE, 2)
    assert trace.state is SessionState.ENDED
    assert not trace.in_use


def test_an_open_file_can_be_read(tmp_path):
    """Closed segments of an open file are there for a reader while the host writes."""

    async def go() -> None:
        run = await started(tmp_path, Limits(segment_records=1))
        run.submit(1)
        await run.recorder._commit()
        with contextlib.closing(ChainReader(run.recorder.path)) as reader:
            assert reader.in_use
            assert reader.segment_numbers() == [0]
            assert reader.is_closed(0)
        run.submit(2)
        await run.recorder.stop()

    asyncio.run(go())
    reports, _ = verify(tmp_path)
    assert [report.verdict for report in reports] == [Verdict.VERIFIED] * 2


def test_a_segment_without_an_end_is_told_from_a_closed_one(tmp_path):
    """A host that was killed leaves everything that was acknowledged, and no footer."""

    async def go() -> None:
        run = await started(tmp_path)
        run.submit(1)
        await run.recorder._commit()
        await run.recorder._store.close()

    asyncio.run(go())
    [report], _ = verify(tmp_path)
    assert report.verdict is Verdict.UNANCHORED_TAIL
    assert report.events == 1


def test_after_a_failed_commit_nothing_is_reported_or_written(tmp_path):
    """An entry whose commit failed is not acknowledged, and the chain gets no hole."""

    async def go() -> Run:
        run = await started(tmp_path)
        run.submit(1)
        await run.recorder._commit()
        await run.recorder._store._connection.execute("PRAGMA query_only = ON")
        run.submit(2)
        with pytest.raises(StoreError, match="safe"):
            await run.recorder._commit()
        run.submit(3)
        await run.recorder.stop()
        return run

    run = asyncio.run(go())
    assert run.stored == [1]
    [report], verification = verify(tmp_path)
    assert report.verdict is Verdict.UNANCHORED_TAIL
    assert verification.sequences.last == {SESSION: 1}


PATH, PIXELS = os.urandom(24).hex().encode(), os.urandom(24)


def search_for_plaintext(directory: Path, monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    """Record a path and a picture; return kinds of files that hold them, and which they hold.

    Nothing is compressed here: that alone would hide the path.
    """
    monkeypatch.setattr("native_host.vault.chain.pack_events", b"".join)
    found = set()

    def search() -> None:
        for file in directory.iterdir():
            data = file.read_bytes()
            for what, canary in (("path", PATH), ("picture", PIXELS)):
                if canary in data:
                    found.add((file.suffix, what))

    async def go() -> None:
        run = await started(directory)
        data = orjson.loads(event(1))
        data["place"]["path"] = f"/{PATH.decode()}"
        run.recorder.submit([Entry(RecordKind.EVENTS, SESSION, 1, orjson.dumps(data))])
        run.submit(2, RecordKind.SCREENSHOT, b"\xff\xd8\xff" + PIXELS)
        await run.recorder._commit()
        search()
        await run.recorder.stop()
        search()

    asyncio.run(go())
    return found


def test_no_plaintext_reaches_the_disk(tmp_path, monkeypatch):
    """Neither file nor log holds a byte of what was sealed."""
    assert search_for_plaintext(tmp_path, monkeypatch) == set()


def test_the_search_for_plaintext_finds_it(tmp_path, monkeypatch):
    """Where sealing does nothing, the same search finds all of it in store file and log."""
    monkeypatch.setattr(
        "native_host.primitives.seal_bytes", lambda key, nonce, plaintext, context: plaintext
    )
    assert search_for_plaintext(tmp_path, monkeypatch) == {
        *((".sqlite", "path"), (".sqlite", "picture")),
        *((".sqlite-wal", "path"), (".sqlite-wal", "picture")),
    }
