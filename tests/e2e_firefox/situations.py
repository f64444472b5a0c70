"""The situations of the leak report (`tests/leaks`), played in Firefox as far as its driver can.

Some take what only Chromium's driver offers, such as dictation or the drawing of touches; those are
named as not played.
"""

from __future__ import annotations

import base64
import contextlib
import json
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from native_host.lab.setup import new_site
from tests.e2e_firefox.hands import FirefoxHands
from tests.e2e_firefox.marionette import ELEMENT, MarionetteError
from tests.e2e_firefox.recording import ID, Recording, recording
from tests.leaks.hands import CENTRE
from tests.leaks.race import PAUSE_MS, RACES, count
from tests.leaks.server import Site, serve
from tests.leaks.session import DENIED, INTERVAL_MS
from tests.leaks.situation import Trial, make_trial
from tests.leaks.situations import SITUATIONS
from tests.leaks.trials import Batch, search

PICTURE_SECONDS = 1.1
OFFSET = """
const {x, y} = arguments[0].getBoundingClientRect();
return [x + arguments[0].clientLeft, y + arguments[0].clientTop];
"""


class SituationHands:
    """What situations ask of hands, done by those of Firefox."""

    def __init__(self, run: Recording, site: Site, trial: Trial) -> None:
        self.site, self.trial = site, trial
        self.secret, self.other = trial.secret, trial.other
        self._run, self._hands = run, FirefoxHands(run.driver)
        self.keyboard = self

    def has(self, selector: str, frame: str = "") -> bool:
        try:
            self._enter(frame)
            return self._centre(selector) is not None
        finally:
            self._leave()

    def see(self, selector: str, frame: str = "") -> tuple[float, float]:
        try:
            left, top = self._enter(frame)
            x, y = self._run.wait_until(lambda: self._centre(selector), 8)
            return x + left, y + top
        finally:
            self._leave()

    def press(self, selector: str, frame: str = "", button: str = "left", **how: Any) -> None:
        assert not how, f"no {how} here"
        self._hands.move(*self.see(selector, frame))
        self._hands.click(button, 1)

    def over(self, selector: str) -> None:
        self._hands.move(*self.see(selector))
        self.wait(200)

    def type(self, text: str, **_how: Any) -> None:
        self._hands.type(text)

    def key(self, name: str) -> None:
        self._hands.keys(name)

    def write(self, selector: str, text: str, frame: str = "") -> None:
        self.press(selector, frame)
        self.type(text)

    def wait(self, milliseconds: float) -> None:
        self._hands.rest(milliseconds / 1000)

    def do_in_page(self, script: str) -> Any:
        return self._run.driver.script(f"return ({script})")

    def wait_for_picture(self) -> None:
        """Press a harmless button and let a picture be taken of what the page shows now."""
        if self.has("#keep"):
            self.press("#keep")
        self._hands.rest(PICTURE_SECONDS)

    def _centre(self, selector: str) -> Any:
        return self._run.driver.script(f"return ({CENTRE})(arguments[0])", selector)

    def _enter(self, frame: str) -> tuple[float, float]:
        left = top = 0.0
        for part in frame.split(" > ") if frame else []:
            found = self._run.wait_until(lambda part=part: self._run.driver.find(part), 8)
            x, y = self._run.driver.script(OFFSET, {ELEMENT: found})
            self._run.driver.call("WebDriver:SwitchToFrame", element=found)
            left, top = left + x, top + y
        return left, top

    def _leave(self) -> None:
        self._run.driver.call("WebDriver:SwitchToFrame", id=None)


def play_situations(out: Path, seed: str) -> Batch:
    """Play every situation once in one Firefox, then search everything it has left."""
    trials = [make_trial(each, number, 100, seed) for number, each in enumerate(SITUATIONS)]
    with serve() as site:
        entries = [
            {"id": f"site-{number}", "match": pattern} | new_site() | {"deny": DENIED}
            for number, pattern in enumerate(site.patterns, 1)
        ]
        pictures = {"enabled": True, "min_interval_ms": INTERVAL_MS}
        with recording(
            out / "live" / "store", *site.patterns, sites=entries, screenshots=pictures
        ) as run:
            for trial in trials:
                _play(run, site, trial)
            return _collect(run, out, trials)


