"""What a new policy changes for people: the same as the notice says, in its words."""

from __future__ import annotations

import json
from itertools import chain

from native_host.deploy.reach import asks_again, compare_reach, compare_rest, grows
from native_host.deploy.resources import read_messages
from tests.native_host.deploy.deployments import EXAMPLE, edited, signed, source, workglass
from tests.native_host.making import make_policy
from tests.vectors.scope import make as vectors


def test_the_vectors_are_current():
    """`tests/extension/scope.test.ts` holds the notice to the same file."""
    assert vectors.FILE.read_text("utf-8") == vectors.make()


def test_growth_has_a_way_back():
    """What was there before is no growth when it goes, and the other way round."""
    cases = json.loads(vectors.make())["cases"]
    growing = {case["name"] for case in cases if any(each["grows"] for each in case["changes"])}
    assert "a site" in growing
    assert "a site, back" not in growing
    assert "a covered site, back" in growing
    assert "nothing" not in growing


def test_every_change_has_words():
    """No change is told by its code, in any language."""
    cases = json.loads(vectors.make())["cases"]
    kinds = {change["what"] for change in chain.from_iterable(case["changes"] for case in cases)}
    for language in ("en", "de"):
        assert kinds <= set(read_messages(language))


def test_what_the_notice_does_not_ask_for():
    """It is told, and nobody is asked again for it."""
    before = make_policy()
    after = make_policy(hold=True, store_limit_mb=64, revoked_keys=["ab" * 8])
    assert not grows(compare_reach(before, after))
    assert not asks_again(before, after)
    told = compare_rest(before, after)
    assert len(told) == 3
    assert "All recording is stopped." in told


def test_a_new_version_of_the_notice():
    """The administrator can have it read again without any growth."""
    notice = {"version": 2, "organisation": "Acme", "contact": "works council"}
    assert asks_again(make_policy(), make_policy(notice=notice))


def test_the_command(tmp_path):
    """Plain words in two lists, and 1 if anything grows."""
    old, new = tmp_path / "old.toml", tmp_path / "new.toml"
    old.write_text(EXAMPLE)
    new.write_bytes(
        edited(
            ("version = 1 ", "version = 2 "),
            ('"/app/hr/*", ', ""),
            ("retention_days = 30", "retention_days = 14"),
            ("longest_pause_minutes = 60", "longest_pause_minutes = 30"),
        )
    )
    done = workglass("deploy", "diff", old, new)
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines() == [
        "Grows:",
        "  No longer excluded: https://crm.example.com/app/* /app/hr/*",
        "Shrinks or says more:",
        "  Kept for 14 days",
        "Besides:",
        "  What the person can do or is shown changes: longest_pause_minutes.",
        "The notice is asked for again.",
    ]
    back = workglass("deploy", "diff", new, old, "--json")
    assert back.returncode == 1
    assert json.loads(back.stdout)["grows"] == ["Kept for 30 days"]


def test_a_signed_policy_against_a_file(tmp_path):
    """What is on the devices can be compared with what is planned."""
    given = source()
    (tmp_path / "policy.signed").write_text(given.signed_policy)
    (tmp_path / "new.toml").write_bytes(edited(("retention_days = 30", "retention_days = 14")))
    done = workglass("deploy", "diff", tmp_path / "policy.signed", tmp_path / "new.toml")
    assert done.returncode == 0, done.stderr
    assert "Nobody is asked again." in done.stdout
    assert "Version 1 does not follow 1" in done.stderr
    changed = given.signed_policy.replace('"retention_days":30', '"retention_days":31')
    (tmp_path / "policy.signed").write_text(changed)
    done = workglass("deploy", "diff", tmp_path / "policy.signed", tmp_path / "new.toml")
    assert done.returncode == 78
    assert signed(given).policy.version == 1
