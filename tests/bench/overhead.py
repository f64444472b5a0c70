"""What recording costs a page: the same work with us, without us, and with a session replay.

All three run by turns in one browser; the allowlist decides. Judged by CPU seconds of the page's
process, since wall-clock times say more about the machine.
"""

from __future__ import annotations

import http.server
import json
import statistics
import tempfile
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Page, sync_playwright

from tests.bench.rows import Row, at_most, not_measured, percentile, reported
from tests.conftest import PAGES, PageServer, _Pages
from tests.e2e.recording import Recording, recording

ROUNDS = 11
# So many of them also with what is only reported, and with the session replay.
WHOLE_ROUNDS = 4
# What we and the session replay do once for a page that has loaded is over by then.
LOADED_MS = 3500
# As fast as somebody acts who knows what to do: 200 times a minute, and 18 keys a second.
PAUSE_MS = 300
KEY_MS = 55
LONG_MS = 50
TASK = "ThreadControllerImpl::RunTask"
RRWEB = PAGES.parent / "gallery" / "node_modules" / "rrweb" / "dist" / "record"
RRWEB_FILE = RRWEB / "rrweb-record.min.js"


class _Work(_Pages):
    def translate_path(self, path: str) -> str:
        return str(RRWEB_FILE) if path == "/rrweb.js" else super().translate_path(path)


def _todo(page: Page) -> None:
    for _ in range(4):
        page.locator("#act").click()
        page.wait_for_function("!document.getElementById('act').disabled", polling=100)
        page.wait_for_timeout(PAUSE_MS)
    page.locator("#field").click()
    page.keyboard.type("buy", delay=KEY_MS)
    page.keyboard.press("Enter")
    page.wait_for_function("!document.getElementById('act').disabled", polling=100)


def _hands(page: Page) -> None:
    page.mouse.move(60, 200)
    for number in range(25):
        page.locator("#act").click()
        page.wait_for_timeout(PAUSE_MS)
        if number % 5 == 0:
            page.locator("li [type=checkbox]").nth(3).click()
            page.locator("#field").click()
            page.keyboard.type("buy", delay=KEY_MS)
            page.keyboard.press("Enter")


def _table(page: Page) -> None:
    for number in range(9):
        page.locator(f"#sort{number % 3}").click()
        page.wait_for_timeout(PAUSE_MS)
    page.locator("#field").click()
    for key in ("C", "a", "s", "e", " ", "1", "Backspace"):
        page.keyboard.press(key)
        page.wait_for_timeout(KEY_MS)
    page.locator("td").nth(30).click()


def _typing(page: Page) -> None:
    page.locator("#field").click()
    page.keyboard.type("the quick brown fox jumps over the lazy dog " * 4, delay=KEY_MS)


def _drag(page: Page) -> None:
    x = 50
    for end in (600, 100, 500, 200):
        page.mouse.move(x, 670)
        page.mouse.down()
        for step in range(1, 61):
            page.mouse.move(x + (end - x) * step / 60, 670)
            page.wait_for_timeout(8)
        page.mouse.up()
        x = end
        page.wait_for_timeout(PAUSE_MS)


def _scroll(page: Page) -> None:
    page.mouse.move(200, 300)
    for number in range(80):
        page.mouse.wheel(0, 200 if number % 20 < 15 else -300)
        page.wait_for_timeout(16)


WORK: dict[str, Callable[[Page], None]] = {
    "todo": _todo,
    "table": _table,
    "typing": _typing,
    "drag": _drag,
    "scroll": _scroll,
}
# Not part of the set: the churn of a benchmark at every single press, as fast as hands go on.
REPORTED: dict[str, Callable[[Page], None]] = {"hands": _hands}


class Handlers(NamedTuple):
    """Our own calls on a page's main thread, in ms of its CPU, and tasks over 50 ms.

    `handlers` are those that the browser made for an event; the others come from timers and idle
    time, where the walks are, a slice of some ms at a time. Of the long tasks `caused` would not
    have been long without our calls in them. A trace does not say whose a continuation after an
    `await` is, so those of the same work without us are counted as well.
    """

    calls: list[float]
    handlers: list[float]
    long_tasks: int
    caused: int


