"""Decide of every trial whether anything of its secret is anywhere."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.leaks.ocr import is_read, read_picture
from tests.leaks.situation import LENGTHLESS, Trial
from tests.leaks.statistics import upper_bound
from tests.leaks.tiles import shows_tile
from tests.leaks.trials import Batch


@dataclass(slots=True)
class Verdict:
    """What was found of one trial."""

    trial: Trial
    # Something of the secret is where it must not be.
    leaks: list[str] = field(default_factory=list)
    # A rule was broken without that.
    broken: list[str] = field(default_factory=list)
    records: int = 0
    pictures: int = 0
    after_actions: int = 0
    seen_unmasked: bool = False
    read_unmasked: bool | None = None


def judge(
    batch: Batch, *, read: bool = True, controls: frozenset[str] = frozenset()
) -> list[Verdict]:
    """Judge every trial of a batch.

    Args:
        batch: what was played.
        read: whether pictures are read as well.
        controls: trials whose unmasked pictures are read, to know what the reader can read.
    """
    verdicts = {trial.code: Verdict(trial) for trial in batch.trials}
    for hit in batch.hits:
        verdicts[hit.owner].leaks.append(f"{hit.place}: {hit.form} of {hit.text!r}")
    for event in batch.events:
        for code in _codes(event, verdicts):
            verdicts[code].records += 1
            _judge_event(event, verdicts[code])
    _judge_pictures(batch, verdicts, read=read)
    for verdict in verdicts.values():
        _judge_whole(verdict, batch.events)
        if "core dumps" in batch.searched and verdict.trial.situation.name == "host-aborted":
            verdict.broken.append("the host left a core")
        control = verdict.trial.control
        if control:
            verdict.seen_unmasked = shows_tile(control)
            if verdict.trial.code in controls:
                text = read_picture(control)
                verdict.read_unmasked = any(is_read(t, text) for t in verdict.trial.texts)
    return list(verdicts.values())


def _codes(event: dict[str, Any], verdicts: dict[str, Verdict]) -> set[str]:
    place = event.get("place") or {}
    words = f"{place.get('path')}/{place.get('frame_path')}".split("/")
    return {word for word in words if word in verdicts}


def _judge_event(event: dict[str, Any], verdict: Verdict) -> None:
    situation = verdict.trial.situation
    if situation.kind == "pin" and event["kind"] == "dropdown":
        verdict.leaks.append("record: positions of a pad's keys")
    if situation.class_ in LENGTHLESS and event.get("filter_edits"):
        verdict.leaks.append(f"record: edits of a field of class {situation.class_}")
    if situation.class_ not in LENGTHLESS or event["kind"] != "text-entry":
        return
    for name in ("inserted", "length"):
        if event.get(name) is not None:
            verdict.leaks.append(f"record: {name} of a field of class {situation.class_}")
    if situation.class_ == "secret" and event.get("duration_ms"):
        verdict.leaks.append("record: how long a secret took to write")


def _judge_pictures(batch: Batch, verdicts: dict[str, Verdict], *, read: bool) -> None:
    texts: dict[bytes, str] = {}
    for event, image in batch.images:
        for code in _codes(event, verdicts):
            verdict = verdicts[code]
            verdict.pictures += 1
            verdict.after_actions += event["reason"] != "settled-after-load"
            if shows_tile(image):
                verdict.leaks.append("picture: the secret's colour")
        if read:
            # Painted pictures of one page are often the same, byte for byte.
            texts.setdefault(image, "")
    for image in texts:
        text = read_picture(image)
        for verdict in verdicts.values():
            if any(is_read(secret, text) for secret in verdict.trial.texts):
                verdict.leaks.append("picture: the secret was read")


def _judge_whole(verdict: Verdict, events: list[dict[str, Any]]) -> None:
    situation = verdict.trial.situation
    if situation.silent and verdict.records:
        verdict.broken.append(f"{verdict.records} records of a page that is not recorded")
    if situation.no_picture and verdict.after_actions:
        verdict.broken.append("a picture where none may be taken")
    if not situation.silent and not verdict.records and not verdict.trial.failure:
        verdict.broken.append("nothing was recorded, so nothing was tried")
    own = [event for event in events if verdict.trial.code in json.dumps(event.get("place"))]
    names = {event.get("target", {}).get("name") for event in own if event.get("target")}
    for label in situation.keeps:
        if label not in names:
            verdict.broken.append(f"the label {label!r} was not kept")
    for label in situation.hides:
        if label in names:
            verdict.broken.append(f"the label {label!r} was recorded")


def by_situation(verdicts: Sequence[Verdict]) -> dict[str, dict[str, Any]]:
    """Count, situation by situation."""
    rows: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        rows[verdict.trial.situation.name].append(verdict)
    found = {}
    for name, own in rows.items():
        situation = own[0].trial.situation
        played = [verdict for verdict in own if not verdict.trial.failure]
        leaking = sum(bool(verdict.leaks) for verdict in played)
        found[name] = {
            "what": situation.what,
            "number": situation.number,
            "class": situation.class_,
            "n": len(played),
            "leaks": leaking,
            "upper_bound_95": round(upper_bound(leaking, len(played)), 4),
            "broken_rules": sum(bool(verdict.broken) for verdict in played),
            "pictures": sum(verdict.pictures for verdict in played),
            "found": _most_common([text for v in played for text in _briefly(v.leaks)]),
            "broken": _most_common([text for v in played for text in _briefly(v.broken)]),
            "not_played": [v.trial.failure for v in own if v.trial.failure],
        }
    return found


def _briefly(texts: list[str]) -> set[str]:
    """Leave out the secrets, which are others in each trial."""
    return {re.sub(r" of '.*'$| \d+\b", "", text) for text in texts}


def _most_common(texts: list[str]) -> list[str]:
    return [f"{text} ({count}x)" for text, count in Counter(texts).most_common(6)]
