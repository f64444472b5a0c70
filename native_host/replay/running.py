"""Run a replay: a fresh browser, the tabs of the recording, one step after the other."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from native_host.actions import Click, Drag
from native_host.elements import Action
from native_host.errors import UnavailableError
from native_host.lab.browser import start_plain_browser
from native_host.lab.devtools import DevTools, open_devtools
from native_host.replay.performing import Performer
from native_host.replay.plan import Step
from native_host.replay.report import Line, Report
from native_host.replay.routes import first_address
from native_host.replay.tab import Tab

_LOAD_MS = 8000
_QUIET_MS = 150
_NEW_TAB_SECONDS = 3.0
_AT_LEAST_MS = 60


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to replay."""

    against: str
    texts: Mapping[str, str] = field(default_factory=dict)
    headless: bool = True
    # The longest time that hands rest between two steps.
    pause_ms: int = 350
    # Evaluated in the page at the end.
    state: str | None = None


def replay(steps: list[Step], wishes: Wishes, tell: Callable[[Line], None]) -> Report:
    """Perform steps in a fresh browser.

    Raises:
        UnavailableError: the browser does not start, or goes away.
    """
    root = Path(tempfile.mkdtemp(prefix="workglass-replay-"))
    browser = None
    try:
        browser = start_plain_browser(root / "profile", headless=wishes.headless)
        with open_devtools(browser.address) as devtools:
            session = _Session(devtools, wishes, [step.record for step in steps])
            lines = []
            for step in steps:
                if not browser.is_running():
                    raise UnavailableError("The browser has ended in the middle of the replay.")
                time.sleep(min(max(step.pause_ms, _AT_LEAST_MS), wishes.pause_ms) / 1000)
                lines.append(session.perform(step))
                tell(lines[-1])
            return Report(lines, session.end_state())
    finally:
        if browser is not None:
            browser.kill()
        shutil.rmtree(root, ignore_errors=True)


class _Session:
    """The tabs of the recording as far as they are open."""

    def __init__(self, devtools: DevTools, wishes: Wishes, records: list[Action]) -> None:
        self._devtools = devtools
        self._wishes = wishes
        self._tabs: dict[int, tuple[Tab, Performer]] = {}
        self._last: int | None = None
        self._size = next(
            (
                (record.viewport.width, record.viewport.height)
                for record in records
                if isinstance(record, Click | Drag) and record.place.frame == 0
            ),
            None,
        )
        devtools.hear = self._hear

    def _hear(self, event: dict[str, Any]) -> None:
        for tab, _ in self._tabs.values():
            tab.hear(event)

    def perform(self, step: Step) -> Line:
        number = step.record.place.tab
        tab, performer = self._tabs.get(number) or self._open(number, step.record)
        if self._last not in (None, number):
            self._devtools.call("Target.activateTarget", targetId=tab.target_id)
        self._last = number
        return performer.perform(step)

    def _open(self, number: int, record: Action) -> tuple[Tab, Performer]:
        """Take the tab that a step has opened; the first one is there already."""
        known = {tab.target_id for tab, _ in self._tabs.values()}
        deadline = time.monotonic() + (_NEW_TAB_SECONDS if known else 0)
        found = None
        while found is None:
            fresh = [
                target["targetId"]
                for target in self._devtools.targets()
                if target["type"] == "page" and target["targetId"] not in known
            ]
            found = fresh[0] if fresh else None
            if found is None:
                if time.monotonic() > deadline:
                    found = self._devtools.call("Target.createTarget", url="about:blank")[
                        "targetId"
                    ]
                    break
                time.sleep(0.1)
        tab = Tab(self._devtools, str(found))
        self._tabs[number] = (tab, Performer(tab, self._wishes.against, self._wishes.texts))
        if self._size is not None:
            tab.resize(*self._size)
        if not known or tab.address() in ("", "about:blank"):
            tab.go(first_address(self._wishes.against, record.place.path))
        tab.rest(_QUIET_MS, _LOAD_MS)
        return self._tabs[number]

    def end_state(self) -> Any:
        """Return what the page says of itself at the end, if it is asked."""
        if self._wishes.state is None or self._last is None:
            return None
        tab, _ = self._tabs[self._last]
        tab.rest(_QUIET_MS, _LOAD_MS)
        return tab.state(self._wishes.state)
