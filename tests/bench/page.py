"""What a recorded page pays: main-thread time of our content script for each event."""

from __future__ import annotations

import functools
import http.server
import statistics
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.bench.rows import Row, at_most, reported
from tests.conftest import PAGES, PageServer, _Pages
from tests.e2e.recording import Recording, recording

CLICKS = 60
ROUNDS = 5


def work(run: Recording, address: str) -> tuple[float, float]:
    """Click on a page; return, for each click, script time and all main-thread work, in ms."""
    page = run.open(address)
    session = run.context.new_cdp_session(page)
    session.send("Performance.enable")  # counts begin here

    def metrics() -> dict[str, float]:
        return {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}

    before = metrics()
    for number in range(CLICKS):
        page.mouse.click(20 + 10 * number, 50)
    page.wait_for_timeout(300)
    after = metrics()
    page.close()
    script, task = (
        1000 * (after[name] - before[name]) / CLICKS for name in ("ScriptDuration", "TaskDuration")
    )
    return script, task


def content_script() -> list[Row]:
    """Compare one page at an address that is recorded with itself at one that is not."""
    handler = functools.partial(_Pages, directory=str(PAGES))
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
        tempfile.TemporaryDirectory() as place,
        sync_playwright() as playwright,
    ):
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        pages = PageServer(server)
        with recording(playwright, Path(place) / "store", pages.pattern) as run:
            script, task = [], []
            for _ in range(ROUNDS):
                without = work(run, f"{pages.other_origin}/buttons.html")
                with_us = work(run, f"{pages.origin}/buttons.html")
                script.append(with_us[0] - without[0])
                task.append(with_us[1] - without[1])
            run.wait_until_delivered()
        server.shutdown()
    if statistics.median(script) <= 0:
        raise AssertionError("the page is not recorded, or its time is not counted")
    return [
        at_most(
            "content script: script time for a click, over the same page unrecorded",
            statistics.median(script),
            "ms",
            2,
        ),
        reported(
            "content script: all main-thread time for a click, over the same page unrecorded",
            statistics.median(task),
            "ms",
        ),
    ]
