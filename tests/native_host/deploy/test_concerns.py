"""What `deploy check` says of a deployment that is valid."""

from __future__ import annotations

from datetime import date

import pytest

from native_host.deploy.concerns import EXAMPLE_KEYS, find_concerns
from tests.native_host.deploy.deployments import deployment

DAY = date(2026, 11, 21)


def said(*changes: tuple[str, str], day: date = DAY) -> str:
    return "\n".join(find_concerns(deployment(*changes), day))


def test_a_plain_deployment():
    """Of the example are told its keys and the sites that go further, nothing else."""
    told = said().splitlines()
    assert len(told) == 3
    assert "still those of the example" in told[0]
    assert all("training" in sentence for sentence in told[1:])


def test_the_keys_of_the_example():
    """The list of the example's keys is that of the example."""
    groups = deployment().policy.recipients
    assert {member.key_id for group in groups for member in group.members} == EXAMPLE_KEYS


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("hold = false", "hold = true")], "nothing is recorded anywhere"),
        ([('url = "wss://collect.example.com/v1"', ""), ("[collector]", "#")], "no collector"),
        ([('match = "https://crm.', 'match = "http://crm.')], "crm has no TLS"),
        ([('update_url = "https', 'update_url = "http')], "has no TLS; use https"),
        ([('content = "inbound"', 'content = "personal"'), ('level = "labels"\ncontent', 'level = "outline"\ncontent')], "private accounts"),
        ([('last_day = "2027-12-31"', 'last_day = "2027-01-10"')], "plan a policy with the next"),
        ([('last_day = "2027-12-31"', 'last_day = "2026-11-20"')], "Only 1 of the recipient groups"),
        (
            [('id = "pilot"\nversion = "0.1.0"\n\n[[rings]]\n', "")],
            "There is one ring",
        ),
    ],
)  # fmt: skip
def test_concerns(changes, words):
    """Each is one sentence that was not there before."""
    told = said(*changes)
    assert words in told
    assert words not in said()


def test_the_last_day_itself():
    """Keys are good to the end of their last day."""
    change = ('last_day = "2027-12-31"', 'last_day = "2026-11-21"')
    assert "Only 1" not in said(change)
    assert "come to their last day on 2026-11-21" in said(change)
