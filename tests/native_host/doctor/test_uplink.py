"""Real sockets: a collector over TLS, and everything that may stand in its place."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Self

import pytest

from native_host.doctor.connection import connect
from native_host.doctor.findings import exit_code
from native_host.lab.trial import start_collector
from native_host.uplink.client import CA_FILE
from tests.native_host.doctor.device import Device

TOKEN = "a long random token"
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "wss_proxy", "ws_proxy")


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch):
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("WORKGLASS_DEBUG", raising=False)


def make_certificate(directory: Path, days: int, name: str = "localhost") -> tuple[Path, Path]:
    """Make a certificate that vouches for itself."""
    certificate, key = directory / f"{name}-{days}.pem", directory / f"{name}-{days}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        + ["-nodes", "-days", str(days), "-subj", f"/CN={name}", "-keyout", str(key)]
        + ["-addext", f"subjectAltName=DNS:{name}", "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    return certificate, key


class TlsCollector:
    """A real collector process that speaks TLS."""

    def __init__(self, directory: Path, days: int, name: str = "localhost") -> None:
        directory.mkdir(exist_ok=True)
        (directory / "token").write_text(TOKEN)
        self.certificate, key = make_certificate(directory, days, name)
        command = [sys.executable, "-I", "-m", "native_host", "collector", "serve", "--port", "0"]
        command += ["--dir", str(directory / "collected"), "--token-file", str(directory / "token")]
        command += ["--tls-cert", str(self.certificate), "--tls-key", str(key)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("Listening on wss:"), line
        self.port = int(line.split(":")[2].split("/")[0])
        self.url = f"wss://localhost:{self.port}/"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(20)
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def collector(tmp_path) -> Iterator[TlsCollector]:
    with TlsCollector(tmp_path / "collector", 400) as found:
        yield found


def device_for(tmp_path: Path, url: str, ca_file: Path | None = None, token: str = TOKEN) -> Device:
    device = Device(tmp_path)
    device.set_policy(token=token, collector={"url": url})
    if ca_file is not None:
        device.write(f"etc/workglass/{CA_FILE}", ca_file.read_bytes())
    return device


def test_a_collector_over_tls(tmp_path, collector):
    """With the organisation's own authority everything is well."""
    device = device_for(tmp_path, collector.url, collector.certificate)
    assert device.faults(quick=False) == []
    assert "uplink-good" in {each.id for each in device.examine(quick=False)}


def test_an_authority_that_is_not_known(tmp_path, collector):
    """The sentence says what is wrong with the certificate."""
    device = device_for(tmp_path, collector.url)
    assert device.faults(quick=False) == ["collector-certificate"]
    findings = device.examine(quick=False)
    [found] = [each for each in findings if each.id == "collector-certificate"]
    assert "self-signed" in found.sentence
    assert exit_code(findings) == 3


def test_a_certificate_for_another_name(tmp_path):
    with TlsCollector(tmp_path / "collector", 400, "other.example.com") as collector:
        device = device_for(tmp_path, collector.url, collector.certificate)
        assert device.faults(quick=False) == ["collector-certificate"]


def test_a_certificate_that_ends(tmp_path):
    with TlsCollector(tmp_path / "collector", 5) as collector:
        device = device_for(tmp_path, collector.url, collector.certificate)
        assert device.faults(quick=False) == ["certificate-ending"]


def test_an_authority_file_that_is_damaged(tmp_path, collector):
    device = device_for(tmp_path, collector.url)
    device.write(f"etc/workglass/{CA_FILE}", "no certificate")
    assert device.faults(quick=False) == ["collector-certificate"]


def test_no_tls_at_all(tmp_path):
    """The collector was started without a certificate."""
    (tmp_path / "token").write_text(TOKEN)
    process, url = start_collector(tmp_path / "collected", tmp_path / "token", 0)
    try:
        device = device_for(tmp_path, url.replace("ws://127.0.0.1", "wss://localhost"))
        assert device.faults(quick=False) == ["collector-certificate"]
        device = device_for(tmp_path / "second", url)
        assert device.faults(quick=False) == []
    finally:
        process.terminate()
        process.wait()


def test_the_wrong_token(tmp_path, collector):
    device = device_for(tmp_path, collector.url, collector.certificate, token="guessed")
    assert device.faults(quick=False) == ["token-refused"]


