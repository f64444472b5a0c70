"""Nothing is recorded unless everything is in order, and the reason is shown."""

from __future__ import annotations

import json
import time
import zipfile
from typing import Any

import pytest

from native_host.lab.devtools import open_devtools
from native_host.lab.notice import acknowledge_notice
from native_host.lab.setup import write_browser_policies, write_policy
from native_host.lab.trial import start_again
from tests.e2e.recording import Recording, controls, of_kind, recording

SENTENCES = {
    "not-configured": "has not set a policy",
    "policy-refused": "Not recording: The ",
    "waiting-for-notice": "read the notice first",
    "host-missing": "Not recording: the ",
    "host-refused": "Not recording: Browser and host",
    "ready": "not on the list of recorded sites",
}


def title(run: Recording) -> str:
    """Return what the toolbar icon says when a person points at it, off the recorded pages."""
    return str(run.worker().evaluate("chrome.action.getTitle({})"))


def wait_for_state(run: Recording, word: str, seconds: float = 30) -> str:
    """Wait until the icon says so; return the sentence.

    No page is opened meanwhile: tabs that open and close keep a browser from reading its policies.
    """
    run.wait_until(lambda: SENTENCES[word] in title(run), seconds)
    return title(run)


def click_around(run: Recording, url: str) -> None:
    page = run.open(url)
    for spot in ((40, 40), (80, 80)):
        page.mouse.click(*spot)
    page.wait_for_timeout(400)
    page.close()


def recorded(run: Recording) -> list[dict[str, Any]]:
    """Return what pages gave, or nothing if there is no store at all."""
    try:
        return [event for event in run.events() if "place" in event]
    except Exception:  # noqa: BLE001  # whatever the driver raises
        return []


def test_nothing_before_the_notice_is_acknowledged(playwright, tmp_path, pages):
    """A fresh profile records nothing; after the button it does, from then on."""
    with recording(playwright, tmp_path / "store", pages.pattern, acknowledge=False) as run:
        assert "Not recording" in wait_for_state(run, "waiting-for-notice")
        click_around(run, f"{pages.origin}/buttons.html")
        assert run.host_processes() == []
        scripts = run.worker().evaluate("chrome.scripting.getRegisteredContentScripts()")
        assert scripts == [], "a script runs in pages before the notice was acknowledged"
        early = run.open(f"{pages.origin}/buttons.html")
        with open_devtools(run.lab.browser.address) as devtools:
            acknowledge_notice(devtools, run.lab.extension_id)
        early.bring_to_front()
        early.wait_for_timeout(500)
        early.mouse.click(300, 300)
        events = run.finish()
    [click] = of_kind(events, "click")
    assert round(click["at"]["x"]) == 300
    [acknowledged] = controls(events, "notice-acknowledged")
    assert acknowledged["notice_version"] == 1
    assert acknowledged["locale"] == "en", "the notice is written in English"
    # The page was there before: its load was not recorded and is not made up afterwards.
    assert [e for e in of_kind(events, "navigation") if e["cause"] == "load"] == []


def test_the_notice_cannot_be_acknowledged_by_a_script(playwright, tmp_path, pages):
    """Only a person's own press counts."""
    with recording(playwright, tmp_path / "store", pages.pattern, acknowledge=False) as run:
        wait_for_state(run, "waiting-for-notice")
        page = run.context.new_page()
        page.goto(f"{run.extension}/notice.html")
        page.wait_for_selector("#acknowledge")
        page.evaluate("document.getElementById('acknowledge').click()")
        page.wait_for_timeout(300)
        assert SENTENCES["waiting-for-notice"] in title(run)


