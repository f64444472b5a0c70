"""Replay every recorded episode on a fresh page: are the steps found, does the page end the same?

    python -m tests.gallery.replaying [--only WIDGET] [--every N]

Ends with 0 only if at least 98 % of all steps were found and every page heard the same choices,
as far as the browser had told them.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from playwright.sync_api import sync_playwright

from native_host.entries import TextEntry
from native_host.errors import WorkglassError
from native_host.replay.plan import plan, read_records
from native_host.replay.report import ENOUGH, Report
from native_host.replay.running import Wishes, replay
from native_host.visits import Dropdown
from tests.e2e.recording import recording
from tests.gallery.compare import check_script
from tests.gallery.episodes import all_episodes
from tests.gallery.hands import PACES
from tests.gallery.report import PAGES, REPORT, Round, build_pages, on_screen
from tests.gallery.script import Diary, Episode
from tests.gallery.server import Gallery, serve

OUT = REPORT.with_name("replay.json")
TRUTH = "typeof truth === 'undefined' ? null : JSON.stringify(truth)"


@dataclass
class Played:
    """An episode as it was recorded, and as it was done again."""

    name: str
    report: Report | None
    same: bool | None
    fault: str


def choices(truth: list[dict[str, Any]]) -> list[tuple[str, tuple[int, ...]]]:
    """Return what the page says was chosen."""
    return [
        (told["what"], tuple(told["path"]))
        for told in truth
        if told["what"] in ("choose", "unchoose")
    ]


def again(episode: Episode, diary: Diary, events: list[dict[str, Any]], gallery: Gallery) -> Played:
    """Replay one episode from its own records."""
    mine = [e for e in events if e.get("place", {}).get("path", "").endswith(f"/{diary.code}")]
    records = read_records(orjson.dumps(event) for event in mine if event["kind"] != "screenshot")
    typed = [step.what for step in episode.steps if step.do == "type"]
    entries = [record for record in records if isinstance(record, TextEntry)]
    texts = {str(entry.seq): text for entry, text in zip(entries, typed, strict=False)}
    place = episode.widget.partition(":")[2]
    other = f"{place}%20{gallery.other_origin}%20{gallery.off_site}"
    address = f"{gallery.origin}/{episode.page}.html/{diary.code}#{other}"
    try:
        report = replay(plan(records), Wishes(address, texts, state=TRUTH), lambda _: None)
    except WorkglassError as error:
        return Played(episode.name, None, None, str(error))
    ends = None if report.end_state is None else choices(json.loads(report.end_state))
    # What the browser did not tell cannot be done again.
    is_told = not any(
        isinstance(record, Dropdown) and "choice" in record.unobservable for record in records
    )
    is_judged = is_told and not episode.frames and ends is not None
    same = ends == choices(diary.truth) if is_judged else None
    lost = [line for line in report.lines if line.status not in ("found", "checked")]
    said = [f"{line.kind} {line.does} {line.status}: {line.sentence}" for line in lost]
    if same is False:
        said.append(f"the page heard {ends}, when recorded {choices(diary.truth)}")
    return Played(episode.name, report, same, "; ".join(said))


def play_share(names: Sequence[str]) -> list[Played]:
    """Record some episodes in a browser of their own, and do each again in a fresh one."""
    episodes = [e for e in all_episodes() if e.name in names]
    with on_screen(), serve(PAGES) as gallery, sync_playwright() as playwright:
        with tempfile.TemporaryDirectory() as directory:
            store = Path(directory) / "store"
            with recording(playwright, store, *gallery.patterns, headless=False) as run:
                turn = Round(run.context, gallery, PACES["human"])
                diaries = [turn.play(episode) for episode in episodes]
                events = run.finish()
        played = []
        for episode, diary in zip(episodes, diaries, strict=True):
            if (why := check_script(episode, diary)) is not None:
                print(f"{'not played':<10}  {episode.name}  {why}", flush=True)
                continue
            one = again(episode, diary, events, gallery)
            played.append(one)
            print(f"{'FAULT' if one.fault else 'ok':<10}  {one.name}  {one.fault}", flush=True)
    return played


def main() -> int:
    """Record, replay, print, write; return the exit code."""
    parser = argparse.ArgumentParser(description="Replay what was recorded of real widgets.")
    parser.add_argument("--only", metavar="WIDGET", help="only widgets whose name has this in it")
    parser.add_argument("--every", type=int, default=1, help="only every Nth episode")
    parser.add_argument("--first", type=int, default=0, help="the number of the first of these")
    parser.add_argument("--together", type=int, default=2, help="browsers side by side")
    options = parser.parse_args()
    episodes = [e for e in all_episodes() if (options.only or "") in e.widget and not e.unreachable]
    names = [e.name for e in episodes[options.first :: options.every]]
    build_pages()
    shares = [names[first :: options.together] for first in range(options.together)]
    spawn = multiprocessing.get_context("spawn")  # a browser's driver does not survive a fork
    with ProcessPoolExecutor(options.together, mp_context=spawn) as pool:
        played = [one for share in pool.map(play_share, filter(None, shares)) for one in share]
    counts = {
        status: sum(one.report.count(status) for one in played if one.report is not None)
        for status in ("found", "ambiguous", "missed", "differs")
    }
    steps = counts["found"] + counts["ambiguous"] + counts["missed"]
    share = counts["found"] / steps if steps else 0.0
    same = sum(one.same is True for one in played)
    other = sum(one.same is False for one in played)
    summary = {"episodes": len(played), **counts, "share": round(share, 4)}
    summary |= {"same_end": same, "other_end": other}
    summary["faults"] = {one.name: one.fault for one in played if one.fault}
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(summary, indent=1) + "\n")
    print({name: value for name, value in summary.items() if name != "faults"})
    return 0 if share >= ENOUGH and other == 0 and played else 1


if __name__ == "__main__":
    sys.exit(main())
