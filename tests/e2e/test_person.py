"""The person's side: pause, forget, My data, the notice, hold."""

from __future__ import annotations

import json

from native_host.lab.devtools import open_devtools
from native_host.lab.notice import acknowledge_notice
from tests.e2e.person import (
    open_own,
    open_window,
    press,
    roll_out,
    sentence,
    wait_for_picture,
)
from tests.e2e.recording import controls, of_kind, recording
from tests.native_host.making import policy_document, site


def test_a_pause_stops_everything_everywhere(playwright, tmp_path, pages):
    """In every tab at once, over restarts of worker and browser; afterwards only the fact is told."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        one = run.open(f"{pages.origin}/buttons.html")
        one.mouse.click(30, 30)
        two = run.open(f"{pages.origin}/controls.html")
        two.mouse.click(20, 20)
        three = open_window(run, f"{pages.origin}/buttons.html")
        three.mouse.click(40, 40)
        windows = run.worker().evaluate("chrome.windows.getAll().then(all => all.length)")
        assert windows == 2
        run.wait_until_delivered()
        popup = open_own(run, "popup")
        assert popup.locator("#state").inner_text() == "Recording this page."
        press(popup, "15 minutes")
        run.wait_until(lambda: "you have paused" in sentence(run))
        before = len(run.ring())
        for page in (one, two, three):
            page.bring_to_front()
            page.mouse.click(60, 60)
            page.keyboard.press("Tab")
            page.mouse.wheel(0, 300)
        two.evaluate("route('/controls.html/orders')")
        one.wait_for_timeout(800)
        run.stop_worker()
        for page in (one, three):
            page.bring_to_front()
            page.mouse.click(70, 70)
        one.wait_for_timeout(800)
        events = [e for e in run.ring() if e.get("what") != "screenshot-dropped"]
        assert len(events) <= before
        run.close()
        run.start_again()
        run.wait_until(lambda: "you have paused" in sentence(run))
        assert run.host_processes() == []
        page = run.open(f"{pages.origin}/buttons.html")
        page.mouse.click(80, 80)
        page.wait_for_timeout(500)
        assert run.ring() == []
        popup = open_own(run, "popup")
        press(popup, "Resume now")
        run.wait_until(lambda: "you have paused" not in sentence(run))
        page.bring_to_front()
        run.wait_until(lambda: page.evaluate("document.querySelector('workglass-mark') !== null"))
        page.mouse.click(90, 90)
        events = run.finish()
    assert [round(e["at"]["x"]) for e in of_kind(events, "click")] == [30, 20, 40, 90]
    assert [gap["cause"] for gap in controls(events, "gap")] == ["paused"]
    assert "minutes" not in str(controls(events, "gap"))


def test_forget_from_the_popup(playwright, tmp_path, pages):
    """What was forgotten is in no byte of the store and not in My data; tombstones with counts stay."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/buttons.html")
        for spot in (30, 40, 50):
            page.mouse.click(spot, spot)
        wait_for_picture(run)
        run.wait_until_delivered()
        sealed = [bytes(row) for row in sealed_bytes(run) if len(row) > 64]
        assert sealed
        assert run.ring()
        popup = open_own(run, "popup")
        press(popup, "The last 5 minutes")
        assert "for good" in popup.locator("#question").inner_text()
        press(popup, "Yes, forget")
        run.wait_until(
            lambda: popup.locator("#forgotten").inner_text().startswith("Forgotten:"), 40
        )
        answer = popup.locator("#forgotten").inner_text()
        assert "Only counts are left" in answer
        assert not answer.startswith("Forgotten: 0 records")
        left = [e for e in run.ring() if e["kind"] != "control"]
        assert left == [], "My data still shows what was forgotten"
        page.bring_to_front()
        page.mouse.click(90, 90)
        page.wait_for_timeout(300)
        run.wait_until_delivered()
        run.close()
        files = b"".join(path.read_bytes() for path in run.store.iterdir() if path.is_file())
        assert not [piece for piece in sealed if piece[:64] in files]
        reports, verification = run.verify()
        events = run.events()
    assert [round(e["at"]["x"]) for e in of_kind(events, "click")] == [90]
    assert verification.finish is not None
    assert reports


def sealed_bytes(run):
    import sqlite3

    for path in run.store.glob("*.sqlite"):
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            try:
                yield from (row[0] for row in connection.execute("SELECT sealed FROM record"))
            except sqlite3.Error:
                continue


def test_my_data_shows_what_is_sealed(playwright, tmp_path, pages):
    """Record by record the same as a reviewer decrypts, and the picture byte by byte."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/controls.html")
        page.click("#save")
        wait_for_picture(run)
        page.click("#aria")
        page.wait_for_timeout(500)
        page.close()
        mine = open_own(run, "mydata")
        mine.wait_for_selector("ol.records li")
        run.wait_until_delivered()
        seen = run.ring()
        mine.select_option("#kind", "click")
        assert mine.locator("ol.records li").count() == 2
        mine.locator("ol.records summary").first.click()
        mine.wait_for_selector("ol.records pre")
        assert '"kind": "click"' in mine.locator("ol.records pre").inner_text()
        picture = run.worker().evaluate(
            "chrome.storage.session.get(null).then(all => Object.entries(all)"
            ".find(([key]) => key.startsWith('picture:')))"
        )
        events = run.finish()
        [(_, image), *_] = run.pictures()
    numbers = {event["seq"] for event in seen}
    sealed = [event for event in events if event.get("seq") in numbers and event["kind"] != "host"]
    assert sealed == seen
    assert len(seen) > 5
    from base64 import b64decode

    assert picture is not None
    assert b64decode(picture[1]) == image


def test_the_notice_is_asked_again_when_the_policy_grows(playwright, tmp_path, pages):
    """A site more: nothing is recorded until it is read; one less: nothing is asked."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        document = run.lab.policy.model_dump(mode="json")
        wide = document | {
            "version": 2,
            "sites": [
                *document["sites"],
                document["sites"][0] | {"id": "more", "match": f"{pages.other_origin}/*"},
            ],
        }
        roll_out(run, wide)
        run.wait_until(lambda: "read the notice first" in sentence(run), 40)
        page = run.open(f"{pages.origin}/buttons.html")
        page.mouse.click(40, 40)
        page.wait_for_timeout(400)
        with open_devtools(run.lab.browser.address) as devtools:
            acknowledge_notice(devtools, run.lab.extension_id)
        page.bring_to_front()
        page.wait_for_timeout(600)
        page.mouse.click(60, 60)
        run.wait_until_delivered()
        roll_out(run, document | {"version": 3, "retention_days": 2})
        run.wait_until(lambda: "not on the list" in sentence(run), 40)
        page.bring_to_front()
        page.wait_for_timeout(600)
        page.mouse.click(80, 80)
        events = run.finish()
    assert [round(e["at"]["x"]) for e in of_kind(events, "click")] == [60, 80]
    assert len(controls(events, "notice-acknowledged")) == 2


