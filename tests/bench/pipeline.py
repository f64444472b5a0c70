"""The whole way of a record in a real host, against the sum of the steps that cannot be saved."""

from __future__ import annotations

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from native_host.messaging.session import CREDIT
from native_host.primitives import KEY_BYTES, NONCE_BYTES, hash_bytes, seal_bytes
from native_host.vault.content import pack_events
from native_host.vault.store import DURABILITY
from native_host.wire import ToHost
from tests.bench.process import cpu_ms
from tests.bench.rows import Row, at_most, median_ratio, reported
from tests.bench.sample import message_bytes
from tests.native_host.host_process import HostProcess, Installed, frame

ROUNDS = 15
COMMITS = 4
PIPE_BYTES = 1 << 16  # what a pipe holds
# Any: whichever of the messages with a record it is.
_TO_HOST: TypeAdapter[Any] = TypeAdapter(ToHost)
_WRITE_ANEW = "to_json"
_BOTH = "validate_json and to_json"


class Primitives:
    """The same work without a pipeline: for each commit one compressed, sealed, hashed row."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in DURABILITY:
            self._connection.execute(pragma)
        self._pipe = os.pipe()
        self._connection.execute("CREATE TABLE record (id INTEGER PRIMARY KEY, sealed BLOB)")

    def run(self, messages: Sequence[bytes]) -> dict[str, float]:
        """Return CPU microseconds for each record, by step."""
        spent: dict[str, float] = {}

        def measure(name: str, step: Callable[[], object]) -> None:
            began = time.process_time()
            step()
            spent[name] = 1e6 * (time.process_time() - began) / len(messages)

        def read() -> None:
            for piece in pieces:
                os.write(self._pipe[1], piece)
                began = time.process_time()
                os.read(self._pipe[0], PIPE_BYTES)
                spent["read of a pipe"] += 1e6 * (time.process_time() - began) / len(messages)

        def validate() -> None:
            for message in messages:
                _TO_HOST.validate_json(message)

        def validate_and_write() -> list[bytes]:
            events = (_TO_HOST.validate_json(message).event for message in messages)
            return [event.__pydantic_serializer__.to_json(event) for event in events]

        def insert() -> None:
            self._connection.execute("BEGIN")
            self._connection.execute("INSERT INTO record (sealed) VALUES (?)", (sealed,))
            self._connection.execute("COMMIT")

        stream = b"".join(map(frame, messages))
        pieces = [stream[at : at + PIPE_BYTES] for at in range(0, len(stream), PIPE_BYTES)]
        spent["read of a pipe"] = 0.0
        read()
        key, nonce, context = os.urandom(KEY_BYTES), os.urandom(NONCE_BYTES), bytes(80)
        # As they came they could carry, in a repeated key, what is not disclosed. Each is written
        # right after it was read, as the host does: later its parts are out of the CPU's caches.
        # And none has been read before: what is read again finds its strings made.
        measure(_BOTH, validate_and_write)
        measure("again", validate_and_write)
        measure("validate_json", validate)
        spent[_WRITE_ANEW] = spent.pop("again") - spent["validate_json"]
        spent["validate_json"] = spent.pop(_BOTH) - spent[_WRITE_ANEW]
        events = validate_and_write()
        measure("zstd", lambda: pack_events(events))
        packed = pack_events(events)
        measure("AES-GCM", lambda: seal_bytes(key, nonce, packed, context))
        sealed = seal_bytes(key, nonce, packed, context)
        measure("SHA-256", lambda: hash_bytes(context, sealed))
        measure("sqlite insert", insert)
        return spent

    def close(self) -> None:
        self._connection.close()
        for end in self._pipe:
            os.close(end)


def pipeline() -> list[Row]:
    """Send as much as the host gives credit for, wait until it is durable, and do it again."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as place:
        host = HostProcess(Installed(Path(place)))
        host.greet()
        primitives = Primitives(Path(place) / "primitives")
        pairs, without, parts = [], [], []
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
                found = primitives.run([message_bytes(n) for n in group])
                if turn > 1:  # the first rounds fill caches
                    parts.append(found)
            if turn > 1:
                latest = parts[-COMMITS:]
                all_steps = statistics.mean(sum(part.values()) for part in latest)
                pairs.append((ours, all_steps))
                anew = statistics.mean(part[_WRITE_ANEW] for part in latest)
                without.append((ours, all_steps - anew))
        primitives.close()
        host.close()
    return [
        at_most(
            f"host: CPU for a record at {CREDIT} a commit, against the sum of its primitives",
            median_ratio(pairs),
            "ratio",
            1.3,
        ),
        reported("host: the same without to_json in the sum", median_ratio(without), "ratio"),
        reported("host: CPU for a record", statistics.median(p[0] for p in pairs), "us"),
        *(
            reported(f"primitive: {name}", statistics.median(part[name] for part in parts), "us")
            for name in parts[0]
        ),
    ]
