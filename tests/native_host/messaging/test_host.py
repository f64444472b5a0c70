"""A real host process on a pipe: what it answers, what it leaves, how it ends."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from native_host import installation
from native_host.vault.archive import find_chains
from tests.native_host.host_process import HostProcess, Installed, frame
from tests.native_host.making import (
    OTHER_SESSION,
    SESSION,
    hello,
    navigation,
    place,
    policy_document,
    screenshot,
    signed_policy,
    site,
)

JPEG = b"\xff\xd8\xff\xe0 not really a picture"


@pytest.fixture
def installed(tmp_path):
    return Installed(tmp_path)


def record(installed: Installed, *messages: dict, **greeting) -> None:
    """Let a host take messages and close the port."""
    host = HostProcess(installed)
    answer = host.greet(**greeting)
    assert answer is not None
    assert answer["type"] == "welcome", answer
    for message in messages:
        host.send(message)
    if messages:
        host.wait_for_ack(messages[-1]["event"]["seq"])
    code, errors = host.close()
    assert (code, errors) == (0, "")


def test_a_host_that_is_told_to_end_closes_its_file(installed):
    """The package that is removed ends its hosts, and everything is as if the browser had closed."""
    host = HostProcess(installed)
    assert host.greet() is not None
    host.send(navigation(1))
    host.wait_for_ack(1)
    host.process.terminate()
    assert host.finish() == (0, "")
    assert [event["seq"] for event in installed.events()] == [1]


def test_records_are_acknowledged_and_can_be_read(installed):
    """The whole way of a record through one process."""
    record(installed, navigation(1), screenshot(2, JPEG), navigation(3))
    assert [event["seq"] for event in installed.events()] == [1, 2, 3]


def test_a_host_that_is_only_started_leaves_nothing(installed):
    """A port that is opened and closed makes no file."""
    host = HostProcess(installed)
    assert host.close() == (0, "")
    assert not installed.store.exists()


def test_the_store_is_private(installed):
    """Directory 0700, files 0600."""
    record(installed, navigation(1))
    assert stat.S_IMODE(installed.store.stat().st_mode) == 0o700
    for file in installed.store.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_flushes_within_two_seconds(installed):
    """What was sent just before the port closed is on disk before the browser kills the host."""
    host = HostProcess(installed)
    host.greet()
    for seq in range(1, 101):
        host.send(navigation(seq))
    began = time.monotonic()
    assert host.close()[0] == 0
    assert time.monotonic() - began < 2
    assert len(installed.events()) == 100


def test_an_older_host_of_the_profile_is_waited_for(installed):
    """A host that still flushes is not overtaken: nothing is stored twice."""
    old = HostProcess(installed)
    old.greet()
    for seq in range(1, 51):
        old.send(navigation(seq))
    new = HostProcess(installed)
    threading.Timer(0.5, old.process.stdin.close).start()
    answer = new.greet()
    old.finish()
    assert answer is not None
    assert answer["last_seq"] == 50
    for seq in range(41, 61):
        new.send(navigation(seq))
    new.wait_for_ack(60)
    new.close()
    assert [event["seq"] for event in installed.events()] == list(range(1, 61))


def test_two_profiles_at_once(installed):
    """Two browsers write side by side, each into a file of its own."""
    one, two = HostProcess(installed), HostProcess(installed)
    one.greet()
    two.greet(profile="ef" * 16, session=OTHER_SESSION)
    for seq in range(1, 31):
        one.send(navigation(seq))
        two.send(navigation(seq, session=OTHER_SESSION))
    one.wait_for_ack(30)
    two.wait_for_ack(30)
    one.close()
    two.close()
    events = installed.events()
    assert len(events) == 60
    assert len(find_chains(installed.store)) == 2


def test_a_killed_host_loses_nothing_that_it_acknowledged(installed):
    """After SIGKILL the next host knows how far the session is on disk."""
    acknowledged = 0
    for _ in range(5):
        host = HostProcess(installed)
        answer = host.greet()
        assert answer is not None
        assert answer["last_seq"] >= acknowledged
        first = answer["last_seq"] + 1
        for seq in range(first, first + 20):
            host.send(navigation(seq))
        host.wait_for_ack(first + 4)
        acknowledged = first + 4
        host.kill()
    events = [event["seq"] for event in installed.events() if "seq" in event]
    assert events == list(range(1, len(events) + 1))
    assert len(events) >= acknowledged


def test_a_session_that_broke_off_is_accounted_for_once(installed):
    """The next session of the profile says so; the one after that does not repeat it."""
    record(installed, navigation(1), navigation(2))
    third = "0190b6f0-3333-7abc-8def-0123456789ab"
    record(installed, navigation(1, session=OTHER_SESSION), session=OTHER_SESSION)
    record(installed, navigation(1, session=third), session=third)
    broken = [e for e in installed.events() if e.get("what") == "ended-without-goodbye"]
    assert [(e["session"], e["last_seq"]) for e in broken] == [(SESSION, 2), (OTHER_SESSION, 1)]


def test_another_profiles_session_is_left_alone(installed):
    """A browser that is still open in another profile is no crash."""
    record(installed, navigation(1))
    record(
        installed,
        navigation(1, session=OTHER_SESSION),
        profile="ef" * 16,
        session=OTHER_SESSION,
    )
    assert not [e for e in installed.events() if e.get("what") == "ended-without-goodbye"]


def test_a_session_goes_on_in_a_new_host(installed):
    """A restarted host is no new session, so nothing is reported as broken off."""
    record(installed, navigation(1))
    record(installed, navigation(2))
    assert [event["seq"] for event in installed.events()] == [1, 2]


def test_forged_events_off_the_allowlist_leave_no_row(installed):
    """Whatever the browser sends, the host's own policy decides."""
    forged = navigation(1, place=place(origin="https://private.example", path="/mail"))
    record(installed, forged, navigation(2))
    refused, kept = installed.events()
    assert (refused["what"], refused["code"], refused["seq"]) == ("refused", "off-allowlist", 1)
    assert kept["seq"] == 2
    for file in installed.store.iterdir():
        assert b"private.example" not in file.read_bytes()


