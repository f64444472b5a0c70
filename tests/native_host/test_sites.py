"""The allowlist, held to the same vectors as the extension's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from native_host.errors import PolicyError
from native_host.sites import parse_path, parse_site
from tests.native_host.making import signed_policy, site

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "sites" / "addresses.json").read_text("utf-8")
)


# A policy without sites is refused as a whole, so that case is the extension's alone.
CASES = [case for case in VECTORS["cases"] if case["sites"]]


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['origin']}{c['path']}")
def test_addresses(case):
    """Every address is allowed or not as the vector says."""
    sites = [site(**given, id=f"s{n}") for n, given in enumerate(case["sites"])]
    policy = signed_policy(sites=sites)
    assert policy.allows(case["origin"], case["path"]) == case["allowed"], case.get("why")


@pytest.mark.parametrize("case", VECTORS["levels"], ids=lambda c: f"{c['path']} {c['level']}")
def test_levels(case):
    """The level of a page is the strictest of the entries that cover it."""
    sites = [site(m, id=f"s{n}", level=level) for n, (m, level) in enumerate(case["sites"])]
    policy = signed_policy(sites=sites)
    assert policy.level_of(case["origin"], case["path"]) == case["level"], case.get("why")


@pytest.mark.parametrize("pattern", VECTORS["bad_patterns"])
def test_bad_patterns_are_refused(pattern):
    """A pattern that is not of the documented form is refused, not guessed at."""
    with pytest.raises(PolicyError, match=r"form|port|path pattern"):
        parse_site(pattern)


@pytest.mark.parametrize("pattern", ["", "hr", "/a*", "/**", "/a/ b", "/a?b"])
def test_bad_path_patterns_are_refused(pattern):
    """A denial that would not match what its writer meant is refused."""
    with pytest.raises(PolicyError, match="path pattern"):
        parse_path(pattern)
