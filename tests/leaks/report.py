"""`make leak-report`: play every situation, look everywhere for its secret, and say how often.

    python -m tests.leaks.report [--only NAMES] [--parts PARTS] [--beside N] [--full] [--resume]

Ends with 0 only if nothing has leaked, no rule was broken, and every mutant was noticed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import pickle
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

from playwright.sync_api import sync_playwright

from tests.leaks import differential, mutants, ocr, peers, race, trials, usefulness
from tests.leaks.judge import Verdict, by_situation, judge
from tests.leaks.mutations import MUTANTS
from tests.leaks.page import write_page
from tests.leaks.session import ROOT, on_screen
from tests.leaks.situation import Situation, Trial
from tests.leaks.situations import SITUATIONS
from tests.leaks.statistics import upper_bound

OUT = ROOT / "build" / "leaks"
SPENT = "seconds"
REPORT = ROOT / "build" / "reports" / "leaks.json"
PARTS = ("trials", "differential", "race", "mutants", "usefulness", "peers")
BATCH = 66
WANTED, WANTED_IN_ALL = 300, 3000
RACE_MINUTES, LONG_RACE_MINUTES = 15.0, 240.0
# Of the trials beyond the first turn every so manieth unmasked picture is read as well.
READ_EVERY = 5

Judged = list[tuple[Verdict, differential.Outcome]]


def play_batch(
    name: str, batch: Sequence[Trial], controls: frozenset[str], *, screen: bool = False
) -> Judged:
    """Play and judge some trials in a browser of their own; called in another process."""
    out = OUT / f"batch-{name}"
    done = OUT / f"batch-{name}.pickle"
    if done.exists():
        kept: Judged = pickle.loads(done.read_bytes())
        return kept
    with on_screen(wanted=screen), sync_playwright() as playwright:
        played = trials.play_all(playwright, out, batch, headless=not screen)
    verdicts = judge(played, controls=controls)
    left = [(verdict, differential.outcome(played, verdict.trial)) for verdict in verdicts]
    for verdict in verdicts:
        verdict.trial.control = b""
    shutil.rmtree(out, ignore_errors=True)
    done.write_bytes(pickle.dumps(left))
    return left


def play_race(wanted: int, minutes: float, together: int, *, resume: bool) -> dict[str, Any]:
    """Take pictures of adversarial pages; called in another process."""
    tally = race.Tally(resume=resume)
    if tally.accepted < wanted:
        race.race(OUT / "race", tally, wanted, minutes, together)
    return tally.summary()


def play_mutants(part: int, parts: int, green: dict[str, bool]) -> dict[str, Any]:
    """Try every so manieth mutant; called in another process."""
    with sync_playwright() as playwright:
        return mutants.try_all(playwright, MUTANTS[part::parts], OUT / f"mutants-{part}", green)


def play_pages() -> dict[str, Any]:
    """Measure what the rules cost; called in another process."""
    with sync_playwright() as playwright:
        return usefulness.measure(playwright, OUT / "usefulness")


def play_peers() -> dict[str, Any]:
    """Let other recorders see the same pages; called in another process."""
    with sync_playwright() as playwright:
        return peers.measure(playwright, OUT / "peers")


class Report:
    """Puts the parts together."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.parts = options.parts.split(",")
        self.beside = options.beside
        self.full = options.full
        self.resume = options.resume
        self.seed = ""
        self._began = self._before = 0.0
        names = options.only.split(",") if options.only else []
        self.situations: list[Situation] = [
            s for s in SITUATIONS if not names or any(s.name.startswith(n) for n in names)
        ]
        self.found: dict[str, Any] = {}
        if REPORT.exists() and (names or set(self.parts) != set(PARTS)):
            with contextlib.suppress(ValueError):
                self.found = json.loads(REPORT.read_text())

    def run(self) -> None:
        """Play all parts, two browsers beside each other."""
        self._prepare()
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(self.beside, mp_context=spawn) as pool:
            batches = self._begin_trials(pool) if "trials" in self.parts else []
            others = self._begin_others(pool)
            if batches:
                self._end_trials(pool, [row for batch in batches for row in batch.result()])
            for name, waiting in others.items():
                self.found[name] = waiting.result()
            if "mutants" in self.parts:
                self._try_mutants(pool)
        self.found["minutes"] = round(self._spent() / 60, 1)

    @contextlib.contextmanager
    def timed(self) -> Iterator[None]:
        """Note how long it takes, also if it ends before its time."""
        self._began = time.monotonic()
        try:
            yield
        finally:
            OUT.mkdir(parents=True, exist_ok=True)
            (OUT / SPENT).write_text(f"{self._spent()}")

    def _spent(self) -> float:
        """Return the seconds of this run and of those that it goes on from."""
        return self._before + time.monotonic() - self._began

    def _prepare(self) -> None:
        """Begin anew, unless batches of a run that was ended are to be taken over."""
        kept = OUT / "seed"
        spent = OUT / SPENT
        if self.resume and spent.exists():
            self._before = float(spent.read_text())
        if not (self.resume and kept.exists()):
            for path in OUT.glob("*"):
                if path != race.STATE:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
        OUT.mkdir(parents=True, exist_ok=True)
        if not kept.exists():
            kept.write_text(f"{time.time_ns()}")
        self.seed = kept.read_text()

    def _begin_trials(self, pool: ProcessPoolExecutor) -> list[Future[Judged]]:
        planned = trials.plan(self.situations, self.seed)
        controls = frozenset(
            trial.code
            for number, trial in enumerate(planned)
            if (trial.turn == "a" and trial.zoom == trials.ZOOMS[0]) or number % READ_EVERY == 0
        )
        batches = self._play(pool, planned, controls)
        native = trials.plan_native(self.situations, self.seed)
        if native:
            codes = frozenset(trial.code for trial in native)
            batches.append(pool.submit(play_batch, "native", native, codes, screen=True))
        return batches

    @staticmethod
    def _play(
        pool: ProcessPoolExecutor, planned: list[Trial], controls: frozenset[str], mark: str = ""
    ) -> list[Future[Judged]]:
        parts = [planned[at : at + BATCH] for at in range(0, len(planned), BATCH)]
        return [
            pool.submit(play_batch, f"{mark}{at}", part, controls) for at, part in enumerate(parts)
        ]

    def _begin_others(self, pool: ProcessPoolExecutor) -> dict[str, Future[dict[str, Any]]]:
        wanted, minutes = WANTED, RACE_MINUTES
        if self.full:
            wanted, minutes = WANTED_IN_ALL, LONG_RACE_MINUTES
        # Beside other parts one race is enough to keep the machine busy.
        together = self.beside if self.parts == ["race"] else 1
        tasks: dict[str, Callable[[], Future[dict[str, Any]]]] = {
            "race": lambda: pool.submit(play_race, wanted, minutes, together, resume=self.full),
            "usefulness": lambda: pool.submit(play_pages),
            "peers": lambda: pool.submit(play_peers),
        }
        return {name: begin() for name, begin in tasks.items() if name in self.parts}

    def _end_trials(self, pool: ProcessPoolExecutor, rows: Judged) -> None:
        verdicts = [verdict for verdict, _ in rows]
        self.found |= sum_up([v for v in verdicts if not v.trial.situation.limit])
        self.found["limits"] = tell_limits([v for v in verdicts if v.trial.situation.limit])
        if "differential" not in self.parts:
            return
        first = [
            (verdict.trial, left)
            for verdict, left in rows
            if verdict.trial.zoom == trials.ZOOMS[0]
            and verdict.trial.turn
            and not verdict.trial.situation.silent
            and not verdict.trial.situation.limit
        ]
        more: list[tuple[Trial, differential.Outcome]] = []
        for turn in range(differential.ROUNDS):
            names = differential.different([*first, *more])
            planned = differential.again([trial for trial, _ in first], names, len(more))
            more += [
                (verdict.trial, left)
                for batch in self._play(pool, planned, frozenset(), f"again-{turn}-")
                for verdict, left in batch.result()
            ]
        self.found["differential"] = differential.compare(first, more)

    def _try_mutants(self, pool: ProcessPoolExecutor) -> None:
        green = {
            name: row["leaks"] == 0 and row["broken_rules"] == 0
            for name, row in self.found.get("by_situation", {}).items()
        }
        parts = [
            pool.submit(play_mutants, part, self.beside, green).result
            for part in range(self.beside)
        ]
        tried = [part() for part in parts]
        self.found["mutants"] = {
            "total": sum(part["total"] for part in tried),
            "red": sum(part["red"] for part in tried),
            "list": sorted((row for p in tried for row in p["list"]), key=lambda r: r["name"]),
        }

    def finish(self) -> None:
        """Write the report with the keys that others read."""
        race_ = self.found.get("race", {})
        self.found["captures"] = {
            "accepted": race_.get("accepted", 0),
            "leaking": race_.get("leaking", 0),
            "upper_bound_95": race_.get("upper_bound_95"),
            "discarded": race_.get("discarded", {}),
        }
        use = self.found.get("usefulness", {})
        self.found["labels_kept"] = use.get("labels_kept")
        self.found["steps_found"] = use.get("steps_found")
        self.found["painted_share"] = use.get("painted_share")
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        REPORT.write_text(json.dumps(self.found, indent=1) + "\n")


