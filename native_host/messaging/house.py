"""Keep the house while the host runs: shred what is too old, and what is to be forgotten."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from native_host.errors import StoreError
from native_host.vault.chain import MINUTE_MS
from native_host.vault.device import Device
from native_host.vault.evidence import ShredReason
from native_host.vault.forgetting import read_request
from native_host.vault.housekeeping import shred_closed_files
from native_host.vault.recorder import Recorder
from native_host.vault.room import Room, RoomState
from native_host.vault.shredding import expired, overlaps

RETENTION_SECONDS = 3600.0
REQUEST_SECONDS = 1.0
ROOM_SECONDS = 5.0
JUMP_MINUTES = 3 * 24 * 60


class House:
    """The chores of one host."""

    def __init__(
        self, store: Path, recorder: Recorder, device: Device, *, days: int, last_seen: int
    ) -> None:
        """Prepare.

        Args:
            store: the store directory.
            recorder: writes this host's own file.
            device: signs tombstones.
            days: how long records may stay.
            last_seen: the latest minute that a checkpoint of an earlier host names.
        """
        self._store = store
        self._recorder = recorder
        self._device = device
        self._days = days
        self._last_seen = last_seen

    async def keep_retention(self) -> None:
        """Shred what is older than the policy allows, delivered or not; now and every hour.

        A clock that is days ahead of what this store last saw may be wrong, and what is shredded
        is gone: it gets an hour to be set right.
        """
        now = time.time_ns() // 1_000_000 // MINUTE_MS
        if now - self._last_seen > JUMP_MINUTES:
            await asyncio.sleep(RETENTION_SECONDS)
        while True:
            now = time.time_ns() // 1_000_000 // MINUTE_MS
            choose = expired(now, self._days)
            try:
                await self._recorder.shred(choose, ShredReason.RETENTION)
                await shred_closed_files(
                    self._store, self._device, choose, ShredReason.RETENTION, now
                )
            except StoreError:
                pass  # tried again in an hour; a store that cannot be written stops the recorder
            await asyncio.sleep(RETENTION_SECONDS)

    async def keep_room(self, room: Room, report: Callable[[bool], None]) -> None:
        """Watch how much room there is; pictures give way first, and nothing is deleted unsent.

        Args:
            room: what the policy allows, and what the collector has.
            report: is told whether there is room for pictures.

        Raises:
            StoreError: there is no room left for events either.
        """
        while True:
            state = await asyncio.to_thread(room.measure)
            if state is RoomState.FULL:
                chosen = await asyncio.to_thread(room.find_delivered)
                now = time.time_ns() // 1_000_000 // MINUTE_MS
                await shred_closed_files(
                    self._store, self._device, chosen, ShredReason.DELIVERED, now
                )
                state = await asyncio.to_thread(room.measure)
            report(state is RoomState.FREE)
            if state is RoomState.FULL:
                raise StoreError(
                    "The recordings on this computer have reached the room that the policy allows, "
                    "and the collector does not have them yet; nothing is recorded until it has."
                )
            await asyncio.sleep(ROOM_SECONDS)

    async def heed_requests(self) -> None:
        """Forget what `workglass forget` asks for: this chain's file is ours alone to change."""
        done = read_request(self._store)
        while True:
            await asyncio.sleep(REQUEST_SECONDS)
            request = read_request(self._store)
            if request is None or request == done:
                continue
            try:
                await self._recorder.shred(overlaps(request.since_minute), ShredReason.FORGOTTEN)
                done = request
            except StoreError:
                continue  # the command waits, and says that it was not done
