"""Scrolls, drags, marks, dialogs, files, tabs and the window in a real browser."""

from __future__ import annotations

import json

import pytest

from tests.e2e.recording import of_kind, recording


def middle(page, selector):
    page.locator(selector).scroll_into_view_if_needed()
    box = page.locator(selector).bounding_box()
    assert box is not None, selector
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def draw(page, start, end, steps=6):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=steps)
    page.mouse.up()
    page.wait_for_timeout(150)


def scroll(page):
    """Scroll the page and a box; what a script scrolls is nobody's action."""
    page.mouse.move(600, 300)
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(600)
    page.keyboard.press("End")
    page.wait_for_timeout(1200)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(600)
    page.mouse.move(*middle(page, "#box"))
    page.wait_for_timeout(600)
    page.mouse.wheel(0, 120)
    page.wait_for_timeout(100)
    page.mouse.wheel(0, 120)
    page.wait_for_timeout(700)
    # What is too long for its field moves on in it, and back once the field is left.
    page.click("#subject")
    page.keyboard.type("longer than what its field has room for, by far")
    page.mouse.move(*middle(page, "#mail"))
    page.mouse.down()
    page.wait_for_timeout(150)
    page.mouse.up()
    page.wait_for_timeout(500)


def drag(page):
    """Draw a slider, on a canvas, with the browser's drag and drop, and along a text."""
    x, y = middle(page, "#thumb")
    draw(page, (x, y), (x + 90, y))
    x, y = middle(page, "#canvas")
    draw(page, (x - 60, y), (x + 60, y))
    draw(page, middle(page, "#one"), middle(page, "#two"))
    draw(page, middle(page, "#one"), middle(page, "#refuses"))
    page.wait_for_timeout(300)
    page.evaluate("scrollTo(0, 0)")
    box = page.locator("#prose").bounding_box()
    draw(page, (box["x"] + 3, box["y"] + 8), (box["x"] + 150, box["y"] + 8))


def open_dialogs(page):
    """Open both sorts, close them by a button and by Escape; one opens by itself."""
    page.locator("#open").click()
    page.wait_for_timeout(400)
    page.locator("#close").click()
    page.wait_for_timeout(400)
    page.locator("#open").click()
    page.wait_for_timeout(400)
    page.keyboard.press("Escape")
    page.wait_for_timeout(1500)
    page.evaluate("dialog.show()")
    page.wait_for_timeout(1500)
    page.evaluate("dialog.close()")
    page.wait_for_timeout(1500)
    page.locator("#drawn-open").click()
    page.wait_for_timeout(400)
    page.locator("#done").click()
    page.wait_for_timeout(400)


def give_files(page, folder):
    """Choose two files and drop one."""
    for name in ("ZQ00KFILE.txt", "ZQ00KOTHER.txt"):
        (folder / name).write_text("ZQ00K")
    session = page.context.new_cdp_session(page)
    document = session.send("DOM.getDocument")["root"]["nodeId"]
    field = session.send("DOM.querySelector", {"nodeId": document, "selector": "#file"})
    both = [str(folder / name) for name in ("ZQ00KFILE.txt", "ZQ00KOTHER.txt")]
    # What the browser does when its chooser is closed; Playwright's own way is a script's.
    session.send("DOM.setFileInputFiles", {"nodeId": field["nodeId"], "files": both})
    page.wait_for_timeout(200)
    x, y = middle(page, "#files")
    data = {
        "items": [],
        "files": [str(folder / "ZQ00KFILE.txt")],
        "dragOperationsMask": 1,
    }
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": x, "y": y, "data": data})
    page.wait_for_timeout(200)


def resize(page):
    """Make the window larger, then enlarge what it shows."""
    session = page.context.new_cdp_session(page)
    page.set_viewport_size({"width": 1100, "height": 720})
    page.wait_for_timeout(700)
    metrics = {"width": 550, "height": 360, "deviceScaleFactor": 2, "mobile": False}
    session.send("Emulation.setDeviceMetricsOverride", metrics)
    page.wait_for_timeout(700)


