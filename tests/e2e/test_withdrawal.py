"""What is withdrawn: a recipient's key, and the extension itself."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from native_host.lab.devtools import open_devtools
from native_host.lab.notice import acknowledge_notice
from native_host.review.reading import Reader
from native_host.review.segments import OpenedEvent
from native_host.vault.archive import read_segments
from native_host.vault.container import SealedSegment
from native_host.vault.keys import make_recipient_key, serialize_key
from native_host.vault.layout import CloseReason, Footer, Header
from tests.e2e.person import roll_out, sentence
from tests.e2e.recording import Recording, controls, of_kind, recording
from tests.e2e.test_gates import reload_policies

MARKED = "document.querySelector('workglass-mark') !== null"
NEXT = make_recipient_key(bytes(range(3, 35)), "x-wing")
WITHIN_MS = 10_000


@pytest.fixture(scope="module")
def run(playwright, tmp_path_factory, pages):
    """One browser for both; the second test takes the extension away."""
    store = tmp_path_factory.mktemp("withdrawal") / "store"
    with recording(playwright, store, pages.pattern) as running:
        yield running


def clicks_of(run: Recording, key: Path) -> list[int]:
    """Return where the clicks were that a key opens."""
    found = Reader(run.store, [key], "a test").own_events()
    events = [json.loads(e.data) for e in found if isinstance(e, OpenedEvent)]
    return [round(event["at"]["x"]) for event in of_kind(events, "click")]


def test_a_recipient_who_is_revoked(run, pages, tmp_path):
    """Every tab stops until the notice is read; the next segments are for the new keys only."""
    tabs = [run.open(f"{pages.origin}/buttons.html") for _ in range(3)]
    for at, tab in enumerate(tabs):
        tab.bring_to_front()
        tab.mouse.click(30 + at, 30)
    run.wait_until_delivered()
    [before] = {len(Header.parse(s.header).groups) for s in sealed(run)}
    assert before == 2
    document = run.lab.policy.model_dump(mode="json")
    [revoked] = document["recipients"][1]["members"]
    group = document["recipients"][1] | {
        "generation": 2,
        "members": [NEXT.member().model_dump(mode="json")],
    }
    written = time.time() * 1000
    roll_out(
        run,
        document
        | {
            "version": 2,
            "recipients": [document["recipients"][0], group],
            "revoked_keys": [revoked["key_id"]],
        },
    )
    stopped = lambda: "read the notice first" in sentence(run)  # noqa: E731
    while not stopped():
        assert time.time() * 1000 < written + 4 * WITHIN_MS
        for tab in tabs:
            tab.bring_to_front()
            tab.mouse.click(45, 45)
    reached = time.time() * 1000
    for tab in tabs:
        run.wait_until(lambda tab=tab: not tab.evaluate(MARKED))
        tab.bring_to_front()
        tab.mouse.click(60, 60)
    [closed] = [s for s in sealed(run) if s.footer]
    assert Footer.parse(closed.footer).reason is CloseReason.POLICY
    with open_devtools(run.lab.browser.address) as devtools:
        acknowledge_notice(devtools, run.lab.extension_id)
    for at, tab in enumerate(tabs):
        tab.bring_to_front()
        run.wait_until(lambda tab=tab: tab.evaluate(MARKED))
        tab.mouse.click(90 + at, 90)
    next_key = tmp_path / "next.json"
    next_key.write_text(serialize_key(NEXT))
    run.wait_until(lambda: len(clicks_of(run, next_key)) == len(tabs))
    run.wait_until_delivered()
    old = clicks_of(run, run.lab.keys / "recovery.json")
    # Records of several tabs are numbered as they arrive.
    assert sorted(old[:3]) == [30, 31, 32]
    assert set(old[3:]) <= {45}
    new = clicks_of(run, next_key)
    assert sorted(new) == [90, 91, 92]
    assert clicks_of(run, run.key) == [*old, *new]
    events = run.events()
    clicks = [event["wall_ms"] for event in of_kind(events, "click")]
    assert max(clicks[: len(old)]) <= min(reached, written + WITHIN_MS)
    # What a page saw while it was told to stop is told as lost.
    [gap, *others] = controls(events, "gap")
    assert gap["cause"] == "policy-changed"
    assert {each["cause"] for each in others} <= {"page-lost"}
    assert reached <= gap["wall_ms"] <= min(clicks[len(old) :])
    assert len(controls(events, "notice-acknowledged")) == 2


def sealed(run: Recording) -> list[SealedSegment]:
    found = [segment for _, segment in read_segments(run.store)]
    return [segment for segment in found if isinstance(segment, SealedSegment)]


def test_an_extension_that_is_removed(run, pages):
    """The policy names it no more: host gone, tabs without mark and records, nothing comes back."""
    tab = run.open(f"{pages.origin}/buttons.html")
    other = run.open(f"{pages.origin}/controls.html")
    for page in (other, tab):
        page.bring_to_front()
        run.wait_until(lambda page=page: page.evaluate(MARKED))
    tab.mouse.click(120, 120)
    run.wait_until_delivered()
    assert len(run.host_processes()) == 1
    managed = run.lab.root / "etc" / "policies" / "managed" / "workglass.json"
    document = json.loads(managed.read_text())
    del document["ExtensionSettings"], document["3rdparty"]
    managed.write_text(json.dumps(document))
    reload_policies(run)
    run.wait_until(lambda: run.host_processes() == [], 40)
    for page in (tab, other):
        run.wait_until(lambda page=page: not page.evaluate(MARKED))
        page.bring_to_front()
        page.mouse.click(150, 150)
        page.keyboard.press("Tab")
    fresh = run.context.new_page()
    fresh.goto(f"{pages.origin}/buttons.html")
    fresh.mouse.click(150, 150)
    fresh.wait_for_timeout(500)
    assert not fresh.evaluate(MARKED)
    assert [w for w in run.context.service_workers if run.extension in w.url] == []
    assert run.host_processes() == []
    run.close()
    clicks = [round(event["at"]["x"]) for event in of_kind(run.events(), "click")]
    assert 150 not in clicks
    assert clicks[-1] == 120
    reports, _ = run.verify()
    assert {str(report.verdict) for report in reports} == {"VERIFIED"}
