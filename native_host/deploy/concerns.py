"""What an administrator should know of a deployment that is valid. Pure: the day comes in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit

from native_host.deploy.deployment import Deployment
from native_host.deploy.hosts import MAX_HOST_ENTRIES, list_hosts
from native_host.policy import MIN_GROUPS, Policy
from native_host.sites import parse_site

SOON = timedelta(days=60)
# Keys of packaging/deployment.example.toml: nobody has their private halves.
EXAMPLE_KEYS = frozenset({"c00d025050fab867", "40179684c7022af8"})
_LOCAL = ("127.0.0.1", "localhost")
_MANY_SITES = 1000


def find_concerns(deployment: Deployment, today: date) -> list[str]:
    """Return a sentence for everything that is allowed and worth a thought.

    Args:
        deployment: a valid one.
        today: the day in UTC.

    Raises:
        PolicyError: the sites name more hosts than Chromium reads, even by domains.
    """
    policy = deployment.policy
    return [
        *_look_at_hosts(policy),
        *_look_at_keys(policy, today),
        *_look_at_sites(policy),
        *_look_at_rollout(deployment),
    ]


def _look_at_hosts(policy: Policy) -> Iterator[str]:
    hosts = list_hosts(policy)
    if not hosts.collapsed:
        return
    count = len(hosts.entries) + sum(len(each) - 1 for each in hosts.collapsed.values())
    yield (
        f"The sites name {count} hosts and Chromium reads only the first {MAX_HOST_ENTRIES} of a "
        "host list, so the browser is given whole domains for some; the extension's own list stays "
        "exact, and nothing more is recorded."
    )
    for domain, members in hosts.collapsed.items():
        yield f"{domain} stands for {len(members)} hosts, such as {members[0]}."


def _look_at_keys(policy: Policy, today: date) -> Iterator[str]:
    valid = [g for g in policy.recipients if g.last_day is None or g.last_day >= today.isoformat()]
    if len(valid) < MIN_GROUPS:
        yield (
            f"Only {len(valid)} of the recipient groups can be sealed to today, and {MIN_GROUPS} "
            "are needed: devices with this policy record nothing. Add keys of the next generation."
        )
    for group in policy.recipients:
        if group.last_day is None:
            continue
        if group not in valid:
            yield f"The keys of {group.id} came to their last day on {group.last_day}."
        elif group.last_day <= (today + SOON).isoformat():
            yield (
                f"The keys of {group.id} come to their last day on {group.last_day}; plan a policy "
                "with the next generation before."
            )
    if any(m.key_id in EXAMPLE_KEYS for group in policy.recipients for m in group.members):
        yield (
            "Recipients are still those of the example, and nobody has their private halves: "
            "nothing that is recorded could ever be opened."
        )


def _look_at_sites(policy: Policy) -> Iterator[str]:
    for site in policy.sites:
        pattern = parse_site(site.match)
        if site.content == "personal":
            yield (
                f"The site {site.id} shows private accounts; its pages are recorded as outlines. "
                "Leave it out if the work can do without."
            )
        if site.level == "text":
            yield f"The site {site.id} is recorded with all wording; it must hold no personal data."
        if site.pictures == "fields" or site.verbatim:
            yield (
                f"The site {site.id} goes further than others, by the assessment {site.exception}."
            )
        if pattern.scheme == "http" and pattern.host not in _LOCAL:
            yield f"The site {site.id} has no TLS; whoever is on the way can change its pages."
    if len(policy.sites) > _MANY_SITES:
        yield f"The policy names {len(policy.sites)} sites; people cannot read such a notice."


def _look_at_rollout(deployment: Deployment) -> Iterator[str]:
    policy, rollout = deployment.policy, deployment.rollout
    if policy.hold:
        yield "`hold` is true: nothing is recorded anywhere until a policy says false."
    if policy.collector is None:
        yield "There is no collector: recordings stay on the devices and end with them."
    urls = [rollout.extension.update_url, rollout.extension.crx_url]
    if rollout.extension.firefox is not None:
        urls.append(rollout.extension.firefox.xpi_url)
    for url in urls:
        address = urlsplit(url)
        if address.scheme == "http" and address.hostname not in _LOCAL:
            yield f"{url} has no TLS; use https."
    if len(rollout.rings) == 1:
        yield "There is one ring: every device gets a new version of the extension at once."
