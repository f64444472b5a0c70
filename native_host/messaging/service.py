"""Tie the parts of the host together: frames to session, session to recorder, acks to the browser.

Holds no rules: `session.py` decides what is answered and kept, `recorder.py` when it is durable.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
import time
import uuid
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from native_host.errors import (
    PolicyError,
    StoreError,
    WorkglassError,
)
from native_host.incidents import count_incident
from native_host.installation import read_token
from native_host.machine import (
    prepare_private_directory,
    read_file,
    user_config_directory,
    write_private,
)
from native_host.messaging.ahead import FROZEN, import_ahead
from native_host.messaging.framing import FrameDecoder, encode_frame
from native_host.messaging.house import House
from native_host.messaging.net import SecondNet
from native_host.messaging.rules import Rules
from native_host.messaging.session import (
    EndSession,
    HostSession,
    Open,
    Output,
    Reply,
    Stop,
    refusal_for,
)
from native_host.messaging.succession import (
    compare_witness,
    find_broken_off,
    find_last_number,
    miss_goodbye,
    note_hold,
    recover,
    wait_for_old_host,
    witness_anchor,
)
from native_host.personal import PersonalKey
from native_host.policy import SignedPolicy
from native_host.uplink import progress
from native_host.vault.archive import find_ends, survey_checkpoints
from native_host.vault.batching import Entry
from native_host.vault.chain import Machine
from native_host.vault.device import load_device
from native_host.vault.layout import CloseReason
from native_host.vault.policies import keep_policy
from native_host.vault.recorder import Recorder
from native_host.vault.room import MEGABYTE, Room, RoomState
from native_host.vault.schema import SessionState
from native_host.wire import Ack, Hello, Refusal, Welcome, Witness

if TYPE_CHECKING:
    from native_host.uplink.client import Uplink

BUSY_SECONDS = 6.0  # the browser kills an old host about 2 s after it closed its port
LAST_UPLINK_SECONDS = 1.0
POLICY_LOOK_SECONDS = 2.0
HOUSE_SECONDS = 3600.0
SEEN_FILE = "seen.json"
REFUSAL_FILE = "refusal.json"
_READ_BYTES = 1 << 16
_Items = Sequence[bytes | WorkglassError | None]  # frames; why there are no more; None: the end


class HostService:
    """One port of one browser profile."""

    def __init__(self, config: Path, store: Path) -> None:
        self._config = config
        self._store = store
        self._session: HostSession | None = None
        self._policy: SignedPolicy | None = None
        self._recorder: Recorder | None = None
        self._opened = ""  # the session of this port
        self._refused = False
        self._store_is_ours = False  # until then nothing is written into the directory
        self._closing = CloseReason.DISCONNECT
        self._uplink: Uplink | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._chores: list[asyncio.Task[None]] = []
        # What one read of standard input brought; turns of the loop cost more than frames.
        self._frames: asyncio.Queue[_Items] = asyncio.Queue()

    async def serve(self, decoder: FrameDecoder, frames: Sequence[bytes]) -> None:
        """Answer frames until the browser closes the port, then flush.

        Raises:
            WorkglassError: why the host stopped serving before that.
        """
        self._frames.put_nowait(frames)
        self._listen(decoder)
        try:
            self._prepare()
            await self._answer()
        except WorkglassError as error:
            if not self._refused:
                self._send(refusal_for(error))
            raise
        finally:
            await self._flush()

    def _listen(self, decoder: FrameDecoder) -> None:
        """Read standard input as it comes, in this thread where the system can say when."""
        loop = asyncio.get_running_loop()

        def read() -> None:
            items = _read_items(decoder)
            if items and not isinstance(items[-1], bytes):
                loop.remove_reader(0)
            self._frames.put_nowait(items)

        with contextlib.suppress(NotImplementedError):  # Windows
            # A package that is removed ends its hosts; what is open is closed as at the end.
            loop.add_signal_handler(signal.SIGTERM, self._frames.put_nowait, [None])
        try:
            loop.add_reader(0, read)
        except (NotImplementedError, OSError):  # Windows; a file instead of a pipe
            threading.Thread(target=self._read, args=(decoder, loop), daemon=True).start()

    def _read(self, decoder: FrameDecoder, loop: asyncio.AbstractEventLoop) -> None:
        while True:
            items = _read_items(decoder)
            try:
                loop.call_soon_threadsafe(self._frames.put_nowait, items)
            except RuntimeError:  # the loop has ended: nobody waits for frames any more
                return
            if items and not isinstance(items[-1], bytes):
                return

    def _prepare(self) -> None:
        prepare_private_directory(self._store)
        self._store_is_ours = True
        rules = Rules(self._config, self._store)
        if isinstance(rules.policy, SignedPolicy):
            self._policy = rules.policy
        net = SecondNet(time.thread_time_ns, self._count_incident)
        self._session = HostSession(rules.policy, rules.highest_version, net)
        self._start(self._watch(rules))

    def _count_incident(self, kinds: Sequence[str]) -> None:  # a callback
        count_incident(self._store, list(kinds), _wall_ms())

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin a task whose end, which is a failure, wakes who waits for frames."""
        task = asyncio.create_task(work)
        task.add_done_callback(lambda _: self._frames.put_nowait([]))
        self._tasks.append(task)

    async def _watch(self, rules: Rules) -> None:
        try:
            await rules.watch()
        except PolicyError:
            self._closing = CloseReason.POLICY
            version = rules.find_hold()
            if version is not None and self._recorder is not None:
                self._keep([note_hold(self._opened, version, _wall_ms())])
            raise

    async def _answer(self) -> None:
        receive = self._require_session().receive
        kept: list[Entry] = []  # of one read: they go to the recorder together
        while True:
            try:
                items = await self._next_items()
                now_ms = _wall_ms()
                for item in items:
                    if item is None:
                        return
                    if isinstance(item, WorkglassError):
                        raise item
                    for output in receive(item, now_ms):
                        if type(output) is Entry:
                            kept.append(output)
                        else:
                            self._keep(kept)
                            await self._perform(output)
            finally:
                self._keep(kept)

    def _keep(self, entries: list[Entry]) -> None:
        if entries:
            self._require_recorder().submit(entries)
            entries.clear()

    async def _next_items(self) -> _Items:
        """Return the next frames, or raise what made a task of ours fail."""
        items = await self._frames.get()
        for task in self._tasks:
            if task.done():
                task.result()
        return items

    async def _perform(self, output: Output) -> None:
        match output:
            case Reply(message):
                self._send(message)
            case Open(hello):
                await self._open(hello)
            case Entry():
                self._keep([output])
            case EndSession(session):
                self._require_recorder().note_session(session, "", SessionState.ENDED)
            case Stop(error):
                raise error

    async def _open(self, hello: Hello) -> None:
        """Make the chain, find where the session stands, account for sessions that broke off."""
        if self._policy is None or self._session is None:
            raise AssertionError("a session was opened without a policy")
        keep_policy(self._store, self._policy)
        traces = await wait_for_old_host(self._store, hello)
        device = load_device(self._store, os.urandom)
        survey = survey_checkpoints(self._store)
        ends = find_ends(self._store, live=False)
        witness = witness_anchor(hello)
        recorder = self._recorder = Recorder(
            self._store,
            policy=self._policy,
            device=device,
            machine=Machine(_wall_ms, _mono_ms, os.urandom, _new_chain),
            stored=self._acknowledge,
            peers=lambda: find_ends(self._store, live=True),
            personal=PersonalKey(self._policy, user_config_directory()).find,
        )
        await recorder.start([*witness, *ends])
        self._start(recorder.run())
        recorder.set_notice(hello.notice_version)
        self._opened = hello.session
        await recorder.begin_session(hello.session, hello.profile)
        found = recover(ends, survey.broken_off, hello.session, _wall_ms())
        found += compare_witness(self._store, witness, hello.session, _wall_ms())
        for session, last_seq in find_broken_off(traces, hello):
            recorder.note_session(session, hello.profile, SessionState.ACCOUNTED)
            found.append(miss_goodbye(session, last_seq, _wall_ms()))
        self._keep(found)
        last_seq = find_last_number(traces, hello.session)
        room = Room(self._store, self._policy.policy.store_limit_mb * MEGABYTE, self._delivered)
        self._report_room(room.measure() is RoomState.FREE)
        (self._store / REFUSAL_FILE).unlink(missing_ok=True)
        for output in self._session.opened(hello, last_seq, _wall_ms()):
            await self._perform(output)
        if FROZEN:
            import_ahead()
        self._start_uplink(self._policy)
        days = self._policy.policy.retention_days
        house = House(self._store, recorder, device, days=days, last_seen=survey.last_minute)
        self._start(house.keep_room(room, self._report_room))
        self._chores = [
            asyncio.create_task(house.keep_retention()),
            asyncio.create_task(house.heed_requests()),
        ]

    def _report_room(self, for_pictures: bool) -> None:  # a callback
        if self._session is not None:
            self._session.set_room(for_pictures=for_pictures)

    def _delivered(self) -> dict[str, int]:
        """Return how many segments of each chain the collector of the policy has."""
        collector = self._policy.policy.collector if self._policy else None
        path = self._store / progress.FILE
        if collector is None or not path.exists():
            return {}
        data = read_file(path, "progress file")
        return progress.parse_progress(data, collector.url).stored

    def _acknowledge(self, entries: Sequence[Entry]) -> None:
        if self._session is None or self._recorder is None:
            return
        for output in self._session.stored(entries, self._witness(self._recorder)):
            if isinstance(output, Reply):
                self._send(output.message)

    def _witness(self, recorder: Recorder) -> Witness | None:
        position = recorder.position
        if position.records == 0:
            return None
        return Witness(
            chain=recorder.chain_id.hex(),
            segment=position.segment,
            records=position.records,
            head=position.head.hex(),
        )

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

    def _require_session(self) -> HostSession:
        if self._session is None:
            raise AssertionError("frames were answered before there was a session to take them")
        return self._session

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
        self._start(self._uplink.run())

    async def _flush(self) -> None:
        """Close what is open; then send it, if that is quickly done.

        The browser kills the host about two seconds after it closed the port.
        """
        for chore in self._chores:
            chore.cancel()
        await asyncio.gather(*self._chores, return_exceptions=True)
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


def _read_items(decoder: FrameDecoder) -> _Items:
    """Return the frames that the next bytes complete, or at the end why there are no more."""
    try:
        data = os.read(0, _READ_BYTES)
        if data:
            return decoder.feed(data)
        decoder.finish()
    except WorkglassError as error:
        return [error]
    return [None]


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
