"""A real host at the pace of hard work: what it writes to the disk, what it costs meanwhile."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from native_host.vault.archive import read_segments
from tests.bench import sample
from tests.bench.process import Written, cpu_ms, peak_mib, written_at_end
from tests.bench.rows import Row, at_most, reported
from tests.native_host.host_process import HostProcess, Installed, frame

EVENTS_PER_SECOND = 50
SECONDS = 24
PICTURE_BYTES = 200_000
PICTURE_SECONDS = 2


class Feed:
    """Frames with the second at which each is due, and the plaintext bytes they bring."""

    def __init__(self, *, events: float, pictures: float) -> None:
        """Prepare.

        Args:
            events: records a second.
            pictures: screenshots a second.
        """
        self.payload = 0
        self.count = 0
        self._frames = list(self._plan(events, pictures))

    def _plan(self, events: float, pictures: float) -> Iterator[tuple[float, bytes]]:
        due = [(n / events, False) for n in range(int(events * SECONDS))]
        if pictures:
            due += [(n / pictures, True) for n in range(int(pictures * SECONDS))]
        for seq, (second, is_picture) in enumerate(sorted(due), 1):
            self.count = seq
            if is_picture:
                image = sample.picture(PICTURE_BYTES, seq)
                self.payload += len(image) + len(sample.screenshot_event(seq, image))
                yield second, frame(sample.screenshot_bytes(seq, image))
            else:
                self.payload += len(sample.event_bytes(seq))
                yield second, frame(sample.message_bytes(seq))

    def send(self, host: HostProcess) -> None:
        """Send every frame when it is due; return when the last one is acknowledged."""
        listener = threading.Thread(target=host.wait_for_ack, args=(self.count,))
        listener.start()
        began = time.perf_counter()
        for second, data in self._frames:
            time.sleep(max(0, began + second - time.perf_counter()))
            host.send_bytes(data)
        listener.join(30)


class Run:
    """One host that was fed for a while, and what it took."""

    def __init__(self, feed: Feed) -> None:
        with tempfile.TemporaryDirectory(dir=Path.cwd()) as place:
            installed = Installed(Path(place))
            host = HostProcess(installed)
            host.greet()
            pid = host.process.pid
            cpu, began = cpu_ms(pid), time.perf_counter()
            feed.send(host)
            self.cpu_share = (cpu_ms(pid) - cpu) / 10 / (time.perf_counter() - began)
            self.peak_mib = peak_mib(pid) or 0.0
            stdin = host.process.stdin
            if stdin is not None:
                stdin.close()
            self.written: Written = written_at_end(pid)
            host.close()
            segments = [segment for _, segment in read_segments(installed.store)]
        if not segments:
            raise AssertionError("the host stored nothing")


def writes() -> list[Row]:
    """Write records, then pictures; what the disk gets of each byte of them.

    Counted over the whole life of the host: start, log, folding the log into the file at the end.
    """
    names = {
        f"records at {EVENTS_PER_SECOND}/s": (Feed(events=EVENTS_PER_SECOND, pictures=0), 2.0),
        "screenshots of 200 KB": (Feed(events=0.05, pictures=1 / PICTURE_SECONDS * 2), 2.3),
    }
    runs: dict[str, Run] = {}

    def go(name: str) -> None:
        runs[name] = Run(names[name][0])

    # At the same time: only bytes are counted here.
    threads = [threading.Thread(target=go, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [
        at_most(
            f"disk: bytes written for a byte of {name} ({runs[name].written.source})",
            runs[name].written.count / feed.payload,
            "ratio",
            target,
        )
        for name, (feed, target) in names.items()
    ]


def load() -> list[Row]:
    """Feed records and pictures together; memory and CPU of the host."""
    feed = Feed(events=EVENTS_PER_SECOND, pictures=1 / PICTURE_SECONDS)
    run = Run(feed)
    pace = f"at {EVENTS_PER_SECOND} records/s and a 200 KB screenshot every {PICTURE_SECONDS} s"
    return [
        at_most(f"host: largest resident memory {pace}", run.peak_mib, "MiB", 64),
        at_most(f"host: CPU {pace}", run.cpu_share, "% of a core", 3),
        reported(
            f"host: bytes written for a byte of payload {pace}",
            run.written.count / feed.payload,
            "ratio",
        ),
    ]
