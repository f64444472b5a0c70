"""Nothing acknowledged is lost, nothing is doubled, and what could not be delivered says so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.recording import Recording, controls, of_kind, recording

QUICK, FULL = 4, 20


def rounds(*, slow: bool) -> Any:
    """A few rounds always, twenty in the long run."""
    mark = [pytest.mark.slow] if slow else []
    return pytest.param(FULL if slow else QUICK, marks=mark, id="20" if slow else "few")


ROUNDS = pytest.mark.parametrize("count", [rounds(slow=False), rounds(slow=True)])


class Presser:
    """Presses a large button, each time on a spot of its own, so that every press is known."""

    def __init__(self, run: Recording, url: str) -> None:
        self.page = run.open(url)
        self.spots: list[tuple[int, int]] = []

    def press(self) -> None:
        number = len(self.spots)
        spot = (20 + number % 90 * 10, 20 + number // 90 * 10)
        self.page.mouse.click(*spot)
        self.spots.append(spot)


def assert_each_once(events: list[dict[str, Any]], spots: list[tuple[int, int]]) -> None:
    """Every press is there once; none is there that was not made."""
    found = [(round(e["at"]["x"]), round(e["at"]["y"])) for e in of_kind(events, "click")]
    assert sorted(found) == sorted(spots)


def assert_numbers_complete(run: Recording) -> None:
    """No number of any session is missing or there twice."""
    _, verification = run.verify()
    assert verification.sequences.missing == []
    assert verification.sequences.doubled == []


@ROUNDS
def test_host_killed_in_mid_stream(playwright, tmp_path, pages, count):
    """A killed host is started again and gets what it had not acknowledged, once."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        presser = Presser(run, f"{pages.origin}/buttons.html")
        for number in range(count):
            for press in range(8):
                presser.press()
                if press == 2 + number % 5:
                    run.kill_host()
            run.wait_until_delivered()
        events = run.finish()
        assert_each_once(events, presser.spots)
        assert_numbers_complete(run)
        assert controls(events, "gap") == []
        reports, _ = run.verify()
        assert {report.verdict for report in reports} <= {"VERIFIED", "CRASH-INCOMPLETE"}


@ROUNDS
def test_service_worker_stopped_in_mid_stream(playwright, tmp_path, pages, count):
    """A stopped service worker goes on with the next press; the page sends again what was open."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        presser = Presser(run, f"{pages.origin}/buttons.html")
        for _ in range(count):
            for _ in range(3):
                presser.press()
            run.stop_worker()
            presser.page.bring_to_front()
            for _ in range(3):
                presser.press()
        presser.page.wait_for_timeout(3500)
        events = run.finish()
        told = [e["trigger"] for e in events if "trigger" in e and e["kind"] != "step-view"]
        due = [e["seq"] for e in events if e["kind"] in ("click", "navigation")]
        assert sorted(told) == sorted(due), "a picture without a reason"
        assert_each_once(events, presser.spots)
        assert_numbers_complete(run)
        assert controls(events, "gap") == []


@ROUNDS
@pytest.mark.parametrize("end", ["killed", "closed"])
def test_browser_ends_right_after_a_press(playwright, tmp_path, pages, count, end):
    """The next start says, once, that the session before ended without goodbye."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        for number in range(count):
            presser = Presser(run, f"{pages.origin}/buttons.html")
            presser.press()
            if end == "killed":
                run.kill_browser()
            else:
                run.close()
            before = run.events()
            session = before[-1]["session"]
            last = max(e["seq"] for e in before if e["session"] == session and "seq" in e)
            run.start_again()
            run.wait_until_delivered()
            # The record is written with the new session's first commit.
            run.wait_until(
                lambda n=number: len(controls(run.events(), "ended-without-goodbye")) == n + 1
            )
            broken = controls(run.events(), "ended-without-goodbye")[-1]
            assert broken["session"] == session
            assert broken["last_seq"] == last
        assert_numbers_complete(run)
        assert len(controls(run.events(), "ended-without-goodbye")) == count
