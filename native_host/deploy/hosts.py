"""The host list that the browser itself holds the extension to, from the sites of a policy. Pure.

Chromium reads only the first entries of such a list. Where the sites name more hosts, those of one
registrable domain become one entry for the whole domain, as few of them as are needed. The
extension's own list stays exact, so nothing more is recorded for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from native_host.errors import PolicyError
from native_host.policy import Policy
from native_host.sites import parse_site

MAX_HOST_ENTRIES = 100  # Chromium reads no more of a host list
_LABELS_OF_A_DOMAIN = 2
_COUNTRY = 2  # letters of a country's domain
# Names below which a country registers, such as co.uk; a short list, as `deploy check` shows every
# domain that is collapsed.
_REGISTRIES = frozenset(
    {
        *("ac", "asn", "co", "com", "ed", "edu", "fin", "firm", "gen", "go", "gob", "gouv", "gov"),
        *("gv", "id", "ind", "info", "ltd", "mil", "muni", "ne", "net", "nhs", "nom", "or", "org"),
        *("plc", "pp", "res", "sch", "store", "tm", "web"),
    }
)
# Below these everybody can have a name: what is beside a host there is somebody else's.
_SHARED = (
    "amazonaws.com",
    "appspot.com",
    "azurestaticapps.net",
    "azurewebsites.net",
    "blogspot.com",
    "cloudapp.net",
    "cloudfront.net",
    "firebaseapp.com",
    "fly.dev",
    "github.io",
    "gitlab.io",
    "herokuapp.com",
    "netlify.app",
    "ngrok.app",
    "onrender.com",
    "pages.dev",
    "run.app",
    "vercel.app",
    "web.app",
    "windows.net",
    "workers.dev",
)


@dataclass(frozen=True, slots=True)
class HostList:
    """What the browser is given, and which entries stand for several hosts of the policy."""

    entries: list[str]
    collapsed: dict[str, list[str]]


def list_hosts(policy: Policy) -> HostList:
    """Return the hosts that the browser itself lets the extension touch.

    Raises:
        PolicyError: there are more than Chromium reads, even by domains.
    """
    hosts = set()
    for site in policy.sites:
        pattern = parse_site(site.match)
        hosts.add(f"{pattern.scheme}://{'*.' if pattern.subdomains else ''}{pattern.host}")
    collapsed: dict[str, list[str]] = {}
    groups = _group(hosts) if len(hosts) > MAX_HOST_ENTRIES else []
    for domain, members in groups:
        if len(hosts) <= MAX_HOST_ENTRIES:
            break
        hosts = hosts - set(members) | {domain}
        collapsed[domain] = members
    if len(hosts) > MAX_HOST_ENTRIES:
        raise PolicyError(
            f"The policy names {len(hosts)} hosts of different domains and Chromium reads only the "
            f"first {MAX_HOST_ENTRIES}; use fewer sites or patterns such as https://*.example.com/*."
        )
    return HostList(entries=sorted(hosts), collapsed=dict(sorted(collapsed.items())))


def registrable(host: str) -> str | None:
    """Return the domain that somebody has registered, None where neighbours may be strangers."""
    labels = host.split(".")
    if len(labels) < _LABELS_OF_A_DOMAIN or re.fullmatch(r"[0-9.]+", host):
        return None
    if any(host == shared or host.endswith(f".{shared}") for shared in _SHARED):
        return None
    size = _LABELS_OF_A_DOMAIN
    if len(labels[-1]) == _COUNTRY and labels[-2] in _REGISTRIES:
        size += 1
    return ".".join(labels[-size:]) if len(labels) >= size else None


def _group(hosts: set[str]) -> list[tuple[str, list[str]]]:
    """Return entries by domain, those first that save most."""
    groups: dict[str, list[str]] = {}
    for entry in sorted(hosts):
        scheme, _, host = entry.partition("://")
        domain = registrable(host.removeprefix("*."))
        if domain is not None:
            groups.setdefault(f"{scheme}://*.{domain}", []).append(entry)
    several = [(domain, members) for domain, members in groups.items() if len(members) > 1]
    return sorted(several, key=lambda group: (-len(group[1]), group[0]))
