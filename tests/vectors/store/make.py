"""Make the vectors: python -m tests.vectors.store.make.

HPKE encapsulates with fresh randomness, so that no two runs give the same bytes: the files are
committed, and made again only when the format or a scenario changes.
"""

from __future__ import annotations

from pathlib import Path

from tests.vectors.store import chains, genuine, headers, records
from tests.vectors.store.scenarios import Scenario

PLACE = Path(__file__).parent


def collect() -> list[Scenario]:
    """Return all scenarios."""
    found: list[Scenario] = []
    for module in (genuine, headers, records, chains):
        found += module.scenarios()
    return found


def main() -> None:
    """Write one file for each scenario and remove the others."""
    scenarios = collect()
    if len({scenario.name for scenario in scenarios}) != len(scenarios):
        raise AssertionError("two scenarios have one name")
    for path in PLACE.glob("*.json"):
        path.unlink()
    for scenario in scenarios:
        (PLACE / f"{scenario.name}.json").write_text(scenario.serialize(), encoding="utf-8")
    print(f"{len(scenarios)} vectors in {PLACE.name}")


if __name__ == "__main__":
    main()
