"""One person's hands in either browser: what is done is the same, how it is told to them differs.

Everything goes through the browser's own input, so pages and recorders see trusted events. Lists
that the browser itself draws get real events of the screen.
"""

from __future__ import annotations

import abc
import subprocess
import time
from typing import Any

from playwright.sync_api import Page

from tests.e2e_firefox.marionette import Marionette

SPOT = """
const [selector, n] = arguments;
const element = document.querySelectorAll(selector)[n];
if (!element) return null;
element.scrollIntoView({block: 'nearest'});
const {x, y, width, height} = element.getBoundingClientRect();
return {x, y, width, height};
"""
WINDOW = """
return {x: screenX + (outerWidth - innerWidth) / 2, y: screenY + outerHeight - innerHeight};
"""
# Of WebDriver: https://www.w3.org/TR/webdriver2/#keyboard-actions
KEYS = {
    "Backspace": "\ue003",
    "Tab": "\ue004",
    "Enter": "\ue006",
    "Shift": "\ue008",
    "Control": "\ue009",
    "Alt": "\ue00a",
    "PageUp": "\ue00e",
    "PageDown": "\ue00f",
    "End": "\ue010",
    "Home": "\ue011",
    "Delete": "\ue017",
    "Escape": "\ue00c",
    "Space": " ",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
}
BUTTONS = ("left", "middle", "right")


class Hands(abc.ABC):
    """Moves, presses, types."""

    # Where the first entry of an open list begins below its opener, and how high each is.
    rows: tuple[float, float]

    @abc.abstractmethod
    def run(self, body: str, *words: Any) -> Any:
        """Run a script in the page, to find places or to make ready what is not the person's."""

    @abc.abstractmethod
    def go(self, url: str) -> None:
        """Load a page in this tab."""

    @abc.abstractmethod
    def move(self, x: float, y: float) -> None:
        """Move the pointer."""

    @abc.abstractmethod
    def button(self, name: str, *, down: bool) -> None:
        """Press or let go a button."""

    @abc.abstractmethod
    def click(self, button: str, count: int) -> None:
        """Press and let go where the pointer is, so often in a row."""

    @abc.abstractmethod
    def key(self, name: str, *, down: bool) -> None:
        """Press or let go a key."""

    @abc.abstractmethod
    def wheel(self, x: float, y: float, by: int) -> None:
        """Turn the wheel."""

    def rest(self, seconds: float) -> None:
        """Look at the page for a moment."""
        time.sleep(seconds)

    def spot(self, selector: str, n: int = 0) -> dict[str, float]:
        """Return where an element is."""
        found = self.run(SPOT, selector, n)
        assert found is not None, selector
        return dict(found)

    def over(self, selector: str, n: int = 0, *, at: float | None = None) -> None:
        """Move to an element: to its middle, or so many pixels from its left edge."""
        box = self.spot(selector, n)
        within = box["width"] / 2 if at is None else min(at, box["width"] / 2)
        self.move(round(box["x"] + within), round(box["y"] + box["height"] / 2))

    def press(
        self,
        selector: str,
        n: int = 0,
        *,
        button: str = "left",
        count: int = 1,
        held: tuple[str, ...] = (),
        at: float | None = None,
    ) -> None:
        """Move to an element and click it."""
        self.over(selector, n, at=at)
        for key in held:
            self.key(key, down=True)
        self.click(button, count)
        for key in reversed(held):
            self.key(key, down=False)

    def keys(self, *names: str) -> None:
        """Press keys, one after the other; Control+a is two together."""
        for name in names:
            parts = name.split("+")
            for part in parts:
                self.key(part, down=True)
            for part in reversed(parts):
                self.key(part, down=False)

    def type(self, text: str) -> None:
        """Type a text."""
        for letter in text:
            self.key(letter, down=True)
            self.key(letter, down=False)

    def focus(self, selector: str) -> None:
        """Begin at an element; nothing that the person does."""
        self.run("document.querySelector(arguments[0]).focus()", selector)

    def press_on_screen(self, selector: str, right: float, down: float) -> None:
        """Click so far into an element with the pointer of the screen."""
        box, window = self.spot(selector), self.run(WINDOW)
        x = round(window["x"] + box["x"] + right)
        y = round(window["y"] + box["y"] + down)
        screen("mousemove", str(x - 9), str(y))
        self.rest(0.1)
        screen("mousemove", str(x), str(y))
        self.rest(0.1)
        screen("click", "1")

    def open_list(self, selector: str) -> None:
        """Open a list that the browser draws, with the pointer of the screen."""
        box = self.spot(selector)
        self.press_on_screen(selector, box["width"] / 2, box["height"] / 2)
        self.rest(0.7)
        assert self.run("return document.querySelector(arguments[0]).matches(':open')", selector)

    def pick_row(self, selector: str, index: int) -> None:
        """Click an entry of a list that the browser has opened, with the pointer of the screen."""
        box, window = self.spot(selector), self.run(WINDOW)
        first, height = self.rows
        x = round(window["x"] + box["x"] + 20)
        y = round(window["y"] + box["y"] + box["height"] + first + height * (index + 0.5))
        screen("mousemove", str(x), str(y))
        self.rest(0.2)
        screen("click", "1")
        self.rest(0.8)

    def list_keys(self, *names: str) -> None:
        """Press keys of the screen's own keyboard."""
        for name in names:
            # Held as long as a person does: let go at once, a key that closes the list is let go
            # before the page has the keyboard again.
            screen("keydown", name)
            self.rest(0.06)
            screen("keyup", name)
            self.rest(0.2)
        self.rest(0.6)


