"""A key of the person's own: from the page's message over real hosts to his own export."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64encode
from typing import Any

import pytest

from native_host.errors import FormatError
from native_host.installation import TOKEN_FILE
from native_host.lab.trial import start_collector
from native_host.personal import FILE, check_key
from native_host.primitives import hash_bytes
from native_host.review.access import FILE as ACCESS
from native_host.review.reading import Reader
from native_host.review.segments import OpenedEvent
from native_host.review.verdicts import SegmentReport, Verdict
from native_host.vault.archive import read_segments
from native_host.vault.container import SealedSegment
from native_host.vault.keys import (
    make_recipient_key,
    make_signing_key,
    public_half,
    serialize_key,
)
from native_host.vault.layout import CloseReason, Footer, Header
from native_host.wire import PROTOCOL
from tests.native_host.host_process import HostProcess, Installed
from tests.native_host.making import OTHER_SEED, RECOVERY_SEED, navigation, signed_policy

OWN = make_recipient_key(bytes(range(128, 160)), "x-wing")
SECOND = make_recipient_key(OTHER_SEED, "x-wing")


def workglass(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-m", "native_host", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """The person's own configuration directory; it is made by what first needs it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "workglass"


@pytest.fixture
def installed(tmp_path, place):
    return Installed(tmp_path, personal_recipient=True)


def ask(installed: Installed, **question: Any) -> dict[str, Any]:
    """Ask a host of its own, as My data does."""
    host = HostProcess(installed)
    host.send({"protocol": PROTOCOL} | question)
    answer = host.receive(40)
    host.finish()
    assert answer is not None
    return answer


def set_key(installed: Installed, key: Any) -> dict[str, Any]:
    text = None if key is None else serialize_key(public_half(key))
    return ask(installed, type="set-key", key=text)


def opened(installed: Installed, tmp_path, key: Any) -> list[int]:
    """Return the numbers of the records that a private key opens."""
    file = tmp_path / f"{key.key_id}.json"
    file.write_text(serialize_key(key))
    found = Reader(installed.store, [file], "my own").own_events()
    return [e.event.seq for e in found if isinstance(e, OpenedEvent) and e.event.kind != "host"]


def test_a_key_takes_effect_at_once_beside_a_running_host(installed, tmp_path):
    """The host goes on: what is sealed before, with and after the key is in segments of their own."""
    assert ask(installed, type="ask-key")["key_id"] is None
    host = HostProcess(installed)
    host.greet()
    host.send(navigation(1))
    host.wait_for_ack(1)
    answer = set_key(installed, OWN)
    assert (answer["type"], answer["key_id"], answer["fault"]) == ("own-key", OWN.key_id, None)
    assert answer["since_ms"] > 1_700_000_000_000
    host.send(navigation(2))
    host.wait_for_ack(2)
    assert set_key(installed, None)["key_id"] is None
    host.send(navigation(3))
    host.wait_for_ack(3)
    assert host.close()[0] == 0
    assert [e["seq"] for e in installed.events() if "seq" in e] == [1, 2, 3]
    assert opened(installed, tmp_path, OWN) == [2]
    segments = [segment for _, segment in read_segments(installed.store)]
    assert all(isinstance(segment, SealedSegment) for segment in segments)
    assert [len(Header.parse(segment.header).groups) for segment in segments] == [2, 3, 2]
    reasons = [Footer.parse(segment.footer).reason for segment in segments]
    assert reasons == [CloseReason.POLICY, CloseReason.POLICY, CloseReason.DISCONNECT]
    verified = workglass("review", "verify", installed.store, "--json")
    assert json.loads(verified.stdout)["verdicts"] == {"VERIFIED": 3}


def test_only_where_the_policy_allows_it(installed, place, tmp_path):
    """A file that lies there anyway is passed over, and the page's wish is refused."""
    installed.set_policy(version=2, personal_recipient=False)
    answer = set_key(installed, OWN)
    assert (answer["type"], answer["code"]) == ("refusal", "policy-invalid")
    assert "does not allow" in answer["sentence"]
    assert not place.exists()
    place.mkdir(parents=True)
    (place / FILE).write_text(serialize_key(public_half(OWN)))
    assert ask(installed, type="ask-key")["key_id"] is None
    host = HostProcess(installed)
    host.greet()
    host.send(navigation(1))
    host.wait_for_ack(1)
    host.close()
    assert opened(installed, tmp_path, OWN) == []
    assert len(installed.events()) == 1


def changed_key(**changes: str) -> str:
    return serialize_key(public_half(OWN).model_copy(update=changes))


UNUSABLE = {
    "private": (serialize_key(OWN), "private half"),
    "policy-key": (serialize_key(make_signing_key(bytes(32))), "private half"),
    "policy-public": (serialize_key(public_half(make_signing_key(bytes(32)))), "for policies"),
    "no-key": ('{"hello": 1}', "not a Workglass key"),
    "other-suite": (
        serialize_key(public_half(make_recipient_key(bytes(31) + b"1", "p-256"))),
        "suite",
    ),
    "organisation": (
        serialize_key(public_half(make_recipient_key(RECOVERY_SEED, "x-wing"))),
        "others as well",
    ),
    "revoked": (serialize_key(public_half(SECOND)), "revoked"),
    "other-id": (changed_key(key_id="9" * 16), "key id is not that"),
    "no-point": (
        changed_key(
            public_key=b64encode(b"\xff" * 1216).decode(),
            key_id=hash_bytes(b"\xff" * 1216)[:8].hex(),
        ),
        "not a valid key",
    ),
}