def sum_up(verdicts: list[Verdict]) -> dict[str, Any]:
    """Return what is said of all trials together."""
    played = [verdict for verdict in verdicts if not verdict.trial.failure]
    leaks = sum(bool(verdict.leaks) for verdict in played)
    visible = [v for v in played if not v.trial.situation.unseen]
    read = [v for v in visible if v.read_unmasked is not None]
    return {
        "trials": len(played),
        "leaks": leaks,
        "upper_bound_95": round(upper_bound(leaks, len(played)), 5),
        "broken_rules": sum(bool(verdict.broken) for verdict in played),
        "not_played": len(verdicts) - len(played),
        "pictures": sum(verdict.pictures for verdict in played),
        "zooms": {
            str(zoom): sum(verdict.trial.zoom == zoom for verdict in played)
            for zoom in trials.ZOOMS
        },
        "recall": {
            "colour": {"shown": len(visible), "seen": sum(v.seen_unmasked for v in visible)},
            "reading": {"shown": len(read), "read": sum(bool(v.read_unmasked) for v in read)},
        },
        "by_situation": by_situation(verdicts),
    }


def tell_limits(verdicts: list[Verdict]) -> dict[str, Any]:
    """Return what is known not to be caught, and why."""
    why = {v.trial.situation.name: v.trial.situation.limit for v in verdicts}
    return {name: row | {"why": why[name]} for name, row in by_situation(verdicts).items()}