def test_off_the_allowlist(playwright, tmp_path, pages):
    """Another host and another port leave no row, no gap, no trace in the store's clear text."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        click_around(run, f"{pages.other_origin}/buttons.html")
        click_around(run, "data:text/html,<button style='width:300px;height:300px'>x</button>")
        click_around(run, f"{pages.origin}/buttons.html")
        events = run.finish()
        texts = [path.read_bytes() for path in run.store.iterdir() if path.is_file()]
    origins = {event["place"]["origin"] for event in events if "place" in event}
    assert origins == {pages.origin}
    assert len(of_kind(events, "click")) == 2
    assert controls(events, "gap") == []
    assert not any(pages.other_origin.encode() in text for text in texts)


def test_the_icon_tells_recorded_pages_from_others(playwright, tmp_path, pages):
    """Badge and sentence follow the tab."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:

        def icon(url: str) -> tuple[str, str]:
            page = run.open(url)
            page.wait_for_timeout(400)
            badge, sentence = run.worker().evaluate(
                "chrome.tabs.query({active: true}).then(([tab]) => Promise.all(["
                "chrome.action.getBadgeText({tabId: tab.id}),"
                "chrome.action.getTitle({tabId: tab.id})]))"
            )
            return badge, sentence

        assert icon(f"{pages.origin}/buttons.html") == ("REC", "Workglass. Recording this page.")
        badge, sentence = icon(f"{pages.other_origin}/buttons.html")
        assert badge == ""
        assert "not on the list" in sentence


def badge(run: Recording) -> str:
    """Return what the icon of the tab in front says."""
    return str(
        run.worker().evaluate(
            "chrome.tabs.query({active: true}).then(([tab]) => "
            "chrome.action.getBadgeText({tabId: tab.id}))"
        )
    )


def test_a_route_into_a_covered_path(playwright, tmp_path, pages):
    """A page that was loaded elsewhere is recorded from its route on, and the icon never lies."""
    pattern = f"{pages.origin}/controls.html/orders/*"
    with recording(playwright, tmp_path / "store", pattern) as run:
        page = run.open(f"{pages.origin}/controls.html")
        page.click("#aria")
        assert badge(run) == ""
        page.evaluate("route('/controls.html/orders/4711')")
        run.wait_until(lambda: badge(run) == "REC")
        page.click("#save")
        page.wait_for_timeout(300)
        page.evaluate("route('/controls.html')")
        run.wait_until(lambda: badge(run) == "")
        page.click("#aria")
        page.evaluate("route('/controls.html/orders/')")
        run.wait_until(lambda: badge(run) == "REC")
        page.click("#icon")
        events = run.finish()
    clicks = [event["target"]["name"] for event in of_kind(events, "click")]
    assert clicks == ["Save order", "Print the list"]
    steps = [(e["cause"], e["place"]["path"]) for e in of_kind(events, "navigation")]
    assert steps == [("route", "/controls.html/orders/{}"), ("route", "/controls.html/orders/")]
    assert controls(events, "gap") == []


def test_content_scripts_follow_the_policy(playwright, tmp_path, pages):
    """A site that is taken off the list loses its content script, also over a restart."""
    with recording(playwright, tmp_path / "store", pages.pattern, f"{pages.other_origin}/*") as run:

        def registered() -> list[str]:
            return list(
                run.worker().evaluate(
                    "chrome.scripting.getRegisteredContentScripts()"
                    ".then(scripts => scripts.flatMap(script => script.matches))"
                )
            )

        assert len(registered()) == 2
        document = run.lab.policy.model_dump(mode="json") | {"version": 2}
        document["sites"] = document["sites"][:1]
        change_policy(run, document)
        assert registered() == [f"{pages.origin}/*"]
        click_around(run, f"{pages.other_origin}/buttons.html")
        run.close()
        run.start_again()
        assert registered() == [f"{pages.origin}/*"]
        click_around(run, f"{pages.other_origin}/buttons.html")
        events = run.finish()
    assert of_kind(events, "click") == []


