"""The same script with another secret must leave the same records and the same pictures.

Rule: times, random identifiers and counters are taken out, and nothing else. A page is not the same
twice in every detail that depends on time. Where two secrets have left something else, each is
played again: what the secret decides is different in every turn, what time decides is not.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from PIL import Image

from tests.leaks.situation import Trial, code_of
from tests.leaks.statistics import upper_bound
from tests.leaks.trials import Batch

MORE_TURNS = 2
# What differs between two runs with the same secret.
TIMES = frozenset(
    {
        *("seq", "number", "session", "wall_ms", "mono_ms", "frame_ms", "duration_ms", "tab"),
        *("document", "frame", "trigger", "members", "before", "image_sha256", "image_bytes"),
    }
)
# How often a clock ticked, not what happened: the pointer's way, what was dropped for being late.
KINDS = frozenset({"path", "coverage", "control", "view", "outline", "hover"})
Outcome = tuple[str, ...]


def canonical(event: Any, trial: Trial) -> Any:
    """Return a record without times and names that are random."""
    if isinstance(event, dict):
        return {
            key: canonical(part, trial)
            for key, part in sorted(event.items())
            if key not in TIMES and not key.endswith("_ms")
        }
    if isinstance(event, list):
        return [canonical(part, trial) for part in event]
    return event.replace(trial.code, "CODE") if isinstance(event, str) else event


def outcome(batch: Batch, trial: Trial) -> Outcome:
    """Return everything that was recorded of a trial, as texts that can be compared."""
    found = []
    for event in batch.events:
        if event["kind"] in KINDS or trial.code not in json.dumps(event.get("place")):
            continue
        if event["kind"] != "screenshot":
            found.append(json.dumps(canonical(event, trial), sort_keys=True))
    pixels = {
        hashlib.sha256(Image.open(io.BytesIO(image)).convert("RGB").tobytes()).hexdigest()
        for event, image in batch.images
        if trial.code in json.dumps(event["place"])
    }
    return (*sorted(found), *sorted(f"pixels {digest}" for digest in pixels))


def different(rows: Iterable[tuple[Trial, Outcome]]) -> dict[str, dict[str, set[Outcome]]]:
    """Return the situations in which no turn of one secret left the same as one of another."""
    turns: dict[str, dict[str, set[Outcome]]] = defaultdict(lambda: defaultdict(set))
    for trial, left in rows:
        turns[trial.situation.name][trial.turn].add(left)
    return {
        name: own
        for name, own in turns.items()
        if any(not own["a"] & other for turn, other in own.items() if turn != "a")
    }


def again(trials: Sequence[Trial], names: Iterable[str]) -> list[Trial]:
    """Return the same secrets in new turns."""
    wanted = set(names)
    found: list[Trial] = []
    for _ in range(MORE_TURNS):
        for trial in trials:
            if trial.situation.name in wanted:
                code = code_of(100_000 + len(found))
                found.append(replace(trial, code=code, hue=trial.hue, failure="", control=b""))
    return found


def compare(
    first: list[tuple[Trial, Outcome]], more: list[tuple[Trial, Outcome]]
) -> dict[str, Any]:
    """Say in which situations the secret decides what is recorded."""
    rows = [(trial, left) for trial, left in (*first, *more) if not trial.failure]
    left_different = different(rows)
    differing: dict[str, list[str]] = {}
    unsteady = []
    for name, own in left_different.items():
        if all(len(turns) > MORE_TURNS for turns in own.values()):
            unsteady.append(name)  # no two turns are the same, with one secret either
            continue
        for turn, other in own.items():
            if turn != "a" and not own["a"] & other:
                differing[f"{name}, {turn}"] = difference(own["a"], other)
    names = {trial.situation.name for trial, _ in rows}
    compared = len(names) - len(unsteady)
    red = len({key.split(",")[0] for key in differing})
    return {
        "situations": len(names),
        "compared": compared,
        "differing_situations": red,
        "upper_bound_95": round(upper_bound(red, compared), 4),
        "differing": differing,
        "too_unsteady": sorted(unsteady),
    }


def difference(ours: set[Outcome], theirs: set[Outcome]) -> list[str]:
    """Return a few lines that the one has and the other has not."""
    one, other = set(min(ours)), set(min(theirs))
    return [f"- {line}"[:400] for line in sorted(one - other)[:2]] + [
        f"+ {line}"[:400] for line in sorted(other - one)[:2]
    ]
