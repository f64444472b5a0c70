"""Switch one rule off at a time, in a copy of the source, and see whether a situation notices.

Rule: the text that is replaced must be in the source exactly once, so that no mutant outlives the
rule that it is about.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright

from tests.leaks.judge import judge
from tests.leaks.race import RACES, Tally, play_round
from tests.leaks.session import ROOT
from tests.leaks.situation import make_trial
from tests.leaks.situations import BY_NAME
from tests.leaks.trials import play_all

EXTENSION = ROOT / "extension"
HOST = ROOT / "native_host"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of the source, anywhere in extension or host."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule that is switched off, and who should notice."""

    name: str
    rule: str
    edits: tuple[Edit, ...]
    situations: tuple[str, ...] = ()
    races: tuple[str, ...] = ()
    repeat: int = 1
    zoom: int = 100


def sources() -> Iterator[Path]:
    """Yield every file that a mutant may change."""
    yield from sorted((EXTENSION / "src").rglob("*.ts"))
    yield from sorted(HOST.rglob("*.py"))


def locate(edit: Edit) -> Path:
    """Return the file that an edit changes.

    Raises:
        LookupError: its text is not in the source exactly once.
    """
    found = [(path, path.read_text(encoding="utf-8").count(edit.old)) for path in sources()]
    places = [(path, count) for path, count in found if count]
    if len(places) != 1 or places[0][1] != 1:
        where = ", ".join(f"{path.relative_to(ROOT)} ({count}x)" for path, count in places)
        raise LookupError(f"{edit.old!r} is to be found once, but is in: {where or 'no file'}")
    return places[0][0]


def build(mutant: Mutant, out: Path) -> tuple[Path | None, Path | None]:
    """Copy, change and build; return extension and host, each only if it was changed."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    changed = {locate(edit) for edit in mutant.edits}
    dist = host = None
    if any(path.is_relative_to(EXTENSION) for path in changed):
        extension = out / "extension"
        skip = shutil.ignore_patterns("node_modules", "dist")
        shutil.copytree(EXTENSION, extension, ignore=skip)
        (extension / "node_modules").symlink_to(EXTENSION / "node_modules")
        dist = extension / "dist" / "chromium"
    if any(path.is_relative_to(HOST) for path in changed):
        host = out
        shutil.copytree(HOST, out / "native_host", ignore=shutil.ignore_patterns("__pycache__"))
    for edit in mutant.edits:
        path = out / locate(edit).relative_to(ROOT)
        path.write_text(path.read_text(encoding="utf-8").replace(edit.old, edit.new), "utf-8")
    if dist is not None:
        command = ["node", "build.mjs"]
        subprocess.run(command, cwd=dist.parents[1], check=True, capture_output=True)
    return dist, host


def try_mutant(
    playwright: Playwright, mutant: Mutant, out: Path, green: Mapping[str, bool]
) -> dict[str, Any]:
    """Play the situations of a mutant; say which of them turned red.

    Args:
        playwright: drives the browser.
        mutant: the rule that is switched off.
        out: a directory of ours.
        green: which situations are free of leaks without the mutant; only these can turn red.
    """
    dist, host = build(mutant, out / "built")
    names = [name for name in mutant.situations if green.get(name, True)]
    trials = [
        make_trial(BY_NAME[name], number, mutant.zoom, f"mutant/{mutant.name}")
        for number, name in enumerate(names * mutant.repeat)
    ]
    red: dict[str, list[str]] = {}
    if trials:
        batch = play_all(playwright, out / "run", trials, dist=dist, host=host, headless=True)
        for verdict in judge(batch, read=False):
            if verdict.leaks or verdict.broken:
                why = sorted({*verdict.leaks, *verdict.broken})
                red[verdict.trial.situation.name] = why[:3]
    races = tuple(race for race in RACES if race.name in mutant.races)
    if races:
        tally = Tally(out / "tally.json", resume=False)
        for turn in range(mutant.repeat):
            if not tally.leaking:
                tally.add(
                    play_round(playwright, out / "run", f"{turn}", races, dist=dist, host=host)
                )
        for name, counts in tally.counts.items():
            if counts["leaking"]:
                red[name] = [f"{counts['leaking']} of {counts['accepted']} pictures leak"]
    shutil.rmtree(out, ignore_errors=True)
    return {
        "name": mutant.name,
        "rule": mutant.rule,
        "situations": [*mutant.situations, *mutant.races],
        "red": bool(red),
        "turned_red": red,
    }


def try_all(
    playwright: Playwright,
    mutants: Sequence[Mutant],
    out: Path,
    green: Mapping[str, bool],
) -> dict[str, Any]:
    """Try one mutant after the other."""
    rows = []
    for mutant in mutants:
        try:
            row = try_mutant(playwright, mutant, out / mutant.name, green)
        except Exception as error:  # noqa: BLE001 - one that does not start is not red
            row = {
                "name": mutant.name,
                "rule": mutant.rule,
                "red": False,
                "error": str(error)[:400],
            }
        rows.append(row)
        print(f"mutant {mutant.name}: {'red' if row['red'] else 'NOT NOTICED'}", flush=True)
    return {"total": len(rows), "red": sum(bool(row["red"]) for row in rows), "list": rows}