def test_denied_paths(playwright, tmp_path, pages):
    """A denied path leaves nothing, by load and by route, not even the time spent there."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        document = run.lab.policy.model_dump(mode="json")
        document["sites"][0]["deny"] = ["/controls.html/hr/*", "/secrets.html"]
        document["version"] = 2
        change_policy(run, document)
        click_around(run, f"{pages.origin}/secrets.html")
        page = run.open(f"{pages.origin}/controls.html")
        page.evaluate("route('/controls.html/%68r/pay')")
        page.wait_for_timeout(200)
        page.click("#aria")
        page.wait_for_timeout(200)
        page.evaluate("route('/controls.html/orders')")
        page.wait_for_timeout(200)
        page.click("#save")
        page.wait_for_timeout(2600)
        # A press whose picture is due, then at once a route into the denied path, and a stay there.
        page.click("#save")
        page.evaluate("route('/controls.html/hr/pay')")
        denied_since = time.time() * 1000
        page.wait_for_timeout(5000)
        events = run.finish()
        pictures = run.pictures()
    assert [
        event["place"]["path"] for event, _ in pictures if event["frame_ms"] >= denied_since
    ] == []
    assert pictures, "no picture at all proves nothing"
    paths = [event["place"]["path"] for event in events if "place" in event]
    assert set(paths) == {"/controls.html", "/controls.html/orders"}
    assert len(of_kind(events, "click")) == 2
    assert {gap["cause"] for gap in controls(events, "gap")} == {"policy-changed"}


def change_policy(run: Recording, document: dict[str, Any]) -> None:
    """Roll a policy out to browser and host, and wait until both go by it."""
    from native_host.policy import parse_policy

    policy = parse_policy(json.dumps(document).encode())
    write_policy(run.store, run.lab.root, policy, run.lab.extension_id)
    reload_policies(run)
    run.wait_until(lambda: policy_version(run) == policy.version, 30)
    wait_for_state(run, "ready")


def reload_policies(run: Recording) -> None:
    """Press the button that makes the browser read its policies now."""
    page = run.context.new_page()
    page.goto("chrome://policy")
    page.click("#reload-policies")
    page.wait_for_timeout(500)
    page.close()


def policy_version(run: Recording) -> int:
    return int(
        run.worker().evaluate(
            "chrome.storage.local.get('policyVersion').then(x => x.policyVersion)"
        )
    )


@pytest.mark.parametrize(
    ("spoil", "word", "sentence"),
    [
        (lambda text: "", "policy-refused", "empty"),
        (
            lambda text: text.replace("retention_days", "retention_dayz"),
            "policy-refused",
            "does not fit",
        ),
        (lambda text: text.split("\n")[1], "policy-refused", "no signature line"),
        (None, "not-configured", "has not set a policy"),
    ],
    ids=["empty", "typo", "unsigned", "removed"],
)
def test_a_bad_policy_stops_recording(playwright, tmp_path, pages, spoil, word, sentence):
    """A policy that is wrong in the browser stops everything at once and is named."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/buttons.html")
        page.mouse.click(30, 30)
        run.wait_until_delivered()
        managed = run.lab.root / "etc" / "policies" / "managed" / "workglass.json"
        document = json.loads(managed.read_text())
        extension = document["3rdparty"]["extensions"][run.lab.extension_id]
        if spoil is None:
            del extension["policy"]
        else:
            extension["policy"] = spoil(extension["policy"])
        managed.write_text(json.dumps(document))
        reload_policies(run)
        assert sentence in wait_for_state(run, word)
        page.bring_to_front()
        page.mouse.click(60, 60)
        page.wait_for_timeout(500)
        run.close()
        clicks = of_kind(run.events(), "click")
    assert [round(click["at"]["x"]) for click in clicks] == [30]


def test_browser_and_host_with_different_policies(playwright, tmp_path, pages):
    """Neither side goes by the other's word; the sentence says which one is behind."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        click_around(run, f"{pages.origin}/buttons.html")
        run.wait_until_delivered()
        from base64 import b64decode

        from native_host.policy import parse_policy, sign_policy
        from native_host.vault.keys import SigningKey, parse_key

        document = run.lab.policy.model_dump(mode="json") | {"version": 2}
        # What grows would have to be acknowledged before the host is asked.
        document["retention_days"] = 1
        policy = parse_policy(json.dumps(document).encode())
        key = parse_key((run.lab.keys / "policy.json").read_text())
        assert isinstance(key, SigningKey)
        signed = sign_policy(policy, b64decode(key.seed))
        write_browser_policies(run.lab.root, policy, signed, run.lab.extension_id)
        reload_policies(run)
        assert "host is behind" in wait_for_state(run, "host-refused")
        assert run.worker().evaluate("chrome.action.getBadgeText({})") == "!"
        click_around(run, f"{pages.other_origin}/buttons.html")
        click_around(run, f"{pages.origin}/buttons.html")
        run.close()
        assert len(of_kind(run.events(), "click")) == 2


def test_an_older_policy_in_the_browser(playwright, tmp_path, pages):
    """What was in force is remembered over a restart; a rolled-back policy is refused."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        document = run.lab.policy.model_dump(mode="json") | {"version": 5}
        change_policy(run, document)
        run.close()
        write_policy(run.store, run.lab.root, run.lab.policy, run.lab.extension_id)
        start_again(run.lab)
        run._connect()
        found = wait_for_state(run, "policy-refused")
        assert "version 5 was in force before" in found