@pytest.mark.parametrize(("text", "words"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_file_that_cannot_be_used(text, words):
    """One sentence for each, which repeats nothing of the file."""
    policy = signed_policy(personal_recipient=True, revoked_keys=[SECOND.key_id]).policy
    with pytest.raises(FormatError, match=words) as caught:
        check_key(policy, text)
    assert OWN.seed not in str(caught.value)


def test_a_file_that_cannot_be_used_stops_recording(installed, place):
    """Imported it is refused and leaves nothing; in place already, nothing is recorded."""
    text, words = UNUSABLE["private"]
    answer = ask(installed, type="set-key", key=text)
    assert (answer["type"], words in answer["sentence"]) == ("refusal", True), answer
    assert not (place / FILE).exists()
    place.mkdir(parents=True)
    (place / FILE).write_text(text)
    told = ask(installed, type="ask-key")
    assert (told["key_id"], words in told["fault"]) == (None, True)
    host = HostProcess(installed)
    refusal = host.greet()
    assert (refusal["code"], words in refusal["sentence"]) == ("policy-invalid", True)
    host.finish()
    assert installed.events() == []
    assert set_key(installed, None)["fault"] is None
    assert not (place / FILE).exists()


def test_a_key_that_is_spoiled_while_recording(installed, place):
    """Nothing more is sealed or acknowledged; what is there has its end and verifies."""
    set_key(installed, OWN)
    host = HostProcess(installed)
    host.greet()
    host.send(navigation(1))
    host.wait_for_ack(1)
    (place / FILE).write_text("spoiled")
    host.send(navigation(2))
    refusal = host.receive()
    assert (refusal["type"], refusal["code"]) == ("refusal", "policy-invalid")
    assert "personal key" in refusal["sentence"]
    assert host.finish()[0] == 78
    assert [e["seq"] for e in installed.events() if "seq" in e] == [1]
    verified = workglass("review", "verify", installed.store, "--json")
    assert json.loads(verified.stdout)["verdicts"] == {"VERIFIED": 1}
    set_key(installed, None)
    host = HostProcess(installed)
    assert host.greet()["last_seq"] == 1
    host.send(navigation(2))
    host.wait_for_ack(2)
    host.close()


def test_a_personal_key_opens_its_persons_segments_and_nobody_elses(tmp_path, monkeypatch):
    """Three people at one collector: each key exports its own records, byte for byte."""
    token = tmp_path / "token"
    token.write_text("a" * 40)
    collected = tmp_path / "collected"
    collector, url = start_collector(collected, token, 0)
    sessions = {}
    try:
        for number, (name, key) in enumerate({"anna": OWN, "ben": SECOND, "cleo": None}.items()):
            monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / name / "home"))
            installed = Installed(tmp_path / name, personal_recipient=True, collector={"url": url})
            (installed.config / TOKEN_FILE).write_text("a" * 40)
            if key is not None:
                assert set_key(installed, key)["key_id"] == key.key_id
            session = f"0190b6f0-{number}111-7abc-8def-0123456789ab"
            sessions[name] = session
            host = HostProcess(installed)
            host.greet(session=session, profile=f"{number:032x}")
            for seq in range(1, 3 + number):
                host.send(navigation(seq, session=session))
            host.wait_for_ack(2 + number)
            assert host.close()[0] == 0
            sent = workglass("uplink", "--config", installed.config, "--store", installed.store)
            assert sent.returncode == 0, sent.stderr
    finally:
        collector.terminate()
        collector.wait(10)
    assert len(list(collected.glob("*/*/*.segment"))) == 3
    for name, key, count in (("anna", OWN, 2), ("ben", SECOND, 3)):
        file = tmp_path / f"{name}.json"
        file.write_text(serialize_key(key))
        out = tmp_path / f"{name}.export"
        words = ["my-data", "export", "--store", collected, "--key", file, "--out", out]
        assert workglass(*words).returncode == 2, "nothing is opened without a reason"
        done = workglass(*words, "--reason", "what is mine", "--json")
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert (told["events"], told["segments_of_others"], told["unreadable"]) == (count, 2, 0)
        lines = [json.loads(line) for line in (out / "events.jsonl").read_text().splitlines()]
        assert [(e["session"], e["seq"]) for e in lines] == [
            (sessions[name], seq) for seq in range(1, count + 1)
        ]
        review = tmp_path / f"{name}.review"
        reviewer = ["--key", installed.key, "--reason", "compare", "--out", review]
        assert workglass("review", "export", tmp_path / name / "store", *reviewer).returncode == 0
        assert (review / "events.jsonl").read_bytes() == (out / "events.jsonl").read_bytes()
        trace = json.loads((collected / ACCESS).read_bytes().splitlines()[-1])
        assert (trace["command"], trace["reason"]) == ("export", "what is mine")
        assert trace["keys"] == [key.key_id]
        reports = [
            r for r in Reader(collected, [file], "why").verify() if isinstance(r, SegmentReport)
        ]
        assert sorted(r.verdict for r in reports) == [Verdict.UNREADABLE] * 2 + [Verdict.VERIFIED]
