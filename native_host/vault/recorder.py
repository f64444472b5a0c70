"""From plaintext entries in memory to acknowledged sealed rows on disk.

The order is fixed: gather, seal, commit, and only then tell the caller which entries are durable.
Plaintext is never written anywhere, and an entry whose commit failed is not reported as stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from native_host.errors import PolicyError
from native_host.policy import SignedPolicy
from native_host.vault.batching import Batcher, Entry, Limits, group_entries
from native_host.vault.chain import Chain, Machine
from native_host.vault.chain_file import ChainReader
from native_host.vault.device import Device
from native_host.vault.evidence import Anchor, Position, ShredReason
from native_host.vault.layout import CloseReason
from native_host.vault.schema import SUFFIX, SessionState
from native_host.vault.sealing import Recipient
from native_host.vault.shredding import Choice, SegmentSummary, make_tombstone
from native_host.vault.store import ChainStore, Commit, Row

_TICK_SECONDS = 5.0  # how often an idle recorder looks whether its segment should close


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
        peers: Callable[[], Sequence[Anchor]] = tuple,
        personal: Callable[[], Recipient | None] = lambda: None,
    ) -> None:
        """Prepare a chain; nothing is written before `start`.

        Args:
            directory: the store directory, already checked to be private.
            policy: whom to seal for.
            device: who signs.
            machine: clocks and randomness.
            stored: is called after every commit with the entries that are durable now.
            limits: bounds of commits and segments.
            peers: returns how far the other chains of the store have come.
            personal: returns the person's own key as it is now, where the policy allows one.
        """
        limits = limits or Limits()
        self._directory = directory
        self._device = device
        self._machine = machine
        self._stored = stored
        self._peers = peers
        self._batcher = Batcher(limits)
        self._personal = personal
        self._chain = Chain(policy, device, machine, limits)
        self._wake = asyncio.Event()
        self._committing = asyncio.Lock()  # one transaction at a time on the one connection
        self._failed = False
        self._barred: PolicyError | None = None  # whom to seal for cannot be said
        self._stopping = False
        self._store: ChainStore | None = None
        self._notes: list[tuple[str, str, SessionState]] = []

    @property
    def path(self) -> Path:
        """The store file."""
        return self._directory / f"{self._chain.id.hex()}{SUFFIX}"

    @property
    def chain_id(self) -> bytes:
        """Number of the chain."""
        return self._chain.id

    @property
    def position(self) -> Position:
        """How far the chain has come on disk."""
        return self._chain.position

    def set_notice(self, version: int) -> None:
        """Say which version of the notice the next segments name."""
        self._chain.notice_version = version

    async def start(self, witnesses: Sequence[Anchor] = ()) -> None:
        """Make the store file; its first checkpoint names the other chains that are known.

        Args:
            witnesses: what the browser and this store say of chains that ended.

        Raises:
            StoreError: it cannot be made.
        """
        self._store = await ChainStore.create(self._directory, self._chain.id, self._device.device)
        checkpoint = self._chain.sign_checkpoint(witnesses)
        await self._store.commit(Commit(self._chain.minute, 0, checkpoint=checkpoint))

    def submit(self, entries: Sequence[Entry]) -> None:
        """Take entries; each is durable once `stored` was called with it."""
        if self._batcher.add(entries, self._machine.mono_ms()):
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
        loop = asyncio.get_running_loop()
        while not self._stopping:
            wait_ms = self._batcher.wait_ms(self._machine.mono_ms())
            if wait_ms == 0:
                await self._commit()
                continue
            alarm = loop.call_later(
                _TICK_SECONDS if wait_ms is None else wait_ms / 1000, self._wake.set
            )
            await self._wake.wait()
            alarm.cancel()
            self._wake.clear()
            if self._batcher.is_empty():
                await self._commit()

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

    async def shred(self, choose: Choice, reason: ShredReason) -> list[SegmentSummary]:
        """Shred chosen segments of this chain; an open one is closed first if it is chosen.

        Raises:
            StoreError: it could not be done.
        """
        await self._commit()
        async with self._committing:
            store = self._store
            if store is None or self._failed:
                return []
            chosen = await self._choose(choose)
            open_segment = self._chain.segment if self._chain.is_open else None
            if any(segment.segment == open_segment for segment in chosen):
                self._failed = True
                await self._commit_to(store, self._take(), CloseReason.FORGET)
                self._failed = False
                chosen = await self._choose(choose)
            await store.shred(
                [
                    (
                        segment.segment,
                        make_tombstone(segment, reason, self._device, self._chain.minute),
                    )
                    for segment in chosen
                ]
            )
        return chosen

    async def _choose(self, choose: Choice) -> list[SegmentSummary]:
        summaries = await asyncio.to_thread(_summaries, self.path)
        return [segment for segment in summaries if choose(segment)]

    async def _commit(self, close: CloseReason | None = None) -> None:
        """Seal and store everything gathered, in one transaction; close the segment if due."""
        async with self._committing:
            if self._store is None or self._failed:
                return  # after a failed commit the chain has a hole: nothing may follow it
            personal = self._find_personal()
            if self._barred is not None and close is None:
                raise self._barred
            self._failed = True
            if personal != self._chain.personal:
                if self._chain.is_open:
                    await self._commit_to(self._store, [], CloseReason.POLICY)
                self._chain.personal = personal
            await self._commit_to(self._store, self._take(), close)
            self._failed = False

    def _find_personal(self) -> Recipient | None:
        """Return the person's own key; one that cannot be used bars this recorder for good.

        What was dropped once would be missing before what came later.
        """
        try:
            return self._personal()
        except PolicyError as error:
            self._barred = error
            return self._chain.personal

    def _take(self) -> list[Entry]:
        """Hand over what is gathered; what is not sealed is not acknowledged either."""
        entries = self._batcher.take()
        return [] if self._barred is not None else entries

    async def _commit_to(
        self, store: ChainStore, entries: list[Entry], close: CloseReason | None
    ) -> None:
        chain = self._chain
        notes, self._notes = self._notes, []
        begin = chain.open_segment() if entries and not chain.is_open else None
        rows = [_seal(chain, group) for group in group_entries(entries)]
        reason = close or chain.reason_to_close()
        end = chain.close_segment(reason) if reason is not None and chain.is_open else None
        checkpoint = None
        if end is not None or chain.is_checkpoint_due():
            anchors = await asyncio.to_thread(self._peers)
            checkpoint = chain.sign_checkpoint(anchors)
        commit = Commit(
            minute=chain.minute,
            segment=chain.segment,
            rows=rows,
            begin=begin,
            end=end,
            sessions=notes,
            checkpoint=checkpoint,
        )
        if not commit.is_empty():
            await store.commit(commit)
        if entries:
            self._stored(entries)


def _seal(chain: Chain, group: list[Entry]) -> Row:
    record, last = chain.seal(group), group[-1]
    if last.seq == 0:
        return Row(record, None, None)
    return Row(record, last.session, last.seq)


def _summaries(path: Path) -> list[SegmentSummary]:
    reader = ChainReader(path)
    try:
        return reader.summaries()
    finally:
        reader.close()