class Seconds(NamedTuple):
    """CPU seconds of a page's process: while it was opened and came to rest, while it was worked in."""

    opened: float
    worked: float


def cpu_seconds(run: Recording, address: str, work: Callable[[Page], None]) -> Seconds:
    """Open a page, let it come to rest, work in it; return the CPU seconds of its process."""
    page = run.open(address)
    session = run.context.new_cdp_session(page)
    session.send("Performance.enable")

    def used() -> float:
        found = session.send("Performance.getMetrics")["metrics"]
        return float(next(m["value"] for m in found if m["name"] == "ProcessTime"))

    page.wait_for_timeout(LOADED_MS)
    opened = used()
    session.send("HeapProfiler.collectGarbage")  # what the load left is not part of the work
    before = used()
    work(page)
    page.wait_for_timeout(1500)  # what we do afterwards counts as well
    spent = used() - before
    page.close()
    return Seconds(opened, spent)


def handlers(run: Recording, address: str, work: Callable[[Page], None]) -> Handlers:
    """Work in a page under a trace."""
    page = run.open(address)
    run.browser.start_tracing(page=page, categories=["devtools.timeline", "toplevel"])
    work(page)
    page.wait_for_timeout(1500)
    events = json.loads(run.browser.stop_tracing())["traceEvents"]
    page.close()
    ours = [event for event in _calls(events) if _is_ours(event, run.extension)]
    process = statistics.mode(call["pid"] for call in _calls(events))
    tasks = [e for e in events if e["name"] == TASK and e["pid"] == process and "dur" in e]
    dispatches = _outermost(
        e for e in events if e["name"] == "EventDispatch" and e["pid"] == process and "dur" in e
    )
    long_tasks = [task for task in tasks if _cpu_ms(task) > LONG_MS]
    caused = sum(_cpu_ms(task) - _inside(task, ours) <= LONG_MS for task in long_tasks)
    inside = [call for call in ours if _is_for_event(call, dispatches)]
    return Handlers(
        [_cpu_ms(call) for call in ours],
        [_cpu_ms(call) for call in inside],
        len(long_tasks),
        caused,
    )


def _outermost(dispatches: Iterable[dict[str, Any]]) -> list[tuple[float, float]]:
    """Return begin and end of those that lie in no other, in order."""
    found: list[tuple[float, float]] = []
    for event in sorted(dispatches, key=lambda event: float(event["ts"])):
        if not found or event["ts"] >= found[-1][1]:
            found.append((event["ts"], event["ts"] + event["dur"]))
    return found


def _is_for_event(call: dict[str, Any], dispatches: list[tuple[float, float]]) -> bool:
    at = bisect_right(dispatches, call["ts"], key=lambda span: span[0])
    return at > 0 and call["ts"] < dispatches[at - 1][1]


def _cpu_ms(event: dict[str, Any]) -> float:
    # Other processes may have the machine meanwhile.
    return float(event.get("tdur", event["dur"])) / 1000


def _inside(task: dict[str, Any], calls: list[dict[str, Any]]) -> float:
    end = task["ts"] + task["dur"]
    return sum(
        _cpu_ms(call)
        for call in calls
        if call["tid"] == task["tid"] and task["ts"] <= call["ts"] < end
    )


def _calls(events: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (e for e in events if e["name"] == "FunctionCall" and "dur" in e)


def _is_ours(event: dict[str, Any], extension: str) -> bool:
    url = str(event["args"].get("data", {}).get("url", ""))
    return url.startswith(f"{extension}/content.js")


@contextmanager
def _browser() -> Iterator[tuple[Recording, PageServer]]:
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Work) as server,
        tempfile.TemporaryDirectory() as place,
        sync_playwright() as playwright,
    ):
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        pages = PageServer(server)
        with recording(playwright, Path(place) / "store", pages.pattern) as run:
            yield run, pages
        server.shutdown()


