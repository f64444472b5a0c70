"""Clicks in a real browser: each once, with the control that was meant and no data."""

from __future__ import annotations

import json

import pytest

from tests.e2e.recording import controls, of_kind, recording
from tests.e2e.test_gates import change_policy


@pytest.fixture(scope="module")
def clicks(playwright, tmp_path_factory, pages):
    """Click everything on the page once; return what was recorded, by the order of the clicks."""
    order = [
        *("#home", "#content-link", "#save", "#aria", "#number", "#mail", "#long"),
        *("#nested", "#icon", "#label", "#name", "#submit", "#cell", "#menu-item", "#edit"),
        *("#open-host", "#closed-host", "#gone", "#clobbered", ".pick", ".edit"),
    ]
    store = tmp_path_factory.mktemp("clicks") / "store"
    with recording(playwright, store, pages.pattern) as run:
        page = run.open(f"{pages.origin}/controls.html")
        for selector in order:
            box = page.locator(selector).first.bounding_box()
            assert box is not None, selector
            # Near the left edge: inside #nested there is a field in the middle.
            page.mouse.click(box["x"] + min(6, box["width"] / 2), box["y"] + box["height"] / 2)
            page.wait_for_timeout(60)
            if selector == "#home":
                page.wait_for_load_state()
                page.wait_for_timeout(200)
        page.locator("#save").focus()
        page.keyboard.press("Enter")
        page.keyboard.press(" ")
        page.locator("#name").focus()
        page.keyboard.type("ZQ00KTYPED")
        page.keyboard.press("Enter")
        page.locator("#save").dblclick()
        page.locator("#save").click(button="right")
        page.locator("#save").click(button="middle")
        page.locator("#save").click(modifiers=["Control", "Shift"])
        page.mouse.move(20, 20)
        page.mouse.down()
        page.mouse.move(200, 200)
        page.mouse.up()
        events = run.finish()
    found = of_kind(events, "click")
    return dict(zip(order, found, strict=False)), found[len(order) :], events


def target(clicks, selector):
    return clicks[0][selector]["target"]


@pytest.mark.parametrize(
    ("selector", "role", "name"),
    [
        ("#home", "link", "Start page"),
        ("#save", "button", "Save order"),
        ("#aria", "button", "Close the panel"),
        ("#icon", "button", "Print the list"),
        ("#nested", "button", "Pay now"),
        ("#label", "generic", "I agree"),
        ("#name", "textbox", "Full name"),
        ("#submit", "button", "Send form"),
        ("#menu-item", "menuitem", "Reports"),
        ("#open-host", "button", "In open shadow"),
        ("#closed-host", "button", "In closed shadow"),
        ("#gone", "button", "Vanish"),
        ("#clobbered", "button", "Inside"),
        (".edit", "button", "Edit"),
    ],
)
def test_names_of_controls(clicks, selector, role, name):
    """The fixed wording of a control is its name."""
    assert target(clicks, selector)["role"] == role
    assert target(clicks, selector)["name"] == name
    assert target(clicks, selector)["name_withheld"] is None


@pytest.mark.parametrize(
    ("selector", "reason"),
    [
        ("#content-link", "data-role"),
        ("#number", "looks-like-data"),
        ("#mail", "looks-like-data"),
        ("#long", "too-long"),
        ("#cell", "data-role"),
        ("#edit", "no-label"),
        (".pick", "names-a-person"),
    ],
)
def test_names_that_could_be_data(clicks, selector, reason):
    """What could be somebody's data is withheld, with the reason."""
    assert target(clicks, selector)["name"] is None
    assert target(clicks, selector)["name_withheld"] == reason


NAMES = {
    "#plain": "Plain",
    "#current": None,
    "#crumb": None,
    "#entry": None,
    "#listbox": None,
    "#dialog": None,
    "#owner": None,
    "#both": "Owner",
    "#menu": "File",
    "#wrapped": "Owner",
    "#inline": "Agent",
    "#plain-label": "Full name",
    "#by-cell": None,
    ".twin": None,
    "#share": "Share",
    "#export": "Export",
}


