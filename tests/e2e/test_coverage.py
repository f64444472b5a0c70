"""What could not be recorded is on record, and no mistake of ours reaches the page."""

from __future__ import annotations

import json

import pytest

from tests.e2e.recording import controls, of_kind, recording
from tests.native_host.making import policy_document, site


def last_of_top(events):
    """Return the last coverage record of the first page."""
    found = [e for e in of_kind(events, "coverage") if e["place"]["path"] == "/coverage.html"]
    return [e for e in found if e["place"]["frame"] == 0][-1]


@pytest.fixture(scope="module")
def record(playwright, tmp_path_factory, pages):
    """Work on a page with everything in it that is hard to see, and leave it."""

    def run_with(**changes):
        root = tmp_path_factory.mktemp("coverage")
        sites = [site(pages.pattern, id="page", deny=["/buttons.html"], **changes)]
        if changes.pop("all", False):
            sites = [site(pages.pattern, id="page"), site(f"{pages.other_origin}/*", id="other")]
        (root / "policy.json").write_text(json.dumps(policy_document(sites=sites)))
        with recording(playwright, root / "store", policy=root / "policy.json") as run:
            address = f"{pages.origin}/coverage.html?other={pages.other_origin}/frame.html"
            page = run.open(address)
            page.wait_for_timeout(2500)  # every frame has had its time
            page.click("#go")
            focus = run.context.new_cdp_session(page)
            focus.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
            page.keyboard.press("Control+k")  # the page gets this one
            page.keyboard.down("Control")
            other = run.context.new_page()  # as Ctrl+T does, whose letter no page gets
            other.bring_to_front()
            page.wait_for_timeout(500)
            other.close()
            page.bring_to_front()
            page.keyboard.up("Control")
            page.wait_for_timeout(1500)
            page.goto(f"{pages.origin}/brief.html")
            page.wait_for_timeout(500)
            return run.finish()

    return run_with


def test_what_is_out_of_reach_is_told(record):
    """Frames with the reason (a sandbox keeps pages' scripts out, not ours), roots, drawn areas, editors, and what the recording cost."""
    events = record()
    found = last_of_top(events)
    assert found["left"]
    assert found["frames"] == 6
    assert {u["reason"]: u["count"] for u in found["unreached"]} == {
        "denied": 1,
        "other-origin": 1,
        "not-loaded": 1,
    }
    assert (found["open_roots"], found["closed_roots"], found["unreached_roots"]) == (1, 1, 0)
    assert (found["canvases"], found["editors"], found["plugins"]) == (1, 1, 0)
    assert found["reserved"] == 1
    assert found["handled"] > 3
    assert found["handler_p95_ms"] > 0
    assert found["errors"] == []
    assert found["dropped"] == []
    assert controls(events, "gap") == []
    changes = [e["change"] for e in of_kind(events, "window")]
    assert changes[:2] == ["blur", "focus"]


def test_frames_that_are_recorded_are_not_missing(record):
    """A frame of another origin that the policy allows is no hole."""
    found = last_of_top(record(all=True))
    reasons = {u["reason"] for u in found["unreached"]}
    assert "other-origin" not in reasons
    assert "denied" not in reasons


LAID_OVER = """
go.onpointerdown = () => {
  const frame = document.createElement("iframe");
  Object.assign(frame.style, {position: "fixed", inset: 0, width: "100%", height: "100%"});
  document.body.append(frame);
};
undefined;
"""


