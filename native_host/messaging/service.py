"""Tie the parts of the host together: frames to session, session to recorder, acks to the browser.

Holds no rules: `session.py` decides what is answered and kept, `recorder.py` when it is durable.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from native_host.errors import (
    BusyError,
    MissingError,
    MissingPolicyError,
    PolicyError,
    StoreError,
    WorkglassError,
)
from native_host.events import EndedWithoutGoodbye
from native_host.installation import read_installed_policy, read_token, stamp_policy
from native_host.machine import (
    FileLock,
    prepare_private_directory,
    read_file,
    sync_file,
    write_private,
)
from native_host.messaging.framing import FrameDecoder, encode_frame
from native_host.messaging.session import (
    EndSession,
    HostSession,
    Keep,
    Open,
    Output,
    Reply,
    Stop,
    refusal_for,
)
from native_host.policy import SignedPolicy
from native_host.vault.archive import find_ends, find_sessions
from native_host.vault.batching import Entry
from native_host.vault.chain import MINUTE_MS, Machine
from native_host.vault.chain_file import SessionTrace
from native_host.vault.device import Device, load_device
from native_host.vault.evidence import ShredReason
from native_host.vault.housekeeping import shred_closed_files
from native_host.vault.layout import CloseReason, RecordKind
from native_host.vault.recorder import Recorder
from native_host.vault.schema import SessionState
from native_host.vault.shredding import expired
from native_host.wire import Ack, Hello, Refusal, Welcome

if TYPE_CHECKING:
    from native_host.uplink.client import Uplink

BUSY_SECONDS = 6.0  # the browser kills an old host about 2 s after it closed its port
LAST_UPLINK_SECONDS = 1.0
POLICY_LOOK_SECONDS = 2.0
HOUSE_SECONDS = 3600.0
SEEN_FILE = "seen.json"
REFUSAL_FILE = "refusal.json"
_READ_BYTES = 1 << 16


class HostService:
    """One port of one browser profile."""

    def __init__(self, config: Path, store: Path) -> None:
        self._config = config
        self._store = store
        self._session: HostSession | None = None
        self._policy: SignedPolicy | None = None
        self._recorder: Recorder | None = None
        self._refused = False
        self._store_is_ours = False  # until then nothing is written into the directory
        self._closing = CloseReason.DISCONNECT
        self._uplink: Uplink | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._frames: asyncio.Queue[bytes | WorkglassError | None] = asyncio.Queue()

    async def serve(self, decoder: FrameDecoder, frames: Sequence[bytes]) -> None:
        """Answer frames until the browser closes the port, then flush.

        Raises:
            WorkglassError: why the host stopped serving before that.
        """
        for frame in frames:
            self._frames.put_nowait(frame)
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, args=(decoder, loop), daemon=True).start()
        try:
            self._prepare()
            await self._answer()
        except WorkglassError as error:
            if not self._refused:
                self._send(refusal_for(error))
            raise
        finally:
            await self._flush()

    def _read(self, decoder: FrameDecoder, loop: asyncio.AbstractEventLoop) -> None:
        """Read standard input in a thread of its own: not every system can poll it."""
        item: bytes | WorkglassError | None
        while True:
            try:
                data = os.read(0, _READ_BYTES)
                if not data:
                    decoder.finish()
                    items: Sequence[bytes | WorkglassError | None] = [None]
                else:
                    items = decoder.feed(data)
            except WorkglassError as error:
                items, data = [error], b""
            for item in items:
                try:
                    loop.call_soon_threadsafe(self._frames.put_nowait, item)
                except RuntimeError:  # the loop has ended: nobody waits for frames any more
                    return
            if not data:
                return

    def _prepare(self) -> None:
        prepare_private_directory(self._store)
        self._store_is_ours = True
        self._policy_stamp = stamp_policy(self._config)
        policy: SignedPolicy | PolicyError
        try:
            policy = self._policy = read_installed_policy(self._config)
        except MissingError as error:
            policy = MissingPolicyError(str(error))
        except PolicyError as error:
            policy = error
        with FileLock(self._store / "seen.lock") as lock:
            lock.acquire(wait=True)  # a host of another profile may start at the same moment
            highest = self._read_highest_version()
            if isinstance(policy, SignedPolicy) and policy.policy.version > highest:
                data = orjson.dumps({"policy_version": policy.policy.version})
                write_private(self._store / SEEN_FILE, data)
        self._session = HostSession(policy, highest)
        self._tasks.append(asyncio.create_task(self._watch_policy()))

    async def _watch_policy(self) -> None:
        """Stop when the administrator replaces or removes the policy: it holds from that moment.

        Raises:
            PolicyError: it was changed; the next hello compares it with the browser's.
        """
        while stamp_policy(self._config) == self._policy_stamp:  # noqa: ASYNC110  # files, not tasks
            await asyncio.sleep(POLICY_LOOK_SECONDS)
        self._closing = CloseReason.POLICY
        raise PolicyError("The policy on this machine was changed; recording starts anew with it.")

    def _read_highest_version(self) -> int:
        path = self._store / SEEN_FILE
        if not path.exists():
            return 0
        try:
            return int(orjson.loads(read_file(path, "version file"))["policy_version"])
        except (ValueError, KeyError, TypeError):
            raise StoreError(
                f"The file {path} is damaged; ask whoever runs this machine to remove it."
            ) from None

    async def _answer(self) -> None:
        while True:
            item = await self._next_item()
            if item is None:
                return
            if isinstance(item, WorkglassError):
                raise item
            if self._session is not None:
                await self._perform(self._session.receive(item, _wall_ms()))

    async def _next_item(self) -> bytes | WorkglassError | None:
        """Return the next frame, or raise what made a task of ours fail."""
        waiting = asyncio.ensure_future(self._frames.get())
        done, _ = await asyncio.wait({waiting, *self._tasks}, return_when=asyncio.FIRST_COMPLETED)
        for task in done - {waiting}:
            waiting.cancel()
            task.result()
        return waiting.result()

    async def _perform(self, outputs: Sequence[Output]) -> None:
        for output in outputs:
            match output:
                case Reply(message):
                    self._send(message)
                case Open(hello):
                    await self._open(hello)
                case Keep(entry):
                    self._require_recorder().submit(entry)
                case EndSession(session):
                    self._require_recorder().note_session(session, "", SessionState.ENDED)
                case Stop(error):
                    raise error

    async def _open(self, hello: Hello) -> None:
        """Make the chain, find where the session stands, account for sessions that broke off."""
        if self._policy is None or self._session is None:
            raise AssertionError("a session was opened without a policy")
        traces = await self._wait_for_old_host(hello)
        device = load_device(self._store, os.urandom)
        if self._recorder is None:
            self._recorder = Recorder(
                self._store,
                policy=self._policy,
                device=device,
                machine=Machine(_wall_ms, _mono_ms, os.urandom, _new_chain),
                stored=self._acknowledge,
                peers=lambda: find_ends(self._store, live=True),
            )
            await self._recorder.start(find_ends(self._store, live=False))
            self._tasks.append(asyncio.create_task(self._recorder.run()))
        self._recorder.set_notice(hello.notice_version)
        await self._recorder.begin_session(hello.session, hello.profile)
        for session, last_seq in _broken_off(traces, hello):
            self._recorder.note_session(session, hello.profile, SessionState.ACCOUNTED)
            self._recorder.submit(_goodbye_missing(session, last_seq))
        earlier = [t for t in traces if t.session == hello.session]
        for trace in earlier:
            # Its host may have been killed between writing and forcing to disk; what is read out
            # of memory now must not be called stored before it is.
            sync_file(trace.path.with_name(f"{trace.path.name}-wal"))
            sync_file(trace.path)
        last_seq = max((t.last_seq for t in earlier), default=0)
        (self._store / REFUSAL_FILE).unlink(missing_ok=True)
        await self._perform(self._session.opened(hello, last_seq))
        self._start_uplink(self._policy)
        self._tasks.append(
            asyncio.create_task(self._keep_house(device, self._policy.policy.retention_days))
        )

    async def _keep_house(self, device: Device, retention_days: int) -> None:
        """Shred what is older than the policy allows, delivered or not; once an hour."""
        recorder = self._require_recorder()
        while True:
            now = _wall_ms() // MINUTE_MS
            choose = expired(now, retention_days)
            with contextlib.suppress(StoreError):
                await recorder.shred(choose, ShredReason.RETENTION)
            await shred_closed_files(self._store, device, choose, ShredReason.RETENTION, now)
            await asyncio.sleep(HOUSE_SECONDS)

    async def _wait_for_old_host(self, hello: Hello) -> list[SessionTrace]:
        """Return what the store knows of sessions once no other host of this profile writes.

        A host whose port was closed still flushes; reading before it is done would let records
        be stored twice.
        """
        deadline = _mono_ms() + BUSY_SECONDS * 1000
        while True:
            traces = find_sessions(self._store)
            own = self._recorder.path if self._recorder else None
            busy = [t for t in traces if t.in_use and t.profile == hello.profile and t.path != own]
            if not busy:
                return traces
            if _mono_ms() > deadline:
                raise BusyError(
                    "Another host still writes for this browser profile; close the other browser "
                    "window or wait a moment."
                )
            await asyncio.sleep(0.05)

    def _acknowledge(self, entries: Sequence[Entry]) -> None:
        if self._session is None:
            return
        for output in self._session.stored(entries):
            if isinstance(output, Reply):
                self._send(output.message)

    def _send(self, message: Welcome | Ack | Refusal) -> None:
        if isinstance(message, Refusal):
            self._refused = True
            self._note_refusal(message)
        frame = encode_frame(message.model_dump_json().encode())
        try:
            while frame:
                frame = frame[os.write(1, frame) :]
        except BrokenPipeError:
            pass  # the browser is gone; the end of standard input follows

    def _note_refusal(self, refusal: Refusal) -> None:
        """Leave the reason for `workglass status`, if the store can hold it."""
        if not self._store_is_ours:
            return
        note = {"code": refusal.code, "sentence": refusal.sentence, "wall_ms": _wall_ms()}
        try:
            write_private(self._store / REFUSAL_FILE, orjson.dumps(note))
        except StoreError:
            return

    def _require_recorder(self) -> Recorder:
        if self._recorder is None:
            raise AssertionError("a record was kept before a session was opened")
        return self._recorder

    def _start_uplink(self, policy: SignedPolicy) -> None:
        """Begin to send closed segments, if there is a collector and a token for it."""
        if policy.policy.collector is None:
            return
        from native_host.uplink.client import CA_FILE, Uplink  # dear to import: after the start

        try:
            token = read_token(self._config)
        except WorkglassError as error:
            self._note_refusal(refusal_for(error))
            return
        url = policy.policy.collector.url
        self._uplink = Uplink(self._store, url, token, self._config / CA_FILE)
        self._tasks.append(asyncio.create_task(self._uplink.run()))

    async def _flush(self) -> None:
        """Close what is open; then send it, if that is quickly done.

        The browser kills the host about two seconds after it closed the port.
        """
        try:
            if self._recorder is not None:
                await self._recorder.stop(self._closing)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._uplink is not None:
            with contextlib.suppress(WorkglassError, TimeoutError):
                await asyncio.wait_for(self._uplink.send_all(), LAST_UPLINK_SECONDS)


def _broken_off(traces: Sequence[SessionTrace], hello: Hello) -> list[tuple[str, int]]:
    """Return earlier sessions of this profile that never said goodbye, with their last number."""
    mine = [t for t in traces if t.profile == hello.profile and t.session != hello.session]
    settled = {t.session for t in traces if t.state is not SessionState.LIVE}
    last: dict[str, int] = {}
    for trace in mine:
        if trace.session not in settled:
            last[trace.session] = max(trace.last_seq, last.get(trace.session, 0))
    return sorted(last.items())


def _goodbye_missing(session: str, last_seq: int) -> Entry:
    record = EndedWithoutGoodbye(
        kind="host",
        what="ended-without-goodbye",
        session=session,
        wall_ms=_wall_ms(),
        last_seq=last_seq,
    )
    return Entry(RecordKind.HOST, session, 0, record.model_dump_json().encode())


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000


def _mono_ms() -> float:
    return time.monotonic_ns() / 1e6


def _new_chain() -> bytes:
    """Return a UUIDv7 (RFC 9562, 5.7), so that file names sort by age."""
    stamp = _wall_ms().to_bytes(6, "big")
    noise = bytearray(os.urandom(10))
    noise[0] = 0x70 | (noise[0] & 0x0F)
    noise[2] = 0x80 | (noise[2] & 0x3F)
    return uuid.UUID(bytes=stamp + bytes(noise)).bytes
