"""What Firefox must not record, and what stops it, by its own ways of doing things."""

from __future__ import annotations

import json
import shutil
import signal
import time

from native_host import installation
from native_host.vault.archive import find_chains
from tests.demo.secrets_search import find_in_files
from tests.e2e.recording import controls, of_kind
from tests.e2e_firefox.hands import FirefoxHands
from tests.e2e_firefox.recording import ID, recording

TYPED = ["ZQ17KPASSWORD-correct-horse", "ZQ18KNAME Jane Doe", "ZQ19KNOTES 0151 2345678"]


def test_nothing_before_the_notice_and_off_the_list(tmp_path, pages):
    """Without the notice no script of ours runs; another site of the same port never has one."""
    with recording(tmp_path / "store", pages.pattern, acknowledge=False) as run:
        hands = FirefoxHands(run.driver)
        run.open(f"{pages.origin}/controls.html")
        hands.press("#save")
        assert run.driver.script("return document.querySelector('workglass-mark')") is None
        assert run.overview()["shape"] == "waiting-for-notice"
        run.acknowledge()
        run.open(f"{pages.other_origin}/controls.html")
        hands.press("#aria")
        assert run.driver.script("return document.querySelector('workglass-mark')") is None
        run.open(f"{pages.origin}/controls.html")
        hands.press("#icon")
        time.sleep(0.5)
        assert run.driver.script("return document.querySelector('workglass-mark') !== null")
        events = run.finish()
    assert [e["target"]["name"] for e in of_kind(events, "click")] == ["Print the list"]
    assert {e["place"]["origin"] for e in events if e.get("place")} == {pages.origin}
    assert len(controls(events, "notice-acknowledged")) == 1


def test_another_port_of_a_listed_host(tmp_path, pages):
    """Firefox's patterns know no ports: the script may run there, and nothing is recorded."""
    from tests.conftest import serve_pages

    with serve_pages() as other, recording(tmp_path / "store", pages.pattern) as run:
        hands = FirefoxHands(run.driver)
        run.open(f"{other.origin}/controls.html")
        hands.press("#save")
        hands.press("#name")
        hands.type(TYPED[0])
        assert run.driver.script("return document.querySelector('workglass-mark')") is None
        run.open(f"{pages.origin}/controls.html")
        hands.press("#icon")
        time.sleep(0.5)
        events = run.finish()
    assert [e["target"]["name"] for e in of_kind(events, "click")] == ["Print the list"]
    assert str(other.port) not in json.dumps(events)


def test_secrets_are_nowhere(tmp_path, pages):
    """What was typed is in no record, no picture's page, no log and not in our part of the profile."""
    with recording(tmp_path / "store", pages.pattern) as run:
        hands = FirefoxHands(run.driver)
        run.open(f"{pages.origin}/password.html")
        hands.press("#password")
        hands.type(TYPED[0])
        hands.press("#reveal")
        hands.press("#other")
        hands.rest(2.5)
        hands.go(f"{pages.origin}/secrets.html")
        hands.rest(0.4)
        hands.press("#field")
        hands.type(TYPED[1])
        hands.keys("Control+a", "Control+c")
        hands.press("#area")
        hands.keys("Control+v")
        hands.type(TYPED[2])
        hands.press("#keep")
        hands.rest(2.6)
        memory = run.ask("return chrome.storage.session.get(null).then(JSON.stringify)")
        run.wait_until_delivered()
        uuid = run.address.split("/")[2]
        run.close()
        ours = tmp_path / "profile"
        for path in run.places.profile.rglob("*"):
            if path.is_file() and (uuid in str(path) or ID in str(path)):
                target = ours / path.relative_to(run.places.profile)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
        shutil.copyfile(run.places.root / "browser.log", tmp_path / "browser.log")
        events = run.events()
    assert list(ours.rglob("*")), "our part of the profile was not found"
    assert of_kind(events, "text-entry")
    (tmp_path / "events.json").write_text(json.dumps(events) + memory)
    assert find_in_files(TYPED, [tmp_path]) == []
    assert "secret-visible" in {d["reason"] for d in controls(events, "screenshot-dropped")}


def test_a_sleeping_event_page_loses_nothing(tmp_path, pages):
    """Firefox puts the page to sleep whenever it likes; each click is recorded once all the same."""
    with recording(tmp_path / "store", pages.pattern) as run:
        hands = FirefoxHands(run.driver)
        run.open(f"{pages.origin}/controls.html")
        for _ in range(4):
            for selector in ("#save", "#aria", "#icon"):
                hands.press(selector)
                hands.rest(0.1)
            run.suspend()
            assert run.background() == "stopped"
            hands.press("#label")
            hands.rest(0.2)
        events = run.finish()
    names = [e["target"]["name"] for e in of_kind(events, "click")]
    assert names == ["Save order", "Close the panel", "Print the list", "I agree"] * 4
    assert [e["seq"] for e in events] == list(range(1, len(events) + 1))
    assert len({e["session"] for e in events}) == 1
    assert controls(events, "gap") == []


