"""What the kernel counts for a running process; Linux only, like the whole bench."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple


class Written(NamedTuple):
    """Bytes a process wrote, and which of the kernel's counts that is."""

    count: int
    source: str


def cpu_ms(pid: int) -> float:
    """Return the CPU time of all threads that live, in milliseconds."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6


def peak_mib(pid: int) -> float | None:
    """Return the largest resident size so far; None once the process has ended."""
    try:
        found = re.search(r"VmHWM:\s*([0-9]+) kB", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return None
    return None if found is None else int(found[1]) / 1024


def written_at_end(pid: int) -> Written:
    """Wait until a child has ended, without reaping it; return what it wrote in its whole life.

    `write_bytes` are the pages that went to the disk. A file system in memory has none; then all
    that was handed to `write` counts, which is less: no log page is counted in full.
    """
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    try:
        text = Path(f"/proc/{pid}/io").read_text()
    except OSError:  # a host hides its memory, and with it this file, from all but root
        _, status, used = os.wait4(pid, os.WNOHANG)
        del status
        return Written(512 * used.ru_oublock, "ru_oublock")
    counts = dict(line.split(": ") for line in text.splitlines())
    if int(counts["write_bytes"]):
        return Written(int(counts["write_bytes"]), "write_bytes")
    return Written(int(counts["wchar"]), "wchar")
