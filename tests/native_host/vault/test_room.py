"""Room: pictures give way first, and nothing goes that the collector does not have."""

from __future__ import annotations

import asyncio

import pytest

from native_host.vault.archive import find_chains
from native_host.vault.chain_file import ChainReader
from native_host.vault.room import MEGABYTE, Room, RoomState, decide_room
from tests.native_host.vault.test_evidence import record

LIMIT = 100 * MEGABYTE
FREE = 10_000 * MEGABYTE


@pytest.mark.parametrize(
    ("used", "free", "state"),
    [
        (0, FREE, RoomState.FREE),
        (79 * MEGABYTE, FREE, RoomState.FREE),
        (80 * MEGABYTE, FREE, RoomState.EVENTS_ONLY),
        (100 * MEGABYTE, FREE, RoomState.FULL),
        (0, 199 * MEGABYTE, RoomState.EVENTS_ONLY),
    ],
)
def test_what_there_is_room_for(used, free, state):
    """Four fifths for pictures, the rest for events."""
    assert decide_room(used, LIMIT, free, 2 * FREE) is state


def test_a_small_disk_has_a_small_reserve():
    """On a small disk a twentieth of it is left to others."""
    assert decide_room(0, LIMIT, 6 * MEGABYTE, 100 * MEGABYTE) is RoomState.FREE
    assert decide_room(0, LIMIT, 4 * MEGABYTE, 100 * MEGABYTE) is RoomState.EVENTS_ONLY


def test_only_what_was_delivered_may_go(tmp_path):
    """Segments that the collector does not have are never chosen."""
    asyncio.run(record(tmp_path, 1, 2, 3))
    [file] = find_chains(tmp_path)
    reader = ChainReader(file)
    for count in range(4):
        choose = Room(tmp_path, LIMIT, lambda count=count: {file.stem: count}).find_delivered()
        assert [s.segment for s in reader.summaries() if choose(s)] == list(range(count))
    reader.close()
