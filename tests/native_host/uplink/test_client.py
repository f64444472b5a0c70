"""The uplink against a real collector: nothing that goes wrong ends it or holds up the rest."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from native_host.collector import server
from native_host.commands.status import gather
from native_host.errors import BusyError, StoreError, UnavailableError
from native_host.machine import FileLock
from native_host.uplink import client
from native_host.uplink.client import LOCK_FILE, Uplink
from native_host.vault.archive import find_chains
from native_host.vault.batching import Limits
from tests.native_host.host_process import Installed
from tests.native_host.vault.test_recorder import started

TOKEN = "a long random token"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(client, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(client, "pause_before_retry", lambda attempt, random: 0.01)


@pytest.fixture
def store(tmp_path):
    """A store with two files of three closed segments each."""
    directory = tmp_path / "store"
    directory.mkdir(mode=0o700)
    for _ in range(2):
        asyncio.run(fill(directory))
    return directory


async def fill(directory: Path) -> None:
    run = await started(directory, Limits(segment_records=1))
    for seq in (1, 2, 3):
        run.submit(seq)
        await run.recorder._commit()
    await run.recorder.stop()


@contextlib.asynccontextmanager
async def collector(place: Path, port: int = 0) -> AsyncIterator[str]:
    """Run a collector in this process."""
    async with await server.start(
        place, host="127.0.0.1", port=port, token=TOKEN, tls=None
    ) as running:
        yield f"ws://127.0.0.1:{next(iter(running.sockets)).getsockname()[1]}/"


def change(chain: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(chain)) as connection:
        connection.execute(statement)
        connection.commit()


def forge(chain: Path) -> None:
    """Change a header, as nobody but the device could without being noticed."""
    change(chain, "UPDATE segment SET header_signature = zeroblob(64) WHERE segment = 1")


def segments(place: Path, chain: Path | None = None) -> int:
    return len(list(place.glob(f"*/{chain.stem if chain else '*'}/*.segment")))


async def until(probe, task: asyncio.Task) -> None:
    """Wait until something holds while a task goes on."""
    for _ in range(1000):
        assert not task.done(), "the uplink has ended"
        if probe():
            return
        await asyncio.sleep(0.01)
    pytest.fail("waited in vain")


@contextlib.asynccontextmanager
async def running(uplink: Uplink) -> AsyncIterator[asyncio.Task]:
    task = asyncio.create_task(uplink.run())
    try:
        yield task
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def sending(tmp_path: Path, url: str) -> dict:
    """Return what `workglass status` says of sending."""
    root = tmp_path / "installed"
    shutil.rmtree(root, ignore_errors=True)
    return gather(Installed(root, collector={"url": url}).config, tmp_path / "store")


def test_a_refused_chain_does_not_hold_up_the_others(tmp_path, store):
    """It is parked, status says why, and everything else arrives."""
    place = tmp_path / "collected"
    bad, good = find_chains(store)
    forge(bad)

    async def go() -> str:
        async with collector(place) as url:
            with pytest.raises(UnavailableError, match=bad.stem):
                await Uplink(store, url, TOKEN, None).send_all()
            return url

    url = asyncio.run(go())
    assert segments(place, good) == 3
    assert segments(place, bad) == 1
    found = sending(tmp_path, url)
    assert found["segments_at_collector"] == 4
    assert "no sealed segment" in found["uplink"]["parked"][bad.stem]


def test_a_parked_chain_is_not_sent_again_by_this_process(tmp_path, store, monkeypatch):
    """A host that runs for weeks does not knock for ever with what is refused."""
    place = tmp_path / "collected"
    forge(find_chains(store)[0])
    refused = []
    refuse = server.decide

    def decide(*words, **more):
        decision = refuse(*words, **more)
        if not isinstance(decision, server.Keep | server.Repeat):
            refused.append(decision)
        return decision

    monkeypatch.setattr(server, "decide", decide)

    async def go() -> None:
        async with collector(place) as url, running(Uplink(store, url, TOKEN, None)) as task:
            await until(lambda: segments(place) == 4, task)
            await fill(store)
            await until(lambda: segments(place) == 7, task)

    asyncio.run(go())
    assert len(refused) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda chain: chain.write_bytes(b"SQLite format 3\0" + bytes(4000)),
        lambda chain: change(chain, "DELETE FROM segment WHERE segment = 0"),
        lambda chain: change(chain, "UPDATE record SET kind = 77"),
    ],
)
def test_a_damaged_file_is_passed_over(tmp_path, store, damage):
    """One store file that cannot be read does not end the host or keep the others back."""
    place = tmp_path / "collected"
    bad, good = find_chains(store)
    damage(bad)

    async def go() -> None:
        async with collector(place) as url, running(Uplink(store, url, TOKEN, None)) as task:
            await until(lambda: segments(place, good) == 3, task)

    asyncio.run(go())


def test_a_file_that_is_being_written_is_tried_again(tmp_path, store, monkeypatch):
    """A moment in which a live store file cannot be read does not cost its whole chain."""
    place = tmp_path / "collected"
    live, _ = find_chains(store)
    read, busy = client._read_message, [True]

    def stumble(path: Path, task):
        if path == live and busy:
            busy.clear()
            raise StoreError("The database is locked.")
        return read(path, task)

    monkeypatch.setattr(client, "_read_message", stumble)

    async def go() -> None:
        async with collector(place) as url, running(Uplink(store, url, TOKEN, None)) as task:
            await until(lambda: segments(place) == 6, task)
            assert sending(tmp_path, url)["uplink"]["parked"] == {}

    with FileLock(live.with_suffix(".lock")) as lock:
        assert lock.acquire()
        asyncio.run(go())


def test_a_file_that_retention_deletes_in_mid_send(tmp_path, store, monkeypatch):
    """It is gone, nobody is told of a fault, and the others arrive."""
    place = tmp_path / "collected"
    first, second = find_chains(store)
    read = client._read_message

    def delete_first(path: Path, task):
        first.unlink(missing_ok=True)
        return read(path, task)

    monkeypatch.setattr(client, "_read_message", delete_first)

    async def go() -> str:
        async with collector(place) as url:
            assert await Uplink(store, url, TOKEN, None).send_all() == 3
            return url

    url = asyncio.run(go())
    assert segments(place, second) == 3
    assert sending(tmp_path, url)["uplink"] == {"trouble": None, "parked": {}}


@pytest.mark.parametrize("content", ["[]", "{", '{"a": "b"}', '{"url": 1}', "\x00"])
def test_a_damaged_progress_file(tmp_path, store, content):
    """Nothing depends on it: everything is offered, and status does not stumble."""
    place = tmp_path / "collected"
    (store / "uplink.json").write_text(content)
    assert sending(tmp_path, "wss://collector.example/")["segments_at_collector"] == 0

    async def go() -> None:
        async with collector(place) as url:
            assert await Uplink(store, url, TOKEN, None).send_all() == 6

    asyncio.run(go())


@pytest.mark.parametrize(
    ("url", "words"),
    [("ws://127.0.0.1:9/", "cannot be reached"), ("ws://127.0.0.1:99999/", "cannot be reached")],
)
def test_a_collector_that_cannot_be_reached(tmp_path, store, url, words):
    """The uplink goes on trying, and status says what stands in the way."""

    async def go() -> None:
        async with running(Uplink(store, url, TOKEN, None)) as task:
            await until(lambda: sending(tmp_path, url)["uplink"]["trouble"], task)

    asyncio.run(go())
    assert words in sending(tmp_path, url)["uplink"]["trouble"]


def test_a_proxy_that_needs_a_missing_package(store, monkeypatch):
    """A system with a SOCKS proxy gets a sentence."""
    monkeypatch.setenv("socks_proxy", "socks5://127.0.0.1:9")
    monkeypatch.setitem(__import__("sys").modules, "python_socks", None)
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(UnavailableError, match="python-socks"):
        asyncio.run(Uplink(store, "wss://collector.example/", TOKEN, None).send_all())


def test_a_fault_of_ours_does_not_end_the_host(tmp_path, store, monkeypatch):
    """Whatever it is, sealing goes on, and sending once the fault is gone."""
    place = tmp_path / "collected"
    count, broken = client._count_closed, [True]

    def stumble(directory: Path):
        if broken:
            raise KeyError("customer 4711")
        return count(directory)

    monkeypatch.setattr(client, "_count_closed", stumble)

    async def go() -> None:
        async with collector(place) as url, running(Uplink(store, url, TOKEN, None)) as task:
            await until(lambda: sending(tmp_path, url)["uplink"]["trouble"], task)
            assert "KeyError" in sending(tmp_path, url)["uplink"]["trouble"]
            assert "4711" not in (store / "uplink.json").read_text()
            broken.clear()
            await until(lambda: segments(place) == 6, task)
            await until(lambda: sending(tmp_path, url)["uplink"]["trouble"] is None, task)

    asyncio.run(go())


def test_pauses_grow_until_something_is_stored(tmp_path, store, monkeypatch):
    """A collector that lets us in and takes nothing is not asked again every second."""
    attempts = []

    def pause(attempt: int, random: float) -> float:
        attempts.append(attempt)
        return 0.0

    monkeypatch.setattr(client, "pause_before_retry", pause)
    write = server._write_durably
    full = [True]

    def fail(*words):
        if full:
            raise OSError(28, "No space left on device")
        write(*words)

    monkeypatch.setattr(server, "_write_durably", fail)
    place = tmp_path / "collected"

    async def go() -> None:
        async with collector(place) as url, running(Uplink(store, url, TOKEN, None)) as task:
            await until(lambda: len(attempts) >= 4, task)
            full.clear()
            await until(lambda: segments(place) == 6, task)
            full.append(True)
            grown = len(attempts)
            await fill(store)
            await until(lambda: len(attempts) > grown, task)
            assert attempts[grown] == 1

    asyncio.run(go())
    assert attempts[:4] == [1, 2, 3, 4]


@pytest.mark.parametrize("again", ["wiped", "another"])
def test_a_new_collector_gets_everything(tmp_path, store, again):
    """A collector that lost its disk, and one at a new address, are sent all of it."""
    place = tmp_path / "collected"

    async def go() -> None:
        async with collector(place) as url:
            assert await Uplink(store, url, TOKEN, None).send_all() == 6
            if again == "wiped":
                for device in place.iterdir():
                    shutil.rmtree(device)
                assert await Uplink(store, url, TOKEN, None).send_all() == 6
                assert segments(place) == 6
                return
        other = tmp_path / "other"
        async with collector(other) as url:
            assert sending(tmp_path, url)["segments_at_collector"] == 0
            assert await Uplink(store, url, TOKEN, None).send_all() == 6
        assert segments(other) == 6

    asyncio.run(go())


def test_another_process_is_sending(store, monkeypatch):
    """Whoever sends by hand is told after some seconds instead of waiting for ever."""
    monkeypatch.setattr(client, "BUSY_SECONDS", 0.02)
    with FileLock(store / LOCK_FILE) as lock:
        assert lock.acquire()
        with pytest.raises(BusyError, match="Another process"):
            asyncio.run(Uplink(store, "ws://127.0.0.1:9/", TOKEN, None).send_all())
