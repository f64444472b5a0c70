"""How much wording is recorded, as the signed policy says for each site."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image

from tests.e2e.recording import of_kind, recording
from tests.native_host.making import policy_document, site

SPOTS = ("#save", "#heading", "#cell", "#key", "#edit", "#static", "#entry", "#field")
NOTHING = dict.fromkeys(SPOTS, (None, "site-level"))
LABELS = {
    "#save": ("Save order", None),
    "#heading": (None, "data-role"),
    "#cell": (None, "data-role"),
    "#key": (None, "data-role"),
    "#edit": (None, "no-label"),
    "#static": (None, "data-role"),
    "#entry": (None, "data-role"),
    "#field": ("Full name", None),
}
TEXT = LABELS | {
    "#heading": ("Orders of Jane", None),
    "#cell": ("Jane Doe", None),
    "#key": (None, "looks-like-data"),
    "#static": ("Norway", None),
    "#entry": ("Jim Poe", None),
}


@pytest.fixture(scope="module")
def by_level(playwright, tmp_path_factory, pages):
    """Click everything on one page under each policy; return clicks, all records and pictures."""

    def run_with(**changes):
        root = tmp_path_factory.mktemp("levels")
        document = policy_document(
            sites=[site(pages.pattern, **changes)],
            screenshots={"enabled": True, "min_interval_ms": 500},
        )
        (root / "policy.json").write_text(json.dumps(document))
        with recording(playwright, root / "store", policy=root / "policy.json") as run:
            page = run.open(f"{pages.origin}/levels.html")
            run.wait_for_pictures(least=1)
            for spot in SPOTS:
                page.click(spot)
            run.wait_for_pictures(len(SPOTS))
            events = run.finish()
            pictures = run.pictures()
        clicks = dict(zip(SPOTS, of_kind(events, "click"), strict=True))
        return clicks, events, pictures, unpainted(pictures, clicks)

    return run_with


def unpainted(pictures, clicks):
    """Return on which of the boxes the text of the page is to be seen in the last picture."""
    record, data = pictures[-1]
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    seen = set()
    for spot, click in clicks.items():
        box, scale = click["target"]["box"], record["scale"]
        area = picture.crop(
            (
                round(box["x"] * scale),
                round(box["y"] * scale),
                round((box["x"] + box["width"]) * scale),
                round((box["y"] + box["height"]) * scale),
            )
        )
        pixels = area.getcolors(maxcolors=2**24) or []
        if any(r > 150 and b > 150 and g < 110 for _, (r, g, b) in pixels):
            seen.add(spot)
    return seen


def names(clicks):
    return {
        spot: (click["target"]["name"], click["target"]["name_withheld"])
        for spot, click in clicks.items()
    }


def test_outline(by_level):
    """Nothing of the page's wording is in any record, nor in a picture."""
    clicks, events, _, seen = by_level(level="outline", lists=["*"])
    assert names(clicks) == NOTHING
    assert seen == set()
    text = json.dumps(events)
    assert not [word for word in ("Save", "Full name", "Norway", "Jane", "Country") if word in text]
    assert clicks["#save"]["target"]["role"] == "button"
    assert clicks["#static"]["target"]["set_size"] == 2


def test_labels(by_level):
    """Controls have names, data has none."""
    clicks, events, _, seen = by_level(level="labels")
    assert names(clicks) == LABELS
    assert seen == {"#save"}
    assert "Norway" not in json.dumps(events)


def test_static_lists(by_level):
    """A list that the policy names has entries with names; its neighbour has not."""
    clicks, events, _, seen = by_level(level="labels", lists=["#named"])
    assert names(clicks) == LABELS | {"#static": ("Norway", None)}
    assert seen == {"#save"}, "pictures show no entries: nobody can hold a picture back for a word"
    assert "Poe" not in json.dumps(events)


def test_a_site_of_static_lists(by_level):
    """With * all lists have, but for what names a person, and cells still have not."""
    clicks, _, _, _ = by_level(level="labels", lists=["*"])
    wanted = LABELS | {"#static": ("Norway", None), "#entry": (None, "names-a-person")}
    assert names(clicks) == wanted


def test_text(by_level):
    """In a test system everything has a name but what a field holds, and pictures show it."""
    clicks, events, _, seen = by_level(level="text")
    assert names(clicks) == TEXT
    assert seen == {"#save", "#heading", "#cell", "#static", "#entry"}
    text = json.dumps(events)
    held = ("John", "Roe", "Mary", "Major", "Placeholder", "xK9vQ2")
    assert not [word for word in held if word in text]
