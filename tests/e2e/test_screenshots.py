"""Pictures: only what is known to be harmless is left unpainted, and doubt means no picture."""

from __future__ import annotations

import io
import itertools
import json

import pytest
from PIL import Image

from tests.e2e.recording import controls, of_kind, recording


def magenta(data: bytes) -> int:
    """Count pixels of the colour that every secret on the test page has."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    return sum(
        count
        for count, (r, g, b) in picture.getcolors(maxcolors=2**24)
        if r > 150 and b > 150 and g < 110
    )


@pytest.mark.parametrize("scale", [1, 2])
def test_nothing_secret_is_left_unpainted(playwright, tmp_path, pages, scale):
    """Text, fields, pictures, canvas, shadow roots, frames, generated text: all painted."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/secrets.html")
        if scale != 1:
            session = run.context.new_cdp_session(page)
            session.send(
                "Emulation.setDeviceMetricsOverride",
                {"width": 900, "height": 700, "deviceScaleFactor": scale, "mobile": False},
            )
        unmasked = page.screenshot()
        assert magenta(unmasked) > 5000, "the test would not see a leak"
        page.click("#field")
        page.keyboard.type("Jane Doe 0151 2345678")
        page.click("#area")
        page.keyboard.type("Jane Doe")
        for number in range(3):
            page.click("#keep")
            page.wait_for_timeout(2600)
            run.wait_for_pictures(3 + number)
        run.finish()
        pictures = run.pictures()
    assert len(pictures) >= 2
    for event, data in pictures:
        assert magenta(data) == 0
        assert event["width"] <= 1280
        assert event["masks"] > 10
        assert Image.open(io.BytesIO(data)).size == (event["width"], event["height"])


def test_a_page_that_shadows_properties_of_its_document(playwright, tmp_path, pages):
    """Elements named body or childNodes hide nothing from the masks, nor does a place beside body."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/clobbered.html")
        assert magenta(page.screenshot()) > 500, "the test would not see a leak"
        page.click("#keep")
        run.wait_for_pictures(1, least=1)
        events = run.finish()
        pictures = run.pictures()
    assert len(of_kind(events, "click")) == 1
    assert pictures
    assert [magenta(data) for _, data in pictures] == [0] * len(pictures)


def test_known_controls_stay_visible(playwright, tmp_path, pages):
    """The button's label is not painted: otherwise the picture would teach nothing."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/secrets.html")
        box = page.locator("#keep").bounding_box()
        page.click("#keep")
        run.wait_for_pictures(1, least=1)
        run.finish()
        [(_, data), *_] = run.pictures()
    assert box is not None
    part = Image.open(io.BytesIO(data)).convert("L")
    inside = part.crop((int(box["x"]) + 4, int(box["y"]) + 4, int(box["x"] + box["width"]) - 4, 26))
    darkest, lightest = inside.getextrema()
    assert lightest - darkest > 100, "the label is not readable"


def test_no_picture_with_a_password_field(playwright, tmp_path, pages):
    """Neither while it is hidden by dots nor after the page shows it; once it is gone there is."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/password.html")
        page.click("#password")
        page.keyboard.type("ZQ00KPASSWORD")
        page.click("#other")
        page.wait_for_timeout(2600)
        page.click("#reveal")
        page.wait_for_timeout(2600)
        run.wait_for_pictures(3)
        page.click("#hide")
        run.wait_for_pictures(4)
        events = run.finish()
        pictures = run.pictures()
    reasons = [drop["reason"] for drop in controls(events, "screenshot-dropped")]
    assert reasons.count("secret-visible") >= 2
    hide = next(e["seq"] for e in events if e.get("target", {}).get("name") == "Hide")
    assert [event["trigger"] for event, _ in pictures] == [hide]
    assert "ZQ00K" not in json.dumps(events)


@pytest.mark.parametrize(("field", "button"), [("#mail", "Send"), ("#host", "Send it")])
def test_no_picture_with_the_browsers_own_bubble(playwright, tmp_path, pages, field, button):
    """A bubble about a wrong entry repeats what was typed and is nowhere in the page."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/invalid.html")
        page.wait_for_timeout(2500)
        run.wait_for_pictures()
        box = page.locator(field).bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 20, box["y"] + 10)
        page.keyboard.type("ZQ00KNAME Jane")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # the button next to the field
        page.wait_for_timeout(3000)
        run.wait_for_pictures(2)
        page.click("#other")
        run.wait_for_pictures(3)
        events = run.finish()
        pictures = [event["trigger"] for event, _ in run.pictures()]
    asked = [e["seq"] for e in of_kind(events, "click") if e["target"]["name"] in (button, "Other")]
    assert len(asked) == 2
    drops = {d["trigger"]: d["reason"] for d in controls(events, "screenshot-dropped")}
    assert [drops.get(seq) for seq in asked] == ["native-popup-open"] * 2
    assert not set(asked) & set(pictures)


