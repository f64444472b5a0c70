"""Situations about what is written: passwords, codes, cards, free text, editors."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from tests.leaks.hands import Hands
from tests.leaks.situation import Situation


def reveal(hands: Hands) -> None:
    """Write, then let the page show it."""
    hands.write("#field", hands.secret)
    hands.press("#act")


def write_on(hands: Hands) -> None:
    """Press the first box and write on while the page leads from box to box."""
    hands.press("#field")
    hands.type(re.sub(r"\W", "", hands.secret))


def paste(hands: Hands) -> None:
    """Paste the secret."""
    hands.paste(hands.secret)
    hands.press("#field")
    hands.key("Control+V")


def choose_file(hands: Hands) -> None:
    """Choose a file of that name in the browser's own dialog."""
    with hands.page.expect_file_chooser() as asked:
        hands.press("#field")
    asked.value.set_files(
        {"name": f"{hands.secret}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    )


def drop_file(hands: Hands) -> None:
    """Drop a file of that name from outside the browser."""
    x, y = hands.see("#drop")
    session = hands.page.context.new_cdp_session(hands.page)
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / f"{hands.secret}.txt"
        file.write_text(hands.other)
        data = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            session.send("Input.dispatchDragEvent", {"type": kind, "x": x, "y": y, "data": data})
        hands.wait(300)


def enter_date(hands: Hands) -> None:
    """Write the digits of a date into the browser's own field."""
    year, month, day = hands.secret.split("-")
    hands.press("#field")
    hands.key("Tab")
    hands.key("Shift+Tab")
    hands.type(month + day + year)


def delete_again(hands: Hands) -> None:
    """Write, then take everything back."""
    hands.write("#field", hands.secret)
    hands.key("Control+A")
    hands.key("Delete")
    hands.type(hands.other)


def again(hands: Hands) -> None:
    """Write, leave, and press what was written."""
    hands.write("#field", hands.secret)
    hands.press("#keep")
    hands.press("#field")


def compose(hands: Hands) -> None:
    """Write with an input method."""
    hands.press("#field")
    session = hands.page.context.new_cdp_session(hands.page)
    for end in (3, 7, len(hands.secret)):
        text = hands.secret[:end]
        place = {"selectionStart": end, "selectionEnd": end}
        session.send("Input.imeSetComposition", {"text": text, **place})
        hands.wait(40)
    session.send("Input.insertText", {"text": hands.secret})


def dictate(hands: Hands) -> None:
    """Let a text arrive at once, as from dictation."""
    hands.press("#field")
    hands.keyboard.insert_text(hands.secret)


def correct(hands: Hands) -> None:
    """Write, then let the browser put another word in its place."""
    hands.write("#field", hands.secret)
    hands.key("Control+A")
    hands.do_in_page(f"document.execCommand('insertText', false, '{hands.other}')")


def in_frame(hands: Hands) -> None:
    """Write in the frame."""
    hands.wait(200)
    hands.write("#field", hands.secret, "#inner")


def in_both(hands: Hands) -> None:
    """Write, see it refused, press again."""
    hands.write("#field", hands.secret)
    hands.key("Enter")
    hands.press("#act")


def press(hands: Hands) -> None:
    """Write nothing: what the page shows is what counts."""
    hands.press("#act")


def hinted(hands: Hands) -> None:
    """Press a field, wait for its list, write, leave the list."""
    hands.press("#field")
    hands.wait(500)
    hands.type(hands.secret)
    hands.key("Escape")
    hands.wait(900)


def press_pad(hands: Hands) -> None:
    """Press a code on a pad of buttons."""
    for letter in hands.secret:
        hands.press(f"#key-{letter}")


def press_panel(hands: Hands) -> None:
    """Open a panel with a pad, press a code, close it."""
    hands.press("#act")
    hands.wait(300)
    press_pad(hands)
    hands.press("#act")
    hands.wait(1200)


SECRET = {"class_": "secret", "no_picture": True}
PAYMENT = {"class_": "payment", "no_picture": True}
GOVERNMENT = {"class_": "government-id"}

FIELDS = (
    Situation("password-typed", 1, "A password is typed", **SECRET),
    Situation("password-revealed", 2, "A password is typed and shown", reveal, **SECRET),
    Situation("password-disc", 3, "A text field that shows dots", **SECRET),
    Situation("password-hints", 1, "A password with a list of hints", hinted, **SECRET),
    Situation("password-drawn", 4, "A password field of a page's own, with a hidden field"),
    Situation("password-upper", 5, "type=PASSWORD", **SECRET),
    Situation("password-late", 5, "A field becomes a password field on focus", **SECRET),
    Situation("password-replaced", 2, "The shown password is another element", reveal, **SECRET),
    Situation("password-autocomplete", 6, "autocomplete=current-password on text", **SECRET),
    Situation("password-webauthn", 8, "autocomplete with several words", **SECRET),
    Situation("password-cased", 8, "autocomplete in capitals", **SECRET),
    Situation("password-worded", 8, "A field that is called a password", **SECRET),
    Situation("pin-field", 9, "A field that is called a PIN", kind="code", **SECRET),
    Situation(
        "card-section", 7, "autocomplete=section-x billing cc-number", kind="card", **PAYMENT
    ),
    Situation("code-single", 9, "A one-time code in one box", kind="code", **SECRET),
    Situation("code-boxes", 10, "A one-time code in six boxes", write_on, kind="code", **SECRET),
    Situation("code-pasted", 10, "A code pasted", paste, kind="code", page="code-boxes", **SECRET),
    Situation("card-boxes", 11, "A card's number in four boxes", write_on, kind="card", **PAYMENT),
    Situation("ssn-boxes", 12, "A number of 3-2-4 boxes", write_on, kind="ssn", **GOVERNMENT),
    Situation("ssn-spaced", 12, "A social security number", kind="ssn", **GOVERNMENT),
    Situation("iban-field", 13, "An IBAN", kind="iban", **PAYMENT),
    Situation("account-field", 13, "An account number", kind="card", **PAYMENT),
    Situation("email-field", 14, "An e-mail address", kind="email"),
    Situation("phone-field", 14, "A telephone number", kind="phone"),
    Situation("search-field", 14, "A search", kind="text"),
    Situation("plain-field", 14, "Any text", kind="text"),
    Situation("unlabelled-field", 14, "A field that says nothing of itself", kind="key"),
    Situation("hidden-input", 15, "Hidden fields", unseen=True),
    Situation("file-chosen", 16, "A file is chosen", choose_file, kind="word"),
    Situation("file-dropped", 16, "A file is dropped", drop_file, kind="word"),
    Situation("birth-date", 17, "A date of birth", enter_date, kind="date"),
    Situation("area-typed", 21, "Free text, deleted and written anew", delete_again, kind="text"),
    Situation("area-pasted", 21, "Free text, pasted", paste, kind="text", page="area-typed"),
    Situation("editable-true", 22, "contenteditable=true", kind="text"),
    Situation("editable-empty", 22, "contenteditable without a word", kind="text"),
    Situation("editable-plaintext", 22, "contenteditable=plaintext-only", kind="text"),
    Situation("editable-inherited", 22, "Editing inherited from further up", kind="text"),
    Situation("editable-button", 22, "A button that is written into", again, kind="word"),
    Situation("label-editable", 22, "A label that is written into", kind="text"),
    Situation("editor-like", 23, "An editor with a toolbar", kind="text"),
    Situation("editor-frame", 23, "An editor in a frame", in_frame, kind="text"),
    Situation("design-mode", 24, "A document in design mode", in_frame, kind="text"),
    Situation("edit-context", 25, "An editor on a canvas", kind="text"),
    Situation("composed", 26, "An input method composes", compose, kind="text"),
    Situation("dictated", 27, "Dictation", dictate, kind="text"),
    Situation("corrected", 27, "A correction replaces what was written", correct, kind="text"),
    Situation("shadow-open", 28, "A field in an open shadow root"),
    Situation("shadow-closed-field", 28, "A field in a closed shadow root"),
    Situation("shadow-closed-password", 29, "A password in a closed shadow root", **SECRET),
    Situation("frame-same", 30, "A form in a frame of the same origin", in_frame),
    Situation("frame-other", 31, "A form in a frame of another allowed origin", in_frame),
    Situation("frame-off", 32, "A form in a frame that is not allowed", in_frame),
    Situation("frame-srcdoc", 33, "A form in a srcdoc frame", in_frame),
    Situation("frame-blob", 33, "A form in a blob: frame", in_frame),
    Situation("frame-blank", 33, "A form written into an empty frame", in_frame),
    Situation("frame-sandboxed", 33, "A form in a sandboxed frame", in_frame),
    Situation("placeholder-data", 39, "A placeholder with data"),
    Situation("label-floating", 39, "A label with data that lies in its field"),
    Situation("invalid-bubble", 60, "The browser's bubble about an entry", in_both),
    Situation("bubble-shown", 60, "A page under the browser's bubble", press, no_picture=True),
    Situation("error-echo", 60, "The page repeats what was written"),
    Situation("names-clobbered", 70, "A form that shadows its own properties", **SECRET),
    Situation("getters-thrown", 70, "Properties that throw the secret"),
    Situation("suggestions", 58, "Suggestions of the browser"),
    Situation("menu-of-manager", 59, "A password manager's menu in the page"),
    Situation("pin-pad", 72, "A PIN on buttons", press_pad, kind="pin", class_="secret"),
    Situation(
        "pin-panel", 72, "A PIN in a panel that opens", press_panel, kind="pin", class_="secret"
    ),
)
