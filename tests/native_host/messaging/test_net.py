"""The second net in the session and in a real host: what is dropped, what is told, what is left."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from native_host import incidents
from native_host.detect.content import Kind
from native_host.elements import OnPage
from native_host.errors import StoreError
from native_host.messaging import net as net_file
from native_host.messaging.net import BUDGET_NS, SecondNet
from native_host.messaging.session import HostSession, Open
from native_host.vault.batching import Entry
from native_host.vault.layout import RecordKind
from tests.native_host.every_text import carrying
from tests.native_host.host_process import HostProcess, Installed
from tests.native_host.making import (
    ORIGIN,
    click,
    hello,
    navigation,
    place,
    screenshot,
    signed_policy,
    site,
)

CARD = "4111 1111 1111 1111"
EMAIL = "jane@corp.example"
JPEG = b"\xff\xd8\xff\xe0 not really a picture"
NOW = 1_790_000_000_000


class Watched:
    """A session with a net whose incidents and clock are looked at."""

    def __init__(self, cpu_ns: Callable[[], int] = lambda: 0, **policy: Any) -> None:
        self.told: list[list[str]] = []
        signed = signed_policy(**policy)
        self.session = HostSession(signed, 0, SecondNet(cpu_ns, self._tell))
        [output] = self.session.receive(json.dumps(hello(signed)).encode(), NOW)
        assert isinstance(output, Open)
        self.session.opened(output.hello, 0, NOW)

    def _tell(self, kinds: Sequence[str]) -> None:
        self.told.append(list(kinds))

    def take(self, event: dict) -> dict:
        """Send a record; return what is kept in its place."""
        message = event if "type" in event else {"type": "event", "event": event}
        [kept] = self.session.receive(json.dumps(message).encode(), NOW)
        assert isinstance(kept, Entry)
        assert kept.seq == (message["event"]["seq"])
        record: dict = json.loads(kept.event)
        refused = record["kind"] == "host"
        assert refused == (kept.kind is RecordKind.HOST)
        return record


def test_a_hit_leaves_its_number_and_the_reason():
    """Nothing of the record is kept, the session goes on, and somebody is told."""
    watched = Watched()
    kept = watched.take(click(1, name=f"Pay with {CARD}"))
    assert (kept["what"], kept["code"], kept["seq"]) == ("refused", "second-net", 1)
    assert "4111" not in json.dumps(kept)
    assert watched.told == [["card"]]
    assert watched.take(click(2, name="Pay"))["kind"] == "click"
    assert watched.told == [["card"]]


def test_the_same_text_is_hit_again():
    """What was found once is not taken for known afterwards."""
    watched = Watched()
    for seq in (1, 2):
        assert watched.take(click(seq, name=CARD))["code"] == "second-net"
    assert len(watched.told) == 2


@pytest.mark.parametrize(
    "event", [event for _, event in carrying(CARD)], ids=[name for name, _ in carrying(CARD)]
)
def test_every_text_of_every_kind_is_looked_at(event):
    """Wherever a record could carry a text of the page."""
    sites = [site(f"{ORIGIN}/*", level="text"), site("http://4111111111111111.example/*", id="odd")]
    assert Watched(sites=sites).take(event)["code"] == "second-net"


def test_the_record_of_a_picture_is_looked_at():
    """A picture is dropped with its record."""
    message = screenshot(1, JPEG, place=place(path="/u/jane@corp.example"))
    assert Watched().take(message)["code"] == "second-net"


def test_several_kinds_count_once_each():
    """One record is one incident, however much it holds."""
    watched = Watched()
    watched.take(click(1, name=CARD, shadow_path=[EMAIL, EMAIL]))
    assert watched.told == [["card", "email"]]


@pytest.mark.parametrize(
    ("level", "name", "code"),
    [
        ("labels", EMAIL, "second-net"),
        ("labels", "212-555-0142", "second-net"),
        ("text", EMAIL, None),
        ("text", "212-555-0142", None),
        ("text", CARD, "second-net"),
        ("text", "078-05-1120", "second-net"),
        ("text", f"{EMAIL} {CARD}", "second-net"),
    ],
)
def test_test_systems_may_hold_made_up_addresses(level, name, code):
    """On sites of the level text the policy says that nobody's data stands there."""
    watched = Watched(sites=[site(f"{ORIGIN}/*", level=level)])
    assert watched.take(click(1, name=name)).get("code") == code


@pytest.mark.parametrize(
    ("key", "modifiers", "dropped"),
    [
        ("4", [], True),
        ("a", ["shift"], True),
        ("4", ["ctrl"], False),
        ("s", ["meta", "shift"], False),
        ("Escape", [], False),
        ("F2", ["shift"], False),
    ],
)
def test_a_typed_character_is_no_shortcut(key, modifiers, dropped):
    """Characters one by one are what was typed, whatever the extension takes them for."""
    event = navigation(1)["event"]
    del event["cause"], event["via"]
    event |= {"kind": "key", "key": key, "modifiers": modifiers, "count": 1, "target": None}
    watched = Watched()
    assert (watched.take(event).get("code") == "second-net") == dropped
    assert watched.told == ([[Kind.TYPED_KEY]] if dropped else [])


