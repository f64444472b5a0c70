"""Rows of build/reports/bench.json: what was measured, and whether it is good enough."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

REPORT = Path(__file__).parents[2] / "build" / "reports" / "bench.json"


@dataclass(frozen=True)
class Row:
    """One measured figure; `target` is the largest value that is good enough, or none."""

    name: str
    value: float
    unit: str
    target: float | None
    holds: bool | None
    command: str = "make bench"


def at_most(name: str, value: float, unit: str, target: float) -> Row:
    """Return a row that holds while the value is not above its target."""
    return Row(name, round(value, 3), unit, round(target, 3), value <= target)


def reported(name: str, value: float, unit: str) -> Row:
    """Return a row without a target."""
    return Row(name, round(value, 3), unit, None, None)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median_ratio(pairs: Sequence[tuple[float, float]]) -> float:
    """Return the median of the ratios of values that were measured right after each other."""
    return statistics.median(value / baseline for value, baseline in pairs)


def write(rows: Sequence[Row]) -> None:
    """Write the report."""
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")
