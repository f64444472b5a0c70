"""Answer what the person asks for: forget the last minutes, who has looked, a key of one's own.

Each is the only message of a port of its own, so that it works whatever the state of recording is:
paused, on hold, refused, or with another host at work.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from base64 import b64decode
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import orjson
from pydantic import Field, TypeAdapter, ValidationError

from native_host.access import FILE, read_trail
from native_host.errors import DataError, MissingError, PolicyError, ProtocolError, WorkglassError
from native_host.installation import read_installed_policy
from native_host.machine import prepare_private_directory, read_file, user_config_directory
from native_host.personal import FILE as KEY_FILE
from native_host.personal import PersonalKey, import_key, remove_key
from native_host.uplink import progress
from native_host.vault.chain import MINUTE_MS
from native_host.vault.device import load_device
from native_host.vault.forgetting import forget_since
from native_host.vault.shredding import SegmentSummary, count_shredded
from native_host.wire import (
    PROTOCOL,
    Access,
    AccessList,
    AskAccess,
    AskKey,
    Forget,
    OwnKey,
    SetKey,
    Shredded,
)

_Answer = Shredded | AccessList | OwnKey
_KINDS = {"forget", "ask-access", "ask-key", "set-key"}
_ADAPTER: TypeAdapter[Forget | AskAccess | AskKey | SetKey] = TypeAdapter(
    Annotated[Forget | AskAccess | AskKey | SetKey, Field(discriminator="type")]
)
_SHOWN = 500
_FAULTS = 20


def is_enquiry(frame: bytes) -> bool:
    """Say whether a port's first message is a question and no hello."""
    try:
        message = orjson.loads(frame)
    except orjson.JSONDecodeError:
        return False
    return isinstance(message, dict) and message.get("type") in _KINDS


def answer(frame: bytes, config: Path, store: Path) -> _Answer:
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
    match asked:
        case Forget(minutes=minutes):
            return _forget(minutes, config, store)
        case AskAccess():
            return _list_access(config, store)
        case SetKey(key=None):
            remove_key(user_config_directory())
        case SetKey(key=str(key)):
            import_key(read_installed_policy(config).policy, key, user_config_directory())
    return _tell_key(config)


def _tell_key(config: Path) -> OwnKey:
    directory = user_config_directory()
    key_id, fault, since_ms = None, None, None
    try:
        found = PersonalKey(read_installed_policy(config), directory).find()
    except (MissingError, PolicyError) as error:
        found, fault = None, str(error)[:1000]
    if found is not None:
        key_id = found.key_id.hex()
        with contextlib.suppress(OSError):  # it was taken away meanwhile
            since_ms = (directory / KEY_FILE).stat().st_mtime_ns // 1_000_000
    return OwnKey(type="own-key", key_id=key_id, since_ms=since_ms, fault=fault)


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