def test_nobody_listens(tmp_path):
    """A laptop on the way: a warning, since nothing is lost."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        device = device_for(tmp_path, f"wss://localhost:{taken.getsockname()[1]}/")
        assert device.faults(quick=False) == ["collector-unreachable"]
    assert exit_code(device.examine(quick=False)) == 1


def test_a_name_that_nobody_knows(tmp_path):
    device = device_for(tmp_path, "wss://collector.invalid/")
    assert device.faults(quick=False) == ["collector-unreachable"]


class Speaker:
    """A server that says one thing to everybody who connects."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.heard: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                self.heard.append(connection.recv(65_536))
                connection.sendall(self._answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(20)


def switching(date: float) -> bytes:
    date_line = formatdate(date, usegmt=True)
    return f"HTTP/1.1 101 Switching Protocols\r\nDate: {date_line}\r\n\r\n".encode()


@pytest.mark.parametrize(
    ("answer", "findings"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ["collector-answer"]),
        (b"220 mail.example.com\r\n", ["collector-answer"]),
        (b"", ["collector-answer"]),
        (b"HTTP/1.1 101 Switching Protocols\r\nDate: yesterday\r\n\r\n", []),
    ],
)
def test_what_may_answer(answer, findings, tmp_path):
    """Something else may be at the port."""
    check_answer(answer, findings, tmp_path)


@pytest.mark.parametrize(
    ("ahead", "findings"), [(0, []), (-7200, ["clock-off"]), (7200, ["clock-off"])]
)
def test_the_clock_of_the_collector(ahead, findings, tmp_path):
    """It is in the head of its answer."""
    check_answer(switching(time.time() + ahead), findings, tmp_path)


def check_answer(answer, findings, tmp_path):
    with Speaker(answer) as speaker:
        device = device_for(tmp_path, f"ws://127.0.0.1:{speaker.port}/")
        assert device.faults(quick=False) == findings


class Proxy:
    """A proxy that lets everybody through to the collector, or nobody."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.heard: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        connection, _ = self._socket.accept()
        self._socket.close()
        self.heard.append(connection.recv(65_536))
        onward = socket.create_connection(("127.0.0.1", self._target))
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        pumps = [
            threading.Thread(target=pump, args=pair, daemon=True)
            for pair in ((connection, onward), (onward, connection))
        ]
        for each in pumps:
            each.start()
        for each in pumps:
            each.join(20)
        connection.close()
        onward.close()


def pump(source: socket.socket, target: socket.socket) -> None:
    """Pass bytes on until one side has no more, then tell the other."""
    try:
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


def test_through_a_proxy(tmp_path, collector, monkeypatch):
    """The certificate is the collector's, the name is not looked up here, the password is not told."""
    device = device_for(tmp_path, collector.url, collector.certificate)
    proxy = Proxy(collector.port)
    monkeypatch.setenv("https_proxy", f"http://worker:word@127.0.0.1:{proxy.port}")
    found = device.examine(quick=False)
    [good] = [each for each in found if each.layer == "uplink"]
    assert good.id == "uplink-good"
    assert f"proxy 127.0.0.1:{proxy.port}" in good.sentence
    assert "word" not in good.sentence.replace("workglass", "")
    assert proxy.heard[0].startswith(f"CONNECT localhost:{collector.port}".encode())
    assert b"Proxy-Authorization: Basic d29ya2VyOndvcmQ=" in proxy.heard[0]


def test_a_proxy_that_lets_nobody_through(tmp_path, collector, monkeypatch):
    device = device_for(tmp_path, collector.url, collector.certificate)
    with Speaker(b"HTTP/1.1 403 Forbidden\r\n\r\n") as speaker:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{speaker.port}")
        assert device.faults(quick=False) == ["proxy-unusable"]
    monkeypatch.setenv("no_proxy", "localhost")
    assert device.faults(quick=False) == []


def test_proxies_of_other_sorts(tmp_path, collector, monkeypatch):
    """What cannot be tried here is said to be so."""
    device = device_for(tmp_path, collector.url, collector.certificate)
    monkeypatch.setenv("https_proxy", "socks5://127.0.0.1:9")
    assert device.faults(quick=False) == ["proxy-unusable"]
    monkeypatch.setenv("https_proxy", "https://127.0.0.1:9")
    assert device.faults(quick=False) == ["collector-not-tried"]


def test_the_token_travels_over_a_certificate_that_holds_only(tmp_path, collector):
    """Who is not the collector does not get it."""
    contact = connect(collector.url, TOKEN, tmp_path)
    assert contact.step == "certificate"
    assert contact.status is None
