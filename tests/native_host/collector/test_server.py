"""A real collector process and a real uplink: each segment once, through every fault."""

from __future__ import annotations

import asyncio
import base64
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from native_host.collector import server
from native_host.collector.inbox import read_message
from native_host.errors import UnavailableError, UsageError
from native_host.lab.trial import start_collector
from native_host.review.verdicts import Verdict
from native_host.uplink.client import Uplink, _read_message
from native_host.vault.batching import Limits
from tests.native_host.vault.test_recorder import started, verify


@pytest.fixture
def token(tmp_path):
    path = tmp_path / "token"
    path.write_text("a long random token\n")
    return path


@pytest.fixture
def store(tmp_path):
    """A store with ten closed segments."""
    directory = tmp_path / "store"
    directory.mkdir(mode=0o700)
    asyncio.run(fill(directory, 10))
    return directory


async def fill(directory: Path, count: int) -> None:
    run = await started(directory, Limits(segment_records=1))
    for seq in range(1, count + 1):
        run.submit(seq)
        await run.recorder._commit()
    await run.recorder.stop()


def send(store: Path, url: str, token: str = "a long random token") -> int:
    return asyncio.run(Uplink(store, url, token, None).send_all())


def segments(place: Path) -> list[str]:
    return sorted(path.stem for path in place.rglob("*.segment"))


def test_everything_arrives_once(tmp_path, store, token):
    """The copy holds the same segments, and verifies like the original."""
    place = tmp_path / "collected"
    process, url = start_collector(place, token, 0)
    try:
        assert send(store, url) == 10
        assert send(store, url) == 10
    finally:
        process.terminate()
        assert process.wait(10) == 0
    assert segments(place) == [f"{n:08d}" for n in range(10)]
    reports, verification = verify(place)
    assert [report.verdict for report in reports] == [Verdict.VERIFIED] * 10
    assert verification.sequences.missing == verification.sequences.doubled == []


def test_the_collector_is_killed_again_and_again(tmp_path, store, token):
    """Killed in mid-upload and restarted, it ends up with each segment once."""
    place = tmp_path / "collected"

    async def deliver() -> None:
        process, url = start_collector(place, token, 0)
        port = int(url.rsplit(":", 1)[1].strip("/"))
        uplink = Uplink(store, url, "a long random token", None)
        for _ in range(6):
            sending = asyncio.create_task(uplink.send_all())
            before = len(segments(place))
            for _ in range(500):
                if len(segments(place)) > before or sending.done():
                    break
                await asyncio.sleep(0.002)
            process.send_signal(signal.SIGKILL)
            process.wait()
            await asyncio.gather(sending, return_exceptions=True)
            process, _ = start_collector(place, token, port)
        try:
            assert await uplink.send_all() == 10
        finally:
            process.terminate()
            process.wait()

    asyncio.run(deliver())
    reports, verification = verify(place)
    assert [report.verdict for report in reports] == [Verdict.VERIFIED] * 10
    assert verification.sequences.missing == verification.sequences.doubled == []


def test_a_wrong_token_is_refused(tmp_path, store, token):
    """Nothing is taken from somebody who does not know the token."""
    process, url = start_collector(tmp_path / "collected", token, 0)
    try:
        with pytest.raises(UnavailableError, match="401"):
            send(store, url, "guessed")
    finally:
        process.terminate()
        process.wait()
    assert segments(tmp_path / "collected") == []


def test_a_collector_that_is_away(store):
    """The sentence says that nothing is lost."""
    with pytest.raises(UnavailableError, match="segments stay here"):
        send(store, "ws://127.0.0.1:9/")


def test_a_copied_store_is_a_conflict(tmp_path, store, token):
    """Two machines that go on with one store are told apart, and nothing is overwritten."""
    place = tmp_path / "collected"
    process, url = start_collector(place, token, 0)
    try:
        send(store, url)
        last = max(place.rglob("*.segment"))
        altered = bytearray(last.read_bytes())
        altered[-1] ^= 1
        last.write_bytes(bytes(altered))
        first = min(place.rglob("*.segment"))
        first.rename(first.with_suffix(".gone"))
        (store / "uplink.json").unlink()
        # From the first on everything is offered again, and the last one is not what is there.
        with pytest.raises(UnavailableError, match="other content"):
            asyncio.run(_send_one_by_one(store, url))
        assert last.read_bytes() == bytes(altered)
    finally:
        process.terminate()
        process.wait()


async def _send_one_by_one(store: Path, url: str) -> None:
    """Send every segment, also those that the collector says it has."""
    from native_host.uplink.outbox import SendSegment
    from native_host.vault.archive import find_chains

    uplink = Uplink(store, url, "a long random token", None)
    [chain] = find_chains(store)
    async with uplink._connect() as connection:
        for number in range(10):
            await connection.send(_read_message(chain, SendSegment(chain.stem, number)))
            answer = await connection.recv()
            if "refusal" in str(answer):
                raise UnavailableError(str(answer))


