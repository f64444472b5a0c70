"""The browser's own host list: exact as long as it can be, by domains where it must."""

from __future__ import annotations

from datetime import date

import pytest

from native_host.deploy.concerns import find_concerns
from native_host.deploy.deployment import parse_deployment
from native_host.deploy.hosts import MAX_HOST_ENTRIES, list_hosts, registrable
from native_host.errors import PolicyError
from tests.native_host.deploy.deployments import EXAMPLE, many_sites
from tests.native_host.making import make_policy, site


def policy_of(*patterns: str):
    return make_policy(sites=[site(each, id=f"s{at}") for at, each in enumerate(patterns)])


def test_a_hundred_hosts_stay_exact():
    """Nothing is widened without need."""
    found = list_hosts(policy_of(*(f"https://h{n}.corp.example/*" for n in range(100))))
    assert len(found.entries) == MAX_HOST_ENTRIES
    assert found.collapsed == {}


def test_more_hosts_become_domains_as_few_as_are_needed():
    """The largest domain gives way first, others stay as they are."""
    large = [f"https://h{n}.corp.example/*" for n in range(90)]
    small = [f"https://h{n}.shop.example/*" for n in range(15)]
    found = list_hosts(policy_of(*large, *small))
    assert list(found.collapsed) == ["https://*.corp.example"]
    assert len(found.collapsed["https://*.corp.example"]) == 90
    assert len(found.entries) == 16
    assert "https://h3.shop.example" in found.entries


def test_a_scheme_stays_what_it_is():
    """Pages without TLS do not open those with it."""
    pages = [f"http://h{n}.corp.example/*" for n in range(101)]
    found = list_hosts(policy_of(*pages, "https://safe.corp.example/*"))
    assert found.entries == ["http://*.corp.example", "https://safe.corp.example"]


def test_domains_of_strangers_are_never_collapsed():
    """What is beside a host there is somebody else's; better no list than that."""
    with pytest.raises(PolicyError, match="first 100"):
        list_hosts(policy_of(*(f"https://h{n}.github.io/*" for n in range(101))))


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("a.b.example.com", "example.com"),
        ("example.com", "example.com"),
        ("a.example.co.uk", "example.co.uk"),
        ("co.uk", None),
        ("a.b.example.com.au", "example.com.au"),
        ("a.example.de", "example.de"),
        ("x.co", "x.co"),
        ("intranet", None),
        ("10.1.2.3", None),
        ("a.github.io", None),
        ("app.azurewebsites.net", None),
    ],
)
def test_registrable_domains(host, domain):
    """What somebody has registered, and nothing that a registry or many share."""
    assert registrable(host) == domain


def test_check_says_what_collapses():
    """An administrator sees each domain, and that the exact list stays."""
    text = EXAMPLE.replace(
        "[[sites]]", many_sites(120, "https://hN.corp.example/*") + "[[sites]]", 1
    )
    given = parse_deployment(text.encode())
    said = " ".join(find_concerns(given, date(2026, 11, 21)))
    assert "name 123 hosts and Chromium reads only the first 100" in said
    assert "the extension's own list stays exact" in said
    assert "https://*.corp.example stands for 120 hosts, such as https://h0.corp.example." in said
    assert len(given.policy.sites) == 123
