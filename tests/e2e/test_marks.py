"""Pages that say they must not be recorded, and denied paths: nothing of them is left."""

from __future__ import annotations

import datetime
import json
import time

import pytest

from native_host.lab.setup import write_policy
from native_host.policy import parse_policy
from tests.e2e.recording import controls, of_kind, recording
from tests.e2e.test_gates import policy_version, reload_policies, title, wait_for_state
from tests.native_host.making import policy_document, site

MARK = "document.querySelector('workglass-mark') !== null"


def denying(playwright, tmp_path, pages, path):
    """Run a lab whose policy denies a path of its site."""
    document = policy_document(sites=[site(pages.pattern, deny=[path])])
    (tmp_path / "policy.json").write_text(json.dumps(document))
    return recording(playwright, tmp_path / "store", policy=tmp_path / "policy.json")


def press(page, selector):
    box = page.locator(selector).bounding_box()
    page.mouse.click(box["x"] + 15, box["y"] + 15)


def test_a_page_that_marks_itself(playwright, tmp_path, pages):
    """Neither it nor what is framed in it is recorded, nor a picture taken, and the icon says so."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        before = run.open(f"{pages.origin}/buttons.html")
        before.mouse.click(40, 40)
        page = run.open(f"{pages.origin}/marked.html")
        page.wait_for_timeout(500)
        press(page, "#press")
        press(page, "iframe")
        page.keyboard.press("Escape")
        page.wait_for_timeout(2500)
        said = run.worker().evaluate(
            "chrome.tabs.query({active: true}).then(([tab]) => chrome.action.getTitle({tabId: tab.id}))"
        )
        page.goto(f"{pages.origin}/buttons.html")
        page.wait_for_timeout(500)
        page.mouse.click(60, 60)
        events = run.finish()
    paths = {event["place"]["path"] for event in events if "place" in event}
    assert paths == {"/buttons.html"}
    assert "says that it must not be" in said
    assert [round(c["at"]["x"]) for c in of_kind(events, "click")] == [40, 60]
    assert "ZQ00K" not in json.dumps(events)
    assert controls(events, "gap") == []


def test_a_page_that_marks_itself_later(playwright, tmp_path, pages):
    """An application can set and take away the mark on its root as it shows other things."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/controls.html")
        page.click("#save")
        page.evaluate("document.documentElement.dataset.workglass = 'deny'")
        page.click("#aria")
        page.click("#icon")
        page.wait_for_timeout(2500)
        events = run.finish()
    assert [c["target"]["name"] for c in of_kind(events, "click")] == ["Save order"]
    assert controls(events, "gap") == []


def test_what_is_begun_in_a_denied_path_is_not_finished_elsewhere(playwright, tmp_path, pages):
    """A text, a scroll and a count begun there leave nothing when the route leads back."""
    with denying(playwright, tmp_path, pages, "/controls.html/hr/*") as run:
        page = run.open(f"{pages.origin}/controls.html")
        page.click("#save")
        page.wait_for_timeout(500)
        page.evaluate("route('/controls.html/hr/pay')")
        page.wait_for_timeout(300)
        spot = page.locator("#aria").bounding_box()
        for _ in range(60):
            page.mouse.click(spot["x"] + 5, spot["y"] + 5)
            page.keyboard.press("Escape")
        page.click("#name")
        page.keyboard.type("ZQ00KDENIED")
        page.evaluate("route('/controls.html')")
        page.wait_for_timeout(500)
        page.click("#icon")
        page.wait_for_timeout(300)
        page.goto("about:blank")
        events = run.finish()
    assert [c["target"]["name"] for c in of_kind(events, "click")] == [
        "Save order",
        "Print the list",
    ]
    assert of_kind(events, "text-entry") == []
    # Back on the page it had been on: not even that it was elsewhere.
    assert [e["cause"] for e in of_kind(events, "navigation")] == ["load"]
    handled = [event["handled"] for event in of_kind(events, "coverage")]
    assert handled, "the page told what it cost"
    assert max(handled) < 100, "what was done in the denied path was counted"
    assert controls(events, "gap") == []


