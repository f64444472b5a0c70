"""A key of the person's own: imported on My data by a real file input, used with its private half."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from native_host.lab.browser import PERSON
from native_host.personal import FILE
from native_host.vault.keys import RecipientKey, make_recipient_key, public_half, serialize_key
from tests.e2e.person import open_own, sentence
from tests.e2e.recording import Recording, of_kind, recording
from tests.e2e.test_gates import change_policy

OWN, STRAY = (make_recipient_key(bytes(range(at, at + 32)), "x-wing") for at in (1, 2))
CHOOSE = "Choose the file of a public key…"
NONE = "There is no key of your own."


def write_key(path: Path, key: RecipientKey) -> Path:
    """Write both halves as `workglass keys new` does."""
    path.write_text(serialize_key(key))
    path.with_name(path.name + ".pub").write_text(serialize_key(public_half(key)))
    return path


def click(run: Recording, page: Page, spot: int) -> None:
    """Click into the page and wait until that is on disk."""
    page.bring_to_front()
    run.wait_until(lambda: page.evaluate("document.querySelector('workglass-mark') !== null"))
    page.mouse.click(spot, spot)
    run.wait_until_delivered()


def choose(mine: Page, file: Path) -> None:
    """Press the button and choose a file in the browser's own dialog."""
    with mine.expect_file_chooser() as dialog:
        mine.get_by_role("button", name=CHOOSE).press("Enter")
    dialog.value.set_files(file)


def import_keys(run: Recording, mine: Page, private: Path, place: Path) -> None:
    """Choose the wrong half first, then the right one."""
    said, state = mine.locator("#key-said"), mine.locator("#key-state")
    mine.bring_to_front()
    run.wait_until(lambda: state.inner_text() == NONE)
    choose(mine, private)
    run.wait_until(lambda: "This file holds a private half" in said.inner_text())
    assert not place.exists()
    choose(mine, private.with_name(private.name + ".pub"))
    run.wait_until(lambda: f"Your key {OWN.key_id} also opens" in state.inner_text())
    assert said.inner_text() == ""
    assert json.loads(place.read_text())["kind"] == "recipient-public"


def remove_key(run: Recording, mine: Page) -> None:
    """Remove it with the keyboard, in the page as it is opened anew."""
    state = mine.locator("#key-state")
    mine.bring_to_front()
    mine.reload()
    run.wait_until(lambda: OWN.key_id in state.inner_text())
    mine.get_by_role("button", name=CHOOSE).focus()
    mine.keyboard.press("Tab")
    mine.keyboard.press("Enter")
    run.wait_until(lambda: state.inner_text() == NONE)
    assert mine.evaluate("document.activeElement.id") == "key-choose"


def export(store: Path, key: Path) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Return what a private key opens, and the counts."""
    out = key.with_suffix(".export")
    words = ["my-data", "export", "--store", store, "--key", key, "--out", out]
    command = [sys.executable, "-I", "-m", "native_host", *map(str, words)]
    command += ["--reason", "mine", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = (out / "events.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines], json.loads(done.stdout)


def test_a_key_of_ones_own(playwright, tmp_path, pages):
    """Not offered nor used unless the policy says so; then it opens what came after the import."""
    private = write_key(tmp_path / "mine.json", OWN)
    stray = write_key(tmp_path / "stray.json", STRAY)
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        place = run.lab.root / PERSON / "workglass" / FILE
        place.parent.mkdir(parents=True)
        place.write_text(stray.with_name("stray.json.pub").read_text())
        page = run.open(f"{pages.origin}/buttons.html")
        mine = open_own(run, "mydata")
        assert mine.get_by_role("heading", name="A key of your own").count() == 0
        click(run, page, 30)
        place.unlink()
        allowed = run.lab.policy.model_dump(mode="json") | {"personal_recipient": True}
        change_policy(run, allowed | {"version": 2})
        assert "notice" not in sentence(run), "nobody else sees more of it"
        click(run, page, 40)
        import_keys(run, mine, private, place)
        click(run, page, 50)
        remove_key(run, mine)
        assert not place.exists()
        click(run, page, 60)
        events = run.finish()
        reports, _ = run.verify()
    assert {str(report.verdict) for report in reports} == {"VERIFIED"}
    assert [round(e["at"]["x"]) for e in of_kind(events, "click")] == [30, 40, 50, 60]
    opened, counts = export(run.store, private)
    assert [round(e["at"]["x"]) for e in of_kind(opened, "click")] == [50]
    assert counts["segments_of_others"] == len(reports) - 1
    assert of_kind(opened, "click")[0] in events
    assert export(run.store, stray)[0] == []