def test_wordings_that_are_somebodys_data(playwright, tmp_path, pages):
    """What was chosen, where one is and what an entry is called are no names of controls."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/names.html")
        for selector in NAMES:
            page.locator(selector).click(force=True)
        events = run.finish()
    names = [event["target"]["name"] for event in of_kind(events, "click")]
    assert dict(zip(NAMES, names, strict=True)) == NAMES
    assert "Jane" not in json.dumps(events)


def test_a_press_that_slides_on_its_button(playwright, tmp_path, pages):
    """The browser clicks a button that is let go elsewhere on it; marking a text is no click."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/buttons.html")
        page.mouse.move(100, 100)
        page.mouse.down()
        page.mouse.move(160, 130, steps=3)
        page.mouse.up()
        page.wait_for_timeout(100)
        page.goto(f"{pages.origin}/controls.html")
        page.wait_for_timeout(300)
        box = page.locator("h1").bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 5, box["y"] + 10)
        page.mouse.down()
        page.mouse.move(box["x"] + 90, box["y"] + 10, steps=3)
        page.mouse.up()
        page.wait_for_timeout(100)
        events = run.finish()
    [click] = of_kind(events, "click")
    assert (round(click["at"]["x"]), round(click["at"]["y"])) == (100, 100)
    assert click["count"] == 1


def test_nothing_secret_is_recorded(clicks):
    """No title, query, fragment, value, placeholder, state or typed text in any record."""
    text = json.dumps(clicks[2])
    assert "ZQ00K" not in text
    assert "Jane" not in text
    assert "John" not in text


def test_places(clicks):
    """Origin and path; the document is a random number."""
    for event in of_kind(clicks[2], "click"):
        assert event["place"]["path"] == "/controls.html"
        assert event["place"]["frame"] == 0


def test_shadow_roots_are_seen_through(clicks):
    """The button inside is the target, with the way to it, also where the root is closed."""
    for mode in ("open", "closed"):
        found = target(clicks, f"#{mode}-host")
        assert found["selectors"][0] == {"by": "id", "value": f"#in-{mode}"}
        assert found["shadow_path"][0].endswith(
            "div:nth-of-type(2)" if mode == "open" else "div:nth-of-type(3)"
        )


def test_selectors_find_the_target_again(clicks, playwright, pages):
    """On a fresh page each selector finds one element, and it lies where it was clicked."""
    browser = playwright.chromium.launch(
        executable_path="/usr/lib/chromium/chromium", args=["--no-sandbox"]
    )
    page = browser.new_page(viewport={"width": 1280, "height": 713})
    page.goto(f"{pages.origin}/controls.html")
    for selector in ("#save", "#name", "#submit", ".edit", "#menu-item"):
        for choice in target(clicks, selector)["selectors"]:
            found = page.locator(choice["value"])
            assert found.count() == 1, choice
            assert found.evaluate("(e, s) => e === document.querySelector(s)", selector), choice
    browser.close()


def test_every_click_is_there_once(clicks):
    """Keys, double, right, middle and modified clicks; a drag and a typed Enter are none."""
    rest = clicks[1]
    summary = [(e["device"], e["button"], e["count"], e["modifiers"]) for e in rest]
    assert summary == [
        ("keyboard", "left", 1, []),
        ("keyboard", "left", 1, []),
        ("mouse", "left", 1, []),
        ("mouse", "left", 2, []),
        ("mouse", "right", 1, []),
        ("mouse", "middle", 1, []),
        ("mouse", "left", 1, ["ctrl", "shift"]),
    ]
    assert rest[0]["at"] is None


def test_the_session_begins_with_its_own_records(clicks):
    """First the start and the acknowledged notice, then the page."""
    first, second, third = clicks[2][:3]
    assert first["what"] == "session-start"
    assert second["what"] == "notice-acknowledged"
    assert third["kind"] == "navigation"
    assert [event["seq"] for event in clicks[2]] == list(range(1, len(clicks[2]) + 1))


