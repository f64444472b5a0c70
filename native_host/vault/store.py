"""Write one store file. All writing I/O of the vault is here.

One file per host process and one writing connection per file: two writers on one WAL can corrupt
it in SQLite before 3.51.3 (the WAL-reset bug), so there never are two. `synchronous=FULL`: a
commit is on disk when it returns, and only then is it acknowledged.
"""

from __future__ import annotations

import asyncio
import functools
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiosqlite

from native_host.errors import StoreError
from native_host.machine import FileLock
from native_host.vault.evidence import Signed
from native_host.vault.schema import SUFFIX, SessionState
from native_host.vault.sealing import ClosedSegment, SealedRecord

# Measured: at 50 records a second a byte of them costs 2.5 bytes on the disk with pages of 4096,
# 1.7 with 2048 and 1.4 with 1024, but those take a fifth more CPU.
PAGE_BYTES = 2048
ERASE_SECONDS = 10.0
QUICK_SECONDS = 0.005
_INDEX_MASK = 0xFFFFFFFF
# Read at once: an update takes the file away while a host runs.
_SCHEMA = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")
DURABILITY = (
    f"PRAGMA page_size = {PAGE_BYTES}",
    "PRAGMA journal_mode = WAL",
    f"PRAGMA wal_autocheckpoint = {4 * 2**20 // PAGE_BYTES}",
    "PRAGMA synchronous = FULL",
)
_PRAGMAS = (
    *DURABILITY,
    "PRAGMA fullfsync = ON",  # macOS: without it a disk may keep a commit in its cache
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA mmap_size = 0",
    "PRAGMA temp_store = MEMORY",  # no copies of pages in temporary files
    "PRAGMA journal_size_limit = 4194304",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A sealed record on its way into the file, with what dedupes its events later."""

    record: SealedRecord
    session: str | None
    last_seq: int | None


@dataclass(frozen=True, slots=True)
class Commit:
    """What is written in one transaction.

    Attributes:
        minute: when, in minutes since 1970.
        segment: number of the segment the rows belong to.
        rows: records of the open segment.
        begin: number, header and signature of a segment that begins with this commit.
        end: number and end of a segment that closes with it.
        sessions: session, profile and state, to be noted beside the rows.
        checkpoint: number and segment of a checkpoint, and the checkpoint.
    """

    minute: int
    segment: int
    rows: Sequence[Row] = ()
    begin: tuple[int, bytes, bytes] | None = None
    end: tuple[int, ClosedSegment] | None = None
    sessions: Sequence[tuple[str, str, SessionState]] = ()
    checkpoint: tuple[int, int, Signed] | None = None

    def is_empty(self) -> bool:
        """Say whether there is nothing to write."""
        return not (self.rows or self.begin or self.end or self.sessions or self.checkpoint)


class _Connection(aiosqlite.Connection):
    """A connection that can do several statements in one turn of its thread.

    A turn there and back costs as much as a small statement.
    """

    _is_quick = False

    @classmethod
    async def open(cls, path: Path) -> _Connection:
        connect = functools.partial(sqlite3.connect, path, check_same_thread=False)
        connection = cls(connect, iter_chunk_size=64)
        await connection
        return connection

    async def run(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Do it at once where the disk is quick; the turn costs more than such a commit itself.

        Where it is slow, or was never tried, in the thread: meanwhile frames are read. One call at
        a time, and nothing else of the connection runs meanwhile: the recorder sees to that.
        """
        began = time.monotonic()
        if self._is_quick:
            work(self._conn)
        else:
            await self._execute(work, self._conn)  # type: ignore[no-untyped-call]  # aiosqlite's
        self._is_quick = time.monotonic() - began < QUICK_SECONDS


class ChainStore:
    """The writing side of one store file."""

    def __init__(self, connection: _Connection, lock: FileLock) -> None:
        self._connection = connection
        self._lock = lock
        self._sessions: dict[str, int] = {}

    @classmethod
    async def create(cls, directory: Path, chain: bytes, device: bytes) -> ChainStore:
        """Make the file of a new chain and lock it for as long as this process lives.

        Raises:
            StoreError: the file cannot be made.
        """
        path = directory / f"{chain.hex()}{SUFFIX}"
        lock = FileLock(path.with_suffix(".lock"))
        try:
            if not lock.acquire():
                raise StoreError(f"The store file {path} is in use by another process.")
            connection = await _Connection.open(path)
            for pragma in _PRAGMAS:
                await connection.execute(pragma)
            # In one transaction: a host that is killed here leaves an empty file or a whole one.
            await connection.executescript(f"BEGIN; {_SCHEMA}")
            await connection.execute("INSERT INTO chain VALUES (?, ?)", (chain, device))
            await connection.commit()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"The store file {path} cannot be made ({error}); nothing is recorded until it can."
            ) from None
        return cls(connection, lock)

    @classmethod
    async def adopt(cls, path: Path) -> ChainStore | None:
        """Open the file of a chain whose host is gone; None if it still runs.

        Raises:
            StoreError: the file is damaged.
        """
        lock = FileLock(path.with_suffix(".lock"))
        if not lock.acquire():
            return None
        try:
            connection = await _Connection.open(path)
            for pragma in _PRAGMAS:
                await connection.execute(pragma)
        except sqlite3.Error as error:
            lock.release()
            raise StoreError(f"{path.name} cannot be opened ({error}).") from None
        return cls(connection, lock)

    async def commit(self, commit: Commit) -> None:
        """Write all of it or nothing, durably.

        Raises:
            StoreError: nothing was written; the chain must not be used any more.
        """
        try:
            await self._connection.run(lambda connection: self._write(connection, commit))
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"The store cannot be written ({error}); free some space or mend the disk. "
                "What was acknowledged before is safe."
            ) from None

    def _write(self, connection: sqlite3.Connection, commit: Commit) -> None:
        for session, profile, state in commit.sessions:
            self._note_session(connection, session, profile, state)
        if commit.begin is not None:
            connection.execute(
                "INSERT INTO segment (segment, header, header_signature) VALUES (?, ?, ?)",
                commit.begin,
            )
        for row in commit.rows:
            self._insert(connection, commit.segment, commit.minute, row)
        if commit.end is not None:
            number, closed = commit.end
            self._insert(connection, number, commit.minute, Row(closed.final, None, None))
            connection.execute(
                "UPDATE segment SET footer = ?, footer_signature = ? WHERE segment = ?",
                (closed.footer, closed.signature, number),
            )
        if commit.checkpoint is not None:
            _write_checkpoint(connection, *commit.checkpoint)
        connection.commit()

    def _insert(self, connection: sqlite3.Connection, segment: int, minute: int, row: Row) -> None:
        record = row.record
        connection.execute(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (segment << 32) | record.index,
                int(record.kind),
                record.count,
                None if row.session is None else self._sessions[row.session],
                row.last_seq,
                minute,
                record.sealed,
                record.head,
            ),
        )

    def _note_session(
        self, connection: sqlite3.Connection, session: str, profile: str, state: SessionState
    ) -> None:
        found = connection.execute(
            "INSERT INTO session (session, profile, state) VALUES (?, ?, ?) "
            "ON CONFLICT (session) DO UPDATE SET state = excluded.state RETURNING number",
            (session, profile, int(state)),
        ).fetchone()
        if found is None:
            raise sqlite3.DatabaseError("a session row did not come back")
        self._sessions[session] = int(found[0])

    async def shred(self, tombstones: Sequence[tuple[int, Signed]]) -> None:
        """Put tombstones in the place of segments; on return nothing of these is in the file.

        Raises:
            StoreError: it could not be done, or somebody kept reading, so that the log beside
                the file may still hold what was deleted.
        """
        try:
            for segment, signed in tombstones:
                await self._connection.execute(
                    "INSERT INTO tombstone VALUES (?, ?, ?)",
                    (segment, signed.body, signed.signature),
                )
                await self._connection.execute(
                    "DELETE FROM record WHERE id BETWEEN ? AND ?",
                    (segment << 32, (segment << 32) | _INDEX_MASK),
                )
                await self._connection.execute("DELETE FROM segment WHERE segment = ?", (segment,))
            await self._connection.commit()
            await self._erase_log()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"Segments could not be shredded ({error}); try again.") from None
        finally:
            await self._connection.rollback()  # where this was stopped half-way; else nothing

    async def _erase_log(self) -> None:
        """Fold the log into the file and cut it to nothing: it holds pages as they were before."""
        deadline = asyncio.get_running_loop().time() + ERASE_SECONDS
        while True:
            cursor = await self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            row = await cursor.fetchone()
            await cursor.close()
            if row is not None and row[0] == 0:
                return
            if asyncio.get_running_loop().time() > deadline:
                raise StoreError(
                    "What was shredded is still in the log beside the store file, because another "
                    "program reads it; close that program and try again."
                )
            await asyncio.sleep(0.05)

    async def shrink(self) -> None:
        """Give the room of shredded segments back to the disk.

        Raises:
            StoreError: it could not be done; the file is as it was.
        """
        try:
            await self._connection.execute("VACUUM")
            await self._erase_log()
        except sqlite3.Error as error:
            raise StoreError(f"The store file could not be made smaller ({error}).") from None

    async def close(self) -> None:
        """Fold the write-ahead log into the file and let go of it."""
        try:
            await self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error:
            pass  # what is committed is safe in the log as well
        finally:
            await self._connection.close()
            self._lock.release()


def _write_checkpoint(
    connection: sqlite3.Connection, number: int, segment: int, signed: Signed
) -> None:
    """Keep the first checkpoint, which names other chains, and the latest of every segment."""
    connection.execute("DELETE FROM checkpoint WHERE segment = ? AND number > 0", (segment,))
    connection.execute(
        "INSERT INTO checkpoint (number, segment, body, signature) VALUES (?, ?, ?, ?)",
        (number, segment, signed.body, signed.signature),
    )
