"""A long verification shows how far it is, to whoever sits at a terminal."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.native_host.vault.test_recorder import started

pty = pytest.importorskip("pty")


def make_store(directory: Path) -> None:
    async def go() -> None:
        run = await started(directory)
        run.submit(1)
        await run.recorder.stop()

    asyncio.run(go())


def verify(store: Path, stderr: int) -> bytes:
    done = subprocess.run(
        [sys.executable, "-I", "-m", "native_host", "review", "verify", str(store), "--json"],
        stdout=subprocess.PIPE,
        stderr=stderr,
        check=True,
    )
    return done.stdout


def test_a_terminal_gets_a_progress_bar(tmp_path):
    """The bar goes to standard error and reaches its end; the report stays JSON."""
    make_store(tmp_path)
    ours, theirs = pty.openpty()
    try:
        report = verify(tmp_path, theirs)
        os.set_blocking(ours, False)
        shown = os.read(ours, 65536).decode()
    finally:
        os.close(theirs)
        os.close(ours)
    assert json.loads(report)["green"] is True
    assert "Verifying segments" in shown
    assert "100%" in shown


def test_a_file_gets_none(tmp_path):
    """A log of standard error holds no drawings."""
    (tmp_path / "store").mkdir(mode=0o700)
    make_store(tmp_path / "store")
    log = tmp_path / "stderr"
    with log.open("wb") as file:
        report = verify(tmp_path / "store", file.fileno())
    assert json.loads(report)["green"] is True
    assert log.read_bytes() == b""
