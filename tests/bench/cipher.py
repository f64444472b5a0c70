"""AES-256-GCM through our one door to it against what the machine's openssl gives."""

from __future__ import annotations

import os
import re
import subprocess
import time

from native_host.primitives import KEY_BYTES, NONCE_BYTES, seal_bytes
from tests.bench.rows import Row, at_least, median_ratio

ROUNDS = 7
SIZES = (64 * 1024, 256 * 1024)
SECONDS = 0.4


def _ours(size: int) -> float:
    """Return bytes a CPU second, a new key and its set-up for every record included."""
    data, context = bytes(size), bytes(80)
    keys = [(os.urandom(KEY_BYTES), os.urandom(NONCE_BYTES)) for _ in range(50)]
    calls, began, end = 0, time.process_time(), time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        for key, nonce in keys:
            seal_bytes(key, nonce, data, context)
        calls += len(keys)
    return calls * size / (time.process_time() - began)


def _openssl(size: int) -> float:
    """Return bytes a CPU second, as `openssl speed` counts them."""
    command = ["openssl", "speed", "-mr", "-seconds", "1", "-bytes", str(size)]
    done = subprocess.run(
        [*command, "-evp", "aes-256-gcm"], capture_output=True, text=True, check=True
    )
    [figure] = re.findall(r"^\+F:.*:([0-9.]+)$", done.stdout, re.MULTILINE)
    return float(figure)


def cipher() -> list[Row]:
    """Compare at sizes where the cipher and not the call should count."""
    rows = []
    for size in SIZES:
        pairs = [(_ours(size), _openssl(size)) for _ in range(ROUNDS)]
        name = f"AES-256-GCM of {size // 1024} KiB from Python, against openssl speed"
        rows.append(at_least(name, median_ratio(pairs), "ratio", 0.9))
    return rows
