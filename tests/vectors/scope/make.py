"""Make changes.json: python -m tests.vectors.scope.make.

What two policies differ in for the person, as the host's tools and the extension both have to say.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from native_host.deploy.reach import compare_reach
from native_host.vault.keys import make_recipient_key
from tests.native_host.making import group, make_policy, policy_document, site

FILE = Path(__file__).parent / "changes.json"
A, B = "https://a.example/*", "https://b.example/*"


def recipients(*seeds: int) -> list[dict[str, Any]]:
    """Return groups with short keys."""
    return [group(f"g{seed}", make_recipient_key(bytes([seed]) * 32, "p-256")) for seed in seeds]


def sites(*entries: dict[str, Any]) -> dict[str, Any]:
    """Return the change of the list of sites."""
    return {"sites": [entry | {"id": f"s{at}"} for at, entry in enumerate(entries)]}


def hours(*days: int, start: str = "08:00", end: str = "17:00") -> dict[str, Any]:
    """Return the change of the schedule."""
    return {"schedule": {"days": list(days), "start": start, "end": end}}


ORDER = {"field": "#order", "purpose": "Find orders."}
PAIRS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("a site", sites(site(A)), sites(site(A), site(B))),
    ("a covered site", sites(site(A)), sites(site(A), site("https://a.example/hr/*"))),
    (
        "a site below a wild one",
        sites(site("https://*.a.example/*")),
        sites(site("https://*.a.example/*"), site("https://x.a.example/*", level="outline")),
    ),
    ("a site on another port", sites(site(A)), sites(site(A), site("https://a.example:8443/*"))),
    ("a level", sites(site(A)), sites(site(A, level="text"))),
    ("a denied path", sites(site(A)), sites(site(A, deny=["/hr/*"]))),
    ("a list", sites(site(A)), sites(site(A, lists=["#size"]))),
    ("content", sites(site(A)), sites(site(A, content="inbound"))),
    (
        "private accounts",
        sites(site(A)),
        sites(site(A, content="personal", level="outline", pictures="skeleton")),
    ),
    ("pictures of a site", sites(site(A)), sites(site(A, pictures="fields", exception="DPIA-7"))),
    (
        "another assessment",
        sites(site(A, pictures="fields", exception="DPIA-7")),
        sites(site(A, pictures="fields", exception="DPIA-8")),
    ),
    ("a field word for word", sites(site(A)), sites(site(A, verbatim=[ORDER], exception="DPIA-7"))),
    (
        "a purpose of such a field",
        sites(site(A, verbatim=[ORDER], exception="DPIA-7")),
        sites(site(A, verbatim=[ORDER | {"purpose": "Bill orders."}], exception="DPIA-7")),
    ),
    ("a key", {"recipients": recipients(1, 2)}, {"recipients": recipients(1, 3)}),
    ("a group", {"recipients": recipients(1, 2)}, {"recipients": recipients(1, 2, 3)}),
    ("retention", {"retention_days": 30}, {"retention_days": 31}),
    ("pictures", {}, {"screenshots": {"enabled": False, "min_interval_ms": 500}}),
    ("more pictures", {}, {"screenshots": {"enabled": True, "min_interval_ms": 1500}}),
    ("fewer pictures", {}, {"screenshots": {"enabled": True, "min_interval_ms": 60_000}}),
    ("the pointer", {}, {"pointer_path": True}),
    ("hours", {}, hours(1, 2)),
    ("another day", hours(1, 2), hours(3, 1, 2)),
    ("other hours", hours(1, 2), hours(1, 2, start="09:00", end="18:00")),
    ("later hours only", hours(1, 2), hours(1, 2, start="09:00")),
    ("regions", {}, {"regions": ["Europe/*", "UTC"]}),
    ("a smaller region", {"regions": ["Europe/*"]}, {"regions": ["Europe/Berlin"]}),
    ("another region", {"regions": ["Europe/*"]}, {"regions": ["Europe/*", "UTC"]}),
    ("a collector", {}, {"collector": {"url": "wss://c.example/v1"}}),
    (
        "its usual port",
        {"collector": {"url": "wss://c.example/v1"}},
        {"collector": {"url": "wss://C.example:443/v2"}},
    ),
    (
        "another port",
        {"collector": {"url": "wss://c.example/v1"}},
        {"collector": {"url": "wss://c.example:8443/v1"}},
    ),
    ("nothing", {}, {}),
    ("what the notice does not ask for", {}, {"hold": True, "store_limit_mb": 64}),
]


def make() -> str:
    """Return the vectors, each pair in both directions."""
    base = policy_document(sites=sites(site(A))["sites"], recipients=recipients(1, 2))
    cases = []
    for name, one, other in PAIRS:
        for way, before, after in (("", one, other), (", back", other, one)):
            changes = compare_reach(make_policy(**base | before), make_policy(**base | after))
            told = [change._asdict() for change in changes]
            cases.append({"name": name + way, "before": before, "after": after, "changes": told})
    return json.dumps({"base": base, "cases": cases}, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(make(), encoding="utf-8")
