"""A page that changes at random and breaks what it can, under real input."""

from __future__ import annotations

import collections
import random

import pytest

from tests.e2e.faults_heard import FaultsHeard
from tests.e2e.recording import controls, of_kind, recording

KEYS = ["Tab", "Tab", "ArrowDown", "ArrowUp", "Home", "a", "z", " ", "Enter", "Backspace"]
PLAIN = (1060, 530)


class Hands:
    """A mouse that presses no spot twice, so that each click can be found again."""

    def __init__(self, page, seed):
        self._page = page
        self._random = random.Random(seed)
        self.pressed = []

    def press(self, width=980, height=690):
        while True:
            spot = (self._random.randrange(5, width), self._random.randrange(5, height))
            if spot not in self.pressed:
                break
        self.pressed.append(spot)
        self._page.mouse.click(*spot)

    def act(self):
        what = self._random.random()
        if what < 0.7:
            self.press()
        elif what < 0.95:
            self._page.keyboard.press(self._random.choice(KEYS))
        else:
            self._page.mouse.wheel(0, self._random.randrange(-300, 300))


def open_page(run, heard, address):
    page = run.context.new_page()
    heard.listen_to(page)
    page.goto(address)
    page.wait_for_timeout(300)
    return page


def end(page, key="F8"):
    """Let the page come to rest, or write itself anew; press its plain button."""
    plain = page.locator("#plain")
    for _ in range(100):
        page.keyboard.press(key)
        if plain.is_visible():
            break
        page.wait_for_timeout(200)  # a frame had the keys; it will be gone soon
    plain.wait_for()
    page.wait_for_timeout(300)
    page.mouse.click(*PLAIN)
    page.wait_for_timeout(200)


def spots(events):
    return collections.Counter(
        (round(event["at"]["x"]), round(event["at"]["y"]))
        for event in of_kind(events, "click")
        if event["at"] is not None and not event["target"]["frame_path"]
    )


def told(page):
    """Where it was pressed as the page itself was told: what the browser keeps to itself nobody can record."""
    pairs = page.locator("html").get_attribute("data-pressed").split()
    return [tuple(int(float(side)) for side in pair.split(",")) for pair in pairs]


def story(events):
    """What was recorded instead, a line for each record, for whoever has to find out why."""
    lines = []
    for event in events:
        target = event.get("target") or {}
        what = [event["seq"], event.get("mono_ms"), event["kind"], event.get("what")]
        what += [target.get("role"), target.get("frame_path"), event.get("at"), event.get("key")]
        lines.append(" ".join(str(part) for part in what))
    return "\n".join(lines)


def fuzz(playwright, store, pages, seeds, actions):
    """Act on pages of several seeds; check what must hold whatever a page does."""
    pressed = []
    with recording(playwright, store, pages.pattern) as run:
        heard = FaultsHeard(run)
        for seed in seeds:
            sound = "&sound" if seed % 3 == 0 else ""
            page = open_page(run, heard, f"{pages.origin}/fuzz.html?seed={seed}{sound}")
            hands = Hands(page, seed)
            for _ in range(actions):
                hands.act()
            page.set_viewport_size({"width": 1280, "height": 700 + seed % 9})
            page.wait_for_timeout(400)  # what follows a change of size has happened
            end(page)
            assert page.locator("html").get_attribute("data-errors") is None
            heard_of = told(page)
            assert set(heard_of) <= {*hands.pressed, PLAIN}
            assert len(heard_of) > 0.8 * len(hands.pressed)
            pressed += heard_of
            page.close()
        events = run.finish()
    assert heard.faults == []
    assert spots(events) == collections.Counter(pressed), story(events)
    plain = [e for e in of_kind(events, "click") if e["target"]["name"] == "Plain"]
    assert len(plain) == len(seeds)
    assert controls(events, "refused") == []
    assert controls(events, "gap") == []


def test_a_page_at_random(playwright, tmp_path, pages):
    """No exception leaves us, every press is recorded once, and recording goes on afterwards."""
    fuzz(playwright, tmp_path / "store", pages, seeds=range(1, 5), actions=40)


@pytest.mark.slow
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("part", range(4))
def test_many_pages_at_random(playwright, tmp_path, pages, part):
    """The same for longer, with other seeds."""
    first = 1000 + 12 * part
    fuzz(playwright, tmp_path / "store", pages, range(first, first + 12), actions=120)


def test_very_large_and_deep_pages(playwright, tmp_path, pages):
    """In 100,000 elements and a thousand levels down, a press is a record."""
    pressed = []
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        heard = FaultsHeard(run)
        for what in ("large", "deep"):
            page = open_page(run, heard, f"{pages.origin}/fuzz.html?still&{what}")
            hands = Hands(page, 7)
            for _ in range(4):
                hands.press(400, 280)
            end(page)
            pressed += [*hands.pressed, PLAIN]
            assert told(page) == [*hands.pressed, PLAIN]
            page.close()
        events = run.finish()
    assert heard.faults == []
    assert spots(events) == collections.Counter(pressed)
    assert controls(events, "refused") == []
    assert controls(events, "gap") == []


def test_a_document_that_is_written_anew(playwright, tmp_path, pages):
    """After document.open the page is another one at the same address, and is recorded too."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        heard = FaultsHeard(run)
        page = open_page(run, heard, f"{pages.origin}/fuzz.html?still&sound")
        page.mouse.click(*PLAIN)
        end(page, "F9")
        events = run.finish()
    assert heard.faults == []
    assert spots(events) == {PLAIN: 2}


def test_a_frame_that_goes_when_it_is_pressed(playwright, tmp_path, pages):
    """What was seen of it before it went is told, as a click or at least as something missing."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        heard = FaultsHeard(run)
        page = open_page(run, heard, f"{pages.origin}/going.html")
        for _ in range(5):
            page.mouse.click(30, 30)
            page.wait_for_timeout(250)
        page.mouse.click(300, 300)
        gone = page.locator("html").get_attribute("data-gone")
        events = run.finish()
    assert heard.faults == []
    assert gone == "5"
    clicks = of_kind(events, "click")
    inside = [click for click in clicks if click["target"]["frame_path"]]
    missing = sum(gap["count"] or 1 for gap in controls(events, "gap"))
    assert len(inside) + missing == 5
    assert len(clicks) - len(inside) == 1
