"""What earlier hosts of this store left: where a session stands, which ones broke off."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from native_host.controls import EndedWithoutGoodbye, Held, Recovered, RolledBack
from native_host.errors import BusyError
from native_host.machine import sync_file
from native_host.vault.archive import find_sessions, holds
from native_host.vault.batching import Entry
from native_host.vault.chain_file import SessionTrace
from native_host.vault.evidence import Anchor, Position, Source
from native_host.vault.layout import RecordKind
from native_host.vault.schema import SessionState
from native_host.wire import Hello

BUSY_SECONDS = 6.0  # the browser kills an old host about 2 s after it closed its port


async def wait_for_old_host(store: Path, hello: Hello) -> list[SessionTrace]:
    """Return what the store knows of sessions once no other host of this profile writes.

    A host whose port was closed still flushes; reading before it is done would let records be
    stored twice.

    Raises:
        BusyError: it does not end.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        traces = find_sessions(store)
        if not any(trace.in_use and trace.profile == hello.profile for trace in traces):
            return traces
        if time.monotonic() > deadline:
            raise BusyError(
                "Another host still writes for this browser profile; close the other browser "
                "window or wait a moment."
            )
        await asyncio.sleep(0.05)


def find_last_number(traces: Sequence[SessionTrace], session: str) -> int:
    """Return the last number of a session that is on disk.

    Its host may have been killed between writing and forcing to disk; what is read out of memory
    now must not be called stored before it is.

    Raises:
        StoreError: the disk does not take it.
    """
    earlier = [trace for trace in traces if trace.session == session]
    for trace in earlier:
        sync_file(trace.path.with_name(f"{trace.path.name}-wal"))
        sync_file(trace.path)
    return max((trace.last_seq for trace in earlier), default=0)


def find_broken_off(traces: Sequence[SessionTrace], hello: Hello) -> list[tuple[str, int]]:
    """Return earlier sessions of this profile that never said goodbye, with their last number."""
    mine = [t for t in traces if t.profile == hello.profile and t.session != hello.session]
    settled = {t.session for t in traces if t.state is not SessionState.LIVE}
    last: dict[str, int] = {}
    for trace in mine:
        if trace.session not in settled:
            last[trace.session] = max(trace.last_seq, last.get(trace.session, 0))
    return sorted(last.items())


def witness_anchor(hello: Hello) -> list[Anchor]:
    """Return what the browser remembers, as the first checkpoint of a chain names it."""
    witness = hello.witness
    if witness is None:
        return []
    position = Position(witness.segment, witness.records, bytes.fromhex(witness.head))
    return [Anchor(Source.BROWSER, bytes.fromhex(witness.chain), position)]


def compare_witness(
    store: Path, witness: Sequence[Anchor], session: str, wall_ms: int
) -> list[Entry]:
    """Return a record for everything that the browser remembers and the store does not hold."""
    return [
        _make_entry(
            RolledBack(
                kind="host",
                what="rolled-back",
                session=session,
                wall_ms=wall_ms,
                chain=anchor.chain.hex(),
                segment=anchor.position.segment,
                records=anchor.position.records,
            )
        )
        for anchor in witness
        if not holds(store, anchor)
    ]


def recover(
    ends: Sequence[Anchor], known: frozenset[bytes], session: str, wall_ms: int
) -> list[Entry]:
    """Return a record for every chain that broke off, the first time that this is noticed.

    Args:
        ends: how far the chains of hosts that are gone have come.
        known: chains whose breaking off is on record already.
        session: the session that begins.
        wall_ms: the present time.
    """
    return [
        _make_entry(
            Recovered(
                kind="host",
                what="recovered",
                session=session,
                wall_ms=wall_ms,
                chain=anchor.chain.hex(),
                segment=anchor.position.segment,
                records=anchor.position.records,
            )
        )
        for anchor in ends
        if anchor.source is Source.BROKEN_OFF and anchor.chain not in known
    ]


def miss_goodbye(session: str, last_seq: int, wall_ms: int) -> Entry:
    """Return the record that stands for everything after the last number of a session."""
    record = EndedWithoutGoodbye(
        kind="host",
        what="ended-without-goodbye",
        session=session,
        wall_ms=wall_ms,
        last_seq=last_seq,
    )
    return _make_entry(record)


def note_hold(session: str, policy_version: int, wall_ms: int) -> Entry:
    """Return the record of a policy that stops all recording."""
    held = Held(
        kind="host", what="held", session=session, wall_ms=wall_ms, policy_version=policy_version
    )
    return _make_entry(held)


def _make_entry(record: EndedWithoutGoodbye | Held | Recovered | RolledBack) -> Entry:
    return Entry(RecordKind.HOST, record.session, 0, record.model_dump_json().encode())
