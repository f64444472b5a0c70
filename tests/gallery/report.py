"""`make capture-report`: play every episode with the recorder running, and judge what it recorded.

    python -m tests.gallery.report [--only WIDGET] [--repeat N] [--fast N] [--together N]

`make unlisted-report` (`--unlisted`) does the same with libraries that the recorder was not made
with, and ends with 0 if nearly every episode is right and none is invented.

Most of an episode is waiting, so several browsers play side by side, each on a screen of its own.

Ends with 0 only if every episode is right in every observable field, in every repetition.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Playwright, sync_playwright

from tests.demo.run import screen
from tests.e2e.recording import recording
from tests.gallery.compare import Result, check_script, compare
from tests.gallery.episodes import all_episodes
from tests.gallery.hands import PACES, Pace, Player, park
from tests.gallery.script import Diary, Episode
from tests.gallery.server import Gallery, serve
from tests.gallery.table import print_table, summarize
from tests.unlisted.episodes import unlisted_episodes

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "build" / "reports" / "capture.json"
PAGES = ROOT / "build" / "gallery"
UNLISTED = ROOT / "tests" / "unlisted"
# What the pages say of themselves is not always true.
ENOUGH_UNLISTED = 0.95
TARGET = 100
TRIES = 3


def code_of(number: int) -> str:
    """Return a word of lower-case letters, which is recorded as it is."""
    letters = ""
    for _ in range(4):
        number, letter = divmod(number, 26)
        letters = chr(ord("a") + letter) + letters
    return f"played{letters}"


class Round:
    """All episodes once, in one browser."""

    def __init__(self, context: BrowserContext, gallery: Gallery, pace: Pace) -> None:
        self.context = context
        self.gallery = gallery
        self.pace = pace
        self.codes = 0

    def play(self, episode: Episode) -> Diary:
        """Play an episode; again if the page did not do as the script said."""
        for _ in range(TRIES):
            diary = self._play_once(episode)
            if check_script(episode, diary) is None:
                break
        return diary

    def _play_once(self, episode: Episode) -> Diary:
        self.codes += 1
        diary = Diary(code_of(self.codes))
        page = self.context.new_page()
        page.set_default_timeout(15_000)
        try:
            place = episode.widget.partition(":")[2]
            other = f"{place}%20{self.gallery.other_origin}%20{self.gallery.off_site}"
            page.goto(f"{self.gallery.origin}/{episode.page}.html/{diary.code}#{other}")
            park(page)
            page.wait_for_timeout(350)  # the content script has asked and begun
            player = Player(page, episode, diary, self.pace)
            player.play()
            if player.page is not page:
                player.page.close()
        except Exception as error:  # noqa: BLE001 - one episode must not end the others
            diary.failure = f"{type(error).__name__}: {str(error).splitlines()[0][:200]}"
            with contextlib.suppress(Exception):
                (PAGES.parent / "reports").mkdir(exist_ok=True)
                name = "".join(c if c.isalnum() else "-" for c in episode.name)
                page.screenshot(path=PAGES.parent / "reports" / f"failed-{name}.png")
        finally:
            page.close()
        return diary


def build_pages(source: Path | None = None) -> None:
    """Bundle the widgets."""
    command = ["node", "build.mjs", str(PAGES), *([] if source is None else [str(source)])]
    subprocess.run(command, cwd=Path(__file__).parent, check=True)


@contextlib.contextmanager
def on_screen() -> Iterator[None]:
    """Give the browser a screen of its own; Playwright's driver takes over what is set here."""
    with screen(own=False) as display:
        os.environ["DISPLAY"] = display
        yield


@contextlib.contextmanager
def plain_browser(playwright: Playwright) -> Iterator[BrowserContext]:
    """Run a browser without the recorder, to try the scripts themselves."""
    from native_host.lab.browser import _FLAGS, find_chromium

    browser = playwright.chromium.launch(
        executable_path=find_chromium(),
        headless=False,
        args=[*_FLAGS],
        chromium_sandbox=os.geteuid() != 0,
    )
    yield browser.new_context(no_viewport=True)
    browser.close()


def play_share(pace: str, unlisted: bool, names: Sequence[str]) -> tuple[list[Result], int]:
    """Play some episodes in a browser of their own; return verdicts and number of actions."""
    every = unlisted_episodes() if unlisted else all_episodes()
    episodes = [e for e in every if e.name in names]
    with (
        on_screen(),
        serve(PAGES) as gallery,
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as directory,
    ):
        store = Path(directory) / "store"
        with recording(playwright, store, *gallery.patterns, headless=False) as run:
            turn = Round(run.context, gallery, PACES[pace])
            diaries = _play_all(turn, episodes)
            events = run.finish()
    results = [
        compare(episode, diary, events) for episode, diary in zip(episodes, diaries, strict=True)
    ]
    return results, sum(diary.actions for diary in diaries)


