"""Compare a diary with what was recorded. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

KINDS = ("click", "dropdown", "navigation")
EARLY_MS, LATE_MS = 150, 1500
NEAR_PX = 2.0
SAME_MS = 30


@dataclass
class Comparison:
    """What came of every action."""

    counts: dict[str, int]
    missed: list[dict[str, Any]] = field(default_factory=list)
    doubled: list[dict[str, Any]] = field(default_factory=list)
    invented: list[dict[str, Any]] = field(default_factory=list)
    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Say whether everything was found once and nothing else."""
        return not (self.missed or self.doubled or self.invented)


def compare(diary: dict[str, Any], events: list[dict[str, Any]]) -> Comparison:
    """Match every action of the diary with one event."""
    recorded = [event for event in events if event["kind"] in KINDS]
    free = list(recorded)
    pairs, missed = [], []
    for action in diary["actions"]:
        event = next((e for e in free if _matches(action, e)), None)
        if event is None:
            missed.append(action)
        else:
            free.remove(event)
            pairs.append((action, event))
    matched = [event for _, event in pairs]
    doubled = [event for event in free if any(_is_copy(event, other) for other in matched)]
    invented = [event for event in free if event not in doubled]
    pictures = [event for event in events if event["kind"] == "screenshot"]
    counts = {
        "expected": len(diary["actions"]),
        "found": len(pairs),
        "missed": len(missed),
        "doubled": len(doubled),
        "invented": len(invented),
        "screenshots": len(pictures),
        "withheld": sum(withheld(diary, events).values()),
    }
    return Comparison(counts, missed, doubled, invented, pairs)


def withheld(diary: dict[str, Any], events: list[dict[str, Any]]) -> dict[str, int]:
    """Count what was left out on purpose, by reason."""
    found = {"text that was typed": len(diary["texts"])}
    for event in events:
        target = (
            event.get("target")
            or (event.get("opener") if event["kind"] == "dropdown" else None)
            or {}
        )
        if target.get("name_withheld"):
            reason = f"name of an element: {target['name_withheld']}"
            found[reason] = found.get(reason, 0) + 1
        if event.get("what") == "screenshot-dropped":
            reason = f"picture: {event['reason']}"
            found[reason] = found.get(reason, 0) + 1
    return found


def _matches(action: dict[str, Any], event: dict[str, Any]) -> bool:
    if event["kind"] != action["kind"]:
        return False
    if not action["began"] - EARLY_MS <= event["wall_ms"] <= action["ended"] + LATE_MS:
        return False
    if action["kind"] == "click":
        at = event["at"]
        near = (
            at and abs(at["x"] - action["x"]) <= NEAR_PX and abs(at["y"] - action["y"]) <= NEAR_PX
        )
        return bool(near) and event["count"] == action["count"]
    if action["kind"] == "navigation":
        return event["cause"] == action["cause"] and _fits(event["place"]["path"], action["path"])
    names = ("surface", "opened_by", "outcome", "set_size")
    chosen = [choice["path"] for choice in event["chosen"]]
    wanted = [] if action["chosen_index"] is None else [[action["chosen_index"]]]
    return chosen == wanted and all(event[name] == action[name] for name in names)


def _fits(template: str, path: str) -> bool:
    parts, given = template.split("/"), path.split("/")
    return len(parts) == len(given) and all(
        a in ("{}", b) for a, b in zip(parts, given, strict=True)
    )


def _is_copy(event: dict[str, Any], other: dict[str, Any]) -> bool:
    close = abs(event["wall_ms"] - other["wall_ms"]) <= SAME_MS
    return event["kind"] == other["kind"] and close and event.get("at") == other.get("at")
