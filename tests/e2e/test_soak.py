"""A long working day in little time: what grows with every page would show.

The service worker keeps some 90 bytes for each record that My data can still show, of which there
are 4 MB at most, so its heap grows by less than a MB over a day and then no more.
"""

from __future__ import annotations

import json
import time

import pytest

from tests.e2e.recording import of_kind, recording

LOADS = 250
ROUTES = 250
ACTIONS = 6
WARM = 100  # caches have filled
MAX_HEAP_GROWTH = 0.2
MAX_HEAP_MORE = 300_000  # bytes; of a small heap a fifth is less than noise
MAX_LISTENERS_MORE = 5
SETTLED_S = 20


def most_after(early):
    return early + max(MAX_HEAP_MORE, MAX_HEAP_GROWTH * early)


class WorkerHeap:
    """The JavaScript heap of the service worker, after a garbage collection."""

    def __init__(self, run):
        self._session = run.browser.new_browser_cdp_session()
        self._answers = {}
        self._last = 0
        self._session.on("Target.receivedMessageFromTarget", self._hear)
        run.worker()
        [worker] = [
            target
            for target in self._session.send("Target.getTargets")["targetInfos"]
            if target["type"] == "service_worker" and run.extension in target["url"]
        ]
        # Only without "flatten" does the answer come through this session.
        attached = self._session.send(
            "Target.attachToTarget", {"targetId": worker["targetId"], "flatten": False}
        )
        self._id = attached["sessionId"]

    def _hear(self, told):
        message = json.loads(told["message"])
        if "id" in message:
            self._answers[message["id"]] = message.get("result", {})

    def _call(self, method, page):
        self._last += 1
        message = json.dumps({"id": self._last, "method": method})
        self._session.send(
            "Target.sendMessageToTarget", {"sessionId": self._id, "message": message}
        )
        while self._last not in self._answers:
            page.wait_for_timeout(20)
        return self._answers[self._last]

    def used(self, page, most=None):
        """Return its bytes; with `most`, once they are no more, since a picture may be under way."""
        deadline = time.monotonic() + SETTLED_S
        while True:
            for _ in range(2):
                self._call("HeapProfiler.collectGarbage", page)
            found = self._call("Runtime.getHeapUsage", page)["usedSize"]
            if most is None or found <= most or time.monotonic() > deadline:
                return found
            page.wait_for_timeout(500)


def act(page, number):
    for step in range(ACTIONS - 1):
        page.mouse.click(20 + 13 * ((number + step) % 60), 100 + 40 * step)
    page.keyboard.press("Tab")


def counts(session):
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    found = session.send("Performance.getMetrics")["metrics"]
    return {metric["name"]: metric["value"] for metric in found}


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_five_hundred_navigations(playwright, tmp_path, pages):
    """Memory of worker and page is flat, and no listener, node or document is left behind."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/buttons.html")
        heap = WorkerHeap(run)
        worker_heaps = {}
        for number in range(1, LOADS + 1):
            page.goto(f"{pages.origin}/buttons.html?{number}")
            act(page, number)
            if number in {WARM, LOADS}:
                run.wait_until_delivered()
                first = worker_heaps.get(WARM)
                most = None if first is None else most_after(first)
                worker_heaps[number] = heap.used(page, most)
        # Recorded routes of one document.
        session = run.context.new_cdp_session(page)
        session.send("Performance.enable")
        before = None
        for number in range(1, ROUTES + 1):
            page.evaluate(f"history.pushState(null, '', '/buttons.html/{'ab'[number % 2]}')")
            act(page, number)
            if number == WARM:
                run.wait_until_delivered()
                before = counts(session)
        run.wait_until_delivered()
        page.wait_for_timeout(2000)  # what is watched for a moment after an action is let go
        after = counts(session)
        routed = heap.used(page, most_after(worker_heaps[LOADS]))
        events = run.finish()
    print(worker_heaps, routed, before, after)
    assert before is not None
    assert len(of_kind(events, "click")) >= (LOADS + ROUTES) * (ACTIONS - 1) - 2
    assert len(of_kind(events, "navigation")) >= LOADS + ROUTES

    assert worker_heaps[LOADS] <= most_after(worker_heaps[WARM])
    assert routed <= most_after(worker_heaps[LOADS])
    assert after["JSHeapUsedSize"] <= most_after(before["JSHeapUsedSize"])
    for name in ("JSEventListeners", "Documents", "Frames", "Nodes"):
        assert after[name] - before[name] <= MAX_LISTENERS_MORE, name