def test_without_the_host(playwright, tmp_path, pages):
    """No host, no recording, and the sentence says whom to tell; a gap says so afterwards."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/buttons.html")
        page.mouse.click(30, 30)
        run.wait_until_delivered()
        launcher = run.lab.root / "workglass-host"
        hidden = launcher.rename(launcher.with_suffix(".gone"))
        run.kill_host()
        found = wait_for_state(run, "host-missing", 40)
        assert "tell IT" in found or "started again" in found
        missing = run.worker().evaluate("chrome.action.getBadgeText({})")
        page.bring_to_front()
        page.mouse.click(60, 60)
        page.wait_for_timeout(300)
        hidden.rename(launcher)
        wait_for_state(run, "ready", 60)
        page.bring_to_front()
        page.wait_for_timeout(300)
        page.mouse.click(90, 90)
        events = run.finish()
    spots = [round(click["at"]["x"]) for click in of_kind(events, "click")]
    assert spots == [30, 90]
    assert missing == "OFF"
    assert [gap["cause"] for gap in controls(events, "gap")] == ["host-missing"]
    numbers = [event["seq"] for event in events if "seq" in event]
    assert numbers == list(range(1, len(numbers) + 1))
    assert "recovered" in [event["what"] for event in of_kind(events, "host")]


def test_a_page_that_slept_while_recording_stopped(playwright, tmp_path, pages):
    """Come back to by the history, a page asks first; what was done before the answer stays away."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/buttons.html?kept")
        page.evaluate("addEventListener('pageshow', e => { window.slept = e.persisted })")
        page.mouse.click(30, 30)
        page.evaluate("location.href = '/controls.html'")
        page.wait_for_url("**/controls.html")
        run.wait_until_delivered()
        launcher = run.lab.root / "workglass-host"
        hidden = launcher.rename(launcher.with_suffix(".gone"))
        run.kill_host()
        wait_for_state(run, "host-missing", 40)
        page.bring_to_front()
        page.evaluate("history.back()")
        run.wait_until(lambda: page.evaluate("window.slept !== undefined"))
        page.wait_for_timeout(300)
        assert page.evaluate("window.slept"), "the page was loaded anew"
        page.mouse.click(60, 60)
        hidden.rename(launcher)
        wait_for_state(run, "ready", 60)
        run.wait_until(lambda: page.locator("workglass-mark").count() == 1)
        page.mouse.click(90, 90)
        events = run.finish()
    spots = [round(click["at"]["x"]) for click in of_kind(events, "click")]
    assert spots == [30, 90]
    assert [gap["cause"] for gap in controls(events, "gap")] == ["host-missing"]


def test_private_windows(playwright, tmp_path, pages):
    """The extension is not there in a private window."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        allowed = run.worker().evaluate("chrome.extension.isAllowedIncognitoAccess()")
        assert allowed is False
        # The context below has no extension in any case; what the browser was told decides.
        [package] = run.lab.root.rglob("*.crx")
        with zipfile.ZipFile(package) as packed:
            assert json.loads(packed.read("manifest.json"))["incognito"] == "not_allowed"
        private = run.browser.new_context()
        page = private.new_page()
        page.goto(f"{pages.origin}/buttons.html")
        page.mouse.click(30, 30)
        page.wait_for_timeout(400)
        private.close()
        events = run.finish()
    assert of_kind(events, "click") == []
