"""The same script with another secret must leave the same records and the same pictures.

Rule: times, random identifiers and counters are taken out, and nothing else. A page is not the same
twice in every detail that depends on time. Where two secrets have left something else, each is
played again: what the secret decides is different in every turn, what time decides is not.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

from native_host.vault.batching import Entry, Limits
from native_host.vault.chain import Chain, Machine
from native_host.vault.device import load_device
from native_host.vault.layout import RecordKind
from tests.leaks.situation import Trial, code_of
from tests.leaks.statistics import upper_bound
from tests.leaks.trials import Batch
from tests.native_host.making import SESSION, signed_policy

MORE_TURNS = 2
NOON_MS = 1_790_000_000_000
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


def seal(left: Outcome) -> list[tuple[int, int]]:
    """Seal records in their order, one second after the other, each in a commit of its own.

    Returns:
        How many records each row of the store holds, and how long its ciphertext is. Keys and
        everything else that is random are others each time.
    """
    now = 0.0
    with tempfile.TemporaryDirectory() as place:
        device = load_device(Path(place), os.urandom)
    machine = Machine(lambda: NOON_MS + int(now), lambda: now, os.urandom, lambda: bytes(16))
    chain = Chain(signed_policy(), device, machine, Limits())
    chain.open_segment()
    rows = []
    for number, line in enumerate(left, 1):
        now += 1000
        row = chain.seal([Entry(RecordKind.EVENTS, SESSION, number, line.encode())])
        rows.append((row.count, len(row.sealed)))
    return rows


def compare_sealed(turns: dict[str, set[Outcome]]) -> bool | None:
    """Say whether number and sizes of sealed rows are the same for every secret, in some turns.

    None if two turns with one secret have no two of the same number and sizes either.
    """
    found = {
        turn: {tuple(seal(records_of(left))) for left in outcomes}
        for turn, outcomes in turns.items()
    }
    if all(not found["a"].isdisjoint(other) for other in found.values()):
        return True
    return None if all(len(own) > MORE_TURNS for own in found.values()) else False


def records_of(left: Outcome) -> Outcome:
    """Return the records without the pixels."""
    return tuple(line for line in left if not line.startswith("pixels "))


Turns = dict[str, dict[str, set[Outcome]]]


def turns_of(rows: Iterable[tuple[Trial, Outcome]]) -> Turns:
    """Return what was left, by situation and turn."""
    turns: Turns = defaultdict(lambda: defaultdict(set))
    for trial, left in rows:
        turns[trial.situation.name][trial.turn].add(left)
    return turns


def different(rows: Iterable[tuple[Trial, Outcome]]) -> Turns:
    """Return the situations in which no turn of one secret left the same as one of another."""
    return {
        name: own
        for name, own in turns_of(rows).items()
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
    sealed = {name: compare_sealed(own) for name, own in turns_of(rows).items()}
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
        "sealed": {
            "compared": sum(same is not None for same in sealed.values()),
            "differing": sorted(name for name, same in sealed.items() if same is False),
        },
    }


def difference(ours: set[Outcome], theirs: set[Outcome]) -> list[str]:
    """Return a few lines that the one has and the other has not."""
    one, other = set(min(ours)), set(min(theirs))
    return [f"- {line}"[:400] for line in sorted(one - other)[:2]] + [
        f"+ {line}"[:400] for line in sorted(other - one)[:2]
    ]
