"""The person's pages with a full ring, and how quickly a hold stops 20 tabs.

    python -m tests.bench.person [--rounds 10] [--events 10000]

Prints one JSON document: how long the popup takes to show its state, the longest tasks while My data
scrolls through a full ring, and for every round the time from the writing of the managed policy to
the last event that any tab recorded.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from native_host.lab.setup import write_policy
from native_host.policy import parse_policy
from tests.conftest import serve_pages
from tests.e2e.person import open_own, sentence
from tests.e2e.recording import Recording, recording

TABS = 20


def main(arguments: list[str] | None = None) -> int:
    """Measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--events", type=int, default=10_000)
    options = parser.parse_args(arguments)
    found: dict[str, Any] = {}
    with (
        sync_playwright() as playwright,
        serve_pages() as pages,
        tempfile.TemporaryDirectory() as place,
        recording(playwright, Path(place) / "store", pages.pattern) as run,
    ):
        found["hold_seconds"] = [hold(run, pages.origin, at) for at in range(options.rounds)]
        fill(run, pages.origin, options.events)
        found |= measure_pages(run)
    json.dump(found, sys.stdout, indent=2)
    print()
    return 0


def hold(run: Recording, origin: str, at: int) -> float:
    """Return the seconds from the policy's writing to the last event of any tab."""
    tabs = [run.open(f"{origin}/buttons.html") for _ in range(TABS)]
    document = run.lab.policy.model_dump(mode="json")
    stop = document | {"version": 2 + 2 * at, "hold": True}
    written = time.time()
    write(run, stop)
    clicks = 0
    while time.time() - written < 20:
        clicks += 1
        tab = tabs[clicks % TABS]
        tab.bring_to_front()
        tab.mouse.click(30 + clicks % 200, 30)
        if "stopped all recording" in sentence(run) and time.time() - written > 6:
            break
    last = max(event["wall_ms"] for event in run.ring() if event["kind"] == "click") / 1000
    for tab in tabs:
        tab.close()
    write(run, document | {"version": 3 + 2 * at})
    run.wait_until(lambda: "not on the list" in sentence(run), 60)
    return round(max(0.0, last - written), 2)


def write(run: Recording, document: dict[str, Any]) -> None:
    """Write a policy to where browser and host look; nobody presses a button."""
    policy = parse_policy(json.dumps(document).encode())
    write_policy(run.store, run.lab.root, policy, run.lab.extension_id)


def fill(run: Recording, origin: str, events: int) -> None:
    """Record so many events: clicks of a real mouse, as fast as they go."""
    page = run.open(f"{origin}/buttons.html")
    devtools = page.context.new_cdp_session(page)
    for number in range(events // 2):
        for kind in ("mousePressed", "mouseReleased"):
            spot = {"x": 30 + number % 300, "y": 30 + number % 200}
            pressed = {"type": kind, "button": "left", "clickCount": 1, **spot}
            devtools.send("Input.dispatchMouseEvent", pressed)
    run.wait_until_delivered(300)


def measure_pages(run: Recording) -> dict[str, Any]:
    """Return what the popup and My data take."""
    shown = []
    for _ in range(5):
        page = run.context.new_page()
        page.add_init_script(
            "new MutationObserver((_, o) => { const s = document.getElementById('state');"
            " if (s?.textContent) { window.shownAt ??= performance.now(); o.disconnect(); } })"
            ".observe(document, {subtree: true, childList: true, characterData: true})"
        )
        page.goto(f"{run.extension}/popup.html")
        run.wait_until(lambda page=page: page.evaluate("window.shownAt"))
        shown.append(page.evaluate("window.shownAt"))
        page.close()
    page = open_own(run, "mydata")
    # Until the ring is read, only what comes meanwhile is listed.
    run.wait_until(lambda: page.locator("#more").is_visible(), 60)
    size = run.worker().evaluate("chrome.storage.session.getBytesInUse()")
    return {
        "popup_ms": round(statistics.median(shown), 1),
        "popup_ms_all": [round(each, 1) for each in shown],
        "ring_records": len(run.ring()),
        "session_bytes": size,
        "scroll_long_tasks_ms": scroll(page),
        "scrolled_records": page.locator("ol.records li").count(),
    }


def scroll(page: Page) -> list[int]:
    """Return the tasks of more than 50 ms while the page is scrolled to its end."""
    page.evaluate(
        "window.long = []; new PerformanceObserver(l => l.getEntries().forEach("
        "e => long.push(Math.round(e.duration)))).observe({type: 'longtask'})"
    )
    page.mouse.move(400, 400)
    for _ in range(400):
        page.mouse.wheel(0, 1500)
        page.wait_for_timeout(20)
        if page.evaluate(
            "document.getElementById('more').hidden &&"
            " scrollY + innerHeight > document.getElementById('days-heading').offsetTop"
        ):
            break
    return list(page.evaluate("window.long"))


if __name__ == "__main__":
    sys.exit(main())
