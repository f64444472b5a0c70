"""What a new policy changes for the person who is recorded, and whether it reaches further. Pure.

The same notion of growth as `extension/src/background/scope.ts`, which asks for the notice again;
both are held to `tests/vectors/scope/changes.json`. The words for each change are those of the
notice: `change_WHAT` in `extension/_locales`. Kinds of record come with the extension, not with a
policy, and are not compared here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from native_host.allowlist import PICTURES, Site, level_of, pictures_of
from native_host.fields import LEVELS
from native_host.policy import Policy, Schedule
from native_host.sites import overlap, parse_site

_CONTENTS = ("personal", "inbound", "own")
_TLS_PORT = 443


class Change(NamedTuple):
    """One difference, and whether more is recorded, seen or kept for it."""

    what: str
    detail: str
    grows: bool


def compare_reach(before: Policy, after: Policy) -> list[Change]:
    """Return what differs in how far two policies reach."""
    found = list(_compare_sites(before, after))
    found += _compare_lists(_key_ids(before), _key_ids(after), "recipient")
    if before.retention_days != after.retention_days:
        more = after.retention_days > before.retention_days
        found.append(Change("retention", str(after.retention_days), more))
    for what, was, now in (
        ("pictures", before.screenshots.enabled, after.screenshots.enabled),
        ("pointerPath", before.pointer_path, after.pointer_path),
    ):
        if was != now:
            found.append(Change(f"{what}_on" if now else f"{what}_off", "", now))
    was_ms, is_ms = before.screenshots.min_interval_ms, after.screenshots.min_interval_ms
    if was_ms != is_ms:
        more = after.screenshots.enabled and is_ms < was_ms
        found.append(
            Change("picture_interval", f"{is_ms / 1000:.3f}".rstrip("0").rstrip("."), more)
        )
    found += _compare_hours(before.schedule, after.schedule)
    found += _compare_regions(before.regions, after.regions)
    sent, sends = _collector_of(before), _collector_of(after)
    if sent != sends:
        what = "collector_gone" if sends is None else "collector"
        found.append(Change(what, sends or "", sends is not None))
    return found


def grows(changes: Sequence[Change]) -> bool:
    """Say whether the notice has to be read again for these changes."""
    return any(change.grows for change in changes)


def _compare_sites(before: Policy, after: Policy) -> Iterator[Change]:
    was = {site.match: site for site in before.sites}
    now = {site.match: site for site in after.sites}
    for match, site in now.items():
        if match in was:
            yield from _compare_site(was[match], site)
        else:
            yield Change("site_added", match, grows=True)
    patterns = [parse_site(match) for match in now]
    for match in was:
        if match in now:
            continue
        # The strictest entry of a page counts: without this one others may reach further.
        pattern = parse_site(match)
        covered = any(overlap(pattern, other) for other in patterns)
        yield Change("site_covered" if covered else "site_removed", match, covered)


def _compare_site(before: Site, after: Site) -> Iterator[Change]:
    match = after.match
    ranked: tuple[tuple[str, Callable[[Site], str], Sequence[str]], ...] = (
        ("site_level", level_of, LEVELS),
        ("site_content", lambda site: site.content, _CONTENTS),
        ("site_pictures", pictures_of, PICTURES),
    )
    for what, value, ranks in ranked:
        was, now = value(before), value(after)
        if was != now:
            yield Change(what, f"{match}: {now}", ranks.index(now) > ranks.index(was))
    yield from (
        Change("allowed", f"{match} {path}", grows=True)
        for path in before.deny
        if path not in after.deny
    )
    yield from (
        Change("denied", f"{match} {path}", grows=False)
        for path in after.deny
        if path not in before.deny
    )
    yield from _compare_lists(before.lists, after.lists, "list")
    for what, detail, more in _compare_lists(_verbatim(before), _verbatim(after), "verbatim"):
        yield Change(what, f"{match}: {detail}", more)
    # It allows what stands in the fields above and reaches no further itself.
    if after.exception is not None and after.exception != before.exception:
        yield Change("exception", f"{match}: {after.exception}", grows=False)


def _verbatim(site: Site) -> list[str]:
    return [f"{one.field} ({one.purpose})" for one in site.verbatim]


def _compare_hours(before: Schedule | None, after: Schedule | None) -> Iterator[Change]:
    if after is None:
        if before is not None:
            yield Change("hours_always", "", grows=True)
        return
    more = before is not None and (
        not set(after.days) <= set(before.days)
        or after.start < before.start
        or after.end > before.end
    )
    less = (
        before is None
        or not set(before.days) <= set(after.days)
        or after.start > before.start
        or after.end < before.end
    )
    if more or less:
        days = " ".join(str(day) for day in sorted(after.days))
        yield Change("hours", f"{days}, {after.start}-{after.end}", more)


def _compare_regions(before: list[str] | None, after: list[str] | None) -> Iterator[Change]:
    if after is None:
        if before is not None:
            yield Change("regions_anywhere", "", grows=True)
    elif before is None:
        yield Change("regions_some", ", ".join(after), grows=False)
    else:
        for each in after:
            if not _is_in(before, each):
                yield Change("region_added", each, grows=True)
        for each in before:
            if not _is_in(after, each):
                yield Change("region_removed", each, grows=False)


def _is_in(regions: list[str], zone: str) -> bool:
    return any(
        zone.startswith(region[:-1]) if region.endswith("/*") else zone == region
        for region in regions
    )


def _compare_lists(before: list[str], after: list[str], what: str) -> Iterator[Change]:
    yield from (Change(f"{what}_added", each, grows=True) for each in after if each not in before)
    yield from (
        Change(f"{what}_removed", each, grows=False) for each in before if each not in after
    )


def _key_ids(policy: Policy) -> list[str]:
    return [member.key_id for group in policy.recipients for member in group.members]


def _collector_of(policy: Policy) -> str | None:
    if policy.collector is None:
        return None
    address = urlsplit(policy.collector.url)
    usual = {"wss": _TLS_PORT, "ws": 80}[address.scheme]
    port = "" if address.port in (None, usual) else f":{address.port}"
    return f"{address.hostname}{port}"


def compare_rest(before: Policy, after: Policy) -> list[str]:
    """Return sentences about what else differs: the notice is not asked for again for it."""
    rules = type(after.employee).model_fields
    employee = [
        name for name in rules if getattr(before.employee, name) != getattr(after.employee, name)
    ]
    told = {
        "organisation": "Who records is called otherwise.",
        "purpose": f"The purpose is now: {after.purpose.sentence}",
        "notice": "The notice names somebody else, or has another version of its own.",
        "employee": f"What the person can do or is shown changes: {', '.join(employee)}.",
        "hold": ("All recording is stopped." if after.hold else "Recording is no longer stopped."),
        "personal_recipient": (
            "People may add a key of their own."
            if after.personal_recipient
            else "People may no longer add a key of their own."
        ),
        "revoked_keys": "The list of revoked keys changes.",
        "store_limit_mb": f"Room for recordings on the device: {after.store_limit_mb} MB.",
    }
    return [told[name] for name in told if getattr(before, name) != getattr(after, name)]


def asks_again(before: Policy, after: Policy) -> bool:
    """Say whether everybody is shown the notice again."""
    return before.notice.version != after.notice.version or grows(compare_reach(before, after))
