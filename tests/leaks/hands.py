"""The person at a situation's page: a real pointer and real keys, through the browser's input."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Frame, Page

if TYPE_CHECKING:
    from tests.leaks.server import Site
    from tests.leaks.session import Watched
    from tests.leaks.situation import Trial

KEY_MS = 8
WAIT_MS = 8000
PICTURE_MS = 1100
CENTRE = (
    "selector => { const seek = root => { const found = root.querySelector(selector);"
    " if (found) return found; for (const e of root.querySelectorAll('*')) { const inner ="
    " e.shadowRoot ?? e.hidden_root; const more = inner && seek(inner); if (more) return more; }"
    " return null; }; const e = seek(document); if (!e) return null;"
    " const b = e.getBoundingClientRect();"
    " return b.width > 0 ? [b.x + b.width / 2, b.y + b.height / 2] : null; }"
)


class Hands:
    """Plays one trial."""

    def __init__(self, run: Watched, site: Site, trial: Trial, page: Page) -> None:
        self.run = run
        self.site = site
        self.trial = trial
        self.page = page
        self.secret = trial.secret
        self.other = trial.other

    @property
    def keyboard(self) -> Any:
        """Return the keys."""
        return self.page.keyboard

    def has(self, selector: str, frame: str = "") -> bool:
        """Say whether the page has such an element."""
        return bool(self._frame(frame).evaluate(CENTRE, selector))

    def see(self, selector: str, frame: str = "") -> tuple[float, float]:
        """Wait until an element is shown; return its centre in the tab."""
        deadline = time.monotonic() + WAIT_MS / 1000
        while True:
            inside = self._frame(frame)
            if centre := inside.evaluate(CENTRE, selector):
                break
            if time.monotonic() > deadline:
                raise AssertionError(f"{selector} is not shown")
            self.page.wait_for_timeout(50)
        x, y = centre
        at = inside
        while at.parent_frame is not None:
            left, top = at.frame_element().evaluate(
                "e => { const b = e.getBoundingClientRect();"
                " return [b.x + e.clientLeft, b.y + e.clientTop] }"
            )
            x, y, at = x + left, y + top, at.parent_frame
        return x, y

    def _frame(self, selector: str) -> Frame:
        frame = self.page.main_frame
        for part in selector.split(" > ") if selector else []:
            found = frame.wait_for_selector(part, timeout=WAIT_MS, state="attached")
            inner = found.content_frame() if found else None
            if inner is None:
                raise AssertionError(f"no frame at {part}")
            frame = inner
        return frame

    def press(self, selector: str, frame: str = "", **how: Any) -> None:
        """Press an element with the mouse."""
        x, y = self.see(selector, frame)
        self.page.mouse.move(x, y, steps=2)
        self.page.mouse.click(x, y, delay=20, **how)

    def over(self, selector: str) -> None:
        """Move the pointer over an element and stay."""
        self.page.mouse.move(*self.see(selector), steps=3)
        self.wait(200)

    def type(self, text: str) -> None:
        """Press the keys of a text."""
        self.page.keyboard.type(text, delay=KEY_MS)

    def key(self, name: str) -> None:
        """Press one key or a combination."""
        self.page.keyboard.press(name)

    def write(self, selector: str, text: str, frame: str = "") -> None:
        """Press a field and write into it."""
        self.press(selector, frame)
        self.type(text)

    def wait(self, milliseconds: float) -> None:
        """Let time pass."""
        self.page.wait_for_timeout(milliseconds)

    def wait_for_picture(self) -> None:
        """Press a harmless button and let a picture be taken of what the page shows now."""
        if self.has("#keep"):
            self.press("#keep")
        self.wait(PICTURE_MS)

    def do_in_page(self, script: str) -> Any:
        """Let the page itself do something."""
        return self.page.evaluate(script)

    def paste(self, text: str) -> None:
        """Put a text on the clipboard of the page and paste it with the keys."""
        self.page.evaluate(
            "text => { const area = document.createElement('textarea'); area.value = text;"
            " area.id = 'clip'; document.body.append(area); }",
            text,
        )
        self.press("#clip")
        self.key("Control+A")
        self.key("Control+X")
        self.page.evaluate("document.getElementById('clip').remove()")
