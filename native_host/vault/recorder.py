"""From plaintext entries in memory to acknowledged sealed rows on disk.

The order is fixed: gather, seal, commit, and only then tell the caller which entries are durable.
Plaintext is never written anywhere, and an entry whose commit failed is not reported as stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from native_host.policy import SignedPolicy
from native_host.primitives import KEY_BYTES, hash_bytes
from native_host.vault.batching import Batcher, Entry, Limits, group_entries, reason_to_close
from native_host.vault.content import pack_events, pack_screenshot
from native_host.vault.device import Device
from native_host.vault.keys import suite_of
from native_host.vault.layout import NO_HASH, CloseReason, HeaderCore, RecordKind
from native_host.vault.schema import SUFFIX, SessionState
from native_host.vault.sealing import (
    ClosedSegment,
    Recipient,
    SealedRecord,
    SegmentSealer,
    commit_to_key,
)
from native_host.vault.store import ChainStore, Row

HOUR_MS = 3_600_000
_TICK_SECONDS = 5.0  # how often an idle recorder looks whether its segment should close


@dataclass(frozen=True, slots=True)
class Machine:
    """Clocks and randomness, handed in so that tests can fix them."""

    wall_ms: Callable[[], int]
    mono_ms: Callable[[], float]
    random: Callable[[int], bytes]
    new_chain: Callable[[], bytes]


class Recorder:
    """One chain: gathers entries, seals them into segments, stores them."""

    def __init__(
        self,
        directory: Path,
        *,
        policy: SignedPolicy,
        device: Device,
        machine: Machine,
        stored: Callable[[Sequence[Entry]], None],
        limits: Limits | None = None,
    ) -> None:
        """Prepare a chain; nothing is written before `start`.

        Args:
            directory: the store directory, already checked to be private.
            policy: whom to seal for.
            device: who signs.
            machine: clocks and randomness.
            stored: is called after every commit with the entries that are durable now.
            limits: bounds of commits and segments.
        """
        self._directory = directory
        self._policy = policy
        self._device = device
        self._machine = machine
        self._stored = stored
        self._limits = limits or Limits()
        self._batcher = Batcher(self._limits)
        self._wake = asyncio.Event()
        self._committing = asyncio.Lock()  # one transaction at a time on the one connection
        self._failed = False
        self._stopping = False
        self._store: ChainStore | None = None
        self._sealer: SegmentSealer | None = None
        self._chain = b""
        self._segment = -1
        self._segment_bytes = 0
        self._opened_ms = 0.0
        self._last_ms = 0.0
        self._previous = NO_HASH
        self._notes: list[tuple[str, str, SessionState]] = []
        self.notice_version = 0

    @property
    def path(self) -> Path:
        """The store file."""
        return self._directory / f"{self._chain.hex()}{SUFFIX}"

    async def start(self) -> None:
        """Make the store file.

        Raises:
            StoreError: it cannot be made.
        """
        self._chain = self._machine.new_chain()
        self._store = await ChainStore.create(self._directory, self._chain, self._device.device)

    def submit(self, entry: Entry) -> None:
        """Take an entry; it is durable once `stored` was called with it."""
        self._batcher.add(entry, self._machine.mono_ms())
        self._wake.set()

    async def begin_session(self, session: str, profile: str) -> None:
        """Write down that this file is about to take a session's records; durable on return.

        Until then another host could not know that it has to wait for this one.

        Raises:
            StoreError: it cannot be written.
        """
        self.note_session(session, profile, SessionState.LIVE)
        await self._commit()

    def note_session(self, session: str, profile: str, state: SessionState) -> None:
        """Write down, with the next commit, what became of a session."""
        self._notes.append((session, profile, state))

    async def run(self) -> None:
        """Commit entries as they come, until `stop`.

        Raises:
            StoreError: a commit failed; entries not reported as stored are not stored.
        """
        while not self._stopping:
            wait_ms = self._batcher.wait_ms(self._machine.mono_ms())
            if wait_ms == 0:
                await self._commit()
                continue
            timeout = _TICK_SECONDS if wait_ms is None else wait_ms / 1000
            try:
                await asyncio.wait_for(self._wake.wait(), timeout)
            except TimeoutError:
                if wait_ms is None:
                    await self._close_if_due()
                continue
            self._wake.clear()

    async def stop(self, reason: CloseReason = CloseReason.DISCONNECT) -> None:
        """Commit what is gathered, close the segment and the file.

        Raises:
            StoreError: the last commit failed.
        """
        self._stopping = True
        self._wake.set()
        await self._commit(close=reason)
        if self._store is not None:
            await self._store.close()

    async def _close_if_due(self) -> None:
        reason = self._reason_to_close()
        if reason is not None:
            await self._commit(close=reason)

    def _reason_to_close(self) -> CloseReason | None:
        if self._sealer is None:
            return None
        return reason_to_close(
            self._limits,
            records=self._sealer.records,
            stored_bytes=self._segment_bytes,
            opened_ms=self._opened_ms,
            last_ms=self._last_ms,
            now_ms=self._machine.mono_ms(),
        )

    async def _commit(self, close: CloseReason | None = None) -> None:
        """Seal and store everything gathered, in one transaction; close the segment if due."""
        async with self._committing:
            if self._store is None or self._failed:
                return  # after a failed commit the chain has a hole: nothing may follow it
            self._failed = True
            await self._commit_to(self._store, close)
            self._failed = False

    async def _commit_to(self, store: ChainStore, close: CloseReason | None) -> None:
        entries = self._batcher.take()
        notes, self._notes = self._notes, []
        begin = None
        if entries and self._sealer is None:
            begin = self._open_segment()
        rows = [self._seal(group) for group in group_entries(entries)]
        if entries:
            self._last_ms = self._machine.mono_ms()
        reason = close or self._reason_to_close()
        segment, end = self._segment, None
        if reason is not None and self._sealer is not None:
            end = (segment, self._close_segment(self._sealer, reason))
        if rows or end or notes:
            await store.commit(rows, begin=begin, end=end, segment=segment, sessions=notes)
        if entries:
            self._stored(entries)

    def _open_segment(self) -> tuple[int, bytes, bytes]:
        policy, machine = self._policy.policy, self._machine
        groups = [
            [Recipient(bytes.fromhex(m.key_id), m.public_bytes()) for m in group.members]
            for group in policy.recipients
        ]
        self._segment += 1
        segment_key = machine.random(KEY_BYTES)
        hour = machine.wall_ms() // HOUR_MS
        core = HeaderCore(
            suite=suite_of(policy.recipients[0].members[0].suite),
            device=self._device.device,
            chain=self._chain,
            segment=self._segment,
            opened_hour=hour,
            policy_version=policy.version,
            policy_digest=self._policy.digest,
            notice_version=self.notice_version,
            purpose=policy.purpose.id,
            pseudonym=self._device.pseudonym(hour),
            commitment=commit_to_key(segment_key, self._chain, self._segment),
            previous=self._previous,
            signer=self._device.public_key(),
        )
        self._sealer = SegmentSealer(
            core, groups, segment_key, self._device.signing_key, machine.random
        )
        self._segment_bytes = 0
        self._opened_ms = machine.mono_ms()
        return self._segment, self._sealer.header, self._sealer.header_signature

    def _seal(self, group: list[Entry]) -> Row:
        sealer = self._sealer
        if sealer is None:
            raise AssertionError("a record was sealed without a segment")
        first, last = group[0], group[-1]
        if first.kind is RecordKind.SCREENSHOT:
            plaintext = pack_screenshot(first.event, first.image)
        else:
            plaintext = pack_events([entry.event for entry in group])
        record: SealedRecord = sealer.seal(first.kind, len(group), plaintext)
        self._segment_bytes += len(record.sealed)
        if last.seq == 0:
            return Row(record, None, None)
        return Row(record, last.session, last.seq)

    def _close_segment(self, sealer: SegmentSealer, reason: CloseReason) -> ClosedSegment:
        closed = sealer.close(reason)
        self._previous = hash_bytes(closed.footer)
        self._sealer = None
        return closed
