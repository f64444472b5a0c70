"""Rows of build/reports/bench.json: what was measured, and whether it is good enough."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

REPORT = Path(__file__).parents[2] / "build" / "reports" / "bench.json"


@dataclass(frozen=True)
class Row:
    """One measured figure; without a target it is for information.

    `value` is None where it could not be measured; the name says why.
    """

    name: str
    value: float | None
    unit: str
    target: float | None
    holds: bool | None
    bound: Literal["at most", "at least"] = "at most"


def at_most(name: str, value: float, unit: str, target: float) -> Row:
    """Return a row that holds while the value is not above its target."""
    return Row(name, round(value, 3), unit, round(target, 3), value <= target)


def at_least(name: str, value: float, unit: str, target: float) -> Row:
    """Return a row that holds while the value is not below its target."""
    return Row(name, round(value, 3), unit, round(target, 3), value >= target, "at least")


def reported(name: str, value: float, unit: str) -> Row:
    """Return a row without a target."""
    return Row(name, round(value, 3), unit, None, None)


def not_measured(name: str, reason: str, unit: str, target: float) -> Row:
    """Return a row for what cannot be measured here."""
    return Row(f"{name}: not measured, {reason}", None, unit, target, None)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median_ratio(pairs: Sequence[tuple[float, float]]) -> float:
    """Return the median of the ratios of values that were measured right after each other."""
    return statistics.median(value / baseline for value, baseline in pairs)


def describe(row: Row) -> str:
    """Return the line of a row for people."""
    value = "-" if row.value is None else f"{row.value:.2f}"
    mark = {True: "holds", False: "MISSED", None: ""}[row.holds]
    target = "" if row.target is None else f" ({row.bound} {row.target:g})"
    return f"{value:>10} {row.unit:12} {mark:6} {row.name}{target}"


def write(rows: Sequence[Row], command: str = "make bench") -> None:
    """Write the report."""
    found = [
        {
            "name": row.name,
            "value": row.value,
            "unit": row.unit,
            "target": row.target,
            "holds": row.holds,
            "command": command,
        }
        for row in rows
    ]
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(found, indent=2) + "\n")
