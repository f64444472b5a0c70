"""Disks that fail, hosts that are killed: nothing acknowledged is lost, and a sentence says why."""

from __future__ import annotations

import random
import shutil
import time

import pytest

from native_host.review.reading import Reader
from native_host.review.verdicts import GREEN, SegmentReport
from native_host.review.verification import StoreVerification
from tests.native_host.host_process import HostProcess, Installed
from tests.native_host.making import OTHER_SESSION, navigation, screenshot

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 200


@pytest.fixture
def installed(tmp_path):
    return Installed(tmp_path)


def verify(installed: Installed) -> StoreVerification:
    """Check that everything there is as it was sealed, and return what was counted."""
    *reports, verification = Reader(installed.store, [installed.key], "a test").verify()
    assert isinstance(verification, StoreVerification)
    for report in reports:
        assert isinstance(report, SegmentReport)
        assert report.verdict in GREEN, (report.name, report.sentence)
    assert verification.sequences.doubled == []
    assert verification.sequences.missing == []
    return verification


def send_until_refused(host: HostProcess, first: int) -> tuple[int, dict | None]:
    """Send events one by one; return the last number acknowledged and the refusal."""
    acknowledged = first - 1
    for seq in range(first, first + 400):
        host.send(navigation(seq))
        answer = host.receive()
        if answer is None or answer["type"] == "refusal":
            return acknowledged, answer
        acknowledged = answer["seq"]
    return acknowledged, None


@pytest.mark.skipif(shutil.which("strace") is None, reason="there is no strace")
@pytest.mark.parametrize(
    "fault",
    [
        "fsync,fdatasync:error=EIO:when=40+",
        "pwrite64:error=EIO:when=120+",
        "pwrite64:error=ENOSPC:when=120+",
    ],
)
def test_a_disk_that_fails(installed, fault):
    """No acknowledgement, one sentence, exit code 74; the next host goes on in a new file."""
    calls = fault.split(":")[0]
    wrap = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}", "-e"]
    wrap.append(f"inject={fault}")
    host = HostProcess(installed, wrap=wrap)
    answer = host.greet()
    assert answer is not None
    assert answer["type"] == "welcome", answer
    acknowledged, refusal = send_until_refused(host, 1)
    assert acknowledged > 0
    assert refusal is not None
    assert refusal["code"] == "store-unwritable"
    assert "acknowledged before is safe" in refusal["sentence"]
    code, errors = host.finish()
    assert code == 74
    assert len(errors.splitlines()) == 1
    after = HostProcess(installed)
    welcome = after.greet()
    assert welcome is not None
    assert welcome["last_seq"] >= acknowledged
    for seq in range(welcome["last_seq"] + 1, acknowledged + 20):
        after.send(navigation(seq))
    after.wait_for_ack(acknowledged + 19)
    after.close()
    assert len(list(installed.store.glob("*.sqlite"))) == 2
    assert list(verify(installed).sequences.last.values()) == [acknowledged + 19]


def test_two_hosts_at_once(installed):
    """Two profiles write side by side, each into a file of its own."""
    hosts = [HostProcess(installed), HostProcess(installed)]
    hosts[0].greet()
    hosts[1].greet(profile="cd" * 16, session=OTHER_SESSION)
    for seq in range(1, 201):
        hosts[0].send(navigation(seq))
        hosts[1].send(navigation(seq, session=OTHER_SESSION))
    for host in hosts:
        host.wait_for_ack(200)
        assert host.close() == (0, "")
    assert sorted(verify(installed).sequences.last.values()) == [200, 200]


def kill_rounds(installed: Installed, rounds: int) -> None:
    """Kill hosts under load at random moments; each next one goes on where it can."""
    chance = random.Random(rounds)
    acknowledged = sent = 0
    for _ in range(rounds):
        host = HostProcess(installed)
        welcome = host.greet()
        assert welcome is not None
        assert welcome["type"] == "welcome"
        assert acknowledged <= welcome["last_seq"] <= sent, "an acknowledged event is lost"
        sent = welcome["last_seq"]
        until = time.monotonic() + chance.uniform(0.0, 0.15)
        while time.monotonic() < until:
            sent += 1
            shot = sent % 10 == 0
            host.send(screenshot(sent, JPEG, trigger=1) if shot else navigation(sent))
        acknowledged = max([welcome["last_seq"], *_read_acks(host)])
        host.kill()
    host = HostProcess(installed)
    welcome = host.greet()
    assert welcome is not None
    assert welcome["last_seq"] >= acknowledged
    host.close()
    assert list(verify(installed).sequences.last.values()) == [welcome["last_seq"]]


def _read_acks(host: HostProcess) -> list[int]:
    """Return what was acknowledged up to now, without waiting for more."""
    import select

    assert host.process.stdout is not None
    numbers = []
    while select.select([host.process.stdout.fileno()], [], [], 0)[0]:
        answer = host.receive()
        if answer is None:
            break
        numbers.append(answer["seq"])
    return numbers


