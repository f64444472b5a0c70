"""What the host answers and keeps, without any I/O."""

from __future__ import annotations

import json

import pytest

from native_host.entries import BARRED_CLASSES
from native_host.errors import PolicyError, WorkglassError
from native_host.messaging.net import SecondNet
from native_host.messaging.session import EndSession, HostSession, Open, Reply, Stop
from native_host.policy import SignedPolicy
from native_host.vault.batching import Entry
from native_host.vault.layout import RecordKind
from native_host.wire import Ack, Code, Hello, Refusal, Welcome, Witness
from tests.native_host.making import (
    ORIGIN,
    OTHER_SESSION,
    SESSION,
    click,
    hello,
    navigation,
    place,
    screenshot,
    signed_policy,
    site,
    target,
)

POLICY = signed_policy()
NOW = 1_790_000_000_000
WITNESS = Witness(chain="ab" * 16, segment=1, records=2, head="cd" * 32)
JPEG = b"\xff\xd8\xff\xe0 not really a picture"


def quiet_net() -> SecondNet:
    """Return a net whose incidents nobody counts; test_net.py is about them."""
    return SecondNet(lambda: 0, lambda _: None)


def receive(session: HostSession, message: dict) -> list:
    return session.receive(json.dumps(message).encode(), 1_790_000_000_000)


def opened(last_seq: int = 0, policy: SignedPolicy = POLICY) -> HostSession:
    """Return a session that has greeted."""
    session = HostSession(policy, 0, quiet_net())
    [output] = receive(session, hello(policy))
    assert isinstance(output, Open)
    session.opened(output.hello, last_seq, NOW)
    return session


def refusal_of(outputs: list) -> tuple[Code, str, WorkglassError]:
    reply, stop = outputs
    assert isinstance(reply, Reply)
    assert isinstance(reply.message, Refusal)
    assert isinstance(stop, Stop)
    return reply.message.code, reply.message.sentence, stop.error


def test_hello_is_welcomed_with_what_is_stored():
    """The extension learns from which number on it has to send."""
    session = HostSession(POLICY, 1, quiet_net())
    [output] = receive(session, hello(POLICY))
    [reply] = session.opened(output.hello, 41, NOW)
    assert isinstance(reply.message, Welcome)
    assert reply.message.last_seq == 41


def test_what_was_acknowledged_and_is_gone_is_on_record():
    """It cannot be sent again, so the session goes on behind it, and the hole has a reason."""
    session = HostSession(POLICY, 1, quiet_net())
    [output] = receive(session, hello(POLICY, acknowledged=44))
    kept, reply = session.opened(output.hello, 41, NOW)
    lost = json.loads(kept.event)
    assert (lost["what"], lost["first"], lost["last"]) == ("store-lost", 42, 44)
    assert reply.message.last_seq == 44
    [kept] = receive(session, navigation(45))
    assert kept.seq == 45


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"protocol": 3}, Code.PROTOCOL_VERSION, "update the host"),
        ({"protocol": 1}, Code.PROTOCOL_VERSION, "update the extension"),
        ({"policy_digest": "0" * 64, "policy_version": 2}, Code.POLICY_DIFFERS, "host is behind"),
        (
            {"policy_digest": "0" * 64, "policy_version": 0},
            Code.POLICY_DIFFERS,
            "browser is behind",
        ),
        ({"policy_digest": "0" * 64}, Code.POLICY_DIFFERS, "same version"),
        ({"notice_version": 0}, Code.NOTICE_MISSING, "notice"),
    ],
)
def test_hello_is_refused(changes, code, words):
    """Whatever does not fit stops everything and says which side is behind."""
    found, sentence, _ = refusal_of(
        receive(HostSession(POLICY, 0, quiet_net()), hello(POLICY, **changes))
    )
    assert found is code
    assert words in sentence


def test_a_newer_hello_with_unknown_fields_is_a_version_matter():
    """A future extension is told to update the host, not that it is broken."""
    message = hello(POLICY, protocol=9, new_field="x")
    code, sentence, _ = refusal_of(receive(HostSession(POLICY, 0, quiet_net()), message))
    assert code is Code.PROTOCOL_VERSION
    assert "update the host" in sentence


def test_no_policy_on_the_host():
    """Without its own policy the host keeps nothing."""
    session = HostSession(PolicyError("There is no policy."), 0, quiet_net())
    code, sentence, error = refusal_of(receive(session, hello(POLICY)))
    assert code is Code.POLICY_INVALID
    assert sentence == "There is no policy."
    assert error.exit_code == 78


def test_an_older_policy_than_before():
    """A rolled-back policy file is not obeyed."""
    code, sentence, _ = refusal_of(receive(HostSession(POLICY, 5, quiet_net()), hello(POLICY)))
    assert code is Code.POLICY_OLD
    assert "version 5" in sentence


