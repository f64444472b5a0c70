"""Write one store file. All writing I/O of the vault is here.

One file per host process and one writing connection per file: two writers on one WAL can corrupt
it in SQLite before 3.51.3 (the WAL-reset bug), so there never are two. `synchronous=FULL`: a
commit is on disk when it returns, and only then is it acknowledged.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import aiosqlite

from native_host.errors import StoreError
from native_host.machine import FileLock, sync_directory
from native_host.vault.schema import SUFFIX, SessionState
from native_host.vault.sealing import ClosedSegment, SealedRecord

PAGE_BYTES = 4096  # measured: larger pages write up to 2.7 times as much at small commits
_SCHEMA = Path(__file__).with_name("schema.sql")
_PRAGMAS = (
    f"PRAGMA page_size = {PAGE_BYTES}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",  # macOS: without it a disk may keep a commit in its cache
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA mmap_size = 0",
    "PRAGMA journal_size_limit = 4194304",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A sealed record on its way into the file, with what dedupes its events later."""

    record: SealedRecord
    session: str | None
    last_seq: int | None


class ChainStore:
    """The writing side of one store file."""

    def __init__(self, connection: aiosqlite.Connection, lock: FileLock) -> None:
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
            connection = await aiosqlite.connect(path)
            for pragma in _PRAGMAS:
                await connection.execute(pragma)
            await connection.executescript(_SCHEMA.read_text(encoding="utf-8"))
            await connection.execute("INSERT INTO chain VALUES (?, ?)", (chain, device))
            await connection.commit()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"The store file {path} cannot be made ({error}); nothing is recorded until it can."
            ) from None
        return cls(connection, lock)

    async def commit(
        self,
        rows: Sequence[Row],
        *,
        begin: tuple[int, bytes, bytes] | None = None,
        end: tuple[int, ClosedSegment] | None = None,
        segment: int,
        sessions: Sequence[tuple[str, str, SessionState]] = (),
    ) -> None:
        """Write all of it or nothing, durably.

        Args:
            rows: records of the open segment.
            begin: number, header and signature of a segment that begins with this commit.
            end: number and end of a segment that closes with it.
            segment: number of the segment the rows belong to.
            sessions: session, profile and state, to be noted beside the rows.

        Raises:
            StoreError: nothing was written; the chain must not be used any more.
        """
        try:
            for session, profile, state in sessions:
                await self._note_session(session, profile, state)
            if begin is not None:
                await self._connection.execute(
                    "INSERT INTO segment (segment, header, header_signature) VALUES (?, ?, ?)",
                    begin,
                )
            await self._connection.executemany(
                "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)",
                [self._values(segment, row) for row in rows],
            )
            if end is not None:
                number, closed = end
                await self._connection.execute(
                    "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)",
                    self._values(number, Row(closed.final, None, None)),
                )
                await self._connection.execute(
                    "UPDATE segment SET footer = ?, footer_signature = ? WHERE segment = ?",
                    (closed.footer, closed.signature, number),
                )
            await self._connection.commit()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"The store cannot be written ({error}); free some space or mend the disk. "
                "What was acknowledged before is safe."
            ) from None

    async def _note_session(self, session: str, profile: str, state: SessionState) -> None:
        cursor = await self._connection.execute(
            "INSERT INTO session (session, profile, state) VALUES (?, ?, ?) "
            "ON CONFLICT (session) DO UPDATE SET state = excluded.state RETURNING number",
            (session, profile, int(state)),
        )
        found = await cursor.fetchone()
        await cursor.close()
        if found is None:
            raise sqlite3.DatabaseError("a session row did not come back")
        self._sessions[session] = int(found[0])

    def _values(self, segment: int, row: Row) -> tuple[object, ...]:
        record = row.record
        return (
            (segment << 32) | record.index,
            int(record.kind),
            record.count,
            None if row.session is None else self._sessions[row.session],
            row.last_seq,
            record.sealed,
            record.head,
        )

    async def close(self) -> None:
        """Fold the write-ahead log into the file and let go of it."""
        try:
            await self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error:
            pass  # what is committed is safe in the log as well
        finally:
            await self._connection.close()
            self._lock.release()


def delete_chain(path: Path) -> None:
    """Delete a store file that no host writes any more, with what SQLite keeps beside it.

    Raises:
        StoreError: it cannot be deleted.
    """
    try:
        for suffix in ("-wal", "-shm", ""):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        path.with_suffix(".lock").unlink(missing_ok=True)
        sync_directory(path.parent)
    except OSError as error:
        raise StoreError(f"The expired store file {path} cannot be deleted ({error}).") from None