def test_a_detector_that_fails_holds_nothing_back(monkeypatch):
    """A record that could not be looked at is dropped, and the next one is looked at again."""

    def fail(text: str) -> frozenset[Kind]:
        raise RecursionError(text)

    watched = Watched()
    assert watched.take(click(1, name="Order"))["kind"] == "click"
    with monkeypatch.context() as patch:
        patch.setattr(net_file, "find_content", fail)
        kept = watched.take(click(2, name="Order 4711"))
    assert kept["code"] == "detector-error"
    assert "4711" not in json.dumps(kept)
    assert watched.told == [["detector-error"]]
    assert watched.take(click(3, name="Order 4711"))["kind"] == "click"


def test_a_record_that_takes_too_long_is_dropped():
    """The budget is CPU time; what was not looked at to its end is not kept."""
    ticks = iter(range(0, 100 * BUDGET_NS, 2 * BUDGET_NS))
    watched = Watched(lambda: next(ticks))
    kept = watched.take(click(1, name="Order 4711"))
    assert kept["code"] == "detector-slow"
    assert watched.told == [["detector-slow"]]


def test_the_first_text_may_wait_for_imports():
    """What is slow once, because it is the first, is looked at again and kept."""
    ticks = iter([0, 2 * BUDGET_NS, 2 * BUDGET_NS, 2 * BUDGET_NS + 1])
    watched = Watched(lambda: next(ticks))
    assert watched.take(click(1, name="Order 4711"))["kind"] == "click"
    assert watched.told == []


def test_many_pages_do_not_fill_the_memory():
    """What is known to hold nothing is forgotten again some day, and then looked at anew."""
    net = SecondNet(lambda: 0, lambda _: None)
    for number in range(net_file._KNOWN_TEXTS + 10):
        assert net.find_fault(_event(f"name {number % 97} {number}"), lambda _: "labels") is None
    assert len(net._known) <= net_file._KNOWN_TEXTS
    assert net.find_fault(_event(CARD), lambda _: "labels") == "second-net"


def _event(name: str) -> OnPage:
    from native_host.actions import Click

    event = Click.model_validate_json(json.dumps(click(1, name="x")))
    return event.model_copy(update={"target": event.target.model_copy(update={"name": name})})


@pytest.fixture
def installed(tmp_path):
    return Installed(tmp_path)


def record(installed: Installed, *events: dict) -> None:
    host = HostProcess(installed)
    assert host.greet()["type"] == "welcome"
    for event in events:
        host.send({"type": "event", "event": event})
    host.wait_for_ack(events[-1]["seq"])
    assert host.close() == (0, "")  # and not a word about it in the log


def status(installed: Installed, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-m", "native_host", "status", *options]
    command += ["--config", str(installed.config), "--store", str(installed.store)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_incidents_outlast_the_host(installed):
    """Acknowledged, counted over restarts, visible in status; the content is nowhere."""
    assert "thrown away" not in status(installed).stdout
    record(installed, click(1, name=CARD), click(2))
    record(installed, click(3, name=EMAIL), click(4, name=f"{CARD} {EMAIL}"))
    found = json.loads(status(installed, "--json").stdout)["incidents"]
    assert (found["records"], found["kinds"]) == (3, {"card": 2, "email": 2})
    said = status(installed)
    [line] = [line for line in said.stdout.splitlines() if "thrown away" in line]
    assert "3 records" in line
    assert "payment card: 2" in line
    assert "e-mail address: 2" in line
    assert "the rules in the browser" in line
    assert said.returncode == 0
    codes = [(event["seq"], event.get("code")) for event in installed.events()]
    assert codes == [(1, "second-net"), (2, None), (3, "second-net"), (4, "second-net")]
    for file in installed.store.iterdir():
        for content in (CARD, CARD.replace(" ", ""), EMAIL):  # whole: digits may also be a number's
            assert content.encode() not in file.read_bytes(), file.name


def test_hosts_count_together(installed):
    """Two profiles add to one count."""
    one, two = HostProcess(installed), HostProcess(installed)
    other = "0190b6f0-2222-7abc-8def-0123456789ab"
    one.greet()
    two.greet(profile="ef" * 16, session=other)
    for seq in range(1, 11):
        one.send({"type": "event", "event": click(seq, name=CARD)})
        two.send({"type": "event", "event": click(seq, name=CARD) | {"session": other}})
    one.wait_for_ack(10)
    two.wait_for_ack(10)
    one.close()
    two.close()
    assert incidents.read_incidents(installed.store).records == 20


def test_damaged_counts_are_not_begun_anew(installed):
    """A count that may have been tampered with is not silently zero, and nothing is recorded."""
    record(installed, click(1))
    (installed.store / incidents.FILE).write_text("{}")
    with pytest.raises(StoreError, match="damaged"):
        incidents.read_incidents(installed.store)
    assert "incidents.json is damaged" in status(installed).stdout
    host = HostProcess(installed)
    host.greet()
    host.send({"type": "event", "event": click(2, name=CARD)})
    refusal = host.receive()
    assert (refusal["type"], refusal["code"]) == ("refusal", "store-unwritable")
    assert host.finish()[0] == 74


def test_every_kind_has_words_for_people():
    """Status never shows a bare code."""
    faults = {"off-allowlist", "detector-error", "detector-slow"}
    assert set(incidents.MEANING) == {str(kind) for kind in Kind} | faults


def test_only_the_number_stays():
    """Neither kind nor page nor target of a dropped record is kept."""
    kept = Watched().take(click(1, selectors=[{"by": "id", "value": f"#{CARD}"}]))
    assert set(kept) == {"kind", "what", "session", "wall_ms", "seq", "code"}
