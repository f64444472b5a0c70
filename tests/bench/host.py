"""The host: cold start against bare Python, and the time from a frame to its durable ack."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.process import cpu_ms
from tests.bench.rows import Row, at_most, median_ratio, percentile, reported
from tests.native_host.host_process import HostProcess, Installed
from tests.native_host.making import navigation

ROUNDS = 15
EVENTS_PER_SECOND = 50
SECONDS = 12
LINGER_MS = 250


def child_cpu(run: Callable[[], object]) -> float:
    """Return the CPU milliseconds that child processes used meanwhile."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def cold_start() -> list[Row]:
    """Compare a host that reads its first input and ends with an interpreter that does nothing."""
    bare = [sys.executable, "-I", "-c", "pass"]
    host = [sys.executable, "-I", "-m", "native_host", "host"]

    def start(command: list[str]) -> float:
        return child_cpu(lambda: subprocess.run(command, stdin=subprocess.DEVNULL, check=True))

    pairs = [(start(host), start(bare)) for _ in range(ROUNDS)]
    first_ack = [(*_first_ack(), start(bare)) for _ in range(7)]
    return [
        at_most(
            "host: CPU from start to the first frame read, against bare Python",
            median_ratio(pairs),
            "ratio",
            5,
        ),
        reported("host: the same, absolute", statistics.median(p[0] for p in pairs), "ms CPU"),
        reported("bare Python", statistics.median(p[1] for p in pairs), "ms CPU"),
        reported(
            "host: CPU from start to the first durable ack, against bare Python",
            median_ratio([(cpu, bare) for _, cpu, bare in first_ack]),
            "ratio",
        ),
        reported(
            "host: from start to the first durable ack",
            statistics.median(wall for wall, _, _ in first_ack),
            "ms wall",
        ),
    ]


def _first_ack() -> tuple[float, float]:
    """Return wall and CPU milliseconds."""
    with tempfile.TemporaryDirectory() as place:
        installed = Installed(Path(place))
        began = time.perf_counter()
        host = HostProcess(installed)
        host.greet()
        host.send(navigation(1))
        host.wait_for_ack(1)
        took, used = 1000 * (time.perf_counter() - began), cpu_ms(host.process.pid)
        host.close()
        return took, used


def _sync_ms(place: Path, count: int = 40) -> float:
    """Return the median of writing 4 KB and forcing it to the same disk."""
    times = []
    with (place / "sync").open("wb", buffering=0) as file:
        for _ in range(count):
            file.write(bytes(4096))
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def durable_ack() -> list[Row]:
    """Send events at a steady rate; measure from the frame's last byte to its acknowledgement."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as place:
        installed = Installed(Path(place))
        host = HostProcess(installed)
        host.greet()
        sent: dict[int, float] = {}
        latencies: list[float] = []
        acknowledged = 0

        def listen() -> None:
            nonlocal acknowledged
            total = EVENTS_PER_SECOND * SECONDS
            while acknowledged < total:
                answer = host.receive()
                now = time.perf_counter()
                if answer is None:
                    return
                newly = range(acknowledged + 1, answer["seq"] + 1)
                latencies.extend(1000 * (now - sent[seq]) for seq in newly)
                acknowledged = answer["seq"]

        listener = threading.Thread(target=listen)
        listener.start()
        began = time.perf_counter()
        for seq in range(1, EVENTS_PER_SECOND * SECONDS + 1):
            due = began + seq / EVENTS_PER_SECOND
            time.sleep(max(0, due - time.perf_counter()))
            sent[seq] = time.perf_counter()
            host.send(navigation(seq))
        listener.join(30)
        sync = _sync_ms(Path(place))
        host.close()
    return [
        at_most(
            f"frame to durable ack at {EVENTS_PER_SECOND} events/s, p50 "
            "(target: longest linger + 3 times the disk's own sync)",
            percentile(latencies, 0.5),
            "ms",
            LINGER_MS + 3 * sync,
        ),
        reported("frame to durable ack, p99", percentile(latencies, 0.99), "ms"),
        reported("the disk's own sync, median", sync, "ms"),
    ]