def _play(run: Recording, site: Site, trial: Trial) -> None:
    first = run.driver.handles()[0]
    run.driver.new_tab()
    try:
        run.driver.call("WebDriver:Navigate", url=site.address(trial))
        hands = SituationHands(run, site, trial)
        hands.wait(300)
        trial.situation.do(hands)  # type: ignore[arg-type]
        hands.wait_for_picture()
        trial.control = base64.b64decode(run.driver.call("WebDriver:TakeScreenshot", full=False))
    except Exception as error:  # noqa: BLE001 - one trial must not end the others
        trial.failure = f"{type(error).__name__}: {str(error).splitlines()[0][:160]}"
    finally:
        for handle in run.driver.handles():
            if handle != first:
                run.driver.switch(handle, show=False)
                run.driver.call("WebDriver:CloseWindow")
        run.driver.switch(first)


def _collect(run: Recording, out: Path, trials: Sequence[Trial]) -> Batch:
    run.wait_until_delivered()
    memory = run.ask(
        "return Promise.all([chrome.storage.session.get(null), chrome.storage.local.get(null)])"
        ".then(([session, local]) => JSON.stringify([Object.fromEntries(Object.entries(session)"
        ".filter(([key]) => !key.startsWith('picture:'))), local]))"
    )
    uuid = run.address.split("/")[2]
    run.close()
    export = out / "export"
    export.mkdir()
    (export / "storage.json").write_text(str(memory))
    copy_own_files(run.places.profile, uuid, out / "profile")
    shutil.copyfile(run.places.root / "browser.log", out / "browser.log")
    events = run.events()
    (export / "events.jsonl").write_text("\n".join(map(json.dumps, events)))
    places = {
        "decrypted export and extension storage": export,
        "store": run.store,
        "profile": out / "profile",
        "log": out / "browser.log",
    }
    return Batch(list(trials), events, run.pictures(), *search(trials, places))


def copy_own_files(profile: Path, uuid: str, out: Path) -> int:
    """Copy every file of a profile that is ours; return how many there are."""
    own = [
        path
        for path in profile.rglob("*")
        if path.is_file() and (uuid in str(path) or ID in str(path))
    ]
    for path in own:
        target = out / path.relative_to(profile)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return len(own)


def play_races(out: Path, seed: str, presses: int = 24) -> dict[str, dict[str, int]]:
    """Press on pages that do what they can to show something else than was looked at."""
    dice = random.Random(seed)
    with serve() as site:
        pictures = {"enabled": True, "min_interval_ms": INTERVAL_MS}
        with recording(out / "store", *site.patterns, screenshots=pictures) as run:
            for number, page in enumerate(RACES):
                _race(run, site, make_trial(page, number, 100, seed), presses, dice)
            run.wait_until_delivered()
            run.close()
            events, images = run.events(), run.pictures()
        return {page.name: count(page.template, events, images) for page in RACES}


def _race(run: Recording, site: Site, trial: Trial, presses: int, dice: random.Random) -> None:
    first = run.driver.handles()[0]
    here = run.driver.new_tab()
    run.driver.call("WebDriver:Navigate", url=site.address(trial))
    hands = SituationHands(run, site, trial)
    hands.wait(300)
    other = None
    if trial.situation.name == "race-tabs":
        other = run.driver.new_tab()
        off = f"{site.off}/leaks/inside.html/{trial.code}"
        run.driver.call("WebDriver:Navigate", url=off)
        run.driver.switch(here)
    for _ in range(presses):
        with contextlib.suppress(MarionetteError):  # the page has scrolled it out of sight
            hands.press("#go")
        if other is None:
            hands.wait(dice.uniform(*PAUSE_MS))
            continue
        hands.wait(dice.uniform(200, 600))
        run.driver.switch(other)
        hands.wait(dice.uniform(20, 200))
        run.driver.switch(here)
        hands.wait(dice.uniform(0, 500))
    hands.wait(700)
    for handle in run.driver.handles():
        if handle != first:
            run.driver.switch(handle, show=False)
            run.driver.call("WebDriver:CloseWindow")
    run.driver.switch(first)
