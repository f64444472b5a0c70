"""Sum up what came of the episodes, and print it. Pure but for printing."""

from __future__ import annotations

from typing import Any

from tests.gallery.compare import Result

COUNTS = ("found", "missed", "doubled", "invented")
COLUMNS = [(by, end) for by in ("mouse", "keyboard", "hover") for end in ("commit", "cancel")]


def summarize(results: list[tuple[str, Result]]) -> dict[str, Any]:
    """Count over all rounds; an episode that was played in five rounds counts five times."""
    summary: dict[str, Any] = {"episodes": 0, "correct": 0, "script_failed": 0}
    summary |= dict.fromkeys(COUNTS, 0)
    widgets: dict[str, dict[str, Any]] = {}
    wrong = []
    for turn, result in results:
        row = widgets.setdefault(result.widget, {"episodes": 0, "correct": 0, "cells": {}})
        cell = row["cells"].setdefault(f"{result.by} {result.end}", [0, 0])
        right = result.script_failed is None and result.is_correct
        for place in (summary, row):
            place["episodes"] += 1
            place["correct"] += right
            place["script_failed"] = place.get("script_failed", 0) + bool(result.script_failed)
            for name in COUNTS:
                place[name] = place.get(name, 0) + getattr(result, name)
        cell[0] += right
        cell[1] += 1
        if not right:
            wrong.append(_tell_wrong(turn, result))
    return summary | {"by_widget": widgets, "wrong": wrong}


def _tell_wrong(turn: str, result: Result) -> dict[str, Any]:
    return {
        "round": turn,
        "episode": result.name,
        "widget": result.widget,
        "script_failed": result.script_failed,
        "faults": result.faults,
        "expected": result.expected_visits,
        "found": result.found_visits,
    }


def print_table(summary: dict[str, Any]) -> None:
    """Print a line for every widget, then what is wrong."""
    heads = [f"{by[:5]} {end[:6]}" for by, end in COLUMNS]
    print(f"{'widget':24}" + "".join(f"{head:>14}" for head in heads) + "   miss dbl inv")
    for name, row in summary["by_widget"].items():
        cells = [row["cells"].get(f"{by} {end}") for by, end in COLUMNS]
        shown = "".join(f"{f'{c[0]}/{c[1]}' if c else '':>14}" for c in cells)
        print(f"{name:24}{shown}   {row['missed']:4} {row['doubled']:3} {row['invented']:3}")
    told = set()
    for wrong in summary["wrong"]:
        faults = wrong["faults"] or [f"script failed: {wrong['script_failed']}"]
        if wrong["episode"] not in told:
            print(f"\n{wrong['episode']}, round {wrong['round']}")
            print("\n".join(f"    {fault}" for fault in faults))
        told.add(wrong["episode"])
    print(
        f"\n{summary['correct']} of {summary['episodes']} episodes right; actions found "
        f"{summary['found']}, missed {summary['missed']}, doubled {summary['doubled']}, "
        f"invented {summary['invented']}; scripts failed {summary['script_failed']}"
    )
