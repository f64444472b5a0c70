"""`workglass forget`: shred what was recorded in the last minutes."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Annotated

import typer

from native_host import machine
from native_host.commands.output import print_json, say
from native_host.errors import MissingError, StoreError
from native_host.vault.chain import MINUTE_MS
from native_host.vault.device import load_device
from native_host.vault.forgetting import forget_since
from native_host.vault.shredding import count_shredded


def forget(
    minutes: Annotated[int, typer.Option(min=1, help="How many minutes back.")],
    store: Annotated[Path | None, typer.Option(help="Directory of the sealed records.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Shred everything that was recorded in the last minutes; tombstones with counts stay.

    A segment is the smallest thing that can be forgotten, so a little more may go; how much is
    said. Segments that the collector has already are shredded here only.
    """
    directory = store or machine.store_directory()
    if not directory.is_dir():
        raise MissingError(f"There is no store at {directory}.")
    now = time.time_ns() // 1_000_000 // MINUTE_MS
    since = max(0, now - minutes)
    device = load_device(directory, os.urandom)
    done = asyncio.run(forget_since(directory, device, since, now, os.urandom(16)))
    counts = count_shredded(done.shredded, since)
    if json:
        print_json(
            {
                "segments": counts.segments,
                "events": counts.events,
                "screenshots": counts.screenshots,
                "earlier_minutes": counts.earlier_minutes,
                "faults": done.faults,
            }
        )
    else:
        say(
            f"Forgotten: {counts.segments} segments with {counts.events} events and "
            f"{counts.screenshots} screenshots."
        )
        if counts.earlier_minutes:
            say(
                f"That reached {counts.earlier_minutes} minutes further back than asked: a "
                "segment is the smallest thing that can be forgotten."
            )
    if done.faults:
        raise StoreError(" ".join(done.faults))
