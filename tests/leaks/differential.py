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
import random
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
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
# What the secret decides stays different however often it is played; what the browser draws
# otherwise now and then does not.
ROUNDS = 4
NOON_MS = 1_790_000_000_000
# What differs between two runs with the same secret.
TIMES = frozenset(
    {
        *("seq", "number", "session", "wall_ms", "mono_ms", "frame_ms", "duration_ms", "tab"),
        *("document", "frame", "trigger", "members", "before", "image_sha256", "image_bytes"),
    }
)
# How often a clock ticked, not what happened: the pointer's way, what was dropped for being late.
KINDS = frozenset({"path", "coverage", "control", "view", "outline", "hover", "step-view"})
Outcome = tuple[str, ...]


def canonical(event: Any, trial: Trial) -> Any:
    """Return a record without times and names that are random."""
    if isinstance(event, dict):
        return {
            key: canonical(part, trial)
            for key, part in sorted(event.items())
            if key not in TIMES
            and not key.endswith("_ms")
            # The number of a tab; of a visit it is what was opened from.
            and not (key == "opener" and isinstance(part, int))
        }
    if isinstance(event, list):
        return [canonical(part, trial) for part in event]
    if not isinstance(event, str):
        return event
    # Every browser's pages are served at ports of their own.
    return re.sub(r"(127\.0\.0\.1|localhost):[0-9]+", r"\1", event.replace(trial.code, "CODE"))


def outcome(batch: Batch, trial: Trial) -> Outcome:
    """Return everything that was recorded of a trial, as texts that can be compared."""
    found = []
    for event in batch.events:
        if event["kind"] in KINDS or trial.code not in json.dumps(event.get("place")):
            continue
        if event["kind"] != "screenshot":
            found.append(json.dumps(canonical(event, trial), sort_keys=True))
    by_number = {event["seq"]: event for event in batch.events if "seq" in event}
    pixels = {
        f"pixels {stage(event, by_number)} {digest(image)}"
        for event, image in batch.images
        if trial.code in json.dumps(event["place"])
    }
    return (*sorted(found), *sorted(pixels))


def stage(event: dict[str, Any], by_number: dict[int, dict[str, Any]]) -> str:
    """Return what a picture was taken after, in one word."""
    trigger = by_number.get(event["trigger"], {})
    selectors = (trigger.get("target") or {}).get("selectors", [])
    where = selectors[0]["value"] if selectors else ""
    kind = trigger.get("kind", "")
    return f"{event['reason']}/{event['relation']}/{kind}/{where}".replace(" ", "")


def digest(image: bytes) -> str:
    """Return a hash of the pixels."""
    return hashlib.sha256(Image.open(io.BytesIO(image)).convert("RGB").tobytes()).hexdigest()


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


def compare_sealed(turns: dict[str, list[Outcome]]) -> bool | None:
    """Say whether number and sizes of sealed rows are the same for every secret, in some turns.

    None if two turns with one secret have no two of the same number and sizes either.
    """
    found = {
        turn: {tuple(seal(records_of(left))) for left in outcomes}
        for turn, outcomes in turns.items()
    }
    if all(not found["a"].isdisjoint(other) for other in found.values()):
        return True
    return None if all(all_other(sizes, turns[turn]) for turn, sizes in found.items()) else False


def records_of(left: Outcome) -> Outcome:
    """Return the records without the pixels."""
    return tuple(line for line in left if not line.startswith("pixels "))


Turns = dict[str, dict[str, list[Outcome]]]


def turns_of(rows: Iterable[tuple[Trial, Outcome]]) -> Turns:
    """Return what was left, by situation and turn."""
    turns: Turns = defaultdict(lambda: defaultdict(list))
    for trial, left in rows:
        turns[trial.situation.name][trial.turn].append(left)
    return turns


def different(rows: Iterable[tuple[Trial, Outcome]]) -> Turns:
    """Return the situations in which the secret could have decided what was recorded."""
    return {
        name: own
        for name, own in turns_of(rows).items()
        if any(differ(own["a"], other) for turn, other in own.items() if turn != "a")
    }


def differ(ours: Collection[Outcome], theirs: Collection[Outcome], least: int = 1) -> bool:
    """Say whether no turn of one secret left the same as one of another.

    Records are compared turn by turn. Of pictures a turn has more or fewer as time allows, so
    those taken after the same thing are compared, of all turns together.

    Args:
        ours: what turns with the one secret left.
        theirs: the same of the other.
        least: in how many turns of each a picture has to be taken after the same thing. One that
            was taken once, sooner or later than usual, shows another moment and says nothing.
    """
    if {records_of(left) for left in ours}.isdisjoint(records_of(left) for left in theirs):
        return True
    one, other = pixels_of(ours), pixels_of(theirs)
    often = moments_of(ours, least) & moments_of(theirs, least)
    return any(one[at].isdisjoint(other[at]) for at in often)


def moments_of(turns: Iterable[Outcome], least: int) -> set[str]:
    """Return what pictures were taken after, if they were in so many turns."""
    counted = Counter(at for left in turns for at in pixels_of([left]))
    return {at for at, count in counted.items() if count >= least}


def pixels_of(turns: Iterable[Outcome]) -> dict[str, set[str]]:
    """Return the pictures of several turns by what they were taken after."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in (line for left in turns for line in left if line.startswith("pixels ")):
        _, at, pixels = line.split(" ")
        found[at].add(pixels)
    return found


def is_unsteady(turns: Sequence[Outcome]) -> bool:
    """Say whether no two turns with one secret are the same either."""
    if all_other({records_of(left) for left in turns}, turns):
        return True
    shown = Counter(at for left in turns for at in pixels_of([left]))
    return any(len(pixels) == shown[at] > MORE_TURNS for at, pixels in pixels_of(turns).items())


def all_other(found: Collection[object], turns: Sequence[Outcome]) -> bool:
    """Say whether each of several turns left something else."""
    return len(found) == len(turns) > MORE_TURNS


def again(trials: Sequence[Trial], names: Iterable[str], played: int = 0) -> list[Trial]:
    """Return the same secrets in new turns, in another order: what came before could tell.

    Args:
        trials: those of the first turns.
        names: the situations that are wanted.
        played: how many more turns there were already.
    """
    wanted = set(names)
    found: list[Trial] = []
    for _ in range(MORE_TURNS):
        for trial in trials:
            if trial.situation.name in wanted:
                code = code_of(100_000 + played + len(found))
                found.append(replace(trial, code=code, hue=trial.hue, failure="", control=b""))
    random.Random(played).shuffle(found)
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
        if all(is_unsteady(turns) for turns in own.values()):
            unsteady.append(name)
            continue
        for turn, other in own.items():
            if turn != "a" and differ(own["a"], other, MORE_TURNS):
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


def difference(ours: Iterable[Outcome], theirs: Iterable[Outcome]) -> list[str]:
    """Return a few lines that the one has and the other has not."""
    one, other = set(min(ours)), set(min(theirs))
    return [f"- {line}"[:400] for line in sorted(one - other)[:2]] + [
        f"+ {line}"[:400] for line in sorted(other - one)[:2]
    ]
