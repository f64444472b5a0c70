"""The text for the wall: every profile, in both languages, with nothing left to fill in."""

from __future__ import annotations

from typing import get_args

import pytest

from native_host.deploy.posting import parse_profile, write_posting
from native_host.deploy.resources import read_profile
from native_host.employee import Jurisdiction
from native_host.errors import DataError
from tests.native_host.making import make_policy, site


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("jurisdiction", get_args(Jurisdiction))
def test_every_profile_can_be_posted(jurisdiction, language):
    """It names the organisation, the sites and whom to ask."""
    profile = parse_profile(read_profile(jurisdiction))
    assert profile.id == jurisdiction
    assert profile.notice[language]
    policy = make_policy(collector={"url": "wss://collect.example.com/"})
    text = "\n".join(write_posting(policy, profile, language))
    assert "{" not in text
    for word in ("Acme", policy.sites[0].match, "works council", "collect.example.com", "30"):
        assert word in text


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("jurisdiction", get_args(Jurisdiction))
def test_what_goes_further_is_posted(jurisdiction, language):
    """Fields whose text is recorded, and pictures that show text."""
    profile = parse_profile(read_profile(jurisdiction))
    further = site(
        "https://crm.example/*",
        pictures="fields",
        exception="DPIA-7",
        verbatim=[{"field": "#order", "purpose": "Find orders."}],
    )
    text = "\n".join(write_posting(make_policy(sites=[further]), profile, language))
    field, shown = {
        "en": ("but for the field #order on https://crm", "show ordinary text on https://crm"),
        "de": (
            "außer in dem Feld #order auf https://crm",
            "auf https://crm.example/* gewöhnlichen",
        ),
    }[language]
    assert field in text
    assert shown in text
    assert "#order" not in "\n".join(write_posting(make_policy(), profile, language))


def test_a_spoiled_profile_is_named():
    """Counsel edits these files by hand."""
    with pytest.raises(DataError, match="profile is wrong at law"):
        parse_profile(read_profile("DE").replace('"law"', '"lae"'))