def test_a_wider_policy_in_the_hello_is_refused(installed):
    """The hello's claim is compared with the host's own file."""
    wide = signed_policy(sites=[site("https://private.example/*")])
    host = HostProcess(installed)
    answer = host.greet(policy_digest=wide.digest.hex())
    assert answer is not None
    assert (answer["type"], answer["code"]) == ("refusal", "policy-differs")
    forged = navigation(1, place=place(origin="https://private.example"))
    host.send(forged)
    assert host.receive() is None
    code, errors = host.finish()
    assert code == 78
    assert "different policies" in errors
    assert not find_chains(installed.store)


FAULTS = {
    "garbage": (b"GET / HTTP/1.1\r\n\r\n", 65, "no browser sends"),
    "zero length": (struct.pack("=I", 0), 65, "no browser sends"),
    "oversized": (struct.pack("=I", 64 * 2**20 + 1), 65, "no browser sends"),
    "not JSON": (frame(b"not json"), 65, "not of the protocol"),
    "wrong version": (frame(b'{"type": "hello", "protocol": 7}'), 76, "update the host"),
    "no hello": (frame(b'{"type": "event", "event": {"session": "s", "seq": 1}}'), 65, "wrong at"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_bad_input_first(installed, name):
    """One sentence, the documented exit code, and nothing is stored."""
    data, code, words = FAULTS[name]
    host = HostProcess(installed)
    host.send_bytes(data)
    found, errors = host.finish()
    assert found == code
    assert errors.startswith("workglass host: ")
    assert errors.count("\n") == 1
    assert words in errors


@pytest.mark.parametrize("name", FAULTS)
def test_bad_input_in_the_middle(installed, name):
    """What was acknowledged before stays; the reason is told on both sides."""
    data, _, _ = FAULTS[name]
    host = HostProcess(installed)
    host.greet()
    host.send(navigation(1))
    host.wait_for_ack(1)
    host.send_bytes(data)
    answer = host.receive()
    assert answer is not None
    assert answer["type"] == "refusal"
    code, errors = host.finish()
    assert code in (65, 76)
    assert errors.count("\n") == 1
    assert [event["seq"] for event in installed.events()] == [1]


@pytest.mark.parametrize("cut", [1, 3, 4, 10])
def test_a_truncated_frame(installed, cut):
    """A browser that dies in mid-frame costs that frame only."""
    host = HostProcess(installed)
    host.greet()
    host.send(navigation(1))
    host.wait_for_ack(1)
    host.send_bytes(frame(b'{"type": "event"}')[:cut])
    code, errors = host.close()
    assert code == 65
    assert "middle of a frame" in errors
    assert [event["seq"] for event in installed.events()] == [1]


def spoil(installed: Installed, how: str) -> None:
    policy = installed.config / installation.POLICY_FILE
    match how:
        case "empty policy":
            policy.write_text("")
        case "policy with a typo":
            policy.write_text(policy.read_text().replace('"retention_days"', '"retention_dayz"'))
        case "no policy":
            policy.unlink()
        case "no policy key":
            (installed.config / installation.POLICY_KEY_FILE).unlink()
        case "wrong policy key":
            (installed.config / installation.POLICY_KEY_FILE).write_text("{}")
        case "policy of another key":
            policy.write_text(
                policy.read_text().replace("workglass-policy 1 ", "workglass-policy 1 A")
            )


@pytest.mark.parametrize(
    "how",
    [
        "empty policy",
        "policy with a typo",
        "no policy",
        "no policy key",
        "wrong policy key",
        "policy of another key",
    ],
)
def test_without_a_valid_policy_nothing_is_recorded(installed, how):
    """The refusal says what is wrong, and what was stored before is intact."""
    record(installed, navigation(1))
    spoil(installed, how)
    host = HostProcess(installed)
    answer = host.greet()
    assert answer is not None
    code = "policy-missing" if how in ("no policy", "no policy key") else "policy-invalid"
    assert (answer["type"], answer["code"]) == ("refusal", code)
    exit_code, errors = host.finish()
    assert exit_code == 78
    assert errors == f"workglass host: {answer['sentence']}\n"
    assert [event["seq"] for event in installed.events()] == [1]


def test_an_older_policy_is_refused(installed):
    """A version that was in force is the least that is accepted from then on."""
    installed.set_policy(version=5)
    record(installed, navigation(1))
    installed.set_policy(version=4)
    host = HostProcess(installed)
    answer = host.greet()
    assert answer is not None
    assert answer["code"] == "policy-old"
    assert host.finish()[0] == 78


def test_a_directory_that_others_may_enter(installed):
    """A store that is not private is not used."""
    installed.store.mkdir(mode=0o755)
    host = HostProcess(installed)
    answer = host.greet()
    assert answer is not None
    assert answer["code"] == "store-unwritable"
    assert "chmod 700" in answer["sentence"]
    assert host.finish()[0] == 77


def test_a_link_in_place_of_the_store(installed, tmp_path):
    """A link could lead anywhere."""
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    installed.store.symlink_to(tmp_path / "elsewhere")
    host = HostProcess(installed)
    answer = host.greet()
    assert answer is not None
    assert "is a link" in answer["sentence"]
    assert host.finish()[0] == 77


def read_only(installed: Installed) -> list[str]:
    """Return a prefix that makes the store a read-only file system for one process."""
    store = str(installed.store)
    script = f'mount --bind {store} {store} && mount -o remount,bind,ro {store} && exec "$@"'
    enter = ["unshare", "--mount", "--propagation", "private"]
    if os.geteuid() != 0:
        enter = ["unshare", "--user", "--map-root-user", *enter[1:]]
    return [*enter, "sh", "-c", script, "sh"]


def test_a_read_only_store(installed):
    """A store that cannot be written is said so, and nothing in it changes."""
    record(installed, navigation(1))
    host = HostProcess(installed, wrap=read_only(installed))
    answer = host.greet()
    assert answer is not None
    assert answer["code"] == "store-unwritable"
    assert "cannot be written" in answer["sentence"]
    assert host.finish()[0] == 74
    assert [event["seq"] for event in installed.events()] == [1]


def test_a_full_disk(installed):
    """No space, no acknowledgement; what was acknowledged before is intact."""
    record(installed, navigation(1))
    copy = installed.store.rename(installed.store.with_name("before"))
    installed.store.mkdir(mode=0o700)
    enter = ["unshare", "--mount", "--propagation", "private"]
    if os.geteuid() != 0:
        enter = ["unshare", "--user", "--map-root-user", *enter[1:]]
    mount = f"mount -t tmpfs -o size=400k,mode=700 none {installed.store}"
    take = f"cp -p {copy}/* {installed.store}/"
    back = f"cp -p {installed.store}/*.sqlite* {copy}/"
    script = f'{mount} && {take} && "$@"; code=$?; {back}; exit $code'
    host = HostProcess(installed, wrap=[*enter, "sh", "-c", script, "sh"])
    host.greet()
    acknowledged, seq = 1, 2
    image = JPEG + os.urandom(50_000)
    answer = None
    while seq < 40:
        host.send(screenshot(seq, image))
        seq += 1
        answer = host.receive()
        if answer is None or answer["type"] == "refusal":
            break
        acknowledged = answer["seq"]
    assert answer is not None
    assert answer["type"] == "refusal"
    assert "free some space" in answer["sentence"]
    assert host.finish()[0] == 74
    events = [event["seq"] for event in installed.events(copy)]
    assert events[:acknowledged] == list(range(1, acknowledged + 1))


def test_errors_hold_no_content(installed):
    """Neither standard error nor any log repeats what was recorded."""
    host = HostProcess(installed)
    host.greet()
    host.send(navigation(1, cause="a secret of Jane Doe"))
    host.wait_for_ack(1)
    host.send(navigation(2, place=place(path="/secret/of/Jane")) | {"Jane": "Doe"})
    _, errors = host.close()
    assert "Jane" not in errors
    for file in installed.store.iterdir():
        assert b"Jane" not in file.read_bytes(), file.name


def test_a_policy_that_is_replaced_holds_at_once(installed):
    """The port does not live on with the rules of this morning."""
    host = HostProcess(installed)
    host.greet()
    host.send(navigation(1))
    host.wait_for_ack(1)
    installed.set_policy(version=2, retention_days=7)
    answer = host.receive()
    assert answer is not None
    assert (answer["type"], answer["code"]) == ("refusal", "policy-differs")
    assert host.finish()[0] == 78
    assert [event["seq"] for event in installed.events()] == [1]


def test_a_second_hello_is_refused(installed):
    """Where a session stands is looked up once, before anything of it is under way."""
    host = HostProcess(installed)
    host.greet()
    host.send(navigation(1))
    host.wait_for_ack(1)
    answer = host.greet()
    assert answer is not None
    assert (answer["type"], answer["code"]) == ("refusal", "unexpected-message")
    host.finish()
    record(installed, navigation(2))
    assert [event["seq"] for event in installed.events()] == [1, 2]


def test_nothing_is_written_into_a_directory_that_others_may_enter(installed, tmp_path):
    """Not even the reason, and not through a link that somebody laid there."""
    victim = tmp_path / "victim"
    victim.write_text("dear")
    installed.store.mkdir()
    installed.store.chmod(0o777)
    for name in ("refusal.json", "refusal.json.new", "seen.json"):
        (installed.store / name).symlink_to(victim)
    host = HostProcess(installed)
    answer = host.greet()
    assert answer is not None
    assert "Others may enter" in answer["sentence"]
    assert host.finish()[0] == 77
    assert victim.read_text() == "dear"
    assert sorted(path.name for path in installed.store.iterdir()) == [
        "refusal.json",
        "refusal.json.new",
        "seen.json",
    ]


@pytest.mark.parametrize("at", [68, 4002, 4090, 8200])
def test_a_damaged_old_file_does_not_stop_recording(installed, at):
    """Whatever the damage is, a new session goes into a new file."""
    record(installed, navigation(1))
    [old] = find_chains(installed.store)
    data = bytearray(old.read_bytes())
    data[at] ^= 0xFF
    old.write_bytes(bytes(data))
    record(installed, navigation(1, session=OTHER_SESSION), session=OTHER_SESSION)
    assert any(event.get("session") == OTHER_SESSION for event in installed.events())


def test_many_profiles_start_at_once(installed):
    """Files that all hosts share are replaced by one of them at a time."""
    hosts = [HostProcess(installed) for _ in range(6)]
    for number, host in enumerate(hosts):
        host.send(hello(installed.policy, profile=f"{number:032x}", session=session(number)))
    answers = [host.receive() for host in hosts]
    assert [answer and answer["type"] for answer in answers] == ["welcome"] * 6
    assert [host.close() for host in hosts] == [(0, "")] * 6


def session(number: int) -> str:
    return f"{SESSION[:-1]}{number:x}"


def workglass(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-m", "native_host", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_forgetting_while_browsers_run(installed):
    """The command reaches the file of a live host; the session goes on behind the hole."""
    record(installed, navigation(1, session=OTHER_SESSION), session=OTHER_SESSION)
    host = HostProcess(installed)
    host.greet()
    for seq in (1, 2, 3):
        host.send(navigation(seq))
    host.wait_for_ack(3)
    done = workglass("forget", "--minutes", 10, "--store", installed.store, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["segments"], told["faults"]) == (2, [])
    host.send(navigation(4))
    host.wait_for_ack(4)
    host.close()
    assert [event["seq"] for event in installed.events()] == [4]
    verified = workglass("review", "verify", installed.store, "--json")
    assert verified.returncode == 0, verified.stdout
    assert json.loads(verified.stdout)["verdicts"] == {"SHREDDED": 2, "VERIFIED": 1}
    # The session is known to have come to 4, although three of its numbers are forgotten.
    record(installed, navigation(5))
    assert [event["seq"] for event in installed.events()] == [4, 5]


def test_retention_in_a_store_of_last_month(installed):
    """What is older than the policy allows is shredded when a host starts, with a tombstone."""
    record(installed, navigation(1))
    [old] = find_chains(installed.store)
    connection = sqlite3.connect(old)
    connection.execute("UPDATE record SET minute = minute - 60 * 24 * 31")
    connection.commit()
    connection.close()
    host = HostProcess(installed)
    host.greet(session=OTHER_SESSION)
    deadline = time.monotonic() + 10
    while installed.events() and time.monotonic() < deadline:
        time.sleep(0.05)
    host.send(navigation(1, session=OTHER_SESSION))
    host.wait_for_ack(1)
    host.close()
    assert [e["session"] for e in installed.events() if e["kind"] != "host"] == [OTHER_SESSION]
    verified = workglass("review", "verify", installed.store, "--json")
    assert json.loads(verified.stdout)["verdicts"] == {"SHREDDED": 1, "VERIFIED": 1}


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="no /proc")
def test_a_crash_leaves_no_core(installed):
    """What is in memory does not reach a file when the host dies."""
    host = HostProcess(installed)
    host.greet()
    limits = Path(f"/proc/{host.process.pid}/limits").read_text()
    [line] = [line for line in limits.splitlines() if line.startswith("Max core file size")]
    assert line.split()[4:6] == ["0", "0"]
    host.kill()


def test_keys_past_their_last_day(installed):
    """Nothing is sealed to keys whose period is over; the sentence says what is needed."""
    groups = policy_document()["recipients"]
    for each in groups:
        each["last_day"] = "2026-01-31"
    installed.set_policy(recipients=groups)
    host = HostProcess(installed)
    answer = host.greet()
    assert answer is not None
    if answer["type"] == "welcome":
        host.send(navigation(1))
        answer = host.receive()
    assert answer is not None
    assert (answer["type"], answer["code"]) == ("refusal", "policy-invalid")
    assert "last day" in answer["sentence"]
    assert host.finish()[0] == 78
    assert installed.events() == []