@pytest.fixture(scope="module")
def work(playwright, tmp_path_factory, pages):
    """Work with the mouse; return the records."""
    folder = tmp_path_factory.mktemp("pointer")
    with recording(playwright, folder / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/vocabulary.html")
        page.set_viewport_size({"width": 1000, "height": 700})
        page.wait_for_timeout(600)
        scroll(page)
        drag(page)
        open_dialogs(page)
        give_files(page, folder)
        resize(page)
        return run.finish()


def test_scrolls(work):
    """Each gesture once, with what was scrolled, from where to where and by what; never a field."""
    found = of_kind(work, "scroll")
    summary = [(e["by"], e["target"] and e["target"]["selectors"][0]["value"]) for e in found]
    assert summary == [("wheel", None), ("keyboard", None), ("wheel", "#box")]
    wheel, key, inner = found
    assert (wheel["start"]["y"], wheel["end"]["y"]) == (0, 300)
    assert key["start"]["y"] == 300
    assert key["end"]["y"] > 2000
    assert (inner["start"]["y"], inner["end"]["y"]) == (0, 240)


def test_drags(work):
    """A slider, a canvas, and drag and drop, taken and not; none of them is a click."""
    found = [
        (
            e["by"],
            e["source"]["selectors"][0]["value"],
            e["target"]["selectors"][0]["value"],
            e["dropped"],
        )
        for e in of_kind(work, "drag")
    ]
    assert [(by, source, dropped) for by, source, _, dropped in found] == [
        ("pointer", "#thumb", None),
        ("pointer", "#canvas", None),
        ("browser", "#one", True),
        ("browser", "#one", False),
    ]
    assert [target for *_, target, _ in found][1:] == ["#canvas", "#two", "#refuses"]
    slider = of_kind(work, "drag")[0]
    assert round(slider["end"]["x"] - slider["start"]["x"]) == 90
    clicked = {e["target"]["selectors"][0]["value"] for e in of_kind(work, "click")}
    assert not clicked & {"#thumb", "#canvas", "#one", "#two", "#prose"}


def test_marked_text(work):
    """A text that is marked with the mouse is marked, neither dragged nor clicked."""
    [selection] = of_kind(work, "selection")
    assert selection["by"] == "pointer"
    assert selection["target"]["selectors"][0]["value"] == "#prose"
    assert selection["target"]["name"] is None


def test_dialogs(work):
    """Opened and closed, by whom, and whether the page behind is out of reach."""
    found = [
        (e["change"], e["by"], e["modal"], e["target"]["selectors"][0]["value"])
        for e in of_kind(work, "dialog")
    ]
    assert found == [
        ("opened", "pointer", True, "#dialog"),
        ("closed", "pointer", True, "#dialog"),
        ("opened", "pointer", True, "#dialog"),
        ("closed", "keyboard", True, "#dialog"),
        ("opened", "script", False, "#dialog"),
        ("closed", "script", False, "#dialog"),
        ("opened", "pointer", True, "#drawn"),
        ("closed", "pointer", True, "#drawn"),
    ]


def test_files(work):
    """How many, never which."""
    found = [(e["by"], e["files"], e["target"]["tag"]) for e in of_kind(work, "file")]
    assert found == [("chooser", "2-3", "input"), ("drop", "1", "div")]


def test_the_window(work):
    """Its size and its zoom, once each, after it came to rest."""
    found = [
        (e["change"], e["viewport"]["width"], e["viewport"]["pixel_ratio"])
        for e in of_kind(work, "window")
        if e["change"] in ("resize", "zoom")
    ]
    assert found == [("resize", 1000, 1), ("resize", 1100, 1), ("zoom", 550, 2)]


def test_the_way_of_the_pointer(work):
    """On the grid, few points, ending where the press is."""
    ways = of_kind(work, "path")
    assert ways
    for way in ways:
        assert all(point["x"] % 8 == 0 and point["y"] % 8 == 0 for point in way["points"])
        assert 2 <= len(way["points"]) < 20


def test_nothing_secret(work):
    """No file name, no text."""
    assert "ZQ00K" not in json.dumps(work)


def test_tabs_and_what_led_there(playwright, tmp_path, pages):
    """Which link, form or address led to a page; tabs opened from others, and closed."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/vocabulary.html")
        page.locator("#next").click()
        page.wait_for_load_state()
        page.wait_for_timeout(400)
        page.go_back()
        page.wait_for_timeout(400)
        with page.context.expect_page() as opened:
            page.locator("#next").click(modifiers=["Control"])
        opened.value.wait_for_load_state()
        opened.value.wait_for_timeout(500)
        opened.value.close()
        page.wait_for_timeout(300)
        # A window of its own, which begins empty.
        page.evaluate("() => { plain.onclick = () => open('buttons.html', '', 'width=400'); }")
        with page.context.expect_page() as opened:
            page.locator("#plain").click()
        opened.value.wait_for_timeout(900)
        opened.value.close()
        page.wait_for_timeout(300)
        # A tab that has gone to a page that is not recorded closes without a word.
        other = run.open(f"{pages.origin}/brief.html")
        other.goto(f"{pages.other_origin}/buttons.html")
        other.wait_for_timeout(300)
        other.close()
        page.wait_for_timeout(300)
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
        ("load", "unknown", "/brief.html"),
    ]
    tabs = of_kind(events, "tab")
    assert [(e["change"], e["place"]["path"]) for e in tabs] == [
        ("opened", "/vocabulary.html"),
        ("opened", "/buttons.html"),
        ("closed", "/buttons.html"),
        ("opened", "/buttons.html"),
        ("closed", "/buttons.html"),
        ("opened", "/brief.html"),
    ]
    first = tabs[0]["place"]["tab"]
    assert [e["opener"] for e in tabs] == [None, first, None, first, None, None]


def test_a_policy_without_the_way(playwright, tmp_path, pages):
    """Where the policy does not want the pointer's way, none is recorded."""
    from tests.e2e.test_gates import change_policy

    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        document = run.lab.policy.model_dump(mode="json") | {"version": 2, "pointer_path": False}
        change_policy(run, document)
        page = run.open(f"{pages.origin}/vocabulary.html")
        page.mouse.move(10, 10)
        page.mouse.move(400, 300, steps=20)
        page.locator("#plain").click()
        page.wait_for_timeout(1200)
        events = run.finish()
    assert of_kind(events, "click")
    assert of_kind(events, "path") == []
