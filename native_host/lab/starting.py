"""The processes that a lab starts: none goes on after a signal that ends the lab.

A signal may come while a process is being started, when there is one and nobody knows it yet.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import IO

# What ends a lab.
ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


@dataclass(slots=True)
class _Signals:
    """While a process is being started a signal is only noted."""

    is_starting: bool = False
    noted: int | None = None


_signals = _Signals()


def end_on_signals() -> None:
    """Let whoever ends this process end the browser and everything else with it.

    A signal that is ignored on purpose, as under nohup, stays ignored.
    """
    for number in ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def _end(number: int, frame: FrameType | None) -> None:
    if _signals.is_starting:
        _signals.noted = number
    elif number == signal.SIGINT:
        signal.default_int_handler(number, frame)
    else:
        raise SystemExit(128 + number)


def _take_effect() -> None:
    _signals.is_starting = False
    if _signals.noted is not None:
        raise SystemExit(128 + _signals.noted)


def start(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    output: int | IO[bytes] | None = None,
    in_session: bool = False,
) -> subprocess.Popen[bytes]:
    """Start a process; a signal that comes meanwhile ends it, and then this one.

    Args:
        command: the program and its words.
        environment: the whole of it; None for our own.
        output: where its output goes and, if that is a file, its errors as well.
        in_session: in a session of its own, without input.

    Raises:
        OSError: the program cannot be started.
        SystemExit: a signal has come.
    """
    _signals.is_starting = True
    try:
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL if in_session else None,
            stdout=output,
            stderr=None if isinstance(output, int) else output,
            start_new_session=in_session,
        )
    except OSError:
        _take_effect()
        raise
    try:
        _take_effect()
    except BaseException:  # also a signal that has come just now
        end(process)
        raise
    return process


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process at once and, if it has a session of its own, whatever goes on in that."""
    with contextlib.suppress(PermissionError):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:  # no session of its own, or nothing in it any more
            process.kill()
    process.wait()