def test_hosts_killed_under_load(installed):
    """Twelve times here; the slow suite does it two hundred times."""
    kill_rounds(installed, 12)


@pytest.mark.slow
def test_hosts_killed_two_hundred_times(installed):
    """Nothing acknowledged is lost, no gap is unexplained, the store opens every time."""
    kill_rounds(installed, 200)


def last_ack(host: HostProcess, seq: int) -> dict:
    """Wait for an acknowledgement and return it."""
    while True:
        answer = host.receive()
        assert answer is not None
        if answer["seq"] >= seq:
            return answer


def host_records(installed: Installed) -> list[dict]:
    return [event for event in installed.events() if event["kind"] == "host"]


def test_an_earlier_copy_of_the_store(installed, tmp_path):
    """What the browser remembers is missed, said in a record and found by the verifier."""
    host = HostProcess(installed)
    host.greet()
    host.send(navigation(1))
    host.wait_for_ack(1)
    copy = tmp_path / "copy"
    shutil.copytree(installed.store, copy)
    host.send(navigation(2))
    witness = last_ack(host, 2)["witness"]
    host.close()
    shutil.rmtree(installed.store)
    shutil.copytree(copy, installed.store)
    host = HostProcess(installed)
    welcome = host.greet(witness=witness, acknowledged=2)
    assert welcome is not None
    assert welcome["last_seq"] == 2
    host.send(navigation(3))
    host.wait_for_ack(3)
    host.close()
    records = {record["what"]: record for record in host_records(installed)}
    assert records["rolled-back"]["chain"] == witness["chain"]
    assert (records["store-lost"]["first"], records["store-lost"]["last"]) == (2, 2)
    reports = list(Reader(installed.store, [], "").verify())
    bad = [r for r in reports if isinstance(r, SegmentReport) and r.verdict not in GREEN]
    assert [report.verdict for report in bad] == ["TRUNCATED"]
    assert "the browser" in bad[0].sentence


def test_the_browsers_memory_of_a_whole_store(installed):
    """A witness that the store holds is no finding."""
    host = HostProcess(installed)
    host.greet()
    host.send(navigation(1))
    witness = last_ack(host, 1)["witness"]
    host.close()
    host = HostProcess(installed)
    host.greet(witness=witness, acknowledged=1)
    host.send(navigation(2))
    host.wait_for_ack(2)
    host.close()
    assert host_records(installed) == []
    verify(installed)


def test_a_killed_host_is_on_record_once(installed):
    """The next host says how far the file goes; the one after that has nothing to add."""
    host = HostProcess(installed)
    host.greet()
    host.send(navigation(1))
    host.wait_for_ack(1)
    host.kill()
    for seq in (2, 3):
        host = HostProcess(installed)
        host.greet(acknowledged=seq - 1)
        host.send(navigation(seq))
        host.wait_for_ack(seq)
        host.close()
    assert [record["what"] for record in host_records(installed)] == ["recovered"]
    verify(installed)


def fill(installed: Installed, megabytes: int) -> None:
    """Let the store take so much room; a file without content counts as much as one with."""
    with (installed.store / "old.sqlite-wal").open("wb") as file:
        file.truncate(megabytes * 2**20)


def test_pictures_give_way_first(installed):
    """Above four fifths of the policy's limit a picture leaves its number and the reason."""
    installed.set_policy(store_limit_mb=64)
    host = HostProcess(installed)
    host.greet()
    host.send(screenshot(1, JPEG, trigger=1))
    host.wait_for_ack(1)
    host.close()
    fill(installed, 52)
    host = HostProcess(installed)
    host.greet(acknowledged=1)
    host.send(navigation(2))
    host.send(screenshot(3, JPEG, trigger=2))
    host.wait_for_ack(3)
    host.close()
    kept = [(event["kind"], event.get("code")) for event in installed.events()]
    assert kept == [("screenshot", None), ("navigation", None), ("host", "over-quota")]
    verify(installed)


def test_a_full_store_deletes_nothing_that_was_not_sent(installed):
    """Recording stops with a sentence, and everything is still there."""
    installed.set_policy(store_limit_mb=64)
    host = HostProcess(installed)
    host.greet()
    host.send(navigation(1))
    host.wait_for_ack(1)
    host.close()
    fill(installed, 65)
    host = HostProcess(installed)
    welcome = host.greet(acknowledged=1)
    assert welcome is not None
    answer = host.receive()
    assert answer is not None
    assert (answer["type"], answer["code"]) == ("refusal", "store-unwritable")
    assert "the collector does not have them yet" in answer["sentence"]
    assert host.finish()[0] == 74
    assert [event["seq"] for event in installed.events()] == [1]
