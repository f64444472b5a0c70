"""The collector: a WebSocket server that appends sealed segments to a directory.

`DIR/<device>/<chain>/<number>.segment`. A segment is written beside its place, forced to disk,
renamed, and the directory forced to disk; only then is it acknowledged. `DIR/<device>/signer` is
the public signing key that the device was first seen with. No key that opens anything is held here.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import os
import ssl
from http import HTTPStatus
from pathlib import Path

from pydantic import BaseModel
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from native_host import machine
from native_host.collector.checks import find_signer
from native_host.collector.inbox import (
    MAX_MESSAGE,
    Keep,
    Repeat,
    decide,
    read_message,
    refuse,
)
from native_host.errors import UnavailableError, UsageError
from native_host.vault.container import SUFFIX
from native_host.wire import UPLINK_PROTOCOL, Offer, Resume, SegmentHead, Stored, UplinkRefusal

SIGNER_FILE = "signer"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Collector:
    """One collector over one directory."""

    def __init__(self, directory: Path, token: str) -> None:
        self._directory = directory
        self._token = token
        self._locks: dict[str, asyncio.Lock] = {}
        self._durable: set[Path] = set()

    async def handle(self, connection: ServerConnection) -> None:
        """Serve one device."""
        try:
            async for message in connection:
                answer = await self._answer(message)
                await connection.send(answer.model_dump_json())
                if isinstance(answer, UplinkRefusal):
                    await connection.close(1008, answer.code)
                    return
        except ConnectionClosed:
            return

    def admit(self, connection: ServerConnection, request: Request) -> Response | None:
        """Refuse whoever does not know the token."""
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if hmac.compare_digest(given.encode(), self._token.encode()):
            return None
        return connection.respond(HTTPStatus.UNAUTHORIZED, "The token is wrong.\n")

    async def _answer(self, message: str | bytes) -> BaseModel:
        read = read_message(message)
        if isinstance(read, UplinkRefusal):
            return read
        if isinstance(read, Offer):
            place = self._place(read.device, read.chain)
            following = await asyncio.to_thread(_count_contiguous, place)
            return Resume(
                type="resume", device=read.device, chain=read.chain, next_segment=following
            )
        head, data = read
        # Two connections may carry the same device for a moment, when a host was replaced.
        async with self._locks.setdefault(head.device, asyncio.Lock()):
            return await asyncio.to_thread(self._take, head, data)

    def _take(self, head: SegmentHead, data: bytes) -> BaseModel:
        try:
            return self._store(head, data)
        except OSError as error:
            return refuse(
                "store-unwritable", f"The collector cannot write ({error.strerror}); try later."
            )

    def _store(self, head: SegmentHead, data: bytes) -> BaseModel:
        place = self._place(head.device, head.chain)
        file = _name(place, head.segment)
        known = hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else None
        before = _name(place, head.segment - 1)
        following = _count_contiguous(place)
        pinned = _read_signer(place.parent)
        decision = decide(
            head,
            data,
            next_segment=following,
            known_hash=known,
            pinned=pinned,
            before=before.read_bytes() if 0 < head.segment <= following else None,
        )
        if isinstance(decision, UplinkRefusal):
            return decision
        if isinstance(decision, Keep):
            for directory in (place.parent, place):
                self._prepare(directory)
            signer = find_signer(decision.data)
            if pinned is None and signer is not None:
                _write_durably(place.parent / SIGNER_FILE, signer.hex().encode())
            _write_durably(file, decision.data)
            following = _count_contiguous(place)
        elif isinstance(decision, Repeat) and following == 0:
            raise AssertionError("a segment is here that nobody counted")
        return Stored(type="stored", device=head.device, chain=head.chain, segment=following - 1)

    def _prepare(self, directory: Path) -> None:
        """Make a directory and its name durable.

        Also one that is there: who made it may have been killed before its name was on disk.
        """
        if directory in self._durable and directory.is_dir():
            return
        directory.mkdir(mode=0o700, exist_ok=True)
        machine.sync_directory(directory.parent)
        self._durable.add(directory)

    def _place(self, device: str, chain: str) -> Path:
        # Both were checked to be 32 hexadecimal digits: no path can be smuggled in.
        return self._directory / device / chain


async def start(
    directory: Path,
    *,
    host: str,
    port: int,
    token: str,
    tls: tuple[Path, Path] | None,
) -> Server:
    """Start a collector and return its server.

    Args:
        directory: where segments are kept.
        host: address to listen on; without TLS only a loopback address.
        port: port to listen on; 0: any free one.
        token: what devices have to present.
        tls: files of certificate and key.

    Raises:
        UsageError: another than a loopback address without TLS, or no token.
        UnavailableError: the address is taken.
    """
    if tls is None and host not in _LOOPBACK:
        raise UsageError("Without --tls-cert and --tls-key only loopback addresses are served.")
    if not token:
        raise UsageError("The token file is empty; put a long random token into it.")
    machine.prepare_private_directory(directory)
    collector = Collector(directory, token)
    try:
        return await serve(
            collector.handle,
            host,
            port,
            process_request=collector.admit,
            subprotocols=[UPLINK_PROTOCOL],  # type: ignore[list-item]  # a NewType of str there
            compression=None,
            max_size=MAX_MESSAGE,
            ssl=_tls_context(tls),
        )
    except OSError as error:
        raise UnavailableError(
            f"Port {port} of {host} cannot be opened ({error.strerror}); choose another."
        ) from None


def _tls_context(tls: tuple[Path, Path] | None) -> ssl.SSLContext | None:
    if tls is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(*tls)
    except (OSError, ssl.SSLError) as error:
        raise UsageError(f"Certificate or key cannot be used ({error}).") from None
    return context


def _count_contiguous(place: Path) -> int:
    """Return how many segments of a chain are here, from its beginning and none missing."""
    if not place.is_dir():
        return 0
    numbers = {file.stem for file in place.glob(f"*{SUFFIX}")}
    count = 0
    while f"{count:08d}" in numbers:
        count += 1
    return count


def _name(place: Path, segment: int) -> Path:
    return place / f"{segment:08d}{SUFFIX}"


def _read_signer(device: Path) -> bytes | None:
    """Return the signing key of a device; from its first segment, where no file names it."""
    file = device / SIGNER_FILE
    if file.exists():
        with contextlib.suppress(ValueError):
            return bytes.fromhex(file.read_text("ascii"))
    for segment in sorted(device.glob(f"*/*{SUFFIX}")):
        signer = find_signer(segment.read_bytes())
        if signer is not None:
            return signer
    return None


def _write_durably(file: Path, data: bytes) -> None:
    temporary = file.with_name(f"{file.stem}.part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(file)
    machine.sync_directory(file.parent)
