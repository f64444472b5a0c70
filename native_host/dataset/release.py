"""Which wording of entries leaves with an export. Pure.

Names of controls and menu items are the application's own. Names of options, tree items and cells
are recorded only where the signed policy calls a list static or a site a test system; should that
be a mistake, a name that is in the records of a few people may be about somebody. So an export
gives such a name only if it is in the records of enough devices, and otherwise says that it was
withheld.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from native_host.primitives import hash_bytes

SHARED_BY = 5
WITHHELD = "not-shared"
_ENTRY_ROLES = frozenset(
    ("option", "treeitem", "gridcell", "cell", "row", "rowheader", "listitem", "heading")
)
_MENUS = frozenset(("menu", "context-menu", "details"))


class SharedNames:
    """Counts on how many devices each entry's name was recorded, then withholds the rare ones."""

    def __init__(self, shared_by: int = SHARED_BY) -> None:
        """Begin with no name seen.

        Args:
            shared_by: number of devices that make a name common; 1 releases everything.
        """
        self._shared_by = shared_by
        # Hashes: an export of a large store must not hold all its wording in memory.
        self._devices: defaultdict[bytes, set[bytes]] = defaultdict(set)

    def count(self, device: bytes, record: dict[str, Any]) -> None:
        """Note the names of entries in a record, given as parsed JSON."""
        for part in entries_with_names(record):
            devices = self._devices[_key(part)]
            if len(devices) < self._shared_by:
                devices.add(device)

    def withhold(self, record: dict[str, Any]) -> int:
        """Take the names that too few share out of a record; return how many."""
        rare = [
            part
            for part in entries_with_names(record)
            if len(self._devices.get(_key(part), ())) < self._shared_by
        ]
        for part in rare:
            part["name"] = None
            if "name_withheld" in part:
                part["name_withheld"] = WITHHELD
        return len(rare)


def entries_with_names(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the parts of a record that give the wording of an entry.

    The steps of a visit have no role of their own: they are entries unless it is a menu's.
    """
    moves = record.get("moves") if record.get("surface") not in _MENUS else None
    for part in _parts(record):
        if part.get("name") is None:
            continue
        if part.get("role") in _ENTRY_ROLES or any(part is move for move in moves or ()):
            yield part


def _parts(value: Any) -> Iterator[dict[str, Any]]:  # Any: what JSON holds
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from _parts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _parts(part)


def _key(part: dict[str, Any]) -> bytes:
    return hash_bytes(str(part["name"]).encode())
