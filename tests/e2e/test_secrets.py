"""What was typed is nowhere: not in records, pictures, store, logs or our part of the profile."""

from __future__ import annotations

import io
import shutil

from PIL import Image

from tests.demo.secrets_search import encodings, find_in_files
from tests.demo.session import copy_profile
from tests.e2e.recording import recording
from tests.e2e.test_screenshots import magenta

TYPED = ["ZQ17KPASSWORD-correct-horse", "ZQ18KNAME Jane Doe", "ZQ19KNOTES 0151 2345678"]


def test_the_search_itself_finds_what_is_there(tmp_path):
    """A search that cannot find anything proves nothing."""
    for form in encodings(TYPED[0]):
        (tmp_path / "file").write_bytes(b"\0\1" + form + b"\2")
        assert find_in_files(TYPED, [tmp_path]), form


def test_typed_texts_are_nowhere(playwright, tmp_path, pages):
    """A password and two texts, typed by real keys, pasted and saved to the page."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/password.html")
        page.click("#password")
        page.keyboard.type(TYPED[0], delay=10)
        page.click("#reveal")
        page.click("#other")
        page.wait_for_timeout(2500)
        page.goto(f"{pages.origin}/secrets.html")
        page.wait_for_timeout(300)
        page.click("#field")
        page.keyboard.type(TYPED[1], delay=10)
        page.keyboard.press("Control+A")
        page.keyboard.press("Control+C")
        page.click("#area")
        page.keyboard.press("Control+V")
        page.keyboard.type(TYPED[2], delay=10)
        # The page shows what was typed, as pages do after saving.
        page.evaluate("document.getElementById('text').textContent = field.value + area.value")
        for number in range(2):
            page.click("#keep")
            page.wait_for_timeout(2600)
            run.wait_for_pictures(6 + number)
        run.wait_until_delivered()
        worker = run.worker().evaluate("chrome.storage.session.get(null).then(JSON.stringify)")
        ours = tmp_path / "profile"
        copy_profile(run.lab.root / "profile", run.lab.extension_id, ours)
        shutil.copyfile(run.lab.root / "browser.log", tmp_path / "browser.log")
        run.close()
        events = run.events()
        pictures = run.pictures()
    assert len(list(ours.rglob("*"))) > 3, "our part of the profile was not found"
    (tmp_path / "events.json").write_text(str(events) + str(worker))
    assert find_in_files(TYPED, [tmp_path]) == []
    assert len(pictures) >= 2
    for _, data in pictures:
        assert magenta(data) == 0
        assert Image.open(io.BytesIO(data)).format == "JPEG"
