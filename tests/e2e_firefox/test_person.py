"""The person at a Firefox: the mark, the popup with its pause, My data."""

from __future__ import annotations

import json

from tests.e2e.recording import controls, of_kind
from tests.e2e_firefox.hands import FirefoxHands
from tests.e2e_firefox.recording import Recording, recording

BUTTON = """
const found = [...document.querySelectorAll('button')].filter(b => b.innerText === arguments[0]);
return found.length === 1 && found[0].getBoundingClientRect().width > 0 ? found[0] : null;
"""


def press_in_popup(run: Recording, words: str) -> str:
    """Open the popup in a tab, press a button with the mouse; return what the popup said before."""
    here = run.driver.call("WebDriver:GetWindowHandle")
    run.driver.new_tab()
    run.driver.call("WebDriver:Navigate", url=run.address + "popup.html")
    button = run.wait_until(lambda: run.driver.script(BUTTON, words))
    said = run.driver.script("return document.getElementById('state').innerText")
    run.driver.click(next(iter(button.values())))
    FirefoxHands(run.driver).rest(0.8)
    run.driver.call("WebDriver:CloseWindow")
    run.driver.switch(here)
    return str(said)


def test_a_pause_records_nothing(tmp_path, pages):
    """Between pause and its end there is a gap and nothing else, and the page shows no mark."""
    mark = "return document.querySelector('workglass-mark') !== null"
    with recording(tmp_path / "store", pages.pattern) as run:
        hands = FirefoxHands(run.driver)
        run.open(f"{pages.origin}/controls.html")
        hands.press("#save")
        hands.rest(0.5)
        assert run.driver.script(mark)
        assert press_in_popup(run, "15 minutes") == "Recording this page."
        hands.press("#aria")
        hands.rest(0.5)
        assert not run.driver.script(mark)
        assert "paused" in press_in_popup(run, "Resume now").lower()
        hands.press("#icon")
        hands.rest(0.5)
        assert run.driver.script(mark)
        events = run.finish()
    names = [e["target"]["name"] for e in of_kind(events, "click")]
    assert names == ["Save order", "Print the list"]
    assert [gap["cause"] for gap in controls(events, "gap")] == ["paused"]


def test_my_data_shows_what_is_sealed(tmp_path, pages):
    """Record by record the same as a reviewer decrypts."""
    shown = (
        "return chrome.storage.session.get(null).then(all => Object.entries(all)"
        ".filter(([key]) => key.startsWith('ring:')).map(([, event]) => event))"
    )
    count = "return document.querySelectorAll('ol.records li').length"
    with recording(tmp_path / "store", pages.pattern) as run:
        hands = FirefoxHands(run.driver)
        run.open(f"{pages.origin}/controls.html")
        hands.press("#save")
        hands.press("#aria")
        hands.rest(3)
        run.driver.call("WebDriver:CloseWindow")
        run.driver.switch(run.driver.handles()[0])
        run.driver.new_tab()
        run.driver.call("WebDriver:Navigate", url=run.address + "mydata.html")
        run.wait_until(lambda: run.driver.script(count) >= 2)
        seen = sorted(map(json.loads, run.driver.script(shown)), key=lambda event: event["seq"])
        events = run.finish()
    numbers = {event["seq"] for event in seen}
    assert [e for e in events if e.get("seq") in numbers and e["kind"] != "host"] == seen
    assert {"click", "screenshot"} <= {event["kind"] for event in seen}