def play_round(
    pool: Executor, pace: str, unlisted: bool, episodes: Sequence[Episode], together: int
) -> tuple[list[Result], int, float]:
    """Play every episode once; return verdicts, number of actions and minutes."""
    began = time.monotonic()
    shares = [[e.name for e in episodes[first::together]] for first in range(together)]
    turn = functools.partial(play_share, pace, unlisted)
    done = list(pool.map(turn, filter(None, shares)))
    minutes = (time.monotonic() - began) / 60
    return [r for results, _ in done for r in results], sum(n for _, n in done), minutes


def try_scripts(playwright: Playwright, gallery: Gallery, episodes: list[Episode]) -> int:
    """Play without the recorder; say which scripts the pages disagree with."""
    failed = 0
    with plain_browser(playwright) as context:
        turn = Round(context, gallery, PACES["fast"])
        for episode in episodes:
            diary = turn._play_once(episode)
            fault = check_script(episode, diary)
            failed += fault is not None
            print("ok  " if fault is None else "FAIL", episode.name, fault or "", flush=True)
    print(f"{len(episodes)} scripts, {failed} failed")
    return int(failed > 0)


def _play_all(turn: Round, episodes: list[Episode]) -> list[Diary]:
    """Play one after the other; say now and then how far it is."""
    diaries = []
    for number, episode in enumerate(episodes, 1):
        diaries.append(turn.play(episode))
        if number % 25 == 0:
            print(f"{number} of {len(episodes)} episodes played", file=sys.stderr, flush=True)
    return diaries


def main() -> int:
    """Play, judge, print, write; return the exit code."""
    parser = argparse.ArgumentParser(description="Hold the recorder against real widgets.")
    parser.add_argument(
        "--only",
        metavar="WIDGET",
        help="only widgets whose names begin like this; several with commas",
    )
    parser.add_argument("--repeat", type=int, default=1, help="rounds at a human's pace")
    parser.add_argument("--fast", type=int, default=0, help="rounds at 200 actions a minute")
    parser.add_argument("--together", type=int, default=2, help="browsers side by side")
    parser.add_argument("--unlisted", action="store_true", help="the other libraries")
    parser.add_argument("--script-only", action="store_true", help="without the recorder")
    options = parser.parse_args()
    every = unlisted_episodes() if options.unlisted else all_episodes()
    only = tuple((options.only or "").split(","))
    episodes = [episode for episode in every if episode.widget.startswith(only)]
    build_pages(UNLISTED if options.unlisted else None)
    if options.script_only:
        with on_screen(), serve(PAGES) as gallery, sync_playwright() as playwright:
            return try_scripts(playwright, gallery, episodes)
    rounds: list[dict[str, Any]] = []
    everything: list[tuple[str, Result]] = []
    plan = ["human"] * options.repeat + ["fast"] * options.fast
    spawn = multiprocessing.get_context("spawn")  # a browser's driver does not survive a fork
    with ProcessPoolExecutor(options.together, mp_context=spawn) as pool:
        for number, pace in enumerate(plan, 1):
            results, actions, minutes = play_round(
                pool, pace, options.unlisted, episodes, options.together
            )
            everything += [(f"{number} {pace}", result) for result in results]
            right = sum(r.is_correct and r.script_failed is None for r in results)
            rounds.append({"pace": pace, "correct": right, "actions": actions, "minutes": minutes})
            print(
                f"Round {number} of {len(plan)} ({pace}): {right} of {len(results)} right, "
                f"{minutes:.1f} min",
                flush=True,
            )
            for result in results:
                if result.faults or result.script_failed is not None:
                    print(f"  {result.name}: {result.faults or result.script_failed}", flush=True)
    summary = summarize(everything) | {"repetitions": rounds}
    report = REPORT.with_stem("unlisted") if options.unlisted else REPORT
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(json.dumps(summary, indent=1) + "\n")
    print_table(summary)
    print(f"Report: {report.relative_to(ROOT)}")
    if options.unlisted:
        share = summary["correct"] / summary["episodes"] if summary["episodes"] else 0
        print(f"{share:.1%} right; {ENOUGH_UNLISTED:.0%} are asked for")
        return 0 if share >= ENOUGH_UNLISTED and not summary["invented"] else 1
    clean = not (summary["missed"] or summary["doubled"] or summary["invented"])
    enough = bool(options.only) or len(episodes) >= TARGET
    return 0 if clean and enough and summary["correct"] == summary["episodes"] else 1


if __name__ == "__main__":
    shutil.rmtree(PAGES, ignore_errors=True)
    sys.exit(main())
