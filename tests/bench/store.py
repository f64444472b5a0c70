"""The store layer against plain sqlite3 and against SQLCipher, over the same records."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from native_host.vault.batching import Entry, Limits
from native_host.vault.chain import Machine
from native_host.vault.device import load_device
from native_host.vault.layout import RecordKind
from native_host.vault.recorder import Recorder
from native_host.vault.store import DURABILITY
from tests.bench.rows import Row, at_least, at_most, median_ratio, not_measured, reported
from tests.bench.sample import event_bytes
from tests.native_host.making import PROFILE, SESSION, signed_policy

GROUP = 64
COMMITS = 32
ROUNDS = 15
Batches = Sequence[list[bytes]]
Writer = Callable[[Batches], Awaitable[None]]


class PlainRows:
    """One row for each record in an SQLite file; with SQLCipher's module, an encrypted one."""

    def __init__(self, path: Path, sqlite: ModuleType, key: str | None = None) -> None:
        # Any: two modules with the same functions.
        self._connection: Any = sqlite.connect(path, isolation_level=None)
        if key is not None:
            self._connection.execute(f"PRAGMA key = \"x'{key}'\"")
        for pragma in DURABILITY:
            self._connection.execute(pragma)
        self._connection.execute("CREATE TABLE record (id INTEGER PRIMARY KEY, event BLOB)")

    async def write(self, batches: Batches) -> None:
        for batch in batches:
            self._connection.execute("BEGIN")
            self._connection.executemany(
                "INSERT INTO record (event) VALUES (?)", [(event,) for event in batch]
            )
            self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


class SealedRows:
    """Our recorder, committing as often as the others do."""

    def __init__(self, directory: Path) -> None:
        self._done = asyncio.Event()
        self._stored = 0
        self._sent = 0
        self.recorder = Recorder(
            directory,
            policy=signed_policy(),
            device=load_device(directory, os.urandom),
            machine=Machine(
                wall_ms=lambda: time.time_ns() // 1_000_000,
                mono_ms=lambda: time.monotonic_ns() / 1e6,
                random=os.urandom,
                new_chain=lambda: os.urandom(16),
            ),
            stored=self._count,
            limits=Limits(commit_events=GROUP),
        )

    def _count(self, entries: Sequence[Entry]) -> None:
        if len(entries) != GROUP and len(entries) > 1:
            raise AssertionError("a commit does not hold one batch")
        self._stored += len(entries)
        self._done.set()

    async def write(self, batches: Batches) -> None:
        """Hand over one batch while the one before it is on its way, as a browser does."""
        for batch in batches:
            self.recorder.submit(
                [
                    Entry(RecordKind.EVENTS, SESSION, seq, event)
                    for seq, event in enumerate(batch, self._sent + 1)
                ]
            )
            self._sent += len(batch)
            await asyncio.sleep(0)  # the recorder takes it
            await self._wait_until_at_most(GROUP)
        await self._wait_until_at_most(0)

    async def _wait_until_at_most(self, waiting: int) -> None:
        while self._sent - self._stored > waiting:
            self._done.clear()
            await self._done.wait()


async def _time(write: Writer, batches: Batches) -> tuple[float, float]:
    """Return wall and CPU microseconds for each record."""
    count = sum(map(len, batches))
    wall, cpu = time.perf_counter(), time.process_time()
    await write(batches)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return 1e6 * wall / count, 1e6 * cpu / count


async def _measure(
    place: Path, sqlcipher: ModuleType | None
) -> dict[str, list[tuple[float, float]]]:
    (place / "sealed").mkdir(mode=0o700)
    sealed = SealedRows(place / "sealed")
    await sealed.recorder.start()
    await sealed.recorder.begin_session(SESSION, PROFILE)
    pump = asyncio.create_task(sealed.recorder.run())
    plain = PlainRows(place / "plain", sqlite3)
    writers: dict[str, Writer] = {"ours": sealed.write, "sqlite": plain.write}
    cipher = None
    if sqlcipher is not None:
        cipher = PlainRows(place / "cipher", sqlcipher, os.urandom(32).hex())
        writers["sqlcipher"] = cipher.write
    figures: dict[str, list[tuple[float, float]]] = {name: [] for name in writers}
    for turn in range(ROUNDS + 1):
        first = 1 + turn * COMMITS * GROUP
        batches = [
            [event_bytes(first + c * GROUP + n) for n in range(GROUP)] for c in range(COMMITS)
        ]
        # Each in turn goes first: the disk is not equally busy at the begin and end of a round.
        for name in sorted(writers, reverse=turn % 2 == 0):
            found = await _time(writers[name], batches)
            if turn:  # the first round fills caches
                figures[name].append(found)
    await sealed.recorder.stop()
    await pump
    plain.close()
    if cipher is not None:
        cipher.close()
    return figures


def _load_sqlcipher() -> ModuleType | None:
    try:
        from sqlcipher3 import dbapi2
    except ImportError:
        return None
    module: ModuleType = dbapi2
    return module


def store_layer() -> list[Row]:
    """Compare our store with what it is made of and with an encrypted database."""
    sqlcipher = _load_sqlcipher()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as place:
        figures = asyncio.run(_measure(Path(place), sqlcipher))
    ours, plain = figures["ours"], figures["sqlite"]
    rows = [
        at_least(
            f"store: rows/s at {GROUP} records a commit, against plain sqlite3",
            median_ratio([(p[0], o[0]) for o, p in zip(ours, plain, strict=True)]),
            "ratio",
            0.8,
        ),
        reported(
            "store: the same by CPU time",
            median_ratio([(p[1], o[1]) for o, p in zip(ours, plain, strict=True)]),
            "ratio",
        ),
        reported("store: CPU for a record", statistics.median(o[1] for o in ours), "us"),
        reported("store: rows/s", 1e6 / statistics.median(o[0] for o in ours), "rows/s"),
        reported("plain sqlite3: rows/s", 1e6 / statistics.median(p[0] for p in plain), "rows/s"),
        reported("plain sqlite3: CPU for a record", statistics.median(p[1] for p in plain), "us"),
    ]
    name = "store: CPU for a record, against SQLCipher"
    if sqlcipher is None:
        return [*rows, not_measured(name, "sqlcipher3 did not install", "ratio", 0.55)]
    cipher = figures["sqlcipher"]
    pairs = [(o[1], c[1]) for o, c in zip(ours, cipher, strict=True)]
    return [
        *rows,
        at_most(name, median_ratio(pairs), "ratio", 0.55),
        reported("SQLCipher: CPU for a record", statistics.median(c[1] for c in cipher), "us"),
    ]
