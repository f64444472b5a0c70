"""Play trials in one browser after the other, and keep everything that has to be judged."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright

from native_host.deploy.resources import extension_directory
from tests.leaks.fields import FIELDS
from tests.leaks.hands import Hands
from tests.leaks.searching import Haystack, Hit
from tests.leaks.server import PAGES, Site, serve
from tests.leaks.session import Watched, watched
from tests.leaks.situation import LENGTHLESS, Situation, Trial, make_trial

BEGIN_MS = 250
TRIES = 2
ZOOMS = (100, 80, 150)


@dataclass(slots=True)
class Batch:
    """What came of the trials of one browser."""

    trials: list[Trial]
    events: list[dict[str, Any]]
    images: list[tuple[dict[str, Any], bytes]]
    hits: list[Hit]
    searched: dict[str, int]


def plan(situations: Iterable[Situation], seed: str) -> list[Trial]:
    """Return every situation at every zoom, at 100 % with two secrets, if written a longer third."""
    found: list[Trial] = []
    for zoom in ZOOMS:
        for situation in situations:
            # What a page itself shows takes more room if it is longer, and boxes are recorded.
            written = situation in FIELDS and not shows_secret(situation)
            turns = ("a", "b", "longer") if written else ("a", "b")
            for turn in turns if zoom == ZOOMS[0] else ("a",):
                longer = turn == "longer"
                trial = make_trial(situation, len(found), zoom, seed, longer=longer)
                trial.turn = turn
                if longer and situation.class_ in LENGTHLESS:
                    trial.secret = lengthen(situation, trial.secret)
                if longer and shows_other(situation):
                    trial.other = make_trial(situation, len(found), zoom, seed).other
                found.append(trial)
    return found


def shows_secret(situation: Situation) -> bool:
    """Say whether the page of a situation shows the secret by itself."""
    text = (PAGES / situation.template).read_text(encoding="utf-8")
    return "{{s" in text or "echo" in situation.name or situation.name == "file-dropped"


def shows_other(situation: Situation) -> bool:
    """Say whether the page of a situation shows the second secret by itself."""
    return "{{o" in (PAGES / situation.template).read_text(encoding="utf-8")


# Where the browser itself draws something over the page.
NATIVE = (
    *("select-native", "select-keyed", "select-inline", "invalid-bubble", "birth-date"),
    *("suggestions", "tooltip-native", "context-menu", "file-chosen", "email-field"),
    *("card-section", "dialog-alert", "dialog-prompt", "password-typed", "plain-field"),
)


def plan_native(situations: Iterable[Situation], seed: str) -> list[Trial]:
    """Return what is played on a screen as well."""
    wanted = [situation for situation in situations if situation.name in NATIVE]
    return [
        make_trial(situation, 50_000 + number, ZOOMS[0], seed)
        for number, situation in enumerate(wanted)
    ]


def lengthen(situation: Situation, secret: str) -> str:
    """Any length may be had where none may be told; boxes take only as much as they are."""
    boxed = situation.name.endswith(("boxes", "pasted", "pad", "panel"))
    return secret if boxed else f"{secret}{secret[-4:]}{secret[-9:]}"


def play_all(playwright: Playwright, out: Path, trials: Sequence[Trial], **lab: Any) -> Batch:
    """Play trials one after the other in one lab, then search everything it has left."""
    shutil.rmtree(out, ignore_errors=True)
    with serve() as site:
        patterns = [site.origin, site.other]
        allowed = [f"{origin}/*" for origin in patterns]
        with watched(playwright, out, allowed, **lab) as run:
            zoom = 0
            for number, trial in enumerate(trials, 1):
                if trial.zoom != zoom:
                    zoom = trial.zoom
                    _zoom_all(run, site, zoom)
                play(run, site, trial)
                if number % 25 == 0:
                    print(f"{number} of {len(trials)} trials", file=sys.stderr, flush=True)
            run.collect()
    return Batch(list(trials), run.found, run.images, *search(trials, run.places()))


def search(trials: Sequence[Trial], places: dict[str, Path]) -> tuple[list[Hit], dict[str, int]]:
    """Search every byte for every secret; say how much there was."""
    shipped = [path.read_bytes() for path in extension_directory().rglob("*") if path.is_file()]
    haystack = Haystack({trial.code: trial.texts for trial in trials}, shipped)
    sizes = {
        name: sum(f.stat().st_size for f in [place, *place.rglob("*")] if f.is_file())
        for name, place in places.items()
    }
    return haystack.search_files(places), sizes


def _zoom_all(run: Watched, site: Site, zoom: int) -> None:
    """The browser keeps a zoom for every host."""
    page = run.context.new_page()
    for origin in (site.origin, site.other):
        page.goto(f"{origin}/leaks/record.html")
        page.bring_to_front()
        run.set_zoom(zoom)
    page.wait_for_timeout(200)
    page.close()


def play(run: Watched, site: Site, trial: Trial) -> None:
    """Play one trial; again if the page did not do as the script expects."""
    for _ in range(TRIES):
        page = run.context.new_page()
        page.set_default_timeout(10_000)
        hands = Hands(run, site, trial, page)
        try:
            page.goto(site.address(trial))
            page.wait_for_timeout(BEGIN_MS)
            trial.situation.do(hands)
            hands.wait_for_picture()
            trial.control = page.screenshot()
            trial.failure = ""
        except Exception as error:  # noqa: BLE001 - one trial must not end the others
            first = str(error).splitlines()[0] if str(error) else ""
            trial.failure = f"{type(error).__name__}: {first[:200]}"
        finally:
            page.close()
        if not trial.failure:
            return
