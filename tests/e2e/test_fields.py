"""Fields for secrets, in every shape that pages give them: nothing but that something was entered.

One browser goes through all situations twice, with secrets of different lengths: what is recorded
must be the same.
"""

from __future__ import annotations

import json

import pytest

from tests.e2e.recording import controls, of_kind, recording

SHORT = {"secret": "ZQ7K", "digits": "835207", "pin": "4711", "note": "ZQ81note"}
LONG = {"secret": "ZQ7KACD-correct-horse", "digits": "104", "pin": "90210834", "note": "ZQ82words"}


def fill_in(page, texts):
    """Enter secrets into everything on the page."""
    keys = page.keyboard
    page.click("#toggled")
    keys.type(texts["secret"])
    page.click("#show")
    page.click("#toggled")
    keys.type(texts["secret"])
    page.click("#replace")
    page.click("#swap input")
    keys.type(texts["secret"])
    page.click("#move")
    page.click("#place input")
    keys.type(texts["secret"])
    for field in ("#drawn", "#dots", "#turned", "#tokens", "#webauthn"):
        page.click(field)
        keys.type(texts["secret"])
    page.click("#otp input")
    keys.type(texts["digits"])
    page.click("#narrow input")
    keys.type(texts["digits"][:4])
    for group in ("#card", "#number"):
        for box in page.query_selector_all(f"{group} input"):
            box.focus()
            keys.type(texts["digits"][:2])
    for field in ("#cell", "#german"):
        page.click(field)
        keys.type(texts["secret"])
        keys.press("Control+a")
        keys.press("Control+c")
        keys.press("Backspace")
    page.click("#plain")
    keys.type(texts["note"])
    page.locator("#host").scroll_into_view_if_needed()
    box = page.locator("#host").bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 8)
    keys.type(texts["secret"])
    press_pads(page, texts)
    sign(page, texts)
    page.click("#marked")
    page.click("#done")
    page.wait_for_timeout(2500)


def press_pads(page, texts):
    for digit in texts["pin"]:
        page.click(f"#pad button:text-is('{digit}')")
    page.focus(f"#pad button:text-is('{texts['pin'][0]}')")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for digit in texts["pin"]:
        page.click(f"#pad-two div:text-is('{digit}')")


def sign(page, texts):
    page.locator("#sign").scroll_into_view_if_needed()
    box = page.locator("#sign").bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    for step in range(len(texts["pin"])):
        page.mouse.move(box["x"] + 20 + 9 * step, box["y"] + 12 + 5 * (step % 3), steps=3)
        page.wait_for_timeout(120)
    page.mouse.up()


@pytest.fixture(scope="module")
def runs(playwright, tmp_path_factory, pages):
    """Return the records of both runs."""
    found = []
    for name, texts in (("short", SHORT), ("long", LONG)):
        store = tmp_path_factory.mktemp(name) / "store"
        with recording(playwright, store, pages.pattern) as run:
            page = run.open(f"{pages.origin}/fields.html")
            fill_in(page, texts)
            found.append((run.finish(), run.pictures()))
    return found


ENTERED = [
    ("One", "password", "secret"),
    ("One", "password", "secret"),
    ("Two", "password", "secret"),
    (None, "password", "secret"),
    ("Four", "password", "secret"),
    ("Five", "password", "secret"),
    ("Six", "password", "secret"),
    ("Seven", "text", "payment"),
    ("Eight", "password", "secret"),
    (None, "one-time-code", "secret"),
    (None, "one-time-code", "secret"),
    (None, "text", "payment"),
    (None, "text", "government-id"),
    (None, "text", "government-id"),
    ("Geheimzahl", "one-time-code", "secret"),
    ("Note", "text", "generic"),
    ("Inside", "password", "secret"),
    (None, "pin-pad", "secret"),
    (None, "pin-pad", "secret"),
    (None, "signature", "secret"),
]


def entries(events):
    return sorted(of_kind(events, "text-entry"), key=lambda event: event["wall_ms"])


@pytest.mark.parametrize("at", [0, 1], ids=["short", "long"])
def test_every_stay_in_a_field_is_one_record(runs, at):
    """By type, history, succession, looks, autocomplete, shape and wording; pads and signatures."""
    found = entries(runs[at][0])
    assert [(e["target"]["name"], e["field"], e["field_class"]) for e in found] == ENTERED


