"""Tabs and pages in Firefox: what led where, as `e2e/test_pointer.py` says of Chromium."""

from __future__ import annotations

from tests.e2e.recording import of_kind
from tests.e2e_firefox.hands import FirefoxHands
from tests.e2e_firefox.recording import Recording, recording

OPEN = """
const [features] = arguments;
document.getElementById('plain').onclick = () => open('buttons.html', '', features);
"""


def close_the_new_tab(run: Recording, known: list[str], back: str) -> None:
    """Let what was opened load, close it, go back to where it was opened."""
    [new] = run.wait_until(lambda: [h for h in run.driver.handles() if h not in known])
    FirefoxHands(run.driver).rest(1)
    run.driver.switch(new, show=False)
    run.driver.call("WebDriver:CloseWindow")
    run.driver.switch(back)
    FirefoxHands(run.driver).rest(0.3)


def test_tabs_and_what_led_there(tmp_path, pages):
    """Which link, form or address led to a page; of a new window Firefox does not tell where from."""
    with recording(tmp_path / "store", pages.pattern) as run:
        hands = FirefoxHands(run.driver)
        run.open(f"{pages.origin}/vocabulary.html")
        here = run.driver.call("WebDriver:GetWindowHandle")
        hands.press("#next")
        hands.rest(1)
        run.driver.call("WebDriver:Back")
        hands.rest(0.8)
        known = run.driver.handles()
        hands.press("#next", held=("Control",))
        close_the_new_tab(run, known, here)
        for features in ("", "width=400"):
            run.driver.script(OPEN, features)
            hands.press("#plain")
            close_the_new_tab(run, known, here)
        run.open(f"{pages.origin}/brief.html")
        hands.go(f"{pages.other_origin}/buttons.html")
        hands.rest(0.3)
        run.driver.call("WebDriver:CloseWindow")
        run.driver.switch(here)
        events = run.finish()
    steps = [
        (e["cause"], e["via"], e["place"]["path"])
        for e in of_kind(events, "navigation")
        if e["cause"] != "tab-switch"
    ]
    assert steps == [
        ("load", "unknown", "/vocabulary.html"),
        ("load", "link", "/buttons.html"),
        ("back-forward", "unknown", "/vocabulary.html"),
        ("load", "link", "/buttons.html"),
        ("load", "control", "/buttons.html"),
        ("load", "unknown", "/buttons.html"),
        ("load", "unknown", "/brief.html"),
    ]
    tabs = of_kind(events, "tab")
    assert [(e["change"], e["place"]["path"]) for e in tabs] == [
        ("opened", "/vocabulary.html"),
        *[("opened", "/buttons.html"), ("closed", "/buttons.html")] * 3,
        ("opened", "/brief.html"),
    ]
    first = tabs[0]["place"]["tab"]
    assert [e["opener"] for e in tabs] == [None, first, None, first, None, None, None, None]
