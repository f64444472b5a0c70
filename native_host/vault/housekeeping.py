"""Shred segments in the files of hosts that are gone. The files of live hosts are their own."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from native_host.errors import StoreError
from native_host.vault.archive import find_chains
from native_host.vault.chain_file import ChainReader
from native_host.vault.device import Device
from native_host.vault.evidence import ShredReason
from native_host.vault.shredding import Choice, SegmentSummary, make_tombstone
from native_host.vault.store import ChainStore


async def shred_closed_files(
    directory: Path, device: Device, choose: Choice, reason: ShredReason, now_minute: int
) -> tuple[list[SegmentSummary], list[str]]:
    """Shred chosen segments in every file that no host writes.

    Returns what was shredded, and a sentence for every file in which that could not be done.
    """
    shredded: list[SegmentSummary] = []
    faults: list[str] = []
    for path in find_chains(directory):
        try:
            chosen = _choose(path, choose)
            if chosen and await _shred(path, chosen, device, reason, now_minute):
                shredded += chosen
        except StoreError as error:
            faults.append(str(error))
    return shredded, faults


def _choose(path: Path, choose: Choice) -> list[SegmentSummary]:
    with closing(ChainReader(path)) as reader:
        if reader.in_use:
            return []
        return [segment for segment in reader.summaries() if choose(segment)]


async def _shred(
    path: Path, chosen: list[SegmentSummary], device: Device, reason: ShredReason, now_minute: int
) -> bool:
    store = await ChainStore.adopt(path)
    if store is None:
        return False
    try:
        await store.shred(
            [(each.segment, make_tombstone(each, reason, device, now_minute)) for each in chosen]
        )
        await store.shrink()
    finally:
        await store.close()
    return True
