"""Read one store file: its sessions, segments, checkpoints and tombstones.

Read-only connections: a reader never blocks the writer, and a damaged file is reported and left
as it is.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from native_host.errors import FormatError, StoreError
from native_host.machine import is_locked
from native_host.primitives import hash_bytes
from native_host.vault.container import SealedSegment, ShreddedSegment, StoredSegment
from native_host.vault.evidence import Position, Signed, Tombstone
from native_host.vault.layout import NO_HASH, RecordKind
from native_host.vault.schema import APPLICATION_ID, USER_VERSION, SessionState
from native_host.vault.sealing import SealedRecord
from native_host.vault.shredding import SegmentSummary, merge_spans

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


class NeverBegunError(StoreError):
    """A host was killed before it had written anything: nothing is missing."""


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
        except sqlite3.Error as error:
            raise StoreError(f"{path.name} cannot be read ({error}).") from None
        try:
            self._check_version()
            chain, device = self._connection.execute("SELECT chain, device FROM chain").fetchone()
            self.chain, self.device = _blob(chain), _blob(device)
        except _DAMAGE as error:
            self._connection.close()
            raise StoreError(f"{path.name} cannot be read ({error}).") from None
        except StoreError:
            self._connection.close()
            raise

    def _check_version(self) -> None:
        application = self._connection.execute("PRAGMA application_id").fetchone()[0]
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        tables = self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if application == tables == 0:
            raise NeverBegunError(f"{self.path.name} is empty: its host ended before it began.")
        if application != APPLICATION_ID:
            raise StoreError(f"{self.path.name} is no Workglass store file.")
        if version != USER_VERSION:
            raise StoreError(
                f"{self.path.name} is a store of version {version}; this Workglass reads "
                f"{USER_VERSION}, so use a newer one."
            )

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
        shredded = self._shredded_numbers()
        try:
            return [
                SessionTrace(
                    session,
                    profile,
                    SessionState(state),
                    max(last or 0, shredded.get(session, 0)),
                    in_use,
                    self.path,
                )
                for session, profile, state, last in rows
            ]
        except ValueError:
            raise StoreError(f"{self.path.name} is damaged: a session has no state.") from None

    def _shredded_numbers(self) -> dict[str, int]:
        """Return the last number of every session that tombstones account for."""
        last: dict[str, int] = {}
        for (body,) in self._query("SELECT body FROM tombstone"):
            try:
                spans = Tombstone.parse(_blob(body)).spans
            except FormatError as error:
                raise StoreError(f"{self.path.name} is damaged ({error}).") from None
            for span in spans:
                session = str(UUID(bytes=span.session))
                last[session] = max(span.last, last.get(session, 0))
        return last

    def segment_numbers(self) -> list[int]:
        """Return the numbers of the segments in the file, shredded ones included."""
        rows = self._query(
            "SELECT segment FROM segment UNION SELECT segment FROM tombstone ORDER BY segment"
        )
        return [row[0] for row in rows]

    def is_closed(self, segment: int) -> bool:
        """Say whether nothing more will be written to a segment.

        That is so once it has its footer, and also when its writer is gone without one.
        """
        row = self._query("SELECT footer IS NOT NULL FROM segment WHERE segment = ?", segment)
        return not row or bool(row[0][0]) or not self.in_use

    def segment(self, segment: int) -> StoredSegment:
        """Return one segment with its records, or the tombstone in its place.

        Raises:
            StoreError: the file is damaged where the segment lies.
        """
        tombstone = self._query("SELECT body, signature FROM tombstone WHERE segment = ?", segment)
        if tombstone:
            return ShreddedSegment(_signed(tombstone[0]))
        found = self._query(
            "SELECT header, header_signature, footer, footer_signature "
            "FROM segment WHERE segment = ?",
            segment,
        )
        if not found:
            raise StoreError(f"{self.path.name} is damaged: segment {segment} is not found again.")
        row = found[0]
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
            checkpoints=tuple(
                _signed(found)
                for found in self._query(
                    "SELECT body, signature FROM checkpoint WHERE segment = ? ORDER BY number",
                    segment,
                )
            ),
        )

    def checkpoints(self) -> list[Signed]:
        """Return the checkpoints of the file, the first ones first."""
        rows = self._query("SELECT body, signature FROM checkpoint ORDER BY number")
        return [_signed(row) for row in rows]

    def summaries(self) -> list[SegmentSummary]:
        """Return what can be told of the segments without a key; shredded ones are left out."""
        rows = self._query(
            "SELECT segment, header, footer, count(record.id), "
            "coalesce(sum(iif(kind = 1, count, 0)), 0), coalesce(sum(kind = 2), 0), "
            "coalesce(sum(length(sealed)), 0), coalesce(min(minute), 0), coalesce(max(minute), 0) "
            "FROM segment LEFT JOIN record ON record.id >> 32 = segment "
            "GROUP BY segment ORDER BY segment"
        )
        return [self._summarize(row) for row in rows]

    def _summarize(self, row: tuple) -> SegmentSummary:  # type: ignore[type-arg]  # a row
        segment, header, footer, records, events, screenshots, size, first, last = row
        bounds = (segment << 32, (segment << 32) | 0xFFFFFFFF)
        spans = self._query(
            "SELECT session.session, last_seq, count FROM record "
            "JOIN session ON session.number = record.session "
            "WHERE id BETWEEN ? AND ? AND last_seq IS NOT NULL",
            *bounds,
        )
        head = self._query(
            "SELECT head FROM record WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1", *bounds
        )
        return SegmentSummary(
            chain=self.chain,
            segment=segment,
            header_hash=hash_bytes(_blob(header)),
            footer_hash=hash_bytes(_blob(footer)) if footer else NO_HASH,
            position=Position(segment, records, _blob(head[0][0]) if head else NO_HASH),
            events=events,
            screenshots=screenshots,
            sealed_bytes=size,
            first_minute=first,
            last_minute=last,
            spans=merge_spans((_session_id(name), seq, count) for name, seq, count in spans),
        )

    def holds(self, position: Position) -> bool:
        """Say whether the chain came at least so far, with this head at that place."""
        shredded = self._query("SELECT 1 FROM tombstone WHERE segment = ?", position.segment)
        if shredded:
            return True
        found = self._query(
            "SELECT head FROM record WHERE id = ?",
            (position.segment << 32) | (position.records - 1),
        )
        return bool(found) and _blob(found[0][0]) == position.head

    def end(self) -> tuple[Position, bool] | None:
        """Return how far the chain came and whether its last segment was closed.

        None if it has no segment. A shredded one counts as closed.
        """
        numbers = self.segment_numbers()
        if not numbers:
            return None
        last = numbers[-1]
        shredded = self._query("SELECT body FROM tombstone WHERE segment = ?", last)
        if shredded:
            try:
                return Tombstone.parse(_blob(shredded[0][0])).position, True
            except FormatError as error:
                raise StoreError(f"{self.path.name} is damaged ({error}).") from None
        closed = self._query("SELECT footer IS NOT NULL FROM segment WHERE segment = ?", last)
        found = self._query(
            "SELECT id, head FROM record WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1",
            last << 32,
            (last << 32) | 0xFFFFFFFF,
        )
        if not found:
            return Position(last), False
        records = (found[0][0] & 0xFFFFFFFF) + 1
        return Position(last, records, _blob(found[0][1])), bool(closed[0][0])

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

    def _query(self, statement: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]  # a row
        try:
            return self._connection.execute(statement, values).fetchall()
        except _DAMAGE as error:
            raise StoreError(f"{self.path.name} is damaged ({error}).") from None


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


def _signed(row: tuple) -> Signed:  # type: ignore[type-arg]  # a row
    return Signed(_blob(row[0]), _blob(row[1]))


def _session_id(text: str) -> bytes:
    try:
        return UUID(text).bytes
    except ValueError:
        raise StoreError("A session has no number.") from None