def test_a_press_that_is_let_go_elsewhere_is_counted(playwright, tmp_path, pages):
    """The page lays a frame under the pointer while the button is held: nobody can say what it was."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/coverage.html?other=about:blank")
        page.evaluate(LAID_OVER)
        page.hover("#go")
        page.mouse.down()
        page.wait_for_timeout(500)
        page.mouse.up()
        page.evaluate("document.body.lastElementChild.remove(), (go.onpointerdown = null)")
        page.click("#go")
        page.wait_for_timeout(500)
        page.goto(f"{pages.origin}/brief.html")
        page.wait_for_timeout(500)
        events = run.finish()
    assert [c["target"]["name"] for c in of_kind(events, "click")] == ["Go"]
    assert last_of_top(events)["dropped"] == [{"kind": "click", "count": 1}]


FAULTS = """
addEventListener("click", () => { throw new Error("ours") }, true);
new MutationObserver(() => { throw new Error("ours") }).observe(document, {subtree: true, childList: true});
setTimeout(() => { throw new Error("ours") }, 0);
requestAnimationFrame(() => { throw new Error("ours") });
"""


def test_a_mistake_of_ours_stays_with_us(playwright, tmp_path, pages):
    """Exceptions in our listeners and timers are counted; the page notices nothing."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/coverage.html?other=about:blank")
        worlds = []
        session = run.context.new_cdp_session(page)
        session.on("Runtime.executionContextCreated", lambda e: worlds.append(e["context"]))
        session.send("Runtime.enable")
        frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        [ours] = [
            world["id"]
            for world in worlds
            if world["name"] == "Workglass" and world["auxData"]["frameId"] == frame
        ]
        session.send("Runtime.evaluate", {"expression": FAULTS, "contextId": ours})
        page.click("#go")
        page.evaluate("document.body.append('x')")
        page.wait_for_timeout(500)
        assert page.evaluate("window.seen") == []
        page.goto(f"{pages.origin}/brief.html")
        page.wait_for_timeout(300)
        events = run.finish()
    caught = {e["kind"]: e["count"] for e in last_of_top(events)["errors"]}
    assert set(caught) == {"click", "observer", "timer", "frame"}
    assert len(of_kind(events, "click")) == 1, "what was to follow is still done"


def test_all_that_leaving_ends_is_told(playwright, tmp_path, pages):
    """A field that is written in and the list it has brought end at once, with the page."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        for _ in range(3):
            page = run.open(f"{pages.origin}/lists.html?slow=50")
            page.focus("#find")
            page.keyboard.press("a")
            page.wait_for_selector("#found", state="attached")
            page.wait_for_timeout(400)
            page.close()
        events = run.finish()
    visits = of_kind(events, "dropdown")
    assert [visit["closed_by"] for visit in visits] == ["page-left"] * 3
    assert len(of_kind(events, "text-entry")) == 3
    for visit, left in zip(visits, of_kind(events, "coverage"), strict=True):
        assert left["left"]
        assert left["number"] > visit["number"]


@pytest.mark.parametrize("next_page", ["unrecorded", "recorded", "blank"])
def test_last_words_are_of_the_page_that_says_them(playwright, tmp_path, pages, next_page):
    """The browser calls a page that is left a frame of the one that comes after it."""
    other = f"{pages.other_origin}/brief.html"
    address = {"unrecorded": other, "recorded": other, "blank": "about:blank"}[next_page]
    sites = [pages.pattern]
    if next_page == "recorded":
        sites.append(f"{pages.other_origin}/*")
    with recording(playwright, tmp_path / "store", *sites) as run:
        for _ in range(3):  # the first time of all the browser may be slower than the page
            page = run.open(f"{pages.origin}/outline.html")
            page.click("#who")
            page.keyboard.type("x")
            page.goto(address)
            page.wait_for_timeout(400)
            page.close()
        events = run.finish()
    left = [e for e in of_kind(events, "coverage") if e["place"]["path"] == "/outline.html"]
    left = [e for e in left if e["left"] and e["place"]["frame"] == 0]
    written = of_kind(events, "text-entry")
    for found in (left, written):
        assert len(found) == 3
        assert {e["place"]["frame"] for e in found} == {0}
        assert {e["place"]["origin"] for e in found} == {pages.origin}
    closed = [e for e in of_kind(events, "tab") if e["change"] == "closed"]
    assert len(closed) == (3 if next_page == "recorded" else 0)
    assert {e["place"]["path"] for e in closed} <= {"/brief.html"}
