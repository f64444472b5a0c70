"""How much room the recordings take. I/O: sizes of files and of the disk."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from native_host.vault.shredding import Choice

MEGABYTE = 2**20
PICTURES_SHARE = 0.8  # of the limit: then pictures give way
DISK_RESERVE = 200 * MEGABYTE  # pictures leave so much of the disk to others,
DISK_SHARE = 20  # or this part of a small one


class RoomState(Enum):
    """Whether something can be stored."""

    FREE = auto()
    EVENTS_ONLY = auto()
    FULL = auto()


@dataclass(frozen=True, slots=True)
class Room:
    """The room of one store.

    Attributes:
        directory: the store.
        limit: bytes that the policy allows.
        delivered: returns how many segments of each chain the collector has.
    """

    directory: Path
    limit: int
    delivered: Callable[[], Mapping[str, int]]

    def measure(self) -> RoomState:
        """Return whether there is room for pictures, for events, or for neither."""
        used = sum(_size(path) for path in self.directory.iterdir())
        disk = shutil.disk_usage(self.directory)
        return decide_room(used, self.limit, disk.free, disk.total)

    def find_delivered(self) -> Choice:
        """Choose segments that the collector has: only these may go for room."""
        delivered = dict(self.delivered())
        return lambda segment: segment.segment < delivered.get(segment.chain.hex(), 0)


def decide_room(used: int, limit: int, free: int, total: int) -> RoomState:
    """Decide by bytes: used by the store, allowed by the policy, free on the disk, its size.

    A disk that is quite full is told by the failing commit.
    """
    if used >= limit:
        return RoomState.FULL
    if used >= limit * PICTURES_SHARE or free < min(DISK_RESERVE, total // DISK_SHARE):
        return RoomState.EVENTS_ONLY
    return RoomState.FREE


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0  # gone between listing and looking
