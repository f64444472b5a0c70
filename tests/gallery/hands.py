"""The person who plays the episodes: a pointer that moves, keys, and time between them.

Lists that the browser draws get real events of the screen; everything else gets events through the
browser's input pipeline, which are as trusted as real ones.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Frame, Locator, Page

from tests.demo.person import focus_window, x_tool
from tests.gallery.script import Deed, Diary, Episode, Step

SPOT_MS = 15_000
SUGGESTED_S = 0.5
# Nothing is done to the page by these.
LOOKS = ("see", "focus", "wait")
NOWHERE = (1000.0, 560.0)


@dataclass(frozen=True, slots=True)
class Pace:
    """How quick the person is."""

    name: str
    pause: float  # seconds between two actions
    moves: int  # stops of the pointer on its way
    key: float  # seconds between two letters
    hold: float  # seconds that a key is held
    settle: float  # seconds after the last action


PACES = {
    "human": Pace("human", 0.35, 10, 0.12, 0.08, 0.9),
    # 200 actions a minute: 0.3 s for each, of which moving takes a part.
    "fast": Pace("fast", 0.2, 4, 0.06, 0.05, 0.9),
}
SHOWN = "e => { const b = e.getBoundingClientRect(); return {x: b.x, y: b.y, width: b.width, height: b.height} }"


def now() -> int:
    """Return the clock, ms since 1970."""
    return int(time.time() * 1000)


class Player:
    """Plays one episode on a page that has just been opened."""

    def __init__(self, page: Page, episode: Episode, diary: Diary, pace: Pace) -> None:
        self.page = page
        self.episode = episode
        self.diary = diary
        self.pace = pace
        self._dice = random.Random(episode.name)

    def play(self) -> None:
        """Do every step; write down what was done and what the page says."""
        if self.episode.steps[0].do != "window":
            self._measure()
        self.diary.began = now()
        for step in self.episode.steps:
            self._pause(0.2 if step.do in LOOKS else self.pace.pause)
            began = now()
            self._do(step, began)
            if step.do not in LOOKS:
                self.diary.steps.append((began, now()))
                self.diary.actions += len(step.what) if step.do == "type" else 1
        self._pause(self.pace.settle)
        self.diary.ended = now()
        self.diary.truth = self._frame().evaluate("window.truth")

    def _do(self, step: Step, began: int) -> None:
        keyboard = self.page.keyboard
        match step.do:
            case "press":
                self._press(step, began)
            case "over" | "away":
                self._move(*(self._centre(step.what)[:2] if step.what else NOWHERE))
            case "key":
                keyboard.press(step.what, delay=self.pace.hold * 1000)
            case "type":
                keyboard.type(step.what, delay=self.pace.key * 1000)
            case "focus":
                self._focus(step.what)
            case "see":
                self._centre(step.what)
            case "wait":
                self._pause(SUGGESTED_S)
            case "x-key":
                self._x_key(step.what)
            case "window":
                self._follow_window(step, began)
            case _:
                self._x_press(step, began)

    def _focus(self, what: str) -> None:
        if what.startswith("@"):
            self._frame().evaluate("window.grab()")
        else:
            spot = self._spot(what)
            spot.wait_for(timeout=SPOT_MS)
            spot.evaluate("e => e.focus()")  # custom elements have a way of their own

    def _press(self, step: Step, began: int) -> None:
        x, y, inner_x, inner_y = self._centre(step.what)
        self._move(x, y)
        self._pause(self.pace.pause / 4)
        for key in step.modifiers:
            self.page.keyboard.down(key)
        down = now()
        self.page.mouse.down(button=step.button)
        self.page.wait_for_timeout(40 + self._dice.random() * 40)
        self.page.mouse.up(button=step.button)
        for key in step.modifiers:
            self.page.keyboard.up(key)
        self._note(down, inner_x, inner_y, step)

    def _note(self, began: int, x: float | None, y: float | None, step: Step) -> None:
        self.diary.deeds.append(Deed(began, now(), x, y, step.button, step.member))

    def _follow_window(self, step: Step, began: int) -> None:
        with self.page.context.expect_page() as opened:
            self._press(step, began)
        self.page = opened.value
        self.page.wait_for_load_state()
        self.page.wait_for_timeout(600)
        self._measure()

    def _x_key(self, name: str) -> None:
        # Let go within some 10 ms, a key may end with the list that it closes: nobody hears of it.
        x_tool("keydown", name)
        self._pause(self.pace.hold)
        x_tool("keyup", name)

    def _x_press(self, step: Step, began: int) -> None:
        selector, _, row = step.what.rpartition(" ") if step.do == "x-row" else (step.what, "", "")
        x, y, *_ = self._centre(selector)
        box = self._spot(selector).evaluate(SHOWN)
        if row:
            y = box["y"] + box["height"] + 4 + ROW_PX * (int(row) + 0.5)
        frame = self.page.evaluate(
            "({left: screenX + (outerWidth - innerWidth) / 2,"
            " top: screenY + outerHeight - innerHeight})"
        )
        x_tool("mousemove", str(round(frame["left"] + x - 9)), str(round(frame["top"] + y)))
        self._pause(0.05)
        x_tool("mousemove", str(round(frame["left"] + x)), str(round(frame["top"] + y)))
        self._pause(0.1)
        x_tool("click", "1")
        self.page.wait_for_timeout(60)
        if step.do == "x-press":
            self._note(began, x, y, step)

    def _measure(self) -> None:
        """Note where the widget is."""
        if ":" in self.episode.widget:
            self.diary.box = self._told("box")
        else:
            self.diary.box = self._spot("%").evaluate(SHOWN)

    def _told(self, name: str) -> Any:
        """Return a spot that the page tells, once it is shown."""
        shown = self._frame().wait_for_function(
            "name => { const box = window.spots?.[name]?.(); return box?.width > 0 && box; }",
            arg=name,
            timeout=SPOT_MS,
        )
        return shown.json_value()

    def _frame(self) -> Frame:
        frame = self.page.main_frame
        for selector in self.episode.frames:
            found = frame.wait_for_selector(selector, timeout=SPOT_MS, state="attached")
            inner = found.content_frame() if found else None
            if inner is None:
                raise AssertionError(f"no frame at {selector}")
            frame = inner
        return frame

    def _selector(self, what: str) -> str:
        return what.replace("%", f'[data-widget="{self.episode.widget}"]')

    def _spot(self, what: str) -> Locator:
        return self._frame().locator(self._selector(what)).first

    def _centre(self, what: str) -> tuple[float, float, float, float]:
        """Return a spot in the tab's viewport and in that of its own frame."""
        frame = self._frame()
        if what.startswith("@"):
            box = self._told(what[1:])
        else:
            spot = self._spot(what)
            spot.wait_for(timeout=SPOT_MS)
            box = spot.evaluate(SHOWN)
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        left, top = self._offset(frame)
        return x + left, y + top, x, y

    def _offset(self, frame: Frame) -> tuple[float, float]:
        left = top = 0.0
        while frame.parent_frame is not None:
            inside: Any = frame.frame_element().evaluate(
                "e => { const b = e.getBoundingClientRect();"
                " return [b.x + e.clientLeft, b.y + e.clientTop] }"
            )
            left, top = left + inside[0], top + inside[1]
            frame = frame.parent_frame
        return left, top

    def _move(self, x: float, y: float) -> None:
        self.page.mouse.move(x, y, steps=self.pace.moves)

    def _pause(self, seconds: float) -> None:
        self.page.wait_for_timeout(seconds * 1000 * self._dice.uniform(0.8, 1.2))


ROW_PX = 21.0


def park(page: Page) -> None:
    """Take the pointer off everything, that of the screen as well."""
    x_tool("mousemove", "1270", "880")
    focus_window()
    page.mouse.move(*NOWHERE)
