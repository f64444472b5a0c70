"""A real host process, spoken to as a browser does."""

from __future__ import annotations

import contextlib
import json
import os
import select
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from native_host import installation
from native_host.policy import SignedPolicy, read_policy
from native_host.primitives import public_signing_key
from native_host.vault.keys import make_signing_key, public_half, serialize_key
from tests.native_host.making import POLICY_SEED, hello, review_key, signed_policy_text


class Installed:
    """A configuration directory and a store directory."""

    def __init__(self, root: Path, **policy: Any) -> None:
        self.config = root / "config"
        self.store = root / "store"
        self.config.mkdir(parents=True)
        key = public_half(make_signing_key(POLICY_SEED))
        (self.config / installation.POLICY_KEY_FILE).write_text(serialize_key(key))
        self.key = root / "review.json"
        self.key.write_text(serialize_key(review_key()))
        self.policy = self.set_policy(**policy)

    def set_policy(self, **changes: Any) -> SignedPolicy:
        text = signed_policy_text(**changes)
        (self.config / installation.POLICY_FILE).write_text(text)
        self.policy = read_policy(text, public_signing_key(POLICY_SEED))
        return self.policy

    def events(self, store: Path | None = None) -> list[dict[str, Any]]:
        """Return what a reviewer reads."""
        from native_host.review.reading import Reader
        from native_host.review.segments import OpenedEvent

        found = Reader(store or self.store, [self.key], "a test").events("show")
        return [json.loads(event.data) for event in found if isinstance(event, OpenedEvent)]


class HostProcess:
    """One running host."""

    def __init__(self, installed: Installed, *, wrap: list[str] | None = None) -> None:
        self.installed = installed
        command = [sys.executable, "-I", "-m", "native_host", "host"]
        command += ["--config", str(installed.config), "--store", str(installed.store)]
        command.append("chrome-extension://abcdefghijklmnopabcdefghijklmnop/")
        self.process = subprocess.Popen(
            [*(wrap or []), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def send(self, message: dict[str, Any]) -> None:
        self.send_bytes(frame(json.dumps(message).encode()))

    def send_bytes(self, data: bytes) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(data)
            self.process.stdin.flush()

    def receive(self, seconds: float = 20) -> dict[str, Any] | None:
        """Return the next message; None once the host has closed its output."""
        head = self._read(4, seconds)
        if not head:
            return None
        (length,) = struct.unpack("=I", head)
        answer: dict[str, Any] = json.loads(self._read(length, seconds))
        return answer

    def _read(self, size: int, seconds: float) -> bytes:
        assert self.process.stdout is not None
        descriptor = self.process.stdout.fileno()
        data, deadline = b"", time.monotonic() + seconds
        while len(data) < size:
            ready, _, _ = select.select([descriptor], [], [], max(0, deadline - time.monotonic()))
            assert ready, "the host does not answer"
            part = os.read(descriptor, size - len(data))
            if not part:
                return b""
            data += part
        return data

    def greet(self, **changes: Any) -> dict[str, Any] | None:
        """Say hello and return the answer."""
        self.send(hello(self.installed.policy, **changes))
        return self.receive()

    def wait_for_ack(self, seq: int) -> None:
        """Wait until everything up to a number is acknowledged."""
        while True:
            answer = self.receive()
            assert answer is not None, "the host went away"
            assert answer["type"] == "ack"
            if answer["seq"] >= seq:
                return

    def close(self) -> tuple[int, str]:
        """Close the port as the browser does; return exit code and standard error."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        return self.finish()

    def finish(self) -> tuple[int, str]:
        """Wait for the end; return exit code and standard error."""
        code = self.process.wait(20)
        assert self.process.stderr is not None
        assert self.process.stdout is not None
        text = self.process.stderr.read().decode()
        self.process.stderr.close()
        self.process.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            if self.process.stdin is not None:
                self.process.stdin.close()
        return code, text

    def kill(self) -> None:
        """Kill without a warning."""
        self.process.kill()
        self.finish()


def frame(data: bytes) -> bytes:
    """Return a native-messaging frame."""
    return struct.pack("=I", len(data)) + data
