"""What the rules cost: names that are kept, targets that are found again, pixels that are left."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from pathlib import Path
from statistics import fmean
from typing import Any

import orjson
from playwright.sync_api import Playwright

from native_host.errors import WorkglassError
from native_host.replay.plan import plan, read_records
from native_host.replay.running import Wishes, replay
from tests.leaks.hands import Hands
from tests.leaks.server import PAGES, Site, serve
from tests.leaks.session import Watched, watched
from tests.leaks.situation import Situation, Trial, make_trial
from tests.leaks.tiles import grey_level, shows_tile

RICH = tuple(
    Situation(path.stem, 90 + number, "a page rich in labels")
    for number, path in enumerate(sorted(PAGES.glob("rich-*.html")))
)
# Every control whose wording is its maker's: what it says and where it is.
CONTROLS = """() => [...document.querySelectorAll("[data-static]")].map((control, number) => {
  const box = control.getBoundingClientRect();
  return {number, name: control.dataset.static || control.textContent.trim(),
          box: [box.x, box.y, box.right, box.bottom], tag: control.localName};
})"""
TYPED = "abc"
LEAST_CONTRAST = 60


def measure(playwright: Playwright, out: Path) -> dict[str, Any]:
    """Work through pages that are rich in labels; return what was kept."""
    shutil.rmtree(out, ignore_errors=True)
    rows: list[dict[str, Any]] = []
    with serve() as site:
        with watched(playwright, out, [f"{site.origin}/*"]) as run:
            played = [
                (trial := make_trial(page, number, 100, "use"), _work(run, site, trial))
                for number, page in enumerate(RICH)
            ]
            run.wait_until_delivered(60)
            run.close()
            events, images = run.events(), run.pictures()
        for trial, controls in played:
            own = [e for e in events if trial.code in str((e.get("place") or {}).get("path"))]
            mine = [(e, image) for e, image in images if trial.code in e["place"]["path"]]
            rows.append(_judge(trial, controls, own, mine) | _again(site, trial, own))
    return _sum_up(rows)


def _work(run: Watched, site: Site, trial: Trial) -> list[dict[str, Any]]:
    """Press every control and write into every field."""
    page = run.context.new_page()
    page.goto(site.address(trial))
    page.wait_for_timeout(1300)  # the picture of the load
    controls: list[dict[str, Any]] = page.evaluate(CONTROLS)
    hands = Hands(run, site, trial, page)
    for control in controls:
        # A press may have moved the others.
        left, top, right, bottom = page.evaluate(CONTROLS)[control["number"]]["box"]
        control["began"] = time.time() * 1000
        page.mouse.move((left + right) / 2, (top + bottom) / 2, steps=2)
        page.mouse.click((left + right) / 2, (top + bottom) / 2, delay=15)
        control["ended"] = time.time() * 1000
        if control["tag"] == "input" and control["number"] % 2:
            hands.type(TYPED)
        page.wait_for_timeout(60)
    page.wait_for_timeout(900)
    page.close()
    return controls


def _judge(
    trial: Trial,
    controls: list[dict[str, Any]],
    events: list[dict[str, Any]],
    images: list[tuple[dict[str, Any], bytes]],
) -> dict[str, Any]:
    clicks = sorted((e for e in events if e["kind"] == "click"), key=lambda e: e["mono_ms"])
    kept, lost = 0, []
    rules: Counter[str] = Counter()
    painted: Counter[str] = Counter()
    withheld: dict[int, str] = {}
    for control in controls:
        click = _click_of(control, clicks)
        target = click["target"] if click else {"name": None, "name_withheld": "no record"}
        if target["name"] == control["name"]:
            kept += 1
        else:
            rule = target["name_withheld"] or f"another name: {target['name']}"
            lost.append(f"{control['name']}: {rule}")
            withheld[control["number"]] = rule
            rules[rule] += 1
    if images:
        _, picture = images[0]
        for control in controls:
            if control["tag"] == "input":
                continue  # what is in a field is always painted
            box = tuple(round(side) for side in control["box"])
            if box[3] < 700 and grey_level(picture, box) < LEAST_CONTRAST:
                painted[withheld.get(control["number"], "painted though named")] += 1
    return {
        "page": trial.situation.name,
        "controls": len(controls),
        "kept": kept,
        "lost": lost,
        "withheld": rules,
        "painted": painted,
        "painted_share": [event["masked_share"] for event, _ in images],
        "data_shown": sum(shows_tile(image) for _, image in images),
    }


def _click_of(control: dict[str, Any], clicks: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the press of the person; what the browser presses after it comes from no place."""
    for click in clicks:
        if control["began"] - 5 <= click["wall_ms"] <= control["ended"] + 5 and click["at"]:
            return click
    return None


def _again(site: Site, trial: Trial, events: list[dict[str, Any]]) -> dict[str, Any]:
    """Do it all once more from the records alone, on a fresh page."""
    lines = [orjson.dumps(event) for event in events if event["kind"] != "screenshot"]
    records = read_records(lines)
    texts = {str(record.seq): TYPED for record in records if record.kind == "text-entry"}
    try:
        report = replay(plan(records), Wishes(site.address(trial), texts), lambda _: None)
    except WorkglassError as error:
        return {"steps": {}, "not_replayed": str(error)}
    words = ("found", "ambiguous", "missed")
    return {"steps": {word: report.count(word) for word in words}}


def _sum_up(rows: list[dict[str, Any]]) -> dict[str, Any]:
    controls = sum(row["controls"] for row in rows)
    steps: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    painted: Counter[str] = Counter()
    for row in rows:
        steps.update(row["steps"])
        rules.update(row.pop("withheld"))
        painted.update(row.pop("painted"))
    shares = [share for row in rows for share in row["painted_share"]]
    return {
        "labels": controls,
        "labels_kept": round(sum(row["kept"] for row in rows) / max(1, controls), 4),
        "steps": sum(steps.values()),
        "steps_found": round(steps["found"] / max(1, sum(steps.values())), 4),
        "step_counts": dict(steps),
        "painted_share": round(fmean(shares), 4) if shares else None,
        "names_withheld": dict(rules.most_common()),
        "wrong_masks": dict(painted.most_common()),
        "data_shown": sum(row["data_shown"] for row in rows),
        "pages": rows,
    }