def test_a_mark_before_it_is_known_that_the_page_is_recorded(playwright, tmp_path, pages):
    """A page may have set and taken away its mark before its first answer."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open("about:blank")
        run.occupy_worker(3)
        page.goto(f"{pages.origin}/controls.html")
        page.evaluate("document.documentElement.dataset.workglass = 'deny'")
        page.click("#aria")
        page.evaluate("delete document.documentElement.dataset.workglass")
        page.click("#icon")
        run.wait_until(lambda: page.evaluate(MARK))
        page.click("#save")
        events = run.finish()
    assert [c["target"]["name"] for c in of_kind(events, "click")] == ["Save order"]
    assert controls(events, "gap") == []


def test_a_denied_path_before_it_is_known_that_the_page_is_recorded(playwright, tmp_path, pages):
    """What is seen while the first answer is awaited is told where it was, or not at all."""
    with denying(playwright, tmp_path, pages, "/controls.html/hr/*") as run:
        page = run.open("about:blank")
        run.occupy_worker(3)
        page.goto(f"{pages.origin}/controls.html")
        page.click("#save")
        page.evaluate("route('/controls.html/hr/pay')")
        page.click("#aria")
        page.keyboard.press("Escape")
        page.click("#name")
        page.keyboard.type("ZQ00KDENIED")
        page.evaluate("route('/controls.html')")
        run.wait_until(lambda: page.evaluate(MARK))
        page.click("#icon")
        events = run.finish()
    assert [c["target"]["name"] for c in of_kind(events, "click")] == ["Print the list"]
    # The load had been told before it went there.
    assert [e["cause"] for e in of_kind(events, "navigation")] == ["load"]
    assert of_kind(events, "key") + of_kind(events, "text-entry") == []
    assert controls(events, "gap") == []


def test_a_frame_in_a_page_that_was_denied_meanwhile(playwright, tmp_path, pages):
    """What a frame tells late is not taken for something of the page as it is now."""
    with denying(playwright, tmp_path, pages, "/frames.html/hr/*") as run:
        page = run.open(f"{pages.origin}/frames.html")
        inside = page.frame_locator("#same").locator("#inside")
        page.wait_for_timeout(3000)  # it has told what it has seen of its frames
        run.occupy_worker(3)
        inside.click()
        page.wait_for_timeout(500)  # that is on its way, and what follows has to wait
        left = time.time() * 1000
        page.evaluate("history.pushState(null, '', '/frames.html/hr/pay')")
        inside.click()
        page.keyboard.press("Escape")
        page.evaluate("history.pushState(null, '', '/frames.html')")
        back = time.time() * 1000
        page.wait_for_timeout(4000)
        inside.click()
        run.wait_until(lambda: of_kind(run.ring(), "click")[-1]["wall_ms"] > back)
        events = run.finish()
    assert [e for e in of_kind(events, "click") if left < e["wall_ms"] < back] == []
    assert of_kind(events, "key") == []
    assert controls(events, "gap") == []


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [("schedule", "outside of the hours"), ("regions", "not in a region")],
)
def test_outside_of_hours_and_regions(playwright, tmp_path, pages, rule, sentence):
    """Nothing is recorded, the icon says why, and afterwards it goes on."""
    tomorrow = (datetime.datetime.now().astimezone() + datetime.timedelta(days=1)).isoweekday()
    closed = {
        "schedule": {"days": [tomorrow], "start": "00:00", "end": "23:59"},
        "regions": ["Antarctica/*"],
    }
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        given = run.lab.policy.model_dump(mode="json")
        page = run.open(f"{pages.origin}/buttons.html")
        page.mouse.click(20, 20)
        run.wait_until_delivered()
        roll_out(run, given | {"version": 2, rule: closed[rule]})
        run.wait_until(lambda: sentence in title(run), 30)
        page.bring_to_front()
        page.mouse.click(40, 40)
        page.wait_for_timeout(500)
        roll_out(run, given | {"version": 3})
        wait_for_state(run, "ready")
        page.bring_to_front()
        page.wait_for_timeout(500)
        page.mouse.click(60, 60)
        events = run.finish()
    assert [round(c["at"]["x"]) for c in of_kind(events, "click")] == [20, 60]


def roll_out(run, document):
    """Give browser and host a policy that may forbid to record now."""
    policy = parse_policy(json.dumps(document).encode())
    write_policy(run.store, run.lab.root, policy, run.lab.extension_id)
    reload_policies(run)
    run.wait_until(lambda: policy_version(run) == policy.version, 30)
