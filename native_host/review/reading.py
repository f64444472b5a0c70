"""Open a store for a reader: keys, reason, trace, then segments. The I/O of the review stage."""

from __future__ import annotations

import os
import time
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from native_host.errors import FormatError, RightsError, StoreError, UsageError
from native_host.machine import read_file
from native_host.review.access import (
    FILE,
    MAX_REASON,
    MIN_REASON,
    AccessEntry,
    Command,
    last_hash,
)
from native_host.review.anchors import AnchorCheck
from native_host.review.segments import OpenedEvent, is_sealed_to
from native_host.review.verdicts import SegmentReport
from native_host.review.verification import StoreVerification
from native_host.review.verification import read_events as open_events
from native_host.vault.archive import (
    count_segments,
    find_chains,
    read_checkpoints,
    read_segments,
)
from native_host.vault.container import SealedSegment
from native_host.vault.keys import RecipientKey, parse_key
from native_host.vault.layout import Header, HeaderCore


class Reader:
    """A store, the keys to it and the reason for opening it."""

    def __init__(self, store: Path, keys: Sequence[Path], reason: str) -> None:
        """Load the keys.

        Args:
            store: a store directory or a collector's directory.
            keys: key files; none for what can be seen without.
            reason: why it is read; needed with a key.

        Raises:
            UsageError: a key without a reason.
            MissingError: there is no such key file.
            FormatError: a file is no recipient key.
        """
        if keys and len(reason.strip()) < MIN_REASON:
            raise UsageError("Say why you read: --reason is written into the access log.")
        if len(reason.strip()) > MAX_REASON:
            raise UsageError(f"Give the reason in at most {MAX_REASON} characters.")
        self._store = store
        self._reason = reason.strip()
        self._traced: set[str] = set()
        self.others: set[str] = set()  # segments that `own_events` has passed over
        self.seeds: Mapping[bytes, bytes] = dict(_load_seed(path) for path in keys)

    def count(self) -> int:
        """Return how many segments there are to verify."""
        return count_segments(self._store)

    def verify(self) -> Iterator[SegmentReport | StoreVerification]:
        """Yield the verdict on each segment, and at the end the verification itself."""
        segments = read_segments(self._store)
        self._leave_trace("verify")
        anchors = AnchorCheck.gather(read_checkpoints(self._store))
        delivered = not find_chains(self._store)
        verification = StoreVerification(self.seeds, anchors, delivered=delivered)
        for name, segment in segments:
            yield verification.verify(name, segment)
        yield from verification.finish()
        yield verification

    def events(
        self, command: Literal["list", "show", "export"]
    ) -> Iterator[OpenedEvent | StoreError]:
        """Yield every event, and an error in the place of what cannot be opened.

        What reads twice for one purpose leaves one trace.
        """
        segments = read_segments(self._store)
        self._trace_once(command)
        yield from open_events(segments, self.seeds)

    def own_events(self) -> Iterator[OpenedEvent | StoreError]:
        """Yield every event of the segments that are sealed to the keys, for an export.

        Segments of others are nothing that fails: they are passed over and noted in `others`.
        """
        segments = read_segments(self._store)
        self._trace_once("export")
        for name, segment in segments:
            if isinstance(segment, SealedSegment) and not self._is_own(segment):
                self.others.add(name)
            else:
                yield from open_events([(name, segment)], self.seeds)

    def _is_own(self, segment: SealedSegment) -> bool:
        try:
            return is_sealed_to(Header.parse(segment.header), self.seeds)
        except FormatError:
            return True  # nobody can tell; what cannot be opened is said

    def contract(self) -> Iterator[tuple[HeaderCore, OpenedEvent] | tuple[None, StoreError]]:
        """Yield the same with the head of its segment, which names the policy."""
        segments = read_segments(self._store)
        self._leave_trace("contract")
        for name, segment in segments:
            for item in open_events([(name, segment)], self.seeds):
                if isinstance(item, StoreError):
                    yield None, item
                elif isinstance(segment, SealedSegment):
                    yield Header.parse(segment.header).core, item

    def _trace_once(self, command: Command) -> None:
        if command not in self._traced:
            self._leave_trace(command)
            self._traced.add(command)

    def _leave_trace(self, command: Command) -> None:
        """Write the reading down before anything is opened.

        Raises:
            RightsError: the log cannot be written, so nothing is opened.
        """
        if not self.seeds:
            return
        path = self._store / FILE
        try:
            log = path.read_bytes() if path.exists() else b""
            entry = AccessEntry(
                wall_ms=time.time_ns() // 1_000_000,
                command=command,
                reason=self._reason,
                keys=sorted(key.hex() for key in self.seeds),
                previous=last_hash(log),
            )
            descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "ab") as file:
                file.write(entry.model_dump_json().encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise RightsError(
                f"The access log {path} cannot be written ({error.strerror}), so nothing was "
                "opened; copy the store to a place where you may write."
            ) from None


def _load_seed(path: Path) -> tuple[bytes, bytes]:
    try:
        key = parse_key(read_file(path, "key file").decode("utf-8", "replace"))
    except FormatError as error:
        raise FormatError(f"{path}: {error}") from None
    if not isinstance(key, RecipientKey):
        raise FormatError(f"{path} holds no private recipient key; it cannot open anything.")
    return bytes.fromhex(key.key_id), b64decode(key.seed)
