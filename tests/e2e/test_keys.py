"""Keys, text entry, focus and forms in a real browser: what was done, never what was written."""

from __future__ import annotations

import json

import pytest

from tests.e2e.recording import of_kind, recording


def press_outside_fields(page, keys):
    """Press keys outside of fields: letters typed ahead are text, the rest is not."""
    page.locator("#plain").focus()
    keys.type("zqk7")
    keys.press("Shift+Q")
    keys.press("Escape")
    keys.press("F9")
    keys.press("Control+Shift+K")
    keys.press("ArrowLeft")
    keys.down("ArrowDown")
    for _ in range(4):
        keys.down("ArrowDown")
    keys.up("ArrowDown")
    page.wait_for_timeout(400)
    page.locator("#bold").focus()
    keys.press("ArrowRight")
    keys.press("Shift+Tab")


def write(page, keys):
    """Write into fields of every sort."""
    page.wait_for_timeout(400)
    page.locator("#name").focus()
    keys.type("ZQ00K Jane")
    keys.press("ArrowLeft")
    keys.press("Backspace")
    keys.press("Control+b")
    keys.press("Tab")
    keys.type("ZQ00KSUBJ")
    page.locator("#card").focus()
    keys.type("4ZQ1")
    page.locator("#secret").focus()
    keys.type("ZQ00KPASS")
    keys.press("Control+a")
    keys.press("Escape")
    keys.press("Tab")
    keys.type("123456")
    page.locator("#amount").focus()
    keys.type("42")
    keys.press("ArrowUp")
    page.wait_for_timeout(400)
    page.locator("#notes").focus()
    keys.type("ZQ00Ka")
    keys.press("Enter")
    keys.type("b")
    page.locator("#rich").focus()
    keys.type("ZQ00Kr")
    keys.press("Enter")
    page.locator("#chat").focus()
    keys.type("ZQ00Kc")
    keys.press("Enter")
    page.locator("#drawn-text").focus()
    keys.type("ZQ00K")
    keys.press("Backspace")


def compose_and_paste(page, keys):
    """Write by an input method, then copy, cut and paste."""
    page.locator("#subject").focus()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "ZQ", "selectionStart": 2, "selectionEnd": 2})
    session.send("Input.insertText", {"text": "ZQ00"})
    keys.press("Control+a")
    page.wait_for_timeout(400)
    keys.press("Control+c")
    keys.press("Control+x")
    keys.press("Control+v")


def send_forms(page, keys):
    """Send a form that is refused, one that is not, reset it; one in a closed root."""
    page.locator("#must").focus()
    keys.press("Enter")
    page.wait_for_timeout(100)
    page.locator("#too").evaluate("field => field.checkValidity()")
    keys.type("ok")
    page.locator("#too").focus()
    keys.type("ok")
    keys.press("Enter")
    page.locator("#reset").focus()
    keys.press("Enter")
    page.locator("#host").scroll_into_view_if_needed()
    box = page.locator("#host").bounding_box()
    page.mouse.click(box["x"] + 20, box["y"] + 8)
    keys.type("ZQ00KSHADOW")
    keys.press("Enter")
    page.wait_for_timeout(300)


@pytest.fixture(scope="module")
def work(playwright, tmp_path_factory, pages):
    """Work with the keyboard alone; return the records."""
    store = tmp_path_factory.mktemp("keys") / "store"
    with recording(playwright, store, pages.pattern) as run:
        page = run.open(f"{pages.origin}/vocabulary.html")
        press_outside_fields(page, page.keyboard)
        write(page, page.keyboard)
        compose_and_paste(page, page.keyboard)
        send_forms(page, page.keyboard)
        return run.finish()


def presses(events):
    return [
        ("+".join([*e["modifiers"], e["key"]]), e["count"], (e["target"] or {}).get("name"))
        for e in of_kind(events, "key")
    ]


def entries(events):
    return [
        (
            *(e["target"]["name"], e["field"], e["field_class"], e["edits"]),
            *(e["inserted"], e["length"], e["ended_by"]),
        )
        for e in of_kind(events, "text-entry")
    ]


