"""A lab under test: the browser, a person's hands, and what the reviewer finds afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright, Worker

from native_host.errors import StoreError
from native_host.lab.setup import Plan
from native_host.lab.trial import Lab, close_browser, run_lab, start_again, wait_for_hosts
from native_host.review.reading import Reader
from native_host.review.segments import OpenedEvent
from native_host.review.verdicts import SegmentReport
from native_host.review.verification import StoreVerification


class Recording:
    """One lab and the connection to its browser."""

    def __init__(self, lab: Lab, playwright: Playwright) -> None:
        self.lab = lab
        self._playwright = playwright
        self._connect()

    def _connect(self) -> None:
        self.browser = self._playwright.chromium.connect_over_cdp(self.lab.browser.address)
        self.context: BrowserContext = self.browser.contexts[0]

    @property
    def store(self) -> Path:
        return self.lab.plan.store

    @property
    def key(self) -> Path:
        return self.lab.keys / "review.json"

    def open(self, url: str) -> Page:
        """Open a page in a tab of its own and wait until it is being recorded."""
        page = self.context.new_page()
        page.goto(url)
        self.wait_until(lambda: page.evaluate("document.readyState") == "complete")
        page.wait_for_timeout(150)  # the content script has asked and begun
        return page

    def worker(self) -> Worker:
        """Return the extension's service worker."""
        return self.wait_until(
            lambda: next((w for w in self.context.service_workers if self.extension in w.url), None)
        )

    @property
    def extension(self) -> str:
        return f"chrome-extension://{self.lab.extension_id}"

    def waiting(self) -> int:
        """Return how many records the host has not acknowledged."""
        return int(
            self.worker().evaluate(
                "chrome.storage.session.get(null).then("
                "all => Object.keys(all).filter(key => key.startsWith('queue:')).length)"
            )
        )

    def wait_until_delivered(self, seconds: float = 20) -> None:
        """Wait until everything is on disk."""
        self.wait_until(lambda: self.waiting() == 0 or None, seconds)

    def occupy_worker(self, seconds: float) -> None:
        """Keep the service worker so busy that whoever asks it has to wait."""
        until = f"const end = Date.now() + {seconds * 1000}"
        self.worker().evaluate(f"setTimeout(() => {{ for ({until}; Date.now() < end; ); }})")

    def ring(self) -> list[dict[str, Any]]:
        """Return what My data shows, in order."""
        found = self.worker().evaluate(
            "chrome.storage.session.get(null).then(all => Object.entries(all)"
            ".filter(([key]) => key.startsWith('ring:')).map(([, event]) => event))"
        )
        return sorted((json.loads(text) for text in found), key=lambda event: event["seq"])

    def wait_for_pictures(self, clicks: int = 0, *, least: int = 0, path: str = "") -> None:
        """Wait for so many clicks, and until each step has its picture or the reason why not.

        `least`: there have to be so many pictures. `path`: where the steps are that are due one.
        """

        def told() -> bool:
            ring = self.ring()
            pictures = of_kind(ring, "screenshot")
            pressed = of_kind(ring, "click")
            steps = [*pressed, *of_kind(ring, "navigation")]
            due = {step["seq"] for step in steps if step["place"]["path"].startswith(path)}
            answers = {e["trigger"] for e in pictures + controls(ring, "screenshot-dropped")}
            return len(pressed) >= clicks and due <= answers and len(pictures) >= least

        self.wait_until(told, 40)

    def wait_for_outlines(self, clicks: int) -> None:
        """Wait for so many clicks, each with the outline of what came of it, as the page has its own."""

        def outlined() -> bool:
            ring = self.ring()
            triggers = {o["trigger_number"] for o in of_kind(ring, "outline")}
            steps = of_kind(ring, "navigation") + of_kind(ring, "click")
            made = len(of_kind(ring, "click")) == clicks and len(steps) > clicks
            return made and all(step["number"] in triggers for step in steps)

        self.wait_until(outlined, 40)

    def wait_until(self, probe: Callable[[], Any], seconds: float = 20) -> Any:
        """Return what the probe returns once it returns something true."""
        deadline = time.monotonic() + seconds
        while True:
            with contextlib.suppress(Exception):
                if found := probe():
                    return found
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.05)

    def host_processes(self) -> list[int]:
        """Return the native messaging hosts of this lab."""
        return host_processes(self.store)

    def kill_host(self) -> None:
        """Kill the host without a warning."""
        for process in self.host_processes():
            os.kill(process, signal.SIGKILL)

    def stop_worker(self) -> None:
        """Stop the service worker as the browser does, without a warning."""
        page = self.context.new_page()
        page.goto(f"{self.extension}/notice.html")
        session = self.context.new_cdp_session(page)
        session.send("ServiceWorker.enable")
        session.send("ServiceWorker.stopAllWorkers")
        page.close()

    def kill_browser(self) -> None:
        """Kill the browser without a warning, and wait until its host has noticed."""
        self.lab.browser.kill()
        wait_for_hosts(self.store)

    def close(self) -> None:
        """Close the browser as a person would."""
        close_browser(self.lab)

    def start_again(self) -> None:
        """Start the browser again with the same profile."""
        start_again(self.lab)
        self._connect()

    def events(self) -> list[dict[str, Any]]:
        """Return what a reviewer with the key can read."""
        return read_events(self.store, self.key)

    def pictures(self) -> list[tuple[dict[str, Any], bytes]]:
        """Return screenshots with their JPEGs."""
        return read_pictures(self.store, self.key)

    def verify(self, store: Path | None = None) -> tuple[list[SegmentReport], StoreVerification]:
        """Return the verdicts."""
        *reports, verification = Reader(store or self.store, [self.key], "a test").verify()
        assert isinstance(verification, StoreVerification)
        return [report for report in reports if isinstance(report, SegmentReport)], verification

    def finish(self) -> list[dict[str, Any]]:
        """Wait until everything is on disk, close the browser, return what was recorded."""
        self.wait_until_delivered()
        self.close()
        return self.events()


@contextlib.contextmanager
def recording(
    playwright: Playwright, store: Path, *sites: str, **options: Any
) -> Iterator[Recording]:
    """Run a lab."""
    settings = {"headless": True, "acknowledge": True} | options
    with run_lab(Plan(sites=sites, store=store, **settings)) as lab:
        yield Recording(lab, playwright)


def of_kind(events: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """Return the events of a kind."""
    return [event for event in events if event["kind"] == kind]


def controls(events: list[dict[str, Any]], what: str) -> list[dict[str, Any]]:
    """Return the control or host records of a sort."""
    return [event for event in events if event.get("what") == what]


def read_events(store: Path, key: Path) -> list[dict[str, Any]]:
    """Return what a reviewer with the key can read; all of it has to open."""
    found = list(Reader(store, [key], "a test").events("show"))
    assert not [f for f in found if isinstance(f, StoreError)]
    return [json.loads(event.data) for event in found if isinstance(event, OpenedEvent)]


def read_pictures(store: Path, key: Path) -> list[tuple[dict[str, Any], bytes]]:
    """Return screenshots with their JPEGs."""
    found = Reader(store, [key], "a test").events("show")
    return [
        (json.loads(event.data), event.image)
        for event in found
        if isinstance(event, OpenedEvent) and event.image
    ]


def host_processes(store: Path) -> list[int]:
    """Return the native messaging hosts of a store."""
    mark = str(store).encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                words = (entry / "cmdline").read_bytes().split(b"\0")
                if b"native_host" in words and b"host" in words and mark in words:
                    found.append(int(entry.name))
    return found
