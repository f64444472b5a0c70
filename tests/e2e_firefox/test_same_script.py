"""The same work in Firefox and in Chromium: the same episodes, but for what `script.py` names."""

from __future__ import annotations

import difflib
import json

import pytest

from tests.e2e.recording import of_kind
from tests.e2e.recording import recording as chromium_recording
from tests.e2e_firefox.hands import ChromiumHands, FirefoxHands, give_keyboard
from tests.e2e_firefox.recording import recording
from tests.e2e_firefox.script import (
    KINDS,
    PASTE_TARGET,
    SECRETS,
    click_beside_the_list,
    episodes,
    walk_native_lists,
    work,
)


@pytest.fixture(scope="module")
def both(playwright, tmp_path_factory, pages, display):
    """Let the person work in both browsers, one after the other; return what was recorded."""
    root = tmp_path_factory.mktemp("both")
    begin = f"{pages.origin}/brief.html"
    found = {"firefox": [], "chromium": []}
    for headless in (True, False):
        store = root / ("plain" if headless else "screen")
        with recording(store / "firefox", pages.pattern, headless=headless) as run:
            run.open(begin)
            _work(FirefoxHands(run.driver), pages, "firefox", headless=headless)
            found["firefox"] += run.finish()
        options = {"headless": headless}
        with chromium_recording(playwright, store / "chromium", pages.pattern, **options) as run:
            _work(ChromiumHands(run.open(begin)), pages, "chromium", headless=headless)
            found["chromium"] += run.finish()
    return found


def _work(hands, pages, name, *, headless):
    if headless:
        work(hands, pages.origin)
    else:
        give_keyboard(name)
        walk_native_lists(hands, pages.origin)
        click_beside_the_list(hands, pages.origin, pages.other_origin)


def test_the_same_episodes(both, record_property):
    """Kind by kind the same records in the same order, in everything that is told of them."""
    firefox, chromium = (episodes(both[name]) for name in ("firefox", "chromium"))
    for name, events in both.items():
        start = next(event for event in events if event.get("what") == "session-start")
        record_property(f"{name} version", start["browser"])
    record_property("episodes", {kind: len(told) for kind, told in chromium.items() if told})
    differences = [
        line
        for kind in KINDS
        for line in difflib.ndiff(_lines(chromium[kind]), _lines(firefox[kind]))
        if line[0] in "+-"
    ]
    record_property("differences", differences)
    print(*differences, sep="\n")  # pytest shortens what it compares
    assert [line for line in differences if PASTE_TARGET not in line] == []
    assert len(differences) <= 2
    assert sum(map(len, firefox.values())) > 100


def _lines(told):
    return [json.dumps(each) for each in told]


def test_nothing_typed_is_in_either(both):
    """The secrets of the script, in whatever record."""
    for events in both.values():
        assert of_kind(events, "text-entry")
        text = json.dumps(events)
        assert not [secret for secret in SECRETS if len(secret) > 5 and secret in text]


def test_no_fault_of_ours_in_either(both):
    """Handlers that failed are counted by every page; here there are none."""
    for events in both.values():
        pages = of_kind(events, "coverage")
        assert pages
        assert [page["errors"] for page in pages if page["errors"]] == []
        assert {page["unreached_roots"] for page in pages} == {0}