def test_frames(playwright, tmp_path, pages):
    """Frames of the page and of other allowed origins are recorded, with the way to them."""
    store = tmp_path / "store"
    with recording(playwright, store, pages.pattern, f"{pages.other_origin}/*") as run:
        page = run.open(f"{pages.origin}/frames.html?other={pages.other_origin}")
        for frame in ("#same", "#srcdoc", "#other"):
            inside = page.frame_locator(frame).locator("#inside")
            inside.wait_for()
            page.wait_for_timeout(300)
            inside.click()
        events = run.finish()
    same, srcdoc, other = of_kind(events, "click")
    assert [e["target"]["frame_path"] for e in (same, srcdoc, other)] == [[0], [1], [2]]
    assert [e["place"]["frame_origin"] for e in (same, srcdoc, other)] == [
        None,
        None,
        pages.other_origin,
    ]
    assert all(e["place"]["path"] == "/frames.html" for e in (same, srcdoc, other))
    paths = [e["place"]["frame_path"] for e in (same, srcdoc, other)]
    assert paths == ["/frame.html", None, "/frame.html"]


def test_denied_frames(playwright, tmp_path, pages):
    """A denied path is not recorded as a frame either, nor what such a frame holds by itself."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        document = run.lab.policy.model_dump(mode="json") | {"version": 2}
        document["sites"][0]["deny"] = ["/frame.html"]
        change_policy(run, document)
        page = run.open(f"{pages.origin}/frames.html")
        page.frame_locator("#same").locator("#inside").wait_for()
        page.frame_locator("#same").locator("body").evaluate(
            """body => {
                const inner = document.createElement("iframe");
                inner.srcdoc = "<button id=nested type=button>Nested</button>";
                body.append(inner);
            }"""
        )
        nested = page.frame_locator("#same").frame_locator("iframe").locator("#nested")
        nested.wait_for()
        page.wait_for_timeout(500)
        nested.click()
        page.frame_locator("#same").locator("#inside").click()
        page.frame_locator("#srcdoc").locator("#inside").click()
        events = run.finish()
    [click] = of_kind(events, "click")
    assert click["target"]["frame_path"] == [1]
    assert "page-lost" not in {gap["cause"] for gap in controls(events, "gap")}


def test_frames_off_the_allowlist(playwright, tmp_path, pages):
    """A frame of another origin is not recorded, not even as a gap."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/frames.html?other={pages.other_origin}")
        inside = page.frame_locator("#other").locator("#inside")
        inside.wait_for()
        page.wait_for_timeout(300)
        inside.click()
        page.frame_locator("#same").locator("#inside").click()
        events = run.finish()
    [click] = of_kind(events, "click")
    assert click["target"]["frame_path"] == [0]
    assert pages.other_origin not in json.dumps(events)
    assert controls(events, "gap") == []


def test_routes_and_history(playwright, tmp_path, pages):
    """Loads, routes, reloads, the way back and a switch of tabs, each as what it was."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/controls.html")
        page.evaluate("route('/controls.html/orders/4711')")
        page.wait_for_timeout(100)
        page.go_back()
        page.wait_for_timeout(300)
        page.reload()
        page.wait_for_timeout(300)
        second = run.open(f"{pages.origin}/buttons.html")
        page.bring_to_front()
        page.wait_for_timeout(300)
        second.bring_to_front()
        second.wait_for_timeout(300)
        events = run.finish()
    steps = [(e["cause"], e["place"]["path"]) for e in of_kind(events, "navigation")]
    assert steps == [
        ("load", "/controls.html"),
        ("route", "/controls.html/orders/{}"),
        ("back-forward", "/controls.html"),
        ("reload", "/controls.html"),
        ("load", "/buttons.html"),
        ("tab-switch", "/controls.html"),
        ("tab-switch", "/buttons.html"),
    ]


def test_pages_that_close_at_once(playwright, tmp_path, pages):
    """A page that lives for a moment was there all the same, and is recorded each time."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/buttons.html")
        for number in range(12):
            page.evaluate("url => { window.open(url, '_blank') }", f"{pages.origin}/brief.html")
            page.wait_for_function("number => window.seen > number", arg=number)
            page.wait_for_timeout(200)
        events = run.finish()
    brief = [e for e in of_kind(events, "navigation") if e["place"]["path"] == "/brief.html"]
    assert len(brief) == 12
    assert controls(events, "gap") == []
