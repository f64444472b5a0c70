"""What pictures of a site show, as the signed policy says; and texts that it names."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image

from tests.e2e.recording import controls, of_kind, recording
from tests.e2e.test_levels import SPOTS, unpainted
from tests.e2e.test_screenshots import magenta
from tests.native_host.making import policy_document, site

LEVELS = {"none": "views.html", "skeleton": "secrets.html", "fields": "levels.html"}


@pytest.fixture(scope="module")
def shown(playwright, tmp_path_factory, pages):
    """Visit a page of every level; return records and pictures."""
    root = tmp_path_factory.mktemp("pictures")
    sites = [
        site(
            f"{pages.origin}/{page}",
            id=level,
            pictures=level,
            exception="DPIA-7" if level == "fields" else None,
        )
        for level, page in LEVELS.items()
    ]
    document = policy_document(sites=sites, screenshots={"enabled": True, "min_interval_ms": 500})
    (root / "policy.json").write_text(json.dumps(document))
    with recording(playwright, root / "store", policy=root / "policy.json") as run:
        for page_name in LEVELS.values():
            page = run.open(f"{pages.origin}/{page_name}")
            page.wait_for_timeout(1500)
            if page_name == "levels.html":
                for spot in SPOTS:
                    page.click(spot)
                page.click("#save")
            else:
                page.mouse.click(5, 5)
            page.wait_for_timeout(2500)
            if page_name != LEVELS["none"]:
                run.wait_for_pictures(path=f"/{page_name}")
        return run.finish(), run.pictures()


def pictures_of(shown, level):
    path = f"/{LEVELS[level]}"
    return [(event, data) for event, data in shown[1] if event["place"]["path"] == path]


def test_no_pictures(shown):
    """Of a site without pictures there is none, and none was due."""
    events, _ = shown
    assert pictures_of(shown, "none") == []
    steps = {e["seq"] for e in events if e.get("place", {}).get("path") == "/views.html"}
    assert steps
    assert not [d for d in controls(events, "screenshot-dropped") if d["trigger"] in steps]


def test_skeletons(shown):
    """Drawn boxes with their roles, and not a pixel of the page."""
    found = pictures_of(shown, "skeleton")
    assert found
    for event, data in found:
        assert event["level"] == "skeleton"
        assert magenta(data) == 0
        dark = sum(
            count
            for count, (r, g, b) in Image.open(io.BytesIO(data)).convert("RGB").getcolors(2**24)
            if r + g + b < 330
        )
        assert dark > 200, "nothing is drawn"


def test_fields_only(shown):
    """By exception ordinary text stays; data, fields and what looks like data do not."""
    found = pictures_of(shown, "fields")
    assert found
    assert {event["level"] for event, _ in found} == {"fields"}
    clicks = {}
    for click in of_kind(shown[0], "click"):
        if click["place"]["path"] == "/levels.html" and len(clicks) < len(SPOTS):
            clicks[SPOTS[len(clicks)]] = click
    seen = unpainted(found, clicks)
    assert "#save" in seen
    assert not seen & {"#cell", "#key", "#edit", "#static", "#entry", "#field"}


def test_texts_that_the_policy_names(playwright, tmp_path, pages):
    """Word for word, by id, name or label; never of a barred class, whatever the policy says."""
    purpose = "Teach agents to write subjects."
    named = ["#subject", '[name="full_name"]', "label:Must", "#card", "#secret", "#code", "#notes"]
    document = policy_document(
        sites=[
            site(
                pages.pattern,
                exception="DPIA-7",
                verbatim=[{"field": field, "purpose": purpose} for field in named],
            )
        ]
    )
    (tmp_path / "policy.json").write_text(json.dumps(document))
    with recording(playwright, tmp_path / "store", policy=tmp_path / "policy.json") as run:
        page = run.open(f"{pages.origin}/vocabulary.html")
        fields = ("name", "subject", "mail", "card", "secret", "code", "must", "too", "notes")
        for number, field in enumerate(fields):
            page.locator(f"#{field}").focus()
            page.keyboard.type(f"ZQ{number}K words")
        page.locator("#plain").focus()
        page.wait_for_timeout(300)
        events = run.finish()
    texts = {e["target"]["name"]: e["text"] for e in of_kind(events, "text-entry")}
    assert texts == {
        "Full name": None,
        "Subject": "ZQ1K words",
        "Mail": None,
        "Card": None,
        "Secret": None,
        "Code": None,
        "Must": "ZQ6K words",
        "Must too": None,
        "Notes": "ZQ8K words",
    }
    assert controls(events, "refused") == []


@pytest.fixture(scope="module")
def near_lists(playwright, tmp_path_factory, pages):
    """Work in fields over which the browser may show something of its own."""
    store = tmp_path_factory.mktemp("lists") / "store"
    with recording(playwright, store, pages.pattern) as run:
        page = run.open(f"{pages.origin}/levels.html")
        page.wait_for_timeout(2500)
        run.wait_for_pictures(least=1)
        page.click("#field")
        page.wait_for_timeout(3000)
        run.wait_for_pictures(1)
        page.click("#blank")
        page.wait_for_timeout(3000)
        run.wait_for_pictures(2)
        session = page.context.new_cdp_session(page)
        session.send(
            "Input.imeSetComposition", {"text": "ZQ", "selectionStart": 2, "selectionEnd": 2}
        )
        page.evaluate("history.pushState(null, '', '/levels.html/later')")
        page.wait_for_timeout(3500)
        run.wait_for_pictures(2)
        return run.finish(), run.pictures()


def test_no_picture_where_the_browser_may_show_a_list(near_lists):
    """What it offers to fill in, and the words of an input method, lie over the page unseen by it."""
    events, _ = near_lists
    named, _ = (event["seq"] for event in of_kind(events, "click"))
    [later] = [e["seq"] for e in of_kind(events, "navigation") if e["cause"] == "route"]
    drops = {d["trigger"]: d["reason"] for d in controls(events, "screenshot-dropped")}
    assert drops.get(named) == "native-popup-open"
    assert drops.get(later) == "native-popup-open"


def test_room_for_suggestions_is_painted(near_lists):
    """What was written before into such a field the browser shows beside it: no label stays there."""
    events, pictures = near_lists
    _, blank = (event["seq"] for event in of_kind(events, "click"))
    by_trigger = {event["trigger"]: data for event, data in pictures}
    load = next(e["seq"] for e in of_kind(events, "navigation") if e["cause"] == "load")
    assert magenta(by_trigger[load]) > 0, "the label is seen while nobody writes"
    assert magenta(by_trigger[blank]) == 0