@pytest.mark.parametrize("at", [0, 1], ids=["short", "long"])
def test_nothing_is_told_but_that_something_was_entered(runs, at):
    """No kinds of edit, no lengths, no duration."""
    for entry in entries(runs[at][0]):
        told = [entry[key] for key in ("edits", "inserted", "length", "duration_ms", "text")]
        if entry["target"]["name"] == "Note":
            assert told == [["typed"], "8-15", "8-15", 1000, None]
        else:
            assert told == [["entered"], None, None, None, None]


@pytest.mark.parametrize("at", [0, 1], ids=["short", "long"])
def test_no_other_record_speaks_of_them(runs, at):
    """Neither keys nor marks nor copies of fields; neither presses nor focus nor way on pads."""
    events, _ = runs[at]
    assert of_kind(events, "selection") == []
    assert of_kind(events, "clipboard") == []
    assert of_kind(events, "drag") == []
    keys = [e for e in of_kind(events, "key") if (e["target"] or {}).get("tag") != "button"]
    assert keys == [], "editing keys of a secret"
    text = json.dumps(events)
    for selector in ("#pad button", "#pad > div", "#pad-two > div"):
        assert selector not in text
    clicked = [e["target"]["name"] for e in of_kind(events, "click")]
    assert clicked.count("Done") == 1
    assert not set(clicked) & set("0123456789")


@pytest.mark.parametrize("at", [0, 1], ids=["short", "long"])
def test_outlines_do_not_go_into_pads_and_marked_parts(runs, at):
    """A pad is one thing; which key has the focus is not said."""
    events, _ = runs[at]
    names = {node["name"] for e in of_kind(events, "outline") for node in e["nodes"]}
    assert {"Done", "Show"} <= names
    assert not names & set("0123456789")
    assert "ZQ00K" not in json.dumps(events)


def test_what_a_site_marks_has_no_name(runs):
    """The click is there, what was clicked is the marked part."""
    clicks = of_kind(runs[0][0], "click")
    [marked] = [c for c in clicks if c["target"]["name_withheld"] == "marked-private"]
    assert marked["target"]["role"] == "group"


@pytest.mark.parametrize("at", [0, 1], ids=["short", "long"])
def test_no_pictures_with_secrets_in_them(runs, at):
    """While the page shows such fields there is none, and each time the reason is told."""
    events, pictures = runs[at]
    assert pictures == []
    reasons = {drop["reason"] for drop in controls(events, "screenshot-dropped")}
    assert reasons <= {"secret-visible", "rate", "page-changed", "page-unstable"}
    assert "secret-visible" in reasons


def test_secrets_of_other_lengths_give_the_same_records(runs):
    """Times and the order of outlines aside, nothing tells one run from the other."""
    short, long = (steps(events) for events, _ in runs)
    assert short == long
    assert "ZQ" not in json.dumps([events for events, _ in runs])


TIMES = {"wall_ms", "mono_ms", "seq", "number", "duration_ms", "session", "place"}


def steps(events):
    """Return what was done, without times and numbers."""
    kinds = ("click", "text-entry", "key", "focus", "form", "selection", "clipboard", "drag")
    return [
        {key: value for key, value in event.items() if key not in TIMES | {"at", "viewport"}}
        for event in sorted(events, key=lambda event: event.get("wall_ms", 0))
        if event["kind"] in kinds
    ]


PASSWORD_IN = """(place) => new Promise((shown) => {
  const field = Object.assign(document.createElement("input"), { type: "password" });
  document.querySelector(place).append(field);
  setTimeout(() => {
    field.type = "text";
    shown();
  }, 50);
})"""


@pytest.mark.parametrize("place", ["p", "body", "tr:nth-child(4) td"])
def test_a_password_that_is_shown_beside_and_in_a_long_list(playwright, tmp_path, pages, place):
    """Only the rows of the list in which nobody acts are not watched."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/rows.html")
        page.click("tr:nth-child(4) button")  # from now on the rows are not watched
        page.evaluate(PASSWORD_IN, place)
        page.click(f"{place} input")
        page.keyboard.type(SHORT["secret"])
        page.keyboard.press("Tab")
        [entry] = entries(run.finish())
    assert (entry["field_class"], entry["length"]) == ("secret", None)
