"""Signed policies: what is accepted, and the sentence for what is not."""

from __future__ import annotations

import orjson
import pytest

from native_host.errors import PolicyError
from native_host.policy import canonical, find_groups, parse_policy, read_policy, sign_policy
from native_host.primitives import public_signing_key
from tests.native_host.making import (
    OTHER_SEED,
    POLICY_SEED,
    group,
    make_policy,
    policy_document,
    review_key,
    signed_policy,
    signed_policy_text,
    site,
)

KEY = public_signing_key(POLICY_SEED)


def test_a_signed_policy_is_read_back():
    """What was signed is what is in force."""
    found = read_policy(signed_policy_text(version=7), KEY)
    assert found.policy == make_policy(version=7)
    assert found.signer == KEY


def test_the_digest_is_over_the_document_alone():
    """Two signatures over one document have one digest, so that host and browser agree."""
    again = sign_policy(make_policy(), OTHER_SEED)
    other = read_policy(again, public_signing_key(OTHER_SEED))
    assert other.digest == signed_policy().digest


def test_another_key_is_refused():
    """A policy signed by somebody else is not in force, whatever it says."""
    with pytest.raises(PolicyError, match="another key"):
        read_policy(sign_policy(make_policy(), OTHER_SEED), KEY)


def test_a_changed_policy_is_refused():
    """One changed letter breaks the signature."""
    text = signed_policy_text().replace("Acme", "Acne")
    with pytest.raises(PolicyError, match="changed after signing"):
        read_policy(text, KEY)


@pytest.mark.parametrize("text", ["", "{}", "workglass-policy 1 x y\n{}"])
def test_an_unsigned_policy_is_refused(text):
    """Without a signature line there is no policy."""
    with pytest.raises(PolicyError, match="no signature line"):
        read_policy(text, KEY)


def test_other_spellings_of_a_document_are_refused():
    """Only the canonical bytes count: a repeated key could show people one thing and us another."""
    from base64 import b64encode

    from native_host import primitives
    from native_host.policy import MARK, SIGNING_CONTEXT

    document = canonical(make_policy()).replace(b'"version":1}', b'"version":2,"version":1}')
    signature = b64encode(primitives.sign(POLICY_SEED, SIGNING_CONTEXT + document)).decode()
    text = f"{MARK} 1 {b64encode(KEY).decode()} {signature}\n{document.decode()}\n"
    with pytest.raises(PolicyError, match="not canonical"):
        read_policy(text, KEY)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"version": 0}, "version"),
        ({"sites": []}, "sites"),
        ({"sites": [site("https://x/*", typo=1)]}, "sites.0.typo"),
        ({"sites": [site("https://*")]}, "sites.0.match"),
        ({"sites": [site("https://x/*", level="all")]}, "sites.0.level"),
        ({"sites": [site("https://x/*", lists=["ul > li"])]}, "sites.0.lists.0"),
        ({"sites": [site("https://x/*", lists=["#a, #b"])]}, "sites.0.lists.0"),
        ({"sites": [site("https://x/*", lists=['[name="a"]\n'])]}, "sites.0.lists.0"),
        ({"sites": [site("https://x/*", verbatim=[{"field": "input"}])]}, "sites.0.verbatim.0"),
        ({"schedule": {"days": [0], "start": "08:00", "end": "18:00"}}, "schedule.days.0"),
        ({"schedule": {"days": [1], "start": "8", "end": "18:00"}}, "schedule.start"),
        ({"regions": ["Europe/Ber*"]}, "regions.0"),
        ({"allowlist": []}, "allowlist"),
        ({"screenshots": {"enabled": True, "min_interval_ms": 499}}, "screenshots.min_interval_ms"),
        ({"collector": {"url": "ws://collector.example/"}}, "collector.url"),
        ({"recipients": []}, "recipients"),
    ],
)
def test_the_sentence_names_the_place(change, place):
    """Whoever wrote the policy finds the mistake at once."""
    with pytest.raises(PolicyError, match=place.replace(".", r"\.")):
        parse_policy(orjson.dumps(policy_document(**change)))