def test_a_record_is_kept_and_acknowledged_after_it_is_stored():
    """The acknowledgement follows the disk, not the receipt."""
    session = opened()
    [kept] = receive(session, navigation(1))
    assert isinstance(kept, Entry)
    assert kept.seq == 1
    [reply] = session.stored([kept], WITNESS)
    assert reply.message == Ack(type="ack", session=SESSION, seq=1, witness=WITNESS)


def test_a_repeated_record_is_not_kept_twice():
    """What was sent again after a reconnect is recognised by its number."""
    session = opened(last_seq=3)
    [reply] = receive(session, navigation(2))
    assert reply.message == Ack(type="ack", session=SESSION, seq=3, witness=None)


def test_a_repeated_record_that_is_not_stored_yet_is_not_acknowledged():
    """Only what is on disk is acknowledged, however often it is sent."""
    session = opened()
    receive(session, navigation(1))
    assert receive(session, navigation(1)) == []


def test_a_hole_stops_the_port():
    """The extension has to send what is missing; the host does not go on without it."""
    code, _, _ = refusal_of(receive(opened(), navigation(2)))
    assert code is Code.UNEXPECTED_MESSAGE


@pytest.mark.parametrize(
    "where",
    [
        place(origin="https://elsewhere.example"),
        place(path="/hr/pay"),
        place(path="/HR"),
        place(frame_origin="https://elsewhere.example", frame_path="/orders"),
        place(frame_origin="https://elsewhere.example"),
        place(frame_path="/hr/pay"),
        place(frame_path="/HR"),
    ],
)
def test_a_record_off_the_allowlist_leaves_only_its_number(where):
    """The host's own policy decides; of the record nothing but the refusal is kept."""
    [kept] = receive(opened(), navigation(1, place=where))
    assert kept.kind is RecordKind.HOST
    record = json.loads(kept.event)
    assert record["what"] == "refused"
    assert record["code"] == "off-allowlist"
    assert record["seq"] == 1
    assert b"elsewhere" not in kept.event


def test_a_wider_policy_in_the_hello_changes_nothing():
    """What the extension claims is compared, never used."""
    wide = signed_policy(sites=[site("https://elsewhere.example/*")])
    code, _, _ = refusal_of(receive(HostSession(POLICY, 0, quiet_net()), hello(wide)))
    assert code is Code.POLICY_DIFFERS
    claimed = hello(POLICY, policy_version=99)
    session = HostSession(POLICY, 0, quiet_net())
    [output] = receive(session, claimed)
    session.opened(output.hello, 0, NOW)
    [kept] = receive(session, navigation(1, place=place(origin="https://elsewhere.example")))
    assert json.loads(kept.event)["what"] == "refused"


@pytest.mark.parametrize(("level", "kept_as"), [("outline", "HOST"), ("labels", "EVENTS")])
def test_the_level_of_the_host_decides_about_names(level, kept_as):
    """Of a site without wording no record with a name is kept, whatever the extension thinks."""
    policy = signed_policy(sites=[site(f"{ORIGIN}/*", level=level)])
    [kept] = receive(opened(policy=policy), {"type": "event", "event": click(1, name="Save")})
    assert kept.kind is RecordKind[kept_as]
    [kept] = receive(opened(policy=policy), {"type": "event", "event": click(1, name=None)})
    assert kept.kind is RecordKind.EVENTS


ORDER = {"by": "name", "value": 'input[name="order"]'}


def entry(field_class="generic", text="4711", **changes):
    """Return a message with a text entry; the changes are those of the field."""
    event = navigation(1)["event"]
    del event["cause"], event["via"]
    return {
        "type": "event",
        "event": event
        | {
            "kind": "text-entry",
            "target": target(role="textbox", tag="input", **changes),
            "field": "text",
            "field_class": field_class,
            "edits": ["typed"],
            "inserted": "4-7",
            "length": "4-7",
            "duration_ms": 1000,
            "ended_by": "blur",
            "text": text,
        },
    }


@pytest.mark.parametrize(
    ("message", "kept_as"),
    [
        (entry(text=None), "EVENTS"),
        (entry(name="Order number"), "EVENTS"),
        (entry(name=None, name_withheld="no-label", selectors=[ORDER]), "EVENTS"),
        (entry(name="Order"), "HOST"),
        (entry(name=None, name_withheld="no-label"), "HOST"),
        *((entry(name="Order number", field_class=barred), "HOST") for barred in BARRED_CLASSES),
    ],
)
def test_text_is_kept_only_of_fields_that_the_host_knows(message, kept_as):
    """The host's own policy names the field, and its class is none of the barred."""
    named = [
        {"field": field, "purpose": "Find orders."}
        for field in ('[name="order"]', "label:Order number")
    ]
    policy = signed_policy(sites=[site(f"{ORIGIN}/*", verbatim=named, exception="DPIA-7")])
    [kept] = receive(opened(policy=policy), message)
    assert kept.kind is RecordKind[kept_as]
    assert (b"4711" in kept.event) == (kept_as == "EVENTS" and "4711" in json.dumps(message))