def test_firefox_puts_the_event_page_to_sleep(tmp_path, pages):
    """By its own clock, which is set to a second here; while the host is connected it never does."""
    idle = {"extensions.background.idle.timeout": 1000}
    settings = {"acknowledge": False, "preferences": idle}
    with recording(tmp_path / "store", pages.pattern, **settings) as run:
        run.wait_until(lambda: run.background() == "stopped")
        run.acknowledge()
        hands = FirefoxHands(run.driver)
        run.open(f"{pages.origin}/controls.html")
        hands.press("#save")
        hands.rest(5)
        assert run.background() == "running"
        hands.press("#icon")
        hands.rest(0.5)
        events = run.finish()
    names = [e["target"]["name"] for e in of_kind(events, "click")]
    assert names == ["Save order", "Print the list"]


def test_a_missing_host_is_told(tmp_path, pages):
    """Nothing is recorded, and the person is told why."""
    with recording(tmp_path / "store", pages.pattern, acknowledge=False) as run:
        (run.places.hosts / f"{installation.HOST_NAME}.json").unlink()
        run.acknowledge(until="host-missing")
        hands = FirefoxHands(run.driver)
        run.open(f"{pages.origin}/controls.html")
        hands.press("#save")
        said = run.overview()
        assert run.driver.script("return document.querySelector('workglass-mark')") is None
        run.close()
        assert find_chains(run.store) == []
    assert said["shape"] == "host-missing"
    assert "not installed" in said["detail"]


def test_a_host_that_was_made_for_another_extension(tmp_path, pages):
    """Firefox itself compares our id with `allowed_extensions`, and starts nothing."""
    with recording(tmp_path / "store", pages.pattern, acknowledge=False) as run:
        manifest = run.places.hosts / f"{installation.HOST_NAME}.json"
        document = json.loads(manifest.read_text())
        manifest.write_text(json.dumps(document | {"allowed_extensions": ["other@shop.example"]}))
        run.acknowledge(until="host-missing")
        run.close()
        assert find_chains(run.store) == []


def test_a_killed_host_is_started_again(tmp_path, pages):
    """What is done meanwhile is recorded once the host is back."""
    with recording(tmp_path / "store", pages.pattern) as run:
        hands = FirefoxHands(run.driver)
        run.open(f"{pages.origin}/controls.html")
        hands.press("#save")
        hands.rest(0.5)
        run.signal_host(signal.SIGKILL)
        hands.press("#aria")
        hands.rest(3)
        hands.press("#icon")
        hands.rest(0.5)
        events = run.finish()
    names = [e["target"]["name"] for e in of_kind(events, "click")]
    assert names == ["Save order", "Close the panel", "Print the list"]


def test_a_second_start_with_another_policy(tmp_path, pages):
    """Firefox reads its policies when it starts; the notice is not asked for again for less."""
    with recording(tmp_path / "store", pages.pattern) as run:
        hands = FirefoxHands(run.driver)
        run.open(f"{pages.origin}/controls.html")
        hands.press("#save")
        hands.rest(0.5)
        run.wait_until_delivered()
        run.close()
        run.document |= {"version": 2, "pointer_path": False}
        run.write()
        run.start()
        run.wait_until(lambda: run.overview()["shape"] == "ready")
        run.open(f"{pages.origin}/controls.html")
        FirefoxHands(run.driver).press("#icon")
        time.sleep(0.5)
        events = run.finish()
    names = [e["target"]["name"] for e in of_kind(events, "click")]
    assert names == ["Save order", "Print the list"]
    assert [start["policy_version"] for start in controls(events, "session-start")] == [1, 2]
    assert len(controls(events, "notice-acknowledged")) == 1


def test_a_policy_that_was_edited_is_refused(tmp_path, pages):
    """The signature in managed storage does not fit, so nothing is recorded and the icon says so."""
    with recording(tmp_path / "store", pages.pattern) as run:
        run.close()
        written = run.places.policies.read_text()
        run.places.policies.write_text(written.replace("Workglass lab", "Workglass lap"))
        run.start()
        said = run.wait_until(lambda: run.overview() or None)
        run.open(f"{pages.origin}/controls.html")
        FirefoxHands(run.driver).press("#icon")
        time.sleep(0.5)
        assert run.driver.script("return document.querySelector('workglass-mark')") is None
        run.close()
        events = run.events()
    assert said["shape"] == "policy-refused"
    assert "signature" in said["detail"]
    assert of_kind(events, "click") == []


def test_a_person_who_takes_the_permission_away(tmp_path, pages):
    """Firefox lets people do that in about:addons; then nothing is recorded, and the mark is gone."""
    take_away = """
      const {ExtensionPermissions} =
        ChromeUtils.importESModule("resource://gre/modules/ExtensionPermissions.sys.mjs");
      const {extension} = WebExtensionPolicy.getByID(arguments[0]);
      const everything = {origins: ["<all_urls>"], permissions: []};
      return ExtensionPermissions.remove(arguments[0], everything, extension).then(() => true);
    """
    with recording(tmp_path / "store", pages.pattern) as run:
        hands = FirefoxHands(run.driver)
        run.open(f"{pages.origin}/controls.html")
        hands.press("#save")
        hands.rest(0.5)
        assert run.driver.in_browser(take_away, ID)
        run.open(f"{pages.origin}/controls.html")
        hands.press("#icon")
        hands.rest(0.5)
        assert run.driver.script("return document.querySelector('workglass-mark')") is None
        title = run.ask(
            "return chrome.tabs.query({}).then(tabs => Promise.all("
            "tabs.map(tab => chrome.action.getTitle({tabId: tab.id}))))"
        )
        events = run.finish()
    assert [e["target"]["name"] for e in of_kind(events, "click")] == ["Save order"]
    assert not any("Recording this page" in each for each in title[-2:])
