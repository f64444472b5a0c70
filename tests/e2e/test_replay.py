"""A recording is good if it can be done again: from the export alone, in a fresh browser."""

from __future__ import annotations

import functools
import json
import subprocess
import sys

import pytest

from native_host.dataset.writer import write_export
from native_host.review.reading import Reader
from tests.e2e.recording import recording

STATE = "JSON.stringify(endState())"


def work(page):
    """Do some of everything that is in the page, as a person would."""
    pause = functools.partial(page.wait_for_timeout, 450)
    fill_in(page, pause)
    use_menu(page, pause)
    use_suggestions(page, pause)
    use_pointer(page, pause)
    reach_in(page, pause)
    page.click("text=Save")
    pause()


def fill_in(page, pause):
    page.click("#note")
    page.keyboard.type("Call back", delay=20)
    page.keyboard.press("Tab")
    page.keyboard.type("42", delay=20)
    page.click("text=Urgent")
    pause()
    # A native list by mouse, one by keys while it is closed.
    page.click("#colour")
    pause()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
        page.wait_for_timeout(120)
    pause()
    page.focus("#size")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(1300)


def use_menu(page, pause):
    """By mouse, by keys, cancelled."""
    page.click("#menu-button")
    pause()
    page.click("[role=menuitem] >> nth=2")
    pause()
    page.keyboard.press("Enter")
    pause()
    page.keyboard.press("ArrowDown")
    pause()
    page.keyboard.press("Enter")
    pause()
    page.click("#menu-button")
    pause()
    page.keyboard.press("Escape")
    pause()


def use_suggestions(page, pause):
    """By keys, then by mouse."""
    page.click("#city")
    page.keyboard.type("a", delay=20)
    pause()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(150)
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")
    pause()
    page.keyboard.press("Backspace")
    pause()
    page.click("[role=option] >> nth=2")
    page.wait_for_timeout(1300)


def use_pointer(page, pause):
    """A menu under the pointer, a double click, drawing, scrolling."""
    page.hover("#more")
    pause()
    page.click("#more-menu >> text=Delete")
    page.wait_for_timeout(800)
    page.click("text=Copy")
    page.wait_for_timeout(700)
    page.dblclick("text=Add")
    pause()
    thumb = page.locator("#thumb").bounding_box()
    page.mouse.move(thumb["x"] + 10, thumb["y"] + 10)
    page.mouse.down()
    page.mouse.move(thumb["x"] + 150, thumb["y"] + 12, steps=8)
    page.mouse.up()
    pause()
    page.hover("#long")
    page.mouse.wheel(0, 3000)
    pause()
    page.click("#agree")


def reach_in(page, pause):
    """Into shadow roots, open and closed, and a frame."""
    page.click("#open-host >> text=Two")
    closed = page.locator("#closed-host").bounding_box()
    page.mouse.click(closed["x"] + 15, closed["y"] + closed["height"] / 2)
    page.frame_locator("#inner").get_by_role("button").click()
    pause()


@pytest.fixture(scope="module")
def recorded(playwright, tmp_path_factory, pages):
    """Record a script; return the export and the page's own state at the end."""
    base = tmp_path_factory.mktemp("replay")
    with recording(playwright, base / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/replay.html")
        work(page)
        state = json.loads(page.evaluate(STATE))
        run.finish()
        write_export(
            base / "export",
            functools.partial(Reader(run.store, [run.key], "a test").events, "export"),
        )
    return base / "export", state


def run_replay(export, url, *options):
    """Run the command; return its exit code, report and the state of the page at the end."""
    command = [sys.executable, "-m", "native_host", "replay", str(export), "--against", url]
    done = subprocess.run(
        [*command, "--json", "--state", STATE, *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    return done.returncode, report, json.loads(report["end_state"])


def test_the_same_page_ends_in_the_same_state(recorded, pages, tmp_path):
    """Every step finds its element, and the page says that the same was done to it."""
    export, state = recorded
    texts = tmp_path / "texts.json"
    texts.write_text(json.dumps({"#note": "Call back", "Amount": "42"}), encoding="utf-8")
    code, report, end = run_replay(export, f"{pages.origin}/replay.html", "--texts", str(texts))
    lost = [step for step in report["steps"] if step["status"] not in ("found", "checked")]
    assert lost == []
    assert code == 0
    assert report["found"] > 30
    assert end == state


def test_a_changed_page_is_told(recorded, pages):
    """An id that has changed is made up for; a control that is no more is missed, and only that."""
    export, _ = recorded
    code, report, end = run_replay(export, f"{pages.origin}/replay.html?changed")
    missed = [step for step in report["steps"] if step["status"] == "missed"]
    assert len(missed) == 1
    assert missed[0]["kind"] == "click"
    assert "Copy" not in end["done"]
    assert "menu Print" in end["done"]
    assert "role+name" in {step["how"] for step in report["steps"] if step["status"] == "found"}
    assert code == (0 if report["share"] >= 0.98 else 1)
