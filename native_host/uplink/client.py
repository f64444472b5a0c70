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

import orjson
from pydantic import TypeAdapter, ValidationError
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from native_host.errors import StoreError, UnavailableError
from native_host.machine import FileLock, read_file, write_private
from native_host.uplink.outbox import (
    Done,
    OfferChain,
    Outbox,
    SendSegment,
    Task,
    Wait,
    pause_before_retry,
)
from native_host.vault import container
from native_host.vault.archive import find_chains
from native_host.vault.chain_file import ChainReader
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
STORED_FILE = "uplink.json"
CA_FILE = "collector-ca.pem"
LOOK_SECONDS = 1.0
_FROM_COLLECTOR: TypeAdapter[Resume | Stored | UplinkRefusal] = TypeAdapter(FromCollector)


class Uplink:
    """The way from one store directory to one collector."""

    def __init__(self, store: Path, url: str, token: str, ca_file: Path | None) -> None:
        self._store = store
        self._url = url
        self._token = token
        self._ca_file = ca_file
        self._stored: dict[str, int] = {}

    async def run(self) -> None:
        """Send what closes, for ever; a collector that is away is tried again."""
        async with _holding(self._store / LOCK_FILE):
            attempt = 0
            while True:
                try:
                    async with self._connect() as connection:
                        attempt = 0
                        await self._deliver(connection, stay=True)
                except UnavailableError:
                    attempt += 1
                    await asyncio.sleep(pause_before_retry(attempt, random.random()))  # noqa: S311

    async def send_all(self) -> int:
        """Send what is closed now; return the number of segments the collector has then.

        Raises:
            UnavailableError: the collector is away or refuses.
        """
        async with _holding(self._store / LOCK_FILE), self._connect() as connection:
            await self._deliver(connection, stay=False)
        return sum(self._stored.values())

    @contextlib.asynccontextmanager
    async def _connect(self) -> AsyncIterator[ClientConnection]:
        self._stored = self._read_stored()
        try:
            async with connect(
                self._url,
                additional_headers={"Authorization": f"Bearer {self._token}"},
                subprotocols=[UPLINK_PROTOCOL],  # type: ignore[list-item]
                compression=None,  # sealed bytes do not shrink
                ssl=self._tls(),
                proxy=True,
            ) as connection:
                yield connection
        except (OSError, WebSocketException, TimeoutError) as error:
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
            outbox.see(closed, self._stored)
            task = outbox.next_task()
            while isinstance(task, OfferChain | SendSegment):
                message = await asyncio.to_thread(self._message, task)
                try:
                    await connection.send(message)
                except ConnectionClosed:
                    # What the collector said last tells why, and what it has.
                    while True:
                        self._hear(await connection.recv(), outbox)
                task = outbox.next_task()
            if isinstance(task, Done) and not stay:
                return
            await self._listen(connection, outbox, task)

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
            raise UnavailableError(f"The collector refuses: {message.sentence}")
        chain = outbox.hear(message)
        if chain is not None:
            self._stored[chain] = outbox.stored(chain)
            write_private(self._store / STORED_FILE, orjson.dumps(self._stored))

    def _message(self, task: OfferChain | SendSegment) -> str | bytes:
        """Return the message of a task, with the sealed bytes of the store."""
        path = next(p for p in find_chains(self._store) if p.stem == task.chain)
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

    def _read_stored(self) -> dict[str, int]:
        """Return what the collector is known to have; the collector itself knows better."""
        path = self._store / STORED_FILE
        try:
            found = orjson.loads(read_file(path, "uplink file")) if path.exists() else {}
        except ValueError:
            return {}
        return {str(chain): int(count) for chain, count in found.items()}


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
async def _holding(path: Path) -> AsyncIterator[None]:
    """Wait until this process is the store's only uploader."""
    with FileLock(path) as lock:
        while not lock.acquire():  # noqa: ASYNC110  # the holder is another process
            await asyncio.sleep(LOOK_SECONDS)
        yield