def overhead(rounds: int = ROUNDS) -> list[Row]:
    """Compare the three by turns, then look at our own calls."""
    rows: list[Row] = []
    everything = WORK | REPORTED
    times: dict[str, list[list[Seconds]]] = {what: [[], [], []] for what in everything}
    traced: dict[str, Handlers] = {}
    long_without = 0
    has_rrweb = RRWEB_FILE.exists()
    with _browser() as (run, pages):
        for turn in range(rounds):
            is_whole = turn < WHOLE_ROUNDS
            for what, work in (everything if is_whole else WORK).items():
                bare = f"{pages.other_origin}/work.html?what={what}"
                ways = [bare, f"{pages.origin}/work.html?what={what}", f"{bare}&rrweb"]
                if not (is_whole and has_rrweb):
                    ways = ways[:2]
                first = turn % len(ways)  # each in turn goes first
                for way in [*range(first, len(ways)), *range(first)]:
                    times[what][way].append(cpu_seconds(run, ways[way], work))
        for what, work in everything.items():
            bare = f"{pages.other_origin}/work.html?what={what}"
            long_without += handlers(run, bare, work).long_tasks
            traced[what] = handlers(run, f"{pages.origin}/work.html?what={what}", work)
        run.wait_until_delivered()
    calls = [ms for found in traced.values() for ms in found.calls]
    in_events = [ms for what in WORK for ms in traced[what].handlers]
    if not in_events:
        raise AssertionError("the pages are not recorded, or our calls are not counted")

    def ratio(
        way: int, kinds: list[str], of: Callable[[Seconds], float] = lambda found: found.worked
    ) -> float:
        """Return the CPU of the whole set, in the rounds that have both; of each page the median round, since a few are upset."""
        rounds = {kind: len(times[kind][way]) for kind in kinds}
        there = sum(statistics.median(map(of, times[kind][way])) for kind in kinds)
        alone = sum(statistics.median(map(of, times[kind][0][: rounds[kind]])) for kind in kinds)
        return there / alone

    every = list(WORK)
    name = "recorded page: renderer CPU for fixed work"
    rows.append(at_most(f"{name}, against unrecorded", ratio(1, every), "ratio", 1.03))
    rows += [reported(f"{name}: {what}", ratio(1, [what]), "ratio") for what in everything]
    opened = ratio(1, every, lambda found: found.opened)
    rows.append(reported("recorded page: renderer CPU for opening it", opened, "ratio"))
    both = ratio(1, every, sum)
    rows.append(reported("recorded page: renderer CPU for opening it and the work", both, "ratio"))
    other = "session replay (rrweb): renderer CPU for the same work, against unrecorded"
    if has_rrweb:
        rows.append(reported(other, ratio(2, every), "ratio"))
        rows += [reported(f"rrweb: {what}", ratio(2, [what]), "ratio") for what in everything]
    else:
        rows.append(not_measured(other, "run make capture-report once", "ratio", 1.54))
    rows.append(at_most("content script: a handler, p95", percentile(in_events, 0.95), "ms", 0.5))
    rows.append(reported("content script: a call of any kind, p95", percentile(calls, 0.95), "ms"))
    rows.append(reported("content script: a call, p50", percentile(calls, 0.5), "ms"))
    rows.append(reported("content script: a call, longest", max(calls), "ms"))
    rows += [
        reported(f"content script: a handler, p95: {what}", percentile(found.handlers, 0.95), "ms")
        for what, found in traced.items()
        if found.handlers
    ]
    caused = sum(found.caused for found in traced.values())
    long_with = sum(found.long_tasks for found in traced.values())
    return [
        *rows,
        at_most("recorded page: tasks over 50 ms because of our calls", caused, "tasks", 0),
        reported("recorded page: tasks over 50 ms, whoever caused them", long_with, "tasks"),
        reported("the same work unrecorded: tasks over 50 ms", long_without, "tasks"),
    ]