def test_a_disk_that_cannot_be_written(tmp_path, store, token):
    """No acknowledgement without the disk."""
    place = tmp_path / "collected"
    process, url = start_collector(place, token, 0)
    device = next(store.glob("*.sqlite"))
    try:
        from native_host.vault.chain_file import ChainReader

        reader = ChainReader(device)
        name = reader.device.hex()
        reader.close()
        (place / name).write_text("in the way")
        with pytest.raises(UnavailableError, match="cannot write"):
            send(store, url)
    finally:
        process.terminate()
        process.wait()


@pytest.mark.parametrize("pin", ["file", "first segment"])
def test_one_signer_for_each_device(tmp_path, store, token, pin):
    """Under a device's name only its first signer is heard, also without the file that says so."""
    place = tmp_path / "collected"
    process, url = start_collector(place, token, 0)
    try:
        send(store, url)
        [signer] = place.glob("*/signer")
        if pin == "first segment":
            signer.unlink()
        # A second store with the number of the first device and a key of its own.
        other = tmp_path / "other"
        other.mkdir(mode=0o700)
        device = json.loads((store / "device.json").read_text())
        device["signing_seed"] = base64.b64encode(b"x" * 32).decode()
        (other / "device.json").write_text(json.dumps(device))
        (other / "device.json").chmod(0o600)
        asyncio.run(fill(other, 1))
        with pytest.raises(UnavailableError, match="another signing key"):
            send(other, url)
        assert len(segments(place)) == 10
    finally:
        process.terminate()
        process.wait()


def test_directories_of_an_earlier_process_are_made_durable(tmp_path, store, monkeypatch):
    """Who made them may have been killed before their names were on disk."""
    place, synced = tmp_path / "collected", []
    sync = server.machine.sync_directory

    def note(directory: Path) -> None:
        synced.append(directory)
        sync(directory)

    [chain] = store.glob("*.sqlite")
    device = json.loads((store / "device.json").read_text())["device"]
    (place / device / chain.stem).mkdir(parents=True)
    for directory in (place, place / device, place / device / chain.stem):
        directory.chmod(0o700)
    monkeypatch.setattr(server.machine, "sync_directory", note)

    async def go() -> None:
        async with await server.start(
            place, host="127.0.0.1", port=0, token="t", tls=None
        ) as running:
            port = next(iter(running.sockets)).getsockname()[1]
            await Uplink(store, f"ws://127.0.0.1:{port}/", "t", None).send_all()

    asyncio.run(go())
    assert synced.count(place) == 1
    assert synced.index(place) < synced.index(place / device / chain.stem)
    assert place / device in synced


def test_without_tls_only_loopback(tmp_path):
    """Sealed or not, nothing crosses a network in the clear."""
    with pytest.raises(UsageError, match="loopback"):
        asyncio.run(server.start(tmp_path / "c", host="0.0.0.0", port=0, token="x", tls=None))


def test_an_empty_token_is_refused(tmp_path):
    """A collector that would take anything does not start."""
    with pytest.raises(UsageError, match="token"):
        asyncio.run(server.start(tmp_path / "c", host="127.0.0.1", port=0, token="", tls=None))


def test_tls(tmp_path, store, token):
    """Over TLS with the organisation's own authority; without it the certificate is refused."""
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        + ["-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", str(key)]
        + ["-addext", "subjectAltName=DNS:localhost", "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    command = [sys.executable, "-I", "-m", "native_host", "collector", "serve", "--port", "0"]
    command += ["--dir", str(tmp_path / "collected"), "--token-file", str(token)]
    command += ["--tls-cert", str(certificate), "--tls-key", str(key)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    port = line.split(":")[2].split("/")[0]
    url = f"wss://localhost:{port}/"
    try:
        assert line.startswith("Listening on wss:")
        trusting = Uplink(store, url, "a long random token", certificate)
        assert asyncio.run(trusting.send_all()) == 10
        with pytest.raises(UnavailableError, match="certificate"):
            send(store, url)
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def test_only_one_uploader(tmp_path, store, monkeypatch):
    """Two hosts of one store do not send everything twice: the collector hears of it once."""
    heard = []

    def read(message: str | bytes):
        heard.append(message)
        return read_message(message)

    monkeypatch.setattr(server, "read_message", read)

    async def both() -> list[int]:
        async with await server.start(
            tmp_path / "collected", host="127.0.0.1", port=0, token="t", tls=None
        ) as running:
            port = next(iter(running.sockets)).getsockname()[1]
            uplinks = [Uplink(store, f"ws://127.0.0.1:{port}/", "t", None) for _ in range(2)]
            return await asyncio.gather(*(uplink.send_all() for uplink in uplinks))

    assert asyncio.run(both()) == [10, 10]
    assert len([message for message in heard if isinstance(message, bytes)]) == 10