@pytest.mark.parametrize(
    ("allowed", "level", "kept_as"),
    [
        ("masked", "masked", "SCREENSHOT"),
        ("masked", "skeleton", "SCREENSHOT"),
        ("masked", "fields", "HOST"),
        ("skeleton", "masked", "HOST"),
        ("none", "skeleton", "HOST"),
    ],
)
def test_a_picture_shows_no_more_than_the_host_allows(allowed, level, kept_as):
    """The level of a picture is compared with the host's own policy."""
    policy = signed_policy(sites=[site(f"{ORIGIN}/*", pictures=allowed)])
    [kept] = receive(opened(policy=policy), screenshot(1, JPEG, level=level))
    assert kept.kind is RecordKind[kept_as]


def test_an_undisclosed_field_is_not_stored():
    """A field that DATA.md does not know costs the record, not the rule."""
    [kept] = receive(opened(), navigation(1, title="Jane Doe"))
    assert json.loads(kept.event)["code"] == "invalid-record"
    assert b"Jane" not in kept.event


def test_a_repeated_key_does_not_smuggle_anything_in():
    """Bytes that the model does not know do not reach the store."""
    text = json.dumps(navigation(1)).replace(
        '"cause": "load"', '"cause": "Jane Doe", "cause": "load"'
    )
    [kept] = opened().receive(text.encode(), 0)
    assert kept.kind is RecordKind.EVENTS
    assert b"Jane" not in kept.event


def test_a_record_that_is_too_large_leaves_its_number():
    """An event is a few KB; much more is a fault or an attack."""
    message = navigation(1)
    text = json.dumps(message) + " " * 70_000
    [kept] = opened().receive(text.encode(), 0)
    assert json.loads(kept.event)["code"] == "too-large"


def test_a_picture_is_kept_beside_its_record():
    """The JPEG is decoded once and checked against what its record says."""
    [kept] = receive(opened(), screenshot(1, JPEG))
    assert kept.kind is RecordKind.SCREENSHOT
    assert kept.image == JPEG
    assert b'image":' not in kept.event


@pytest.mark.parametrize(
    "changes",
    [{"image_bytes": 3}, {"image_sha256": "0" * 64}, {"image": "!!"}, {"image": "aGVsbG8="}],
)
def test_a_picture_that_is_not_the_described_one_is_refused(changes):
    """Record and picture belong together or are not kept."""
    message = screenshot(1, JPEG)
    if "image" in changes:
        message |= changes
    else:
        message["event"] |= changes
    [kept] = receive(opened(), message)
    assert json.loads(kept.event)["code"] == "invalid-record"


def test_a_record_of_another_session_stops_the_port():
    """Numbers count within one session."""
    code, _, _ = refusal_of(receive(opened(), navigation(1, session=OTHER_SESSION)))
    assert code is Code.UNEXPECTED_MESSAGE


def test_a_record_before_the_hello_stops_the_port():
    """Nothing is kept for somebody who has not said by which policy."""
    code, _, _ = refusal_of(receive(HostSession(POLICY, 0, quiet_net()), navigation(1)))
    assert code is Code.UNEXPECTED_MESSAGE


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{", '{"type": "event"}', '{"type": 1}', "\xff"]
)
def test_nonsense_stops_the_port(text):
    """One sentence, and nothing of the nonsense in it."""
    outputs = opened().receive(text.encode("latin-1"), 0)
    _, sentence, _ = refusal_of(outputs)
    assert "update extension and host" in sentence


def test_sentences_do_not_repeat_content():
    """An unknown field's name may be somebody's data as well."""
    message = hello(POLICY) | {"Jane Doe": 1}
    _, sentence, _ = refusal_of(receive(HostSession(POLICY, 0, quiet_net()), message))
    assert "Jane" not in sentence


def test_goodbye_is_noted():
    """After a goodbye the next start does not speak of a crash."""
    event = navigation(1)["event"]
    bye = {k: event[k] for k in ("session", "seq", "wall_ms", "mono_ms")} | {
        "kind": "control",
        "what": "session-end",
        "cause": "update",
    }
    kept, end = receive(opened(), {"type": "event", "event": bye})
    assert isinstance(kept, Entry)
    assert end == EndSession(SESSION)


def test_welcome_names_the_hosts_own_policy():
    """The version is that of the host's file, not an echo."""
    session = HostSession(POLICY, 0, quiet_net())
    output = Hello.model_validate(hello(POLICY, policy_version=99))
    [reply] = session.opened(output, 0, NOW)
    assert reply.message.policy_version == POLICY.policy.version
