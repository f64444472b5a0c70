"""The situations and adversarial pages of the leak report, in Firefox."""

from __future__ import annotations

import secrets

import pytest

from tests.e2e_firefox.situations import play_races, play_situations
from tests.leaks.judge import judge
from tests.leaks.situations import SITUATIONS

# What needs Chromium's own driver.
NOT_PLAYED = 25


@pytest.mark.timeout(2400)
def test_no_situation_leaks(tmp_path, record_property):
    """No secret in any byte or coloured pixel, no rule broken, but for what no rule catches."""
    verdicts = judge(play_situations(tmp_path, secrets.token_hex(4)), read=False)
    played = [verdict for verdict in verdicts if not verdict.trial.failure]
    record_property("situations", len(played))
    record_property("situations not played", sorted(_names(verdicts) - _names(played)))
    record_property("pictures of situations", sum(verdict.pictures for verdict in played))
    assert len(played) >= len(SITUATIONS) - NOT_PLAYED
    assert sum(verdict.seen_unmasked for verdict in played) > 100, "a leak would not be seen"
    found = {
        verdict.trial.situation.name: verdict.leaks + verdict.broken
        for verdict in verdicts
        if not verdict.trial.situation.limit
    }
    assert {name: leaks for name, leaks in found.items() if leaks} == {}


def _names(verdicts) -> set[str]:
    return {verdict.trial.situation.name for verdict in verdicts}


@pytest.mark.timeout(1200)
def test_no_picture_of_a_page_that_moves_leaks(tmp_path, record_property):
    """Pages that change in the moment of the picture: it is dropped, or it shows nothing."""
    counts = play_races(tmp_path, secrets.token_hex(4))
    accepted = sum(page["accepted"] for page in counts.values())
    leaking = {name: page["leaking"] for name, page in counts.items() if page["leaking"]}
    record_property("pictures of adversarial pages", accepted)
    assert accepted > 20
    assert leaking == {}