class ChromiumHands(Hands):
    """Of a page that Playwright drives."""

    rows = (4, 21)

    def __init__(self, page: Page) -> None:
        self._page = page

    def run(self, body: str, *words: Any) -> Any:
        return self._page.evaluate(
            f"words => (function () {{ {body} }}).apply(null, words)", list(words)
        )

    def go(self, url: str) -> None:
        self._page.goto(url)

    def move(self, x: float, y: float) -> None:
        self._page.mouse.move(x, y, steps=3)

    def button(self, name: str, *, down: bool) -> None:
        mouse = self._page.mouse
        (mouse.down if down else mouse.up)(button=name)  # type: ignore[arg-type]

    def click(self, button: str, count: int) -> None:
        mouse = self._page.mouse
        for number in range(1, count + 1):
            mouse.down(button=button, click_count=number)  # type: ignore[arg-type]
            mouse.up(button=button, click_count=number)  # type: ignore[arg-type]

    def key(self, name: str, *, down: bool) -> None:
        keyboard = self._page.keyboard
        (keyboard.down if down else keyboard.up)(name)

    def wheel(self, x: float, y: float, by: int) -> None:
        self._page.mouse.move(x, y)
        self._page.mouse.wheel(0, by)

    def rest(self, seconds: float) -> None:
        self._page.wait_for_timeout(seconds * 1000)


class FirefoxHands(Hands):
    """Of the tab that Marionette is in."""

    rows = (5, 24)

    def __init__(self, driver: Marionette) -> None:
        self._driver = driver

    def run(self, body: str, *words: Any) -> Any:
        return self._driver.script(body, *words)

    def go(self, url: str) -> None:
        self._driver.call("WebDriver:Navigate", url=url)

    def move(self, x: float, y: float) -> None:
        self._mouse({"type": "pointerMove", "x": round(x), "y": round(y), "duration": 60})

    def button(self, name: str, *, down: bool) -> None:
        kind = "pointerDown" if down else "pointerUp"
        self._mouse({"type": kind, "button": BUTTONS.index(name)})

    def click(self, button: str, count: int) -> None:
        number = BUTTONS.index(button)
        steps = [{"type": kind, "button": number} for kind in ("pointerDown", "pointerUp")]
        self._mouse(*steps * count)

    def key(self, name: str, *, down: bool) -> None:
        value = KEYS.get(name, name)
        assert len(value) == 1, f"no key {name}"
        step = {"type": "keyDown" if down else "keyUp", "value": value}
        self._driver.act({"type": "key", "id": "keyboard", "actions": [step]})

    def type(self, text: str) -> None:
        kinds = ("keyDown", "keyUp")
        steps = [{"type": kind, "value": letter} for letter in text for kind in kinds]
        self._driver.act({"type": "key", "id": "keyboard", "actions": steps})

    def wheel(self, x: float, y: float, by: int) -> None:
        step = {"type": "scroll", "x": round(x), "y": round(y), "deltaX": 0, "deltaY": by}
        self._driver.act({"type": "wheel", "id": "wheel", "actions": [step]})

    def _mouse(self, *steps: dict[str, Any]) -> None:
        parameters = {"pointerType": "mouse"}
        source = {"type": "pointer", "id": "mouse", "parameters": parameters, "actions": steps}
        self._driver.act(source)


def screen(*words: str) -> None:
    """Send a real event of the screen."""
    subprocess.run(["xdotool", *words], check=True)


def give_keyboard(window_class: str) -> None:
    """Give a browser's window the keyboard; there is no window manager to do it."""
    search = ["xdotool", "search", "--onlyvisible", "--class", window_class]
    found = subprocess.run(search, check=True, capture_output=True, text=True)
    for window in found.stdout.split():
        subprocess.run(["xdotool", "windowfocus", window], check=False, capture_output=True)
