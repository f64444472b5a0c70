"""Answer what the person asks for: forget the last minutes, tell who has looked.

Each is the only message of a port of its own, so that it works whatever the state of recording is:
paused, on hold, refused, or with another host at work.
"""

from __future__ import annotations

import asyncio
import os
import time
from base64 import b64decode
from collections.abc import Sequence
from pathlib import Path

import orjson
from pydantic import TypeAdapter, ValidationError

from native_host.access import FILE, read_trail
from native_host.errors import DataError, MissingError, PolicyError, ProtocolError, WorkglassError
from native_host.installation import read_installed_policy
from native_host.machine import prepare_private_directory, read_file
from native_host.uplink import progress
from native_host.vault.chain import MINUTE_MS
from native_host.vault.device import load_device
from native_host.vault.forgetting import forget_since
from native_host.vault.shredding import SegmentSummary, count_shredded
from native_host.wire import PROTOCOL, Access, AccessList, AskAccess, Forget, Shredded

_KINDS = {"forget", "ask-access"}
_ADAPTER: TypeAdapter[Forget | AskAccess] = TypeAdapter(Forget | AskAccess)
_SHOWN = 500
_FAULTS = 20


def is_enquiry(frame: bytes) -> bool:
    """Say whether a port's first message is a question and no hello."""
    try:
        message = orjson.loads(frame)
    except orjson.JSONDecodeError:
        return False
    return isinstance(message, dict) and message.get("type") in _KINDS


def answer(frame: bytes, config: Path, store: Path) -> Shredded | AccessList:
    """Do what is asked, and say what was done.

    Raises:
        WorkglassError: it could not be done, with the sentence for the person.
    """
    try:
        asked = _ADAPTER.validate_json(frame)
    except ValidationError:
        raise DataError(
            "A question from the browser is not of the protocol; update both sides."
        ) from None
    if asked.protocol != PROTOCOL:
        raise ProtocolError(
            f"The extension speaks protocol {asked.protocol} and the host {PROTOCOL}; "
            "update the one that is behind."
        )
    prepare_private_directory(store)
    if isinstance(asked, Forget):
        return _forget(asked.minutes, config, store)
    return _list_access(config, store)


def _forget(minutes: int, config: Path, store: Path) -> Shredded:
    now = time.time_ns() // 1_000_000 // MINUTE_MS
    since = max(0, now - minutes)
    device = load_device(store, os.urandom)
    done = asyncio.run(forget_since(store, device, since, now, os.urandom(16)))
    counts = count_shredded(done.shredded, since)
    return Shredded(
        type="shredded",
        segments=counts.segments,
        events=counts.events,
        screenshots=counts.screenshots,
        earlier_minutes=counts.earlier_minutes,
        at_collector=_count_delivered(done.shredded, config, store),
        complete=not done.faults,
    )


def _count_delivered(segments: Sequence[SegmentSummary], config: Path, store: Path) -> int:
    try:
        collector = read_installed_policy(config).policy.collector
        if collector is None:
            return 0
        data = read_file(store / progress.FILE, "progress file")
    except WorkglassError:
        return 0
    stored = progress.parse_progress(data, collector.url).stored
    return sum(each.segment < stored.get(each.chain.hex(), 0) for each in segments)


def _list_access(config: Path, store: Path) -> AccessList:
    try:
        names = read_installed_policy(config).policy.employee.access_keys
    except (MissingError, PolicyError):
        names = []
    try:
        lines = read_file(store / FILE, "access entries").decode("utf-8", "replace").splitlines()
    except MissingError:
        lines = []
    device = load_device(store, os.urandom).device
    trail = read_trail(lines, [b64decode(name) for name in names], device)
    shown = trail.entries[-_SHOWN:]
    return AccessList(
        type="access-list",
        entries=[
            Access(**entry.model_dump(exclude={"format", "device", "number", "previous"}), key=key)
            for entry, key in shown
        ],
        earlier=len(trail.entries) - len(shown),
        faults=trail.faults[:_FAULTS],
    )
