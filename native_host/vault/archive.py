"""Read store files and sealed segment files. All reading I/O of the vault is here.

Read-only connections: a reader never blocks the writer, and a damaged file is reported and left
as it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from native_host.errors import FormatError, MissingError, StoreError
from native_host.machine import is_locked
from native_host.vault import container
from native_host.vault.container import SealedSegment
from native_host.vault.layout import Header, RecordKind
from native_host.vault.schema import APPLICATION_ID, SUFFIX, USER_VERSION, SessionState
from native_host.vault.sealing import SealedRecord

# What a damaged file makes sqlite3 raise: it decodes messages and columns that are garbage by then.
_DAMAGE = (sqlite3.Error, UnicodeDecodeError, TypeError, ValueError, OverflowError)


@dataclass(frozen=True, slots=True)
class SessionTrace:
    """What one store file knows of one session, in the clear."""

    session: str
    profile: str
    state: SessionState
    last_seq: int
    in_use: bool
    path: Path


class ChainReader:
    """The reading side of one store file."""

    def __init__(self, path: Path) -> None:
        """Open a file.

        Raises:
            StoreError: it is no store file, a newer one, or damaged.
        """
        self.path = path
        try:
            self._connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
            application = self._connection.execute("PRAGMA application_id").fetchone()[0]
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            if application != APPLICATION_ID:
                raise StoreError(f"{path.name} is no Workglass store file.")
            if version != USER_VERSION:
                raise StoreError(
                    f"{path.name} is a store of version {version}; this Workglass reads "
                    f"{USER_VERSION}, so use a newer one."
                )
            chain, device = self._connection.execute("SELECT chain, device FROM chain").fetchone()
            self.chain, self.device = _blob(chain), _blob(device)
        except _DAMAGE as error:
            raise StoreError(f"{path.name} cannot be read ({error}).") from None

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @property
    def in_use(self) -> bool:
        """Whether a live host writes this file."""
        return is_locked(self.path.with_suffix(".lock"))

    def sessions(self) -> list[SessionTrace]:
        """Return what the file knows of sessions."""
        in_use = self.in_use
        rows = self._query(
            "SELECT session.session, profile, state, "
            "(SELECT max(last_seq) FROM record WHERE record.session = session.number) "
            "FROM session"
        )
        try:
            return [
                SessionTrace(session, profile, SessionState(state), last or 0, in_use, self.path)
                for session, profile, state, last in rows
            ]
        except ValueError:
            raise StoreError(f"{self.path.name} is damaged: a session has no state.") from None

    def segment_numbers(self) -> list[int]:
        """Return the numbers of the segments in the file."""
        return [row[0] for row in self._query("SELECT segment FROM segment ORDER BY segment")]

    def is_closed(self, segment: int) -> bool:
        """Say whether nothing more will be written to a segment.

        That is so once it has its footer, and also when its writer is gone without one.
        """
        row = self._query("SELECT footer IS NOT NULL FROM segment WHERE segment = ?", segment)
        return bool(row and row[0][0]) or not self.in_use

    def segment(self, segment: int) -> SealedSegment:
        """Return one segment with its records.

        Raises:
            StoreError: the file is damaged where the segment lies.
        """
        row = self._query(
            "SELECT header, header_signature, footer, footer_signature "
            "FROM segment WHERE segment = ?",
            segment,
        )[0]
        records = self._query(
            "SELECT id, kind, count, sealed, head FROM record WHERE id BETWEEN ? AND ? ORDER BY id",
            segment << 32,
            (segment << 32) | 0xFFFFFFFF,
        )
        return SealedSegment(
            header=_blob(row[0]),
            header_signature=_blob(row[1]),
            records=tuple(
                SealedRecord(
                    id_ & 0xFFFFFFFF, _kind(kind), _count(count), _blob(sealed), _blob(head)
                )
                for id_, kind, count, sealed, head in records
            ),
            footer=_blob(row[2] or b""),
            footer_signature=_blob(row[3] or b""),
        )

    def find_damage(self) -> str | None:
        """Return a sentence if the file is damaged as a database or holds what belongs nowhere.

        A page that lost its entries reads as if they had never been there.
        """
        found = self._query("PRAGMA quick_check(1)")[0][0]
        if found != "ok":
            return f"The store file is damaged ({found}); what still authenticates is listed above."
        stray = self._stray_records()
        return f"{stray} records are there without their segment." if stray else None

    def _stray_records(self) -> int:
        count = self._query(
            "SELECT count(*) FROM record WHERE id >> 32 NOT IN (SELECT segment FROM segment)"
        )[0][0]
        return int(count)

    def newest_hour(self) -> int | None:
        """Return the hour in which the last segment was opened; None if there is no segment.

        Raises:
            StoreError: its header cannot be read.
        """
        rows = self._query("SELECT header FROM segment ORDER BY segment DESC LIMIT 1")
        if not rows:
            return None
        try:
            return Header.parse(rows[0][0]).core.opened_hour
        except FormatError as error:
            raise StoreError(f"{self.path.name} is damaged ({error}).") from None

    def totals(self) -> dict[str, int]:
        """Return counts that need no key: segments, records, events, pictures, bytes."""
        records, events, screenshots, size = self._query(
            "SELECT count(*), coalesce(sum(iif(kind = 1, count, 0)), 0), "
            "coalesce(sum(kind = 2), 0), coalesce(sum(length(sealed)), 0) FROM record"
        )[0]
        return {
            "segments": len(self.segment_numbers()),
            "records": records,
            "events": events,
            "screenshots": screenshots,
            "bytes": size,
        }

    def _query(self, statement: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        try:
            return self._connection.execute(statement, values).fetchall()
        except _DAMAGE as error:
            raise StoreError(f"{self.path.name} is damaged ({error}).") from None


def find_chains(directory: Path) -> list[Path]:
    """Return the store files of a directory, oldest first (their names are UUIDv7)."""
    return sorted(directory.glob(f"*{SUFFIX}"))


def find_sessions(directory: Path) -> list[SessionTrace]:
    """Return what all readable files of a store know of sessions; damaged ones are passed over."""
    traces = []
    for path in find_chains(directory):
        try:
            with closing(ChainReader(path)) as reader:
                traces += reader.sessions()
        except StoreError:
            continue
    return traces


def read_segments(place: Path) -> Iterator[tuple[str, SealedSegment | StoreError]]:
    """Return every segment of a store directory or of a collector's directory, with its name.

    A segment or file that cannot be read comes as the error that says why.

    Raises:
        MissingError: there is neither a store nor a collector's directory.
    """
    if not place.is_dir():
        raise MissingError(f"There is no store at {place}.")
    chains = find_chains(place)
    files = sorted(place.glob(f"*/*/*{container.SUFFIX}"))
    if not chains and not files:
        raise MissingError(f"There is no store in {place}: no {SUFFIX} file and no segment.")
    return _read_all(chains, files)


def _read_all(
    chains: list[Path], files: list[Path]
) -> Iterator[tuple[str, SealedSegment | StoreError]]:
    for path in chains:
        yield from _read_chain(path)
    for path in files:
        name = f"{path.parent.name}/{path.stem}"
        try:
            yield name, container.parse(path.read_bytes())
        except (OSError, FormatError) as error:
            yield name, StoreError(f"The segment file {path.name} cannot be read: {error}")


def _read_chain(path: Path) -> Iterator[tuple[str, SealedSegment | StoreError]]:
    try:
        with closing(ChainReader(path)) as reader:
            for number in reader.segment_numbers():
                name = f"{path.stem}/{number:08d}"
                try:
                    yield name, reader.segment(number)
                except StoreError as error:
                    yield name, error
            damage = reader.find_damage()
            if damage is not None:
                yield path.stem, StoreError(damage)
    except StoreError as error:
        yield path.stem, error


def _kind(number: int) -> RecordKind:
    try:
        return RecordKind(number)
    except ValueError:
        raise StoreError("A record is of an unknown kind.") from None


def _blob(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise StoreError("A field of the store is not of its type.")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value < 2**32:
        raise StoreError("A record's count is no count.")
    return value
