"""The whole way of a record in a real host, against the sum of the steps that cannot be saved."""

from __future__ import annotations

import itertools
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter

from native_host.messaging.session import CREDIT
from native_host.primitives import KEY_BYTES, NONCE_BYTES, hash_bytes, seal_bytes
from native_host.vault.content import pack_events
from native_host.vault.store import DURABILITY
from native_host.wire import ToHost
from tests.bench.process import cpu_ms
from tests.bench.rows import Row, at_most, median_ratio, reported
from tests.bench.sample import event_bytes, message_bytes
from tests.native_host.host_process import HostProcess, Installed, frame

ROUNDS = 15
COMMITS = 4
_TO_HOST: TypeAdapter[object] = TypeAdapter(ToHost)


class Primitives:
    """The same work without a pipeline: for each commit one compressed, sealed, hashed row."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in DURABILITY:
            self._connection.execute(pragma)
        self._connection.execute("CREATE TABLE record (id INTEGER PRIMARY KEY, sealed BLOB)")

    def run(self, messages: Sequence[bytes], events: Sequence[bytes]) -> dict[str, float]:
        """Return CPU microseconds for each record, by step."""
        times = [time.process_time()]
        for message in messages:
            _TO_HOST.validate_json(message)
        times.append(time.process_time())
        packed = pack_events(events)
        times.append(time.process_time())
        nonce, context = os.urandom(NONCE_BYTES), bytes(80)
        sealed = seal_bytes(os.urandom(KEY_BYTES), nonce, packed, context)
        times.append(time.process_time())
        hash_bytes(context, sealed)
        times.append(time.process_time())
        self._connection.execute("BEGIN")
        self._connection.execute("INSERT INTO record (sealed) VALUES (?)", (sealed,))
        self._connection.execute("COMMIT")
        times.append(time.process_time())
        names = ("validate_json", "zstd", "AES-GCM", "SHA-256", "sqlite insert")
        spent = (b - a for a, b in itertools.pairwise(times))
        return {n: 1e6 * s / len(messages) for n, s in zip(names, spent, strict=True)}

    def close(self) -> None:
        self._connection.close()


def pipeline() -> list[Row]:
    """Send as much as the host gives credit for, wait until it is durable, and do it again."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as place:
        host = HostProcess(Installed(Path(place)))
        host.greet()
        primitives = Primitives(Path(place) / "primitives")
        pairs, parts = [], []
        for turn in range(ROUNDS + 2):
            first = 1 + turn * COMMITS * CREDIT
            groups = [range(first + c * CREDIT, first + (c + 1) * CREDIT) for c in range(COMMITS)]
            frames = [b"".join(frame(message_bytes(n)) for n in group) for group in groups]
            before = cpu_ms(host.process.pid)
            for group, data in zip(groups, frames, strict=True):
                host.send_bytes(data)
                host.wait_for_ack(group[-1])
            ours = 1000 * (cpu_ms(host.process.pid) - before) / (COMMITS * CREDIT)
            for group in groups:
                found = primitives.run(
                    [message_bytes(n) for n in group], [event_bytes(n) for n in group]
                )
                if turn > 1:  # the first rounds fill caches
                    parts.append(found)
            if turn > 1:
                sums = [sum(part.values()) for part in parts[-COMMITS:]]
                pairs.append((ours, statistics.mean(sums)))
        primitives.close()
        host.close()
    return [
        at_most(
            f"host: CPU for a record at {CREDIT} a commit, against the sum of its primitives",
            median_ratio(pairs),
            "ratio",
            1.3,
        ),
        reported("host: CPU for a record", statistics.median(p[0] for p in pairs), "us"),
        *(
            reported(f"primitive: {name}", statistics.median(part[name] for part in parts), "us")
            for name in parts[0]
        ),
    ]
