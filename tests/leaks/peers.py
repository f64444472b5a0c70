"""The same pages, seen by recorders that replay sessions, each with its own defaults.

Nothing of theirs is changed but where it sends to, which is here.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright, Route

from native_host.lab.browser import start_plain_browser
from tests.leaks.hands import Hands
from tests.leaks.searching import Haystack
from tests.leaks.server import Site, serve
from tests.leaks.situation import Trial, make_trial
from tests.leaks.situations import SITUATIONS
from tests.leaks.statistics import upper_bound

MODULES = Path(__file__).with_name("node_modules")
SINK = "https://sink.invalid"
# These are about our own programs.
OURS = frozenset({"host-killed", "host-aborted", "worker-stopped", "view-source", "look-alike"})
RRWEB = """() => {
  window.told = [];
  rrweb.record({ emit: event => told.push(event) });
}"""
POSTHOG = """sink => {
  const waiting = window.posthog = [];
  waiting._i = [["phc_local", {
    api_host: sink,
    disable_compression: true,
    // A browser that a program drives is left out otherwise.
    opt_out_useragent_filter: true,
  }, "posthog"]];
  waiting.__SV = 1;
}"""
# What its own server would say for a project that records sessions.
ANSWER = {
    "sessionRecording": {"endpoint": "/s/"},
    "autocapture_opt_out": False,
    "capturePerformance": False,
    "supportedCompression": [],
    "hasFeatureFlags": False,
    "featureFlags": {},
    "flags": {},
    "isAuthenticated": False,
    "toolbarParams": {},
    "heatmaps": False,
    "surveys": False,
    "siteApps": [],
}
RECORDERS = ("rrweb", "posthog-js")


def version_of(package: str) -> str:
    """Return the version of a recorder."""
    return str(json.loads((MODULES / package / "package.json").read_text())["version"])


def measure(playwright: Playwright, out: Path) -> dict[str, Any]:
    """Play every situation once with the other recorders in the page."""
    situations = [s for s in SITUATIONS if s.name not in OURS and s.origin == "site"]
    rows: dict[str, Any] = {}
    with serve() as site, _browser(playwright, out) as context:
        for name in RECORDERS:
            trials = [make_trial(s, number, 100, name) for number, s in enumerate(situations)]
            told = {trial.code: _play(context, site, trial, name) for trial in trials}
            rows[name] = _judge(name, trials, told)
    return rows


def _judge(name: str, trials: list[Trial], told: dict[str, bytes]) -> dict[str, Any]:
    haystack = Haystack({trial.code: trial.texts for trial in trials})
    played = [trial for trial in trials if not trial.failure and told[trial.code]]
    leaking = {
        trial.situation.name
        for trial in played
        if any(hit.owner == trial.code for hit in haystack.search(told[trial.code], name))
    }
    return {
        "version": version_of(name),
        "trials": len(played),
        "leaks": len(leaking),
        "share": round(len(leaking) / max(1, len(played)), 4),
        "upper_bound_95": round(upper_bound(len(leaking), len(played)), 4),
        "bytes": sum(len(data) for data in told.values()),
        "situations": sorted(leaking),
    }


@contextlib.contextmanager
def _browser(playwright: Playwright, out: Path) -> Iterator[BrowserContext]:
    profile = out / "profile"
    # The port of a browser that was killed is not that of this one.
    shutil.rmtree(profile, ignore_errors=True)
    browser = start_plain_browser(profile, headless=True)
    try:
        yield playwright.chromium.connect_over_cdp(browser.address).contexts[0]
    finally:
        browser.kill()


def _play(context: BrowserContext, site: Site, trial: Trial, name: str) -> bytes:
    page = context.new_page()
    page.set_default_timeout(10_000)
    sent: list[bytes] = []
    page.route(f"{SINK}/**", lambda route: _answer(route, sent))
    try:
        page.goto(site.address(trial))
        _begin(page, name)
        hands = Hands(None, site, trial, page)  # type: ignore[arg-type]
        trial.situation.do(hands)
        if hands.has("#keep"):
            hands.press("#keep")
        page.wait_for_timeout(300)
        if name == "rrweb":
            return str(page.evaluate("JSON.stringify(told)")).encode()
        # It sends what it has every few seconds.
        page.wait_for_timeout(2500)
    except Exception as error:  # noqa: BLE001 - one trial must not end the others
        trial.failure = str(error).splitlines()[0][:200]
        return b""
    finally:
        page.close()
    return b"\n".join(sent)


def _answer(route: Route, sent: list[bytes]) -> None:
    request = route.request
    sent.append(request.url.encode() + b"\n" + (request.post_data_buffer or b""))
    headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
    route.fulfill(status=200, headers=headers, json=ANSWER)


def _begin(page: Page, name: str) -> None:
    if name == "rrweb":
        page.add_script_tag(path=MODULES / "rrweb" / "dist" / "rrweb.min.js")
        page.evaluate(RRWEB)
        return
    page.evaluate(POSTHOG, SINK)
    page.add_script_tag(path=MODULES / "posthog-js" / "dist" / "array.full.no-external.js")
    page.wait_for_timeout(300)
