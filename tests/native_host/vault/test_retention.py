"""Retention: what is too old goes as a whole, what is young enough stays."""

from __future__ import annotations

import asyncio
import time

import pytest

from native_host.messaging.service import HostService
from native_host.vault.archive import find_chains
from native_host.vault.recorder import HOUR_MS
from native_host.vault.retention import is_expired
from tests.native_host.vault.test_recorder import started


@pytest.mark.parametrize(
    ("age_hours", "days", "expired"),
    [
        (0, 1, False),
        (24, 1, False),
        (25, 1, True),
        (719, 30, False),
        (721, 30, True),
        (-5, 1, False),
    ],
)
def test_age(age_hours, days, expired):
    """A file expires when its last hour is over for as long as the policy says."""
    assert is_expired(1000, 1000 + age_hours, days) is expired


def test_old_files_are_deleted(tmp_path):
    """Nothing of an expired chain is left; a younger one is untouched."""

    async def fill(now_ms: float) -> None:
        run = await started(tmp_path)
        run.now_ms = now_ms - 1_790_000_000_000
        run.submit(1)
        await run.recorder.stop()

    now = time.time() * 1000
    asyncio.run(fill(now - 40 * 24 * HOUR_MS))
    [old] = find_chains(tmp_path)
    asyncio.run(fill(now - HOUR_MS))
    HostService(tmp_path, tmp_path)._delete_expired(30)
    [young] = find_chains(tmp_path)
    assert young != old
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(old.stem)]
