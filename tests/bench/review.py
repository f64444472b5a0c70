"""`workglass review verify` over a day of work and over an eighth of it."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from native_host.vault.batching import Entry
from native_host.vault.chain import Machine
from native_host.vault.device import load_device
from native_host.vault.keys import serialize_key
from native_host.vault.layout import RecordKind
from native_host.vault.recorder import Recorder
from tests.bench import sample
from tests.bench.process import peak_mib
from tests.bench.rows import Row, at_most, reported
from tests.native_host.making import PROFILE, SESSION, review_key, signed_policy

HOURS = 8
SECONDS_A_RECORD = 3.6  # 8,000 in a day
RECORDS_A_PICTURE = 20
PICTURE_BYTES = 100_000
ROUNDS = 7
FEW_SECONDS = 10


@dataclass
class Clock:
    """The hours of a day, passed in no time."""

    second: float = 0

    def machine(self) -> Machine:
        return Machine(
            wall_ms=lambda: 1_790_000_000_000 + int(1000 * self.second),
            mono_ms=lambda: 1000 * self.second,
            random=os.urandom,
            new_chain=lambda: os.urandom(16),
        )


async def _record(store: Path, hours: float) -> None:
    """Let the recorder write a store, two records a commit, and a new segment every five minutes."""
    clock = Clock()
    recorder = Recorder(
        store,
        policy=signed_policy(),
        device=load_device(store, os.urandom),
        machine=clock.machine(),
        stored=lambda _: None,
    )
    await recorder.start()
    await recorder.begin_session(SESSION, PROFILE)
    seq = 0
    for number in range(int(hours * 3600 / SECONDS_A_RECORD)):
        clock.second = SECONDS_A_RECORD * number
        seq += 1
        recorder.submit([Entry(RecordKind.EVENTS, SESSION, seq, sample.event_bytes(seq))])
        if number % RECORDS_A_PICTURE == 0:
            seq += 1
            image = sample.picture(PICTURE_BYTES, seq)
            event = sample.screenshot_event(seq, image)
            recorder.submit([Entry(RecordKind.SCREENSHOT, SESSION, seq, event, image)])
        if number % 2:
            await recorder._commit()
    await recorder.stop()


def _verify(store: Path, key: Path) -> tuple[float, float, int]:
    """Return seconds, largest resident MiB and the number of segments."""
    command = [sys.executable, "-I", "-m", "native_host", "review", "verify", str(store), "--json"]
    command += ["--key", str(key), "--reason", "how long it takes"]
    began, peak = time.perf_counter(), 0.0
    # A file: a pipe that nobody empties would stop the command.
    with tempfile.TemporaryFile() as report:
        process = subprocess.Popen(command, stdout=report)
        while process.poll() is None:
            peak = max(peak, peak_mib(process.pid) or 0.0)
            time.sleep(0.01)
        took = time.perf_counter() - began
        report.seek(0)
        found = json.loads(report.read())
    if not found["green"] or process.returncode != 0:
        raise AssertionError("what the recorder wrote does not verify")
    return took, peak, len(found["segments"])


def verification() -> list[Row]:
    """Verify both stores in turns."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        place = Path(name)
        key = place / "key.json"
        key.write_text(serialize_key(review_key()))
        for size, hours in (("day", HOURS), ("eighth", HOURS / 8)):
            (place / size).mkdir(mode=0o700)
            asyncio.run(_record(place / size, hours))
        rounds = [
            (_verify(place / "day", key), _verify(place / "eighth", key)) for _ in range(ROUNDS)
        ]
    day = [round_[0] for round_ in rounds]
    ratio = statistics.median(big[1] / small[1] for big, small in rounds)
    return [
        at_most(
            "review verify of one day (8,000 records, 400 screenshots), opened with a key",
            statistics.median(each[0] for each in day),
            "s",
            FEW_SECONDS,
        ),
        reported(
            "review verify of an eighth of a day", statistics.median(r[1][0] for r in rounds), "s"
        ),
        reported("review verify of one day: segments", day[0][2], "segments"),
        reported(
            "review verify of one day: largest resident memory",
            statistics.median(each[1] for each in day),
            "MiB",
        ),
        at_most("review verify: memory for a day, against an eighth of it", ratio, "ratio", 1.1),
    ]
