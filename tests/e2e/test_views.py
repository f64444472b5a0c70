"""Which picture shows what the person saw when a step began."""

from __future__ import annotations

import pytest

from tests.e2e.recording import of_kind, recording

STATES = 7  # what was loaded, and what each of six clicks came to
REST_MS = 3500  # a picture is taken at most every two seconds, and then the page has to stand still


def work(playwright, store, pages):
    """Click with and without changes of the page in between."""
    with recording(playwright, store, pages.pattern) as run:
        page = run.open(f"{pages.origin}/views.html")
        page.wait_for_timeout(REST_MS)
        page.click("#plain")  # as it was loaded, but for the colour of the button
        page.wait_for_timeout(REST_MS)
        page.click("#more")  # as it was left
        page.wait_for_timeout(REST_MS)
        page.click("#more")  # with the line that the first one made
        page.click("#plain")  # at once: changed, and no picture since
        page.wait_for_timeout(REST_MS)
        page.mouse.wheel(0, 20)
        page.wait_for_timeout(500)
        page.click("#plain")  # scrolled since
        page.wait_for_timeout(REST_MS)
        page.evaluate("document.getElementById('log').append('late')")
        page.click("#plain")  # changed by itself
        page.wait_for_timeout(REST_MS)
        return run.finish()


@pytest.fixture(scope="module")
def steps(playwright, tmp_path_factory, pages):
    """Work; once more if the machine was too busy for a picture of every state."""
    for _ in range(3):
        events = work(playwright, tmp_path_factory.mktemp("views") / "store", pages)
        if len(of_kind(events, "screenshot")) >= STATES:
            break
    return events


def views(events):
    """Return for each click the picture before it."""
    found = []
    pictures = {e["seq"]: e for e in of_kind(events, "screenshot")}
    by_trigger = {e["trigger"]: e for e in of_kind(events, "step-view")}
    for click in of_kind(events, "click"):
        view = by_trigger[click["seq"]]
        assert (view["before"] is None) == (view["before_reason"] == "no-before")
        found.append(pictures.get(view["before"]))
    return found


def test_every_step_says_what_was_seen(steps):
    """A picture that still held when the person pressed, or that there is none."""
    loaded, plain, first, at_once, scrolled, late = views(steps)
    clicks = of_kind(steps, "click")
    assert loaded["trigger"] == of_kind(steps, "navigation")[0]["seq"]
    assert plain["trigger"] == clicks[0]["seq"]
    assert first["trigger"] == clicks[1]["seq"]
    assert (at_once, scrolled, late) == (None, None, None)


def test_pictures_say_what_they_are(steps):
    """The first one is from before any step; a line that was added shows as a changed layout."""
    pictures = {e["trigger"]: e for e in of_kind(steps, "screenshot")}
    clicks = of_kind(steps, "click")
    load = pictures[of_kind(steps, "navigation")[0]["seq"]]
    assert (load["relation"], load["layout_changed"]) == ("before", None)
    assert pictures[clicks[0]["seq"]]["relation"] == "after"
    assert pictures[clicks[0]["seq"]]["layout_changed"] is False
    assert pictures[clicks[1]["seq"]]["layout_changed"] is True


def test_views_have_no_pictures_of_their_own(steps):
    """Nothing is taken for a record of this kind."""
    made = {e["seq"] for e in of_kind(steps, "step-view")}
    assert not made & {e["trigger"] for e in of_kind(steps, "screenshot")}
