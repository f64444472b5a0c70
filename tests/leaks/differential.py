"""The same script with another secret must leave the same records and the same pictures.

Rule: times, random identifiers and counters are taken out, and nothing else. A page is not the same
twice in every detail that depends on time, so each secret is played more than once: what the secret
decides is in every turn, what time decides is not.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from PIL import Image

from tests.leaks.judge import LENGTHLESS
from tests.leaks.situation import Situation, Trial, make_trial
from tests.leaks.statistics import upper_bound
from tests.leaks.trials import Batch

TURNS = 2
# What differs between two runs with the same secret.
TIMES = frozenset(
    {
        *("seq", "number", "session", "wall_ms", "mono_ms", "frame_ms", "duration_ms", "tab"),
        *("document", "frame", "trigger", "members", "before", "begin_ms", "end_ms", "ms", "t"),
        *("image_sha256", "image_file", "until_mono_ms", "first_ms", "last_ms", "view", "follows"),
    }
)
# How often a clock ticked, not what happened: the pointer's way, what it cost, when it was told.
KINDS = frozenset({"path", "coverage", "control", "view"})


def plan(situations: Sequence[Situation], seed: str) -> list[Trial]:
    """Return every situation with two secrets, and where it may have one, with a longer third."""
    found: list[Trial] = []
    for situation in situations:
        if situation.silent:
            continue
        for turn in range(TURNS):
            for which in ("a", "b", "longer"):
                trial = make_trial(
                    situation, len(found), 100, f"{seed}/{which}", longer=which == "longer"
                )
                fixed = make_trial(situation, 0, 100, f"{seed}/{which}", longer=which == "longer")
                trial.secret, trial.other, trial.hue = fixed.secret, fixed.other, fixed.hue
                if which == "longer" and situation.class_ in LENGTHLESS:
                    trial.secret = _longer(situation, trial.secret)
                trial.turn = f"{which}{turn}"
                found.append(trial)
    return found


def _longer(situation: Situation, secret: str) -> str:
    """Any length may be had where none may be told; boxes take only as much as they are."""
    return secret if situation.name.endswith("boxes") else f"{secret}{secret[-4:]}{secret[-9:]}"


def canonical(event: Any, code: str) -> Any:
    """Return a record without times and names that are random."""
    if isinstance(event, dict):
        return {k: canonical(v, code) for k, v in sorted(event.items()) if k not in TIMES}
    if isinstance(event, list):
        return [canonical(part, code) for part in event]
    return event.replace(code, "CODE") if isinstance(event, str) else event


def outcome(batch: Batch, trial: Trial) -> tuple[str, ...]:
    """Return everything that was recorded of a trial, as texts that can be compared."""
    found = []
    for event in batch.events:
        if event["kind"] in KINDS or trial.code not in json.dumps(event.get("place")):
            continue
        if event["kind"] != "screenshot":
            found.append(json.dumps(canonical(event, trial.code), sort_keys=True))
    found.sort()
    images = sorted(
        hashlib.sha256(Image.open(io.BytesIO(image)).convert("RGB").tobytes()).hexdigest()
        for event, image in batch.images
        if trial.code in json.dumps(event["place"])
    )
    return (*found, *images)


def compare(batch: Batch) -> dict[str, Any]:
    """Compare what the secrets of each situation left."""
    rows: dict[str, dict[str, set[tuple[str, ...]]]] = defaultdict(lambda: defaultdict(set))
    failed: set[str] = set()
    for trial in batch.trials:
        name = trial.situation.name
        if trial.failure:
            failed.add(name)
        rows[name][trial.turn[:-1]].add(outcome(batch, trial))
    differing = {}
    unsteady = []
    for name, secrets in rows.items():
        if name in failed:
            continue
        for other in ("b", "longer"):
            if other in secrets and not secrets["a"] & secrets[other]:
                if all(len(turns) == TURNS for turns in secrets.values()):
                    unsteady.append(name)  # no two turns are the same, whatever the secret
                else:
                    differing[f"{name}, {other}"] = _differences(secrets["a"], secrets[other])
    compared = len(rows) - len(failed) - len(set(unsteady))
    return {
        "situations": len(rows),
        "compared": compared,
        "differing": differing,
        "upper_bound_95": round(upper_bound(len(differing), compared), 4),
        "too_unsteady": sorted(set(unsteady)),
        "not_played": sorted(failed),
    }


def _differences(ours: set[tuple[str, ...]], theirs: set[tuple[str, ...]]) -> list[str]:
    one, other = set(next(iter(sorted(ours)))), set(next(iter(sorted(theirs))))
    return [*sorted(one - other)[:2], *sorted(other - one)[:2]]