def test_keys_that_are_no_text(work):
    """Every shortcut and key of movement once; letters, digits and writing never."""
    assert presses(work) == [
        ("Escape", 1, "Plain"),
        ("F9", 1, "Plain"),
        ("ctrl+shift+k", 1, "Plain"),
        ("ArrowLeft", 1, "Plain"),
        ("ArrowDown", 5, "Plain"),
        ("ArrowRight", 1, "Bold"),
        ("shift+Tab", 1, "Italic"),
        ("ctrl+b", 1, "Full name"),
        ("Tab", 1, "Full name"),
        ("Tab", 1, "Secret"),
        ("Enter", 1, "Message"),
        ("ctrl+a", 1, "Subject"),
        ("ctrl+c", 1, "Subject"),
        ("ctrl+x", 1, "Subject"),
        ("ctrl+v", 1, "Subject"),
        ("Enter", 1, "Must"),
        ("Enter", 1, "Must too"),
        ("Enter", 1, "Clear form"),
        ("Enter", 1, "Inside"),
    ]


def test_text_entries(work):
    """One record for what is written into a field at a stretch, with ranges of lengths.

    Of secrets and payments it says that something was entered, and nothing else.
    """
    typed, entered = ["typed"], ["entered"]
    assert entries(work) == [
        ("Full name", "text", "identity", ["typed", "deleted"], "8-15", "8-15", "blur"),
        ("Subject", "text", "generic", typed, "8-15", "8-15", "blur"),
        ("Card", "text", "payment", entered, None, None, "blur"),
        ("Secret", "password", "secret", entered, None, None, "blur"),
        ("Code", "one-time-code", "secret", entered, None, None, "blur"),
        ("Amount", "number", "generic", typed, "4-7", "2-3", "blur"),
        ("Notes", "multiline", "free-text", typed, "8-15", "8-15", "blur"),
        ("Body", "rich", "free-text", typed, "4-7", "4-7", "blur"),
        ("Message", "rich", "free-text", typed, "4-7", "0", "enter"),
        ("Drawn", "rich", "free-text", ["typed", "deleted"], "4-7", None, "blur"),
        ("Subject", "text", "generic", ["composed", "cut", "pasted"], "16-31", "8-15", "blur"),
        ("Must", "text", "generic", typed, "2-3", "2-3", "blur"),
        ("Must too", "text", "generic", typed, "2-3", "2-3", "enter"),
        ("Inside", "text", "generic", typed, "8-15", "8-15", "enter"),
    ]


def test_how_long_it_took(work):
    """Whole seconds; of secrets and payments nothing."""
    found = {e["field_class"]: e["duration_ms"] for e in of_kind(work, "text-entry")}
    assert found.pop("secret") is None
    assert found.pop("payment") is None
    assert all(duration % 1000 == 0 for duration in found.values())


def test_moves_of_the_keyboard(work):
    """Those by Tab and by arrows in a group; none that a script made."""
    moves = [(e["by"], e["target"]["name"]) for e in of_kind(work, "focus")]
    assert moves[:2] == [("arrow", "Italic"), ("shift-tab", "Bold")]
    assert [by for by, _ in moves] == ["arrow", "shift-tab", "tab", "tab"]


def test_forms(work):
    """Refused with the number of fields, sent, reset; also in a closed shadow root."""
    found = [(e["outcome"], e["invalid"], e["target"]["tag"]) for e in of_kind(work, "form")]
    assert found == [
        ("refused", 2, "form"),
        ("submitted", 0, "form"),
        ("reset", 0, "form"),
        ("submitted", 0, "form"),
    ]


def test_clipboard(work):
    """That something was copied, cut and pasted, and where."""
    found = [(e["what"], e["target"]["name"]) for e in of_kind(work, "clipboard")]
    assert found == [("copy", "Subject"), ("cut", "Subject"), ("paste", "Subject")]


def test_marking_with_keys(work):
    """Ctrl+A in a field marks it; of a password field nothing is said."""
    found = [(e["by"], e["target"]["name"]) for e in of_kind(work, "selection")]
    assert found == [("keyboard", "Subject")]


def test_nothing_written_is_recorded(work):
    """Not a letter of it."""
    assert "ZQ" not in json.dumps(work)


def test_frames(playwright, tmp_path, pages):
    """Keys and text in a frame belong to the frame."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/frames.html")
        inside = page.frame_locator("#same").locator("body")
        inside.wait_for()
        page.wait_for_timeout(300)
        inside.evaluate("body => { body.innerHTML = '<input id=field>'; field.focus(); }")
        page.keyboard.type("ZQ00K")
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(200)
        events = run.finish()
    [key] = of_kind(events, "key")
    [entry] = of_kind(events, "text-entry")
    assert (key["key"], key["modifiers"]) == ("Enter", ["ctrl"])
    assert key["target"]["frame_path"] == entry["target"]["frame_path"] == [0]
    assert key["place"]["frame_path"] == "/frame.html"
    assert "ZQ00K" not in json.dumps(events)
