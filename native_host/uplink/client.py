"""Send closed segments to the collector. All network I/O of the device is here.

One uploader per store: whoever holds the lock sends the closed segments of all files, also of
hosts that are gone. The sealed bytes leave as they are; nothing here could open them.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import random
import ssl
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from native_host.errors import BusyError, StoreError, UnavailableError
from native_host.machine import FileLock, is_locked, write_private
from native_host.uplink.outbox import (
    Done,
    OfferChain,
    Outbox,
    SendSegment,
    Task,
    Wait,
    pause_before_retry,
)
from native_host.uplink.progress import FILE, Progress, describe, parse_progress
from native_host.vault import container
from native_host.vault.archive import find_chains
from native_host.vault.chain_file import ChainReader
from native_host.vault.schema import SUFFIX
from native_host.wire import (
    UPLINK_PROTOCOL,
    FromCollector,
    Offer,
    Resume,
    SegmentHead,
    Stored,
    UplinkRefusal,
)

LOCK_FILE = "uplink.lock"
CA_FILE = "collector-ca.pem"
LOOK_SECONDS = 1.0
BUSY_SECONDS = 10.0
_FROM_COLLECTOR: TypeAdapter[Resume | Stored | UplinkRefusal] = TypeAdapter(FromCollector)


class Uplink:
    """The way from one store directory to one collector."""

    def __init__(self, store: Path, url: str, token: str, ca_file: Path | None) -> None:
        self._store = store
        self._url = url
        self._token = token
        self._ca_file = ca_file
        self._attempt = 0
        self._stored: dict[str, int] = {}
        # Chains that are passed over for as long as this process lives, and why.
        self._parked: dict[str, str] = {}
        self._trouble: str | None = None

    async def run(self) -> None:
        """Send what closes, for ever; whatever goes wrong is noted and tried again."""
        while True:
            try:
                async with _holding(self._store / LOCK_FILE, None), self._connect() as connection:
                    await self._deliver(connection, stay=True)
            except Exception as error:  # noqa: BLE001  # sealing must go on whatever happens here
                self._attempt += 1
                self._trouble = describe(error)
                self._note()
            await asyncio.sleep(pause_before_retry(self._attempt, random.random()))  # noqa: S311  # spreads retries, hides nothing

    async def send_all(self) -> int:
        """Send what is closed now; return the number of segments the collector has then.

        Raises:
            BusyError: another process is sending.
            UnavailableError: the collector is away or refuses, or a chain cannot be sent; the
                others are.
        """
        async with _holding(self._store / LOCK_FILE, BUSY_SECONDS):
            while True:
                parked = len(self._parked)
                try:
                    async with self._connect() as connection:
                        await self._deliver(connection, stay=False)
                    break
                except UnavailableError:
                    if len(self._parked) == parked:
                        raise
        if self._parked:
            chain, sentence = next(iter(self._parked.items()))
            raise UnavailableError(
                f"The collector has {sum(self._stored.values())} segments; {len(self._parked)} "
                f"store files were passed over, the first is {chain}: {sentence}"
            )
        return sum(self._stored.values())

    @contextlib.asynccontextmanager
    async def _connect(self) -> AsyncIterator[ClientConnection]:
        self._stored = self._read_stored()
        try:
            async with connect(
                self._url,
                additional_headers={"Authorization": f"Bearer {self._token}"},
                subprotocols=[UPLINK_PROTOCOL],  # type: ignore[list-item]  # a NewType of str there
                compression=None,  # sealed bytes do not shrink
                ssl=self._tls(),
                proxy=True,
            ) as connection:
                yield connection
        except ImportError:
            raise UnavailableError(
                "The system's proxy is a SOCKS proxy, and the package python-socks for it is not "
                f"installed; install it, or name the collector at {self._url} in no_proxy."
            ) from None
        except (OSError, OverflowError, ValueError, WebSocketException) as error:
            raise UnavailableError(
                f"The collector at {self._url} cannot be reached ({error}); segments stay here "
                "until it can."
            ) from None

    def _tls(self) -> ssl.SSLContext | None:
        if not self._url.startswith("wss:"):
            return None
        context = ssl.create_default_context()
        if self._ca_file is not None and self._ca_file.exists():
            context.load_verify_locations(self._ca_file)
        return context

    async def _deliver(self, connection: ClientConnection, *, stay: bool) -> None:
        outbox = Outbox()
        while True:
            closed = await asyncio.to_thread(_count_closed, self._store)
            outbox.see({name: n for name, n in closed.items() if name not in self._parked})
            task = outbox.next_task()
            while isinstance(task, OfferChain | SendSegment):
                message = await self._load(task)
                if message is None:
                    outbox.drop(task)
                else:
                    await self._send(connection, message, outbox)
                task = outbox.next_task()
            if isinstance(task, Done):
                self._trouble = None
                self._stored = {name: n for name, n in self._stored.items() if name in closed}
                self._note()
                if not stay:
                    return
            await self._listen(connection, outbox, task)

    async def _send(
        self, connection: ClientConnection, message: str | bytes, outbox: Outbox
    ) -> None:
        try:
            await connection.send(message)
        except ConnectionClosed:
            # What the collector said last tells why, and what it has.
            while True:
                self._hear(await connection.recv(), outbox)

    async def _listen(self, connection: ClientConnection, outbox: Outbox, task: Task) -> None:
        try:
            timeout = None if isinstance(task, Wait) else LOOK_SECONDS
            answer = await asyncio.wait_for(connection.recv(), timeout)
        except TimeoutError:
            return
        self._hear(answer, outbox)

    def _hear(self, answer: str | bytes, outbox: Outbox) -> None:
        try:
            message = _FROM_COLLECTOR.validate_json(answer)
        except ValidationError:
            raise UnavailableError(
                f"{self._url} answers, but not as a collector of this version."
            ) from None
        if isinstance(message, UplinkRefusal):
            refused = outbox.find_refused(message)
            if refused is not None:
                self._parked[refused] = message.sentence
                self._note()
            raise UnavailableError(f"The collector refuses: {message.sentence}")
        if isinstance(message, Stored):
            self._attempt = 0  # a collector that only lets us connect has not come back yet
        chain = outbox.hear(message)
        if chain is not None:
            self._stored[chain] = outbox.stored(chain)
            self._note()

    async def _load(self, task: OfferChain | SendSegment) -> str | bytes | None:
        """Return the message of a task; None if its store file is gone or cannot be read."""
        path = self._store / f"{task.chain}{SUFFIX}"
        try:
            return await asyncio.to_thread(_read_message, path, task)
        except Exception as error:  # noqa: BLE001  # a damaged file must not hold up the others
            # One that is gone was old enough to be deleted; one that a host writes may be busy.
            if path.exists() and not is_locked(path.with_suffix(".lock")):
                self._parked[task.chain] = describe(error)
                self._note()
            return None

    def _read_stored(self) -> dict[str, int]:
        """Return what the collector is known to have; the collector itself knows better."""
        path = self._store / FILE
        try:
            data = path.read_bytes()
        except OSError:
            data = b""
        return parse_progress(data, self._url).stored

    def _note(self) -> None:
        """Leave for `workglass status` how far we are; sending goes on without it."""
        progress = Progress(
            url=self._url, stored=self._stored, parked=self._parked, trouble=self._trouble
        )
        data = progress.model_dump_json().encode()
        path = self._store / FILE
        with contextlib.suppress(OSError, StoreError):
            if not path.exists() or path.read_bytes() != data:
                write_private(path, data)


def _read_message(path: Path, task: OfferChain | SendSegment) -> str | bytes:
    """Return the message of a task, with the sealed bytes of the store."""
    with closing(ChainReader(path)) as reader:
        device = reader.device.hex()
        if isinstance(task, OfferChain):
            return Offer(type="offer", device=device, chain=task.chain).model_dump_json()
        data = container.serialize(reader.segment(task.segment))
    head = SegmentHead(
        type="segment",
        device=device,
        chain=task.chain,
        segment=task.segment,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    encoded = head.model_dump_json().encode()
    return len(encoded).to_bytes(4, "big") + encoded + data


def _count_closed(store: Path) -> dict[str, int]:
    """Return, by chain, how many segments from its beginning are closed."""
    counts = {}
    for path in find_chains(store):
        try:
            with closing(ChainReader(path)) as reader:
                numbers = reader.segment_numbers()
                closed = [number for number in numbers if reader.is_closed(number)]
        except StoreError:
            continue  # a damaged file is for `review verify` to report
        if closed:
            counts[path.stem] = len(closed)
    return counts


@contextlib.asynccontextmanager
async def _holding(path: Path, seconds: float | None) -> AsyncIterator[None]:
    """Wait until this process is the store's only uploader, for ever or for some seconds."""
    now = asyncio.get_running_loop().time
    deadline = None if seconds is None else now() + seconds
    with FileLock(path) as lock:
        while not lock.acquire():
            if deadline is not None and now() >= deadline:
                raise BusyError(
                    "Another process is sending from this store, most likely the host of an open "
                    "browser; what closes is sent by it."
                )
            await asyncio.sleep(LOOK_SECONDS)
        yield
