"""What an employee asks to be forgotten, on its way to the hosts that hold it. I/O of one file."""

from __future__ import annotations

import asyncio
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, TypeAdapter, ValidationError

from native_host.errors import MissingError, StoreError
from native_host.fields import Record
from native_host.machine import read_file, write_private
from native_host.vault.archive import find_chains
from native_host.vault.chain_file import ChainReader
from native_host.vault.device import Device
from native_host.vault.evidence import ShredReason
from native_host.vault.housekeeping import shred_closed_files
from native_host.vault.shredding import SegmentSummary, overlaps

REQUEST_FILE = "forget.json"
WAIT_SECONDS = 20.0


class Request(Record):
    """Shred every segment that holds something from this minute on."""

    number: str = Field(pattern=r"^[0-9a-f]{32}$")
    since_minute: int = Field(ge=0, le=2**32 - 1)


_ADAPTER: TypeAdapter[Request] = TypeAdapter(Request)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What a request did."""

    shredded: list[SegmentSummary]
    faults: list[str]


def read_request(store: Path) -> Request | None:
    """Return what is asked for at the moment."""
    try:
        return _ADAPTER.validate_json(read_file(store / REQUEST_FILE, "request"))
    except (MissingError, ValidationError):
        return None


async def forget_since(
    store: Path, device: Device, since_minute: int, now_minute: int, number: bytes
) -> Forgotten:
    """Shred every segment of a store that overlaps the time since a minute.

    Files of live hosts are changed by these hosts; this waits until they have done it.

    Args:
        store: the store directory.
        device: signs the tombstones.
        since_minute: where the span begins, in minutes since 1970.
        now_minute: the present minute.
        number: 16 random bytes, new for every request.

    Raises:
        StoreError: the request cannot be written.
    """
    choose = overlaps(since_minute)
    path = store / REQUEST_FILE
    live = _find_live(store, since_minute)
    request = Request(number=number.hex(), since_minute=since_minute)
    write_private(path, request.model_dump_json().encode())
    try:
        shredded, faults = await shred_closed_files(
            store, device, choose, ShredReason.FORGOTTEN, now_minute
        )
        deadline = time.monotonic() + WAIT_SECONDS
        waiting = live
        while waiting and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
            more, _ = await shred_closed_files(
                store, device, choose, ShredReason.FORGOTTEN, now_minute
            )
            shredded += [each for each in more if not _are_same(each, live)]
            waiting = [each for each in waiting if _is_there(store, each)]
    finally:
        path.unlink(missing_ok=True)
    if waiting:
        faults.append(
            "A running browser has not forgotten yet; close it and run this command again."
        )
    return Forgotten(shredded + [each for each in live if each not in waiting], faults)


def _find_live(store: Path, since_minute: int) -> list[SegmentSummary]:
    """Return what the files of live hosts hold of the span."""
    choose = overlaps(since_minute)
    found: list[SegmentSummary] = []
    for path in find_chains(store):
        try:
            with closing(ChainReader(path)) as reader:
                if reader.in_use:
                    found += [each for each in reader.summaries() if choose(each)]
        except StoreError:
            continue
    return found


def _are_same(segment: SegmentSummary, others: list[SegmentSummary]) -> bool:
    """Say whether a segment is among others, however far it had come when they were listed."""
    return any((each.chain, each.segment) == (segment.chain, segment.segment) for each in others)


def _is_there(store: Path, segment: SegmentSummary) -> bool:
    path = next((p for p in find_chains(store) if p.stem == segment.chain.hex()), None)
    if path is None:
        return False
    with closing(ChainReader(path)) as reader:
        return any(each.segment == segment.segment for each in reader.summaries())
