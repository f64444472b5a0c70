"""Pictures of pages that do what they can to show something else than was looked at.

Everything goes the product's way: a press, a picture that is due, one that is taken or dropped.
What was counted is kept, so that a run can go on where another has ended.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import random
import shutil
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright, sync_playwright

from tests.leaks.hands import Hands
from tests.leaks.server import PAGES, Site, serve
from tests.leaks.session import ROOT, Watched, watched
from tests.leaks.situation import Situation, Trial, make_trial
from tests.leaks.statistics import upper_bound
from tests.leaks.tiles import shows_tile

STATE = ROOT / "build" / "leaks" / "race.json"
DIST = ROOT / "extension" / "dist" / "chromium"
PRESSES = 24
PAUSE_MS = (560, 950)
RACES = tuple(
    Situation(path.stem, 80 + number, path.stem.replace("race-", "a page that is "))
    for number, path in enumerate(sorted(PAGES.glob("race-*.html")))
)


# What became of the pictures of each page.
Counts = dict[str, dict[str, int]]


def digest() -> str:
    """Say which build and which pages were raced."""
    files = [*sorted(DIST.glob("*.js")), *sorted(PAGES.glob("race-*.html")), Path(__file__)]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


class Tally:
    """What was counted so far, kept in a file."""

    def __init__(self, path: Path = STATE, *, resume: bool = True) -> None:
        self.path = path
        self.counts: Counts = {}
        if resume and path.exists():
            found = json.loads(path.read_text())
            if found["digest"] == digest():
                self.counts = found["pages"]

    @property
    def accepted(self) -> int:
        """How many pictures were released."""
        return sum(page["accepted"] for page in self.counts.values())

    @property
    def leaking(self) -> int:
        """How many of them show a secret."""
        return sum(page["leaking"] for page in self.counts.values())

    def add(self, round_: Counts) -> None:
        """Count the pictures of a round, page by page."""
        for page, counts in round_.items():
            now = self.counts.setdefault(page, {"accepted": 0, "leaking": 0})
            for name, count in counts.items():
                now[name] = now.get(name, 0) + count

    def keep(self) -> None:
        """Write it down."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps({"digest": digest(), "pages": self.counts}, indent=1))

    def summary(self) -> dict[str, Any]:
        """Return what the report says."""
        discarded: Counter[str] = Counter()
        for page in self.counts.values():
            discarded.update({k: n for k, n in page.items() if k not in ("accepted", "leaking")})
        due = self.accepted + sum(discarded.values())
        return {
            "accepted": self.accepted,
            "leaking": self.leaking,
            "upper_bound_95": round(upper_bound(self.leaking, self.accepted), 5),
            "accepted_share": round(self.accepted / due, 4) if due else 0.0,
            "discarded": dict(discarded.most_common()),
            "pages": self.counts,
        }


def race(out: Path, tally: Tally, wanted: int, minutes: float, together: int = 1) -> None:
    """Play rounds, some at once, until enough pictures were accepted or the time is over."""
    deadline = time.monotonic() + minutes * 60
    seeds = (f"{time.time_ns()}" for _ in itertools.count())
    with ProcessPoolExecutor(together) as pool:
        running = {pool.submit(_play_alone, out, next(seeds)) for _ in range(together)}
        number = 0
        while running:
            ended, running = wait(running, return_when=FIRST_COMPLETED)
            for round_ in ended:
                number += 1
                tally.add(round_.result())
                tally.keep()
                found = f"{tally.accepted} accepted, {tally.leaking} leaking"
                print(f"Round {number}: {found}", flush=True)
                if tally.accepted < wanted and time.monotonic() < deadline:
                    running.add(pool.submit(_play_alone, out, next(seeds)))


def _play_alone(out: Path, seed: str) -> Counts:
    with sync_playwright() as playwright:
        return play_round(playwright, out / seed, seed)


def play_round(
    playwright: Playwright,
    out: Path,
    seed: str,
    races: tuple[Situation, ...] = RACES,
    **lab: Any,
) -> Counts:
    """Play every page once, in one lab; return what became of the pictures of each."""
    shutil.rmtree(out, ignore_errors=True)
    dice = random.Random(seed)
    with (
        serve() as site,
        watched(playwright, out, [f"{site.origin}/*", f"{site.other}/*"], **lab) as run,
    ):
        for number, page in enumerate(races):
            _play(run, site, make_trial(page, number, 100, seed), dice)
        run.wait_until_delivered(60)
        run.close()
        events = run.events()
        images = run.pictures()
    shutil.rmtree(out, ignore_errors=True)
    return {page.name: count(page.template, events, images) for page in races}


def count(
    template: str, events: list[dict[str, Any]], images: list[tuple[dict[str, Any], bytes]]
) -> dict[str, int]:
    """Count what became of every picture of a page that was due."""

    def is_here(event: dict[str, Any]) -> bool:
        return template in str((event.get("place") or {}).get("path"))

    own = {event["seq"] for event in events if is_here(event)}
    found = Counter(
        event["reason"]
        for event in events
        if event.get("what") == "screenshot-dropped" and event.get("trigger") in own
    )
    shown = [shows_tile(image) for event, image in images if is_here(event)]
    return dict(found) | {"accepted": len(shown), "leaking": sum(shown)}


def _play(run: Watched, site: Site, trial: Trial, dice: random.Random) -> None:
    page = run.context.new_page()
    page.goto(site.address(trial))
    page.wait_for_timeout(300)
    other = run.context.new_page() if trial.situation.name == "race-tabs" else None
    if other is not None:
        other.goto(f"{site.off}/leaks/inside.html/{trial.code}")
        page.bring_to_front()
    hands = Hands(run, site, trial, page)
    for _ in range(PRESSES):
        hands.press("#go")
        _pause(page, other, dice)
    page.wait_for_timeout(700)
    page.close()
    if other is not None:
        other.close()


def _pause(page: Page, other: Page | None, dice: random.Random) -> None:
    wait = dice.uniform(*PAUSE_MS)
    if other is None:
        page.wait_for_timeout(wait)
        return
    page.wait_for_timeout(dice.uniform(200, 600))
    other.bring_to_front()
    page.wait_for_timeout(dice.uniform(20, 200))
    page.bring_to_front()
    page.wait_for_timeout(dice.uniform(0, 500))
