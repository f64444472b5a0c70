"""Pictures in Firefox: everything that could be data is painted, and doubt means no picture."""

from __future__ import annotations

import base64
import io

from PIL import Image

from tests.e2e.recording import controls, of_kind
from tests.e2e.test_screenshots import magenta
from tests.e2e_firefox.hands import FirefoxHands
from tests.e2e_firefox.recording import recording


def seen(run) -> bytes:
    """Return what the person sees of the page."""
    return base64.b64decode(run.driver.call("WebDriver:TakeScreenshot", full=False))


def test_nothing_secret_is_left_unpainted(tmp_path, pages):
    """Text, fields, pictures, canvas, shadow roots, frames, generated text: all painted."""
    with recording(tmp_path / "store", pages.pattern) as run:
        hands = FirefoxHands(run.driver)
        run.open(f"{pages.origin}/secrets.html")
        assert magenta(seen(run)) > 5000, "the test would not see a leak"
        hands.press("#field")
        hands.type("Jane Doe 0151 2345678")
        hands.press("#area")
        hands.type("Jane Doe")
        hands.press("#keep")
        box = hands.spot("#keep")
        hands.rest(2.6)
        hands.press("#keep")
        hands.rest(2.6)
        run.finish()
        pictures = run.pictures()
    assert len(pictures) >= 2
    for event, data in pictures:
        assert magenta(data) == 0
        assert event["masks"] > 10
        assert Image.open(io.BytesIO(data)).size == (event["width"], event["height"])
    label = Image.open(io.BytesIO(pictures[-1][1])).convert("L")
    scale = pictures[-1][0]["scale"]
    left, top = int(box["x"] * scale) + 4, int(box["y"] * scale) + 4
    right, bottom = (
        int((box["x"] + box["width"]) * scale) - 4,
        int((box["y"] + box["height"]) * scale) - 4,
    )
    darkest, lightest = label.crop((left, top, right, bottom)).getextrema()
    assert lightest - darkest > 100, "the known label is not readable"


def test_a_page_that_shadows_properties_of_its_document(tmp_path, pages):
    """Elements named body or childNodes hide nothing from the masks, nor does a place beside body."""
    with recording(tmp_path / "store", pages.pattern) as run:
        hands = FirefoxHands(run.driver)
        run.open(f"{pages.origin}/clobbered.html")
        assert magenta(seen(run)) > 500, "the test would not see a leak"
        hands.press("#keep")
        hands.rest(3)
        events = run.finish()
        pictures = run.pictures()
    assert len(of_kind(events, "click")) == 1
    assert pictures
    assert [magenta(data) for _, data in pictures] == [0] * len(pictures)


def test_no_picture_with_a_password_field(tmp_path, pages):
    """Neither while it is hidden by dots nor after the page shows it; once it is gone there is."""
    with recording(tmp_path / "store", pages.pattern) as run:
        hands = FirefoxHands(run.driver)
        run.open(f"{pages.origin}/password.html")
        hands.press("#password")
        hands.type("ZQ00KPASSWORD")
        for spot in ("#other", "#reveal", "#hide"):
            hands.press(spot)
            hands.rest(2.7)
        events = run.finish()
        pictures = run.pictures()
    reasons = [drop["reason"] for drop in controls(events, "screenshot-dropped")]
    assert reasons.count("secret-visible") >= 2
    hide = next(e["seq"] for e in events if e.get("target", {}).get("name") == "Hide")
    assert [event["trigger"] for event, _ in pictures] == [hide]


def test_no_picture_with_the_browsers_own_bubble(tmp_path, pages):
    """A bubble about a wrong entry repeats what was typed and is nowhere in the page."""
    with recording(tmp_path / "store", pages.pattern) as run:
        hands = FirefoxHands(run.driver)
        run.open(f"{pages.origin}/invalid.html")
        hands.rest(2.5)
        hands.press("#mail", at=20)
        hands.type("ZQ00KNAME Jane")
        hands.keys("Tab", "Enter")
        hands.rest(3)
        events = run.finish()
        pictures = run.pictures()
    sent = next(e["seq"] for e in of_kind(events, "click") if e["target"]["name"] == "Send")
    assert sent not in [event["trigger"] for event, _ in pictures]
