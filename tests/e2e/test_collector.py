"""From the page to the collector, through faults: the copy holds the same segments once each."""

from __future__ import annotations

from urllib.parse import urlsplit

from native_host import installation
from native_host.lab.trial import start_collector
from native_host.vault.archive import read_segments
from tests.e2e.recording import of_kind, recording


def identities(place) -> list[tuple[bytes, bytes]]:
    """Return header and footer of every segment that holds something."""
    found = []
    for _, segment in read_segments(place):
        assert not isinstance(segment, Exception)
        found.append((segment.header, segment.footer))
    return sorted(found)


def test_collector_killed_in_mid_upload(playwright, tmp_path, pages):
    """Killed and restarted again and again, the collector ends up with everything once."""
    store = tmp_path / "store"
    with recording(playwright, store, pages.pattern, collector=True) as run:
        lab = run.lab
        assert lab.collector is not None
        assert lab.collector_store is not None
        assert lab.policy.collector is not None
        port = int(lab.policy.collector.url.rsplit(":", 1)[1].strip("/"))
        token = lab.root / "config" / installation.TOKEN_FILE
        page = run.open(f"{pages.origin}/buttons.html")
        spots = []
        for number in range(4):
            for press in range(5):
                spots.append((20 + 40 * number + 5 * press, 30))
                page.mouse.click(*spots[-1])
            run.wait_until_delivered()
            # A killed host breaks its segment off, which makes one more to upload.
            run.kill_host()
            run.wait_until(run.host_processes)
            lab.collector.kill()
            lab.collector.wait()
            page.wait_for_timeout(300)
            lab.collector, _ = start_collector(lab.collector_store, token, port)
            run.wait_until_delivered()
    copy = tmp_path / "store.collector"
    assert identities(copy) == identities(store)
    for place in (store, copy):
        reports, verification = run.verify(place)
        # Who killed hosts last is told by the host after them, which may have had nothing to send.
        allowed = {"VERIFIED", "CRASH-INCOMPLETE"} | (
            {"UNANCHORED-TAIL"} if place == copy else set()
        )
        assert {report.verdict for report in reports} <= allowed
        assert verification.sequences.missing == verification.sequences.doubled == []
    clicks = [round(click["at"]["x"]) for click in of_kind(run.events(), "click")]
    assert clicks == [x for x, _ in spots]


def test_the_copy_is_complete_when_the_lab_ends(playwright, tmp_path, pages):
    """Also the last segment has arrived, and both copies are VERIFIED."""
    store = tmp_path / "store"
    with recording(playwright, store, pages.pattern, collector=True) as run:
        notice = run.context.new_page()
        notice.goto(f"{run.extension}/notice.html")
        notice.wait_for_selector("#text p", state="attached")
        address = urlsplit(run.lab.policy.collector.url)
        assert f"sent to the collector at {address.netloc}" in notice.locator("#text").inner_text()
        notice.close()
        page = run.open(f"{pages.origin}/buttons.html")
        page.mouse.click(40, 40)
        run.wait_until_delivered()
    copy = tmp_path / "store.collector"
    assert identities(copy) == identities(store)
    for place in (store, copy):
        reports, _ = run.verify(place)
        assert [report.verdict for report in reports] == ["VERIFIED"]