def test_no_picture_while_zoomed_in(playwright, tmp_path, pages):
    """Enlarged by two fingers the page is elsewhere than its boxes say; afterwards it is not."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/buttons.html")
        page.wait_for_timeout(2500)
        session = run.context.new_cdp_session(page)
        session.send("Emulation.setPageScaleFactor", {"pageScaleFactor": 2})
        page.mouse.click(100, 100)
        page.wait_for_timeout(3000)
        run.wait_for_pictures(1)
        session.send("Emulation.setPageScaleFactor", {"pageScaleFactor": 1})
        page.mouse.click(200, 200)
        run.wait_for_pictures(2)
        events = run.finish()
        pictures = [event["trigger"] for event, _ in run.pictures()]
    zoomed, plain = (event["seq"] for event in of_kind(events, "click"))
    drops = {d["trigger"]: d["reason"] for d in controls(events, "screenshot-dropped")}
    assert drops.get(zoomed) == "zoomed-in"
    assert plain in pictures


@pytest.mark.parametrize("name", ["moving", "animated"])
def test_a_page_that_never_stands_still(playwright, tmp_path, pages, name):
    """What moves cannot be painted reliably, so there is no picture and the reason is told."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/{name}.html")
        page.click("#go")
        page.wait_for_timeout(6000)
        run.wait_for_pictures(1)
        events = run.finish()
        pictures = run.pictures()
    assert pictures == []
    reasons = {drop["reason"] for drop in controls(events, "screenshot-dropped")}
    assert reasons <= {"page-unstable", "page-changed", "rate"}
    assert "page-unstable" in reasons or "page-changed" in reasons


def test_every_trigger_has_a_picture_or_a_reason(playwright, tmp_path, pages):
    """At speed most pictures are dropped, and each one says so; never more than one in 2 s."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/buttons.html")
        for number in range(20):
            page.mouse.click(20 + 10 * number, 50)
            page.wait_for_timeout(150)
        run.wait_for_pictures(20)
        events = run.finish()
        pictures = [event for event, _ in run.pictures()]
    triggers = {e["seq"] for e in events if e["kind"] in ("click", "navigation")}
    told = [event["trigger"] for event in pictures]
    told += [drop["trigger"] for drop in controls(events, "screenshot-dropped")]
    assert sorted(told) == sorted(triggers)
    times = [event["frame_ms"] for event in pictures]
    assert all(later - earlier >= 1500 for earlier, later in itertools.pairwise(times))


def test_a_picture_is_of_the_tab_it_says(playwright, tmp_path, pages):
    """Switching tabs at once after a press leaves no picture of the other tab."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        first = run.open(f"{pages.origin}/buttons.html")
        first.wait_for_timeout(2500)
        second = run.open(f"{pages.origin}/secrets.html")
        for _ in range(4):
            first.bring_to_front()
            first.mouse.click(50, 50)
            second.bring_to_front()
            second.wait_for_timeout(2300)
        run.wait_for_pictures(4)
        run.finish()
        pictures = run.pictures()
    assert pictures, "no picture at all proves nothing"
    for event, data in pictures:
        grey = Image.open(io.BytesIO(data)).convert("RGB").getpixel((700, 300))
        is_buttons = all(abs(channel - 0xEE) < 6 for channel in grey)
        assert is_buttons == (event["place"]["path"] == "/buttons.html")
