"""What the person asks a real host: forget the last minutes, tell who has looked; and hold."""

from __future__ import annotations

import sqlite3
import time
from base64 import b64encode
from contextlib import closing

import pytest

from native_host.access import FILE, FIRST, Looked, hash_entry, read_trail, sign_entry
from native_host.primitives import public_signing_key
from native_host.vault.device import load_device
from native_host.wire import PROTOCOL
from tests.native_host.host_process import HostProcess, Installed
from tests.native_host.making import employee, navigation

READER_SEED = bytes(range(1, 33))
STRANGER_SEED = bytes(range(2, 34))
READER = public_signing_key(READER_SEED)
DEVICE = bytes(range(16))


def ask(installed, **question):
    """Ask a host of its own, as the browser does for a single message."""
    host = HostProcess(installed)
    host.send({"protocol": PROTOCOL} | question)
    answer = host.receive(40)
    code, _ = host.finish()
    assert (code == 0) == (answer["type"] != "refusal")
    return answer


def test_forgetting_beside_a_running_host(tmp_path):
    """Counts come back, the sealed bytes are gone, and the running host goes on."""
    installed = Installed(tmp_path)
    host = HostProcess(installed)
    host.greet()
    for number in (1, 2, 3):
        host.send(navigation(number))
    host.wait_for_ack(3)
    [path] = installed.store.glob("*.sqlite")
    with closing(sqlite3.connect(path)) as connection:
        sealed = [row[0][:64] for row in connection.execute("SELECT sealed FROM record")]
    assert sealed
    answer = ask(installed, type="forget", minutes=5)
    assert (answer["type"], answer["complete"]) == ("shredded", True)
    assert (answer["segments"], answer["screenshots"], answer["at_collector"]) == (1, 0, 0)
    assert answer["events"] >= 3
    host.send(navigation(4))
    host.wait_for_ack(4)
    assert host.close()[0] == 0
    files = b"".join(each.read_bytes() for each in installed.store.iterdir() if each.is_file())
    assert not [piece for piece in sealed if piece in files]
    assert [event["seq"] for event in installed.events() if "seq" in event] == [4]


def test_questions_of_another_version_or_form_are_refused(tmp_path):
    """The sentence says what to do; nothing is done."""
    installed = Installed(tmp_path)
    answer = ask(installed, type="forget", minutes=5, protocol=PROTOCOL + 1)
    assert answer["code"] == "protocol-version"
    assert ask(installed, type="forget", minutes=0)["type"] == "refusal"
    assert ask(installed, type="forget", minutes=5, more=1)["type"] == "refusal"


def looked(number=1, previous=FIRST, **changes):
    return Looked(
        **{
            "format": 1,
            "device": DEVICE.hex(),
            "number": number,
            "previous": previous,
            "wall_ms": 1_790_000_000_000 + number,
            "reader": "Security, A. Reviewer",
            "command": "show",
            "reason": "Ticket 4711",
            "first_minute": 29_833_000,
            "last_minute": 29_833_060,
            "segments": 3,
        }
        | changes
    )


def trail_of(*lines):
    return read_trail(lines, [READER], DEVICE)


def test_signed_entries_are_believed_and_others_are_not():
    """Signature, key, order and device are checked one by one."""
    first = looked()
    second = looked(2, hash_entry(first))
    lines = [sign_entry(first, READER_SEED), sign_entry(second, READER_SEED)]
    whole = trail_of(*lines)
    assert [entry.number for entry, _ in whole.entries] == [1, 2]
    assert whole.faults == []
    of_another = looked(device="ff" * 16)
    assert trail_of(sign_entry(of_another, READER_SEED)).entries == []
    for spoiled, words in (
        (lines[0].replace("4711", "4712"), "does not fit"),
        (sign_entry(first, STRANGER_SEED), "does not name"),
        ("hello", "no access entry"),
    ):
        found = trail_of(spoiled)
        assert found.entries == []
        assert words in found.faults[0]


@pytest.mark.parametrize(
    ("order", "words"),
    [([1, 1], "second time"), ([2], "1 before it are missing"), ([1, 3], "1 before it are")],
)
def test_entries_that_are_missing_or_repeated_are_noticed(order, words):
    entries, previous = {}, FIRST
    for number in (1, 2, 3):
        entries[number] = looked(number, previous)
        previous = hash_entry(entries[number])
    found = trail_of(*[sign_entry(entries[number], READER_SEED) for number in order])
    assert words in found.faults[0]


def test_an_entry_put_in_place_of_another_is_noticed():
    first, other = looked(), looked(reason="Another reason")
    second = looked(2, hash_entry(first))
    found = trail_of(sign_entry(other, READER_SEED), sign_entry(second, READER_SEED))
    assert "does not follow" in found.faults[0]


def test_the_host_tells_who_has_looked(tmp_path):
    """Entries about this device, verified with the keys that the policy names."""
    installed = Installed(tmp_path, employee=employee(access_keys=[b64encode(READER).decode()]))
    answer = ask(installed, type="ask-access")
    assert answer == {"type": "access-list", "entries": [], "earlier": 0, "faults": []}
    device = load_device(installed.store, bytes).device
    entry = looked(device=device.hex())
    lines = [sign_entry(entry, READER_SEED), sign_entry(entry, STRANGER_SEED)]
    (installed.store / FILE).write_text("\n".join(lines) + "\n")
    answer = ask(installed, type="ask-access")
    [told] = answer["entries"]
    assert (told["reader"], told["reason"]) == ("Security, A. Reviewer", "Ticket 4711")
    assert "does not name" in answer["faults"][0]


def test_hold_stops_a_running_host_and_says_when(tmp_path):
    """Within two seconds; a new hello is refused as long as the policy holds."""
    installed = Installed(tmp_path)
    host = HostProcess(installed)
    host.greet()
    host.send(navigation(1))
    host.wait_for_ack(1)
    installed.set_policy(version=2, hold=True)
    written = time.time() * 1000
    refusal = host.receive(20)
    assert refusal["type"] == "refusal"
    host.finish()
    held = [event for event in installed.events() if event.get("what") == "held"]
    assert [event["policy_version"] for event in held] == [2]
    assert held[0]["wall_ms"] >= written - 1000
    again = HostProcess(installed)
    answer = again.greet()
    assert (answer["type"], answer["code"]) == ("refusal", "on-hold")
    again.finish()
