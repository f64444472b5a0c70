"""What browsers are given: rendered from one set of templates, valid, and as narrow as the policy."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from native_host.deploy import artefacts
from native_host.deploy.hosts import list_hosts
from native_host.deploy.resources import read_template
from native_host.errors import PolicyError
from tests.native_host.making import make_policy, signed_policy_text, site

EXTENSION = "abcdefghijklmnopabcdefghijklmnop"


def sites(*patterns: str) -> list[dict]:
    return [site(p, id=f"s{n}") for n, p in enumerate(patterns)]


def test_browser_policies():
    """Force install, host limits and the very text of the signed policy."""
    text = signed_policy_text()
    rendered = json.loads(
        artefacts.render_browser_policies(
            read_template("chromium-policies.json"),
            policy=make_policy(),
            signed_policy=text,
            extension_id=EXTENSION,
            update_url="https://it.example/updates.xml",
        )
    )
    settings = rendered["ExtensionSettings"][EXTENSION]
    assert settings["installation_mode"] == "force_installed"
    assert settings["runtime_blocked_hosts"] == ["*://*"]
    assert settings["runtime_allowed_hosts"] == ["http://127.0.0.1"]
    assert rendered["3rdparty"]["extensions"][EXTENSION] == {"policy": text}


def test_allowed_hosts():
    """Each host once, with its scheme; subdomains only where the policy says so."""
    policy = make_policy(
        sites=sites("https://a.example/x/*", "https://a.example/y/*", "https://*.b.example:8443/*")
    )
    assert list_hosts(policy).entries == ["https://*.b.example", "https://a.example"]


def test_more_hosts_than_the_browser_reads():
    """A host that the browser would pass over in silence is an error here."""
    policy = make_policy(sites=sites(*(f"https://h{n}.example/*" for n in range(101))))
    with pytest.raises(PolicyError, match="first 100"):
        list_hosts(policy)


def test_native_manifest():
    """One host name, an absolute path, one extension."""
    rendered = json.loads(
        artefacts.render_native_manifest(
            read_template("native-messaging-host.json"),
            launcher='/opt/a "quoted" place/host',
            extension_id=EXTENSION,
        )
    )
    assert rendered["path"] == '/opt/a "quoted" place/host'
    assert rendered["allowed_origins"] == [f"chrome-extension://{EXTENSION}/"]
    assert rendered["type"] == "stdio"


def test_updates():
    """The update XML is XML, whatever the address holds."""
    rendered = artefacts.render_updates(
        read_template("updates.xml"),
        extension_id=EXTENSION,
        crx_url="https://it.example/?a=1&b=2",
        version="0.1.0",
    )
    root = ElementTree.fromstring(rendered)
    check = root.find(".//{http://www.google.com/update2/response}updatecheck")
    assert check is not None
    assert check.get("codebase") == "https://it.example/?a=1&b=2"
    assert check.get("version") == "0.1.0"


def test_launcher_quotes_what_it_is_given():
    """A path with spaces or quotes cannot become a command."""
    rendered = artefacts.render_launcher(
        read_template("launcher.sh"), python="/a b/python", config="/c'd; rm -rf /", store=None
    )
    assert "'/a b/python'" in rendered
    assert "--store" not in rendered
    assert '"$@"' in rendered