def test_hold(playwright, tmp_path, pages):
    """A policy that holds stops browser and host; the record says when, also over a restart."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/buttons.html")
        page.mouse.click(30, 30)
        run.wait_until_delivered()
        document = run.lab.policy.model_dump(mode="json")
        roll_out(run, document | {"version": 2, "hold": True})
        run.wait_until(lambda: "has stopped all recording" in sentence(run), 40)
        page.bring_to_front()
        page.mouse.click(50, 50)
        page.wait_for_timeout(500)
        run.close()
        run.start_again()
        run.wait_until(lambda: "has stopped all recording" in sentence(run), 40)
        page = run.open(f"{pages.origin}/buttons.html")
        page.mouse.click(60, 60)
        page.wait_for_timeout(500)
        assert run.host_processes() == []
        assert run.ring() == []
        run.close()
        events = run.events()
    assert [round(e["at"]["x"]) for e in of_kind(events, "click")] == [30]
    [held] = controls(events, "held")
    assert held["policy_version"] == 2
    assert held["wall_ms"] >= of_kind(events, "click")[0]["wall_ms"]


def test_my_data_tells_who_has_looked(playwright, tmp_path, pages):
    """An entry that is signed by a key of the policy is shown; one of a stranger is not believed."""
    from base64 import b64encode

    from native_host.access import FILE, FIRST, Looked, sign_entry
    from native_host.primitives import public_signing_key
    from native_host.vault.device import load_device
    from tests.e2e.test_gates import change_policy

    seed, stranger = bytes(range(1, 33)), bytes(range(2, 34))
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        document = run.lab.policy.model_dump(mode="json") | {"version": 2}
        document["employee"]["access_keys"] = [b64encode(public_signing_key(seed)).decode()]
        change_policy(run, document)
        entry = Looked(
            format=1,
            device=load_device(run.store, bytes).device.hex(),
            number=1,
            previous=FIRST,
            wall_ms=1_790_000_000_000,
            reader="Security, A. Reviewer",
            command="export",
            reason="Ticket 4711",
            first_minute=29_833_000,
            last_minute=29_833_060,
            segments=3,
        )
        other = entry.model_copy(update={"reason": "Curiosity"})
        lines = [sign_entry(entry, seed), sign_entry(other, stranger)]
        (run.store / FILE).write_text("\n".join(lines) + "\n")
        mine = open_own(run, "mydata")
        press(mine, "Ask this computer")
        mine.wait_for_selector("#accesses tr")
        shown = mine.locator("#accesses").inner_text()
        faults = mine.locator("#faults").inner_text()
    assert "Security, A. Reviewer" in shown
    assert "exported" in shown
    assert "Ticket 4711" in shown
    assert "Curiosity" not in shown
    assert "does not name" in faults


def test_every_state_has_a_shape_of_its_own(playwright, tmp_path, pages):
    """Drawn without colour no two icons are alike."""
    bare = site(f"{pages.origin}/controls.html", id="bare", level="outline")
    document = policy_document(sites=[site(pages.pattern, deny=["/secrets.html"]), bare])
    (tmp_path / "policy.json").write_text(json.dumps(document))
    with recording(playwright, tmp_path / "store", policy=tmp_path / "policy.json") as run:
        worker = run.worker()
        worker.evaluate(
            "(() => { const set = chrome.action.setIcon.bind(chrome.action); self.drawn = {};"
            " chrome.action.setIcon = icon => { const {data} = icon.imageData[16];"
            " self.last = [...data].filter((_, i) => i % 4 === 3).map(a => a > 127 ? 1 : 0).join('');"
            " return set(icon); }; })()"
        )
        shapes = {}

        def note(name: str) -> None:
            run.wait_until(lambda: worker.evaluate("self.last"))
            shapes[name] = worker.evaluate("self.last")

        run.open(f"{pages.origin}/buttons.html").wait_for_timeout(500)
        note("recording")
        run.open(f"{pages.origin}/controls.html").wait_for_timeout(500)
        note("masked")
        run.open(f"{pages.origin}/secrets.html").wait_for_timeout(500)
        note("denied")
        run.open(f"{pages.other_origin}/buttons.html").wait_for_timeout(500)
        note("off-site")
        popup = open_own(run, "popup")
        press(popup, "5 minutes")
        run.wait_until(lambda: "you have paused" in sentence(run))
        popup.wait_for_timeout(300)
        note("paused")
    assert len(set(shapes.values())) == len(shapes), shapes