def main() -> int:
    """Play, judge, write, print; return the exit code."""
    parser = argparse.ArgumentParser(description="Measure what leaks.")
    parser.add_argument("--only", metavar="NAMES", help="only situations that begin like this")
    parser.add_argument("--parts", default=",".join(PARTS), help="which parts of the report")
    parser.add_argument("--beside", type=int, default=2, help="browsers beside each other")
    parser.add_argument("--full", action="store_true", help="go on with the race up to 3000")
    parser.add_argument("--resume", action="store_true", help="take over what a run has ended with")
    parser.add_argument("--page", action="store_true", help="only write the page anew")
    options = parser.parse_args()
    if not ocr.is_installed():
        print("Install tesseract-ocr: pictures have to be read.", file=sys.stderr)
        return 1
    report = Report(options)
    if options.page:
        report.found = json.loads(REPORT.read_text())
    else:
        with report.timed():
            report.run()
        report.finish()
    write_page(report.found)
    print_summary(report.found)
    return 0 if is_clean(report.found) else 1


def is_clean(found: dict[str, Any]) -> bool:
    """Say whether nothing leaks in what was played, and the report would notice if it did."""
    tried = found.get("mutants", {"total": 0, "red": 0})
    return (
        found.get("leaks", 0) == 0
        and found.get("broken_rules", 0) == 0
        and found["captures"]["leaking"] == 0
        and tried["red"] == tried["total"]
        and not found.get("differential", {}).get("differing")
        and not found.get("differential", {}).get("sealed", {}).get("differing")
    )


def print_summary(found: dict[str, Any]) -> None:
    """Print what matters."""
    for name, row in found.get("by_situation", {}).items():
        if row["leaks"] or row["broken_rules"] or row["not_played"]:
            print(
                name,
                f"{row['leaks']} of {row['n']}",
                row["found"],
                row["broken"],
                row["not_played"],
            )
    words = ("trials", "leaks", "upper_bound_95", "broken_rules", "not_played", "recall")
    print({name: found.get(name) for name in words})
    print("captures", found["captures"])
    tried = found.get("mutants", {"total": 0, "red": 0})
    print("mutants", tried["red"], "of", tried["total"], "noticed")
    print({name: found.get(name) for name in ("labels_kept", "steps_found", "painted_share")})
    print(f"Report: {REPORT.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