NAMED = [{"field": "#order", "purpose": "Teach agents to look orders up."}]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"content": "inbound", "level": "text"}, "at most labels"),
        ({"content": "inbound", "pictures": "fields", "exception": "DPIA-7"}, "pictures masked"),
        ({"content": "inbound", "verbatim": NAMED, "exception": "DPIA-7"}, "must be empty"),
        ({"content": "personal"}, "at most outline"),
        ({"content": "personal", "level": "outline"}, "pictures skeleton"),
        ({"pictures": "fields"}, "exception"),
        ({"verbatim": NAMED}, "exception"),
        ({"match": "https://web.whatsapp.com/*"}, "must be personal"),
        ({"match": "https://*.live.com/*"}, "must be personal"),
    ],
)
def test_a_site_that_wants_more_than_it_may(changes, sentence):
    """What an entry says of its pages binds the rest of it."""
    with pytest.raises(PolicyError, match=sentence):
        parse_policy(orjson.dumps(policy_document(sites=[site("https://x/*") | changes])))


def test_a_schedule_over_midnight_is_refused():
    """It would begin after its end."""
    schedule = {"days": [1], "start": "22:00", "end": "06:00"}
    with pytest.raises(PolicyError, match="ends before it begins"):
        parse_policy(orjson.dumps(policy_document(schedule=schedule)))


def test_a_missing_field_is_named():
    """Nothing has a default: what is not said is not assumed."""
    document = policy_document()
    del document["retention_days"]
    with pytest.raises(PolicyError, match="retention_days"):
        parse_policy(orjson.dumps(document))


@pytest.mark.parametrize(
    ("member", "sentence"),
    [
        ({"public_key": "AAAA"}, "wrong length"),
        ({"public_key": "not base64!"}, "not base64"),
        ({"key_id": "0" * 16}, "is not that of the key"),
    ],
)
def test_unusable_recipient_keys_are_refused(member, sentence):
    """A typing error in a key shows when the policy is signed, not when nobody can read."""
    good = review_key().member().model_dump(mode="json")
    recipients = policy_document()["recipients"]
    recipients[0]["members"] = [good | member]
    with pytest.raises(PolicyError, match=sentence):
        parse_policy(orjson.dumps(policy_document(recipients=recipients)))


def test_repeated_names_are_refused():
    """Two sites of one name could not be told apart in a report."""
    twice = site("https://a.example/*")
    with pytest.raises(PolicyError, match="twice"):
        parse_policy(orjson.dumps(policy_document(sites=[twice, twice])))


def test_suites_are_not_mixed():
    """One recipient without post-quantum protection would undo that of all others."""
    from native_host.vault.keys import make_recipient_key

    members = [
        review_key().member().model_dump(mode="json"),
        make_recipient_key(OTHER_SEED, "p-256").member().model_dump(mode="json"),
    ]
    groups = policy_document()["recipients"]
    for each, member in zip(groups, members, strict=True):
        each["members"] = [member]
    with pytest.raises(PolicyError, match="one suite"):
        parse_policy(orjson.dumps(policy_document(recipients=groups)))


def test_every_group_has_keys_of_its_own():
    """Two groups with one key would both be lost with it."""
    groups = policy_document()["recipients"]
    groups[1]["members"] = groups[0]["members"]
    with pytest.raises(PolicyError, match="named twice"):
        parse_policy(orjson.dumps(policy_document(recipients=groups)))


def test_a_revoked_key_is_no_recipient():
    """Whoever revokes a key cannot forget it in the list of recipients."""
    key = review_key().key_id
    with pytest.raises(PolicyError, match="revoked"):
        parse_policy(orjson.dumps(policy_document(revoked_keys=[key])))


def test_keys_come_to_their_last_day():
    """A group whose period is over is left out; with fewer than two left nothing is sealed."""
    groups = policy_document()["recipients"]
    spare = group("spare", review_key(OTHER_SEED))
    groups[0]["last_day"] = "2026-11-30"
    policy = make_policy(recipients=[*groups, spare])
    assert [g.id for g in find_groups(policy, "2026-11-30")] == ["security", "recovery", "spare"]
    assert [g.id for g in find_groups(policy, "2026-12-01")] == ["recovery", "spare"]
    with pytest.raises(PolicyError, match="keys of security have come to their last day"):
        find_groups(make_policy(recipients=groups), "2026-12-01")
