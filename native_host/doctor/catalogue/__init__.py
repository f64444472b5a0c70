"""Every finding there is: its layer, severity, meaning and remedy. Pure; ADMIN.md shows it."""

from __future__ import annotations

from native_host.doctor.catalogue.browser import BROWSER
from native_host.doctor.catalogue.host import HOST
from native_host.doctor.catalogue.manifest import MANIFEST
from native_host.doctor.catalogue.meaning import Meaning
from native_host.doctor.catalogue.policy import POLICY
from native_host.doctor.catalogue.store import STORE
from native_host.doctor.catalogue.uplink import UPLINK

MEANINGS: dict[str, Meaning] = {**BROWSER, **POLICY, **MANIFEST, **HOST, **STORE, **UPLINK}


def table() -> str:
    """Return the catalogue as ADMIN.md shows it, without what is well."""
    lines = ["| finding | severity | meaning | remedy |", "|---|---|---|---|"]
    for name, meaning in MEANINGS.items():
        if meaning.severity != "ok":
            cells = [f"`{name}`", meaning.severity, meaning.meaning, meaning.remedy]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
