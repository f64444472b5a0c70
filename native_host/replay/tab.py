"""One tab of the replay's browser: its frames and shadow roots, its mouse and its keys."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from native_host.elements import Target
from native_host.errors import UnavailableError
from native_host.lab.devtools import DevTools
from native_host.replay.keyboard import bits, presses

_WORLD = "workglass-replay"
_SCRIPT = Path(__file__).with_name("page.js")
_WAY = 6
_STEP_SECONDS = 0.012
_LONGEST_REST_MS = 400


@dataclass(frozen=True, slots=True)
class Remote:
    """An object of a page."""

    id: str


@dataclass(frozen=True, slots=True)
class Room:
    """A document or shadow root, and what asks it questions."""

    asker: Remote
    root: Remote
    # False where a shadow host on the way was not found, so that the whole frame is searched.
    exact: bool


class Tab:
    """A page and the hands that work in it."""

    def __init__(self, devtools: DevTools, target_id: str) -> None:
        self._devtools = devtools
        self.target_id = target_id
        self.session = devtools.attach(target_id)
        self._at: tuple[float, float] | None = None
        self._drag: dict[str, Any] | None = None
        self._askers: dict[int, Remote] = {}
        for domain in ("Page", "Runtime", "DOM"):
            self.call(f"{domain}.enable")
        self.call("Page.setInterceptFileChooserDialog", enabled=True)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the tab."""
        return self._devtools.call(method, self.session, **parameters)

    def hear(self, event: dict[str, Any]) -> None:
        """Answer what would hold the page up, and keep what is being dragged."""
        if event.get("sessionId") != self.session:
            return
        if event["method"] == "Page.javascriptDialogOpening":
            self._devtools.tell("Page.handleJavaScriptDialog", self.session, accept=True)
        elif event["method"] == "Input.dragIntercepted":
            self._drag = event["params"]["data"]

    # Addresses.

    def go(self, url: str) -> None:
        """Load a page."""
        self.call("Page.navigate", url=url)

    def address(self) -> str:
        """Return the address of the page that is shown."""
        history = self.call("Page.getNavigationHistory")
        return str(history["entries"][history["currentIndex"]]["url"])

    def path(self) -> str:
        """Return the path of the page that is shown."""
        return urlsplit(self.address()).path or "/"

    def history(self) -> tuple[list[tuple[int, str]], int]:
        """Return the entries of the history with their paths, and where in it the tab is."""
        found = self.call("Page.getNavigationHistory")
        entries = [(entry["id"], urlsplit(entry["url"]).path or "/") for entry in found["entries"]]
        return entries, found["currentIndex"]

    def resize(self, width: int, height: int) -> None:
        """Give the viewport the size it had."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    # Frames, shadow roots, elements.

    def room(self, frame_path: list[int], shadow_path: list[str]) -> Room | None:
        """Return the root that holds a target; None if the frame is not there."""
        tree = self.call("Page.getFrameTree")["frameTree"]
        for position in frame_path:
            children = tree.get("childFrames", [])
            if position >= len(children):
                return None
            tree = children[position]
        asker, context = self._asker(tree["frame"]["id"])
        root = self._evaluate("document", context)
        for selector in shadow_path:
            inner = self._shadow(root, selector, context)
            if inner is None:
                return Room(asker, self._evaluate("document", context), exact=False)
            root = inner
        return Room(asker, root, exact=True)

    def _asker(self, frame_id: str) -> tuple[Remote, int]:
        context = self.call("Page.createIsolatedWorld", frameId=frame_id, worldName=_WORLD)
        number = int(context["executionContextId"])
        if number not in self._askers:
            self._askers[number] = self._evaluate(_SCRIPT.read_text(encoding="utf-8"), number)
        return self._askers[number], number

    def _evaluate(self, expression: str, context: int) -> Remote:
        answer = self.call("Runtime.evaluate", expression=expression, contextId=context)
        return Remote(answer["result"]["objectId"])

    def _shadow(self, root: Remote, selector: str, context: int) -> Remote | None:
        """Return the shadow root of a host, also a closed one."""
        found = self.call(
            "Runtime.callFunctionOn",
            objectId=root.id,
            functionDeclaration="function (selector) { return this.querySelector(selector); }",
            arguments=[{"value": selector}],
        )["result"]
        if "objectId" not in found:
            return None
        node = self.call("DOM.describeNode", objectId=found["objectId"], depth=1, pierce=True)
        roots = node["node"].get("shadowRoots", [])
        if not roots:
            return None
        inner = self.call(
            "DOM.resolveNode", backendNodeId=roots[0]["backendNodeId"], executionContextId=context
        )
        return Remote(inner["object"]["objectId"])

    def ask(self, asker: Remote, name: str, *words: Any) -> Any:
        """Call one of the functions of page.js and return its value."""
        return self._ask(asker, name, words, by_value=True).get("value")

    def ask_for(self, asker: Remote, name: str, *words: Any) -> Remote | None:
        """Call one of the functions of page.js and return the object it gives."""
        found = self._ask(asker, name, words, by_value=False)
        return Remote(found["objectId"]) if "objectId" in found else None

    def _ask(
        self, asker: Remote, name: str, words: Iterable[Any], *, by_value: bool
    ) -> dict[str, Any]:
        arguments = [
            {"objectId": word.id} if isinstance(word, Remote) else {"value": word} for word in words
        ]
        answer = self.call(
            "Runtime.callFunctionOn",
            objectId=asker.id,
            functionDeclaration=f"function (...words) {{ return this.{name}(...words); }}",
            arguments=arguments,
            awaitPromise=True,
            returnByValue=by_value,
        )
        if "exceptionDetails" in answer:
            text = answer["exceptionDetails"].get("exception", {}).get("description", "")
            raise UnavailableError(f"The page does not answer {name} as expected: {text[:200]}.")
        result: dict[str, Any] = answer["result"]
        return result

    def state(self, expression: str) -> Any:
        """Return the value of an expression in the page's own world."""
        return self._devtools.evaluate(self.session, expression)

    def rest(self, quiet_ms: int, limit_ms: int) -> None:
        """Wait until the page has come to rest, or long enough."""
        with contextlib.suppress(UnavailableError):  # it has gone to another page meanwhile
            room = self.room([], [])
            if room is not None:
                self.ask(room.asker, "rest", quiet_ms, limit_ms)

    def box(self, element: Remote) -> tuple[float, float, float, float] | None:
        """Scroll an element into view and return its x, y, width and height in the tab."""
        try:
            self.call("DOM.scrollIntoViewIfNeeded", objectId=element.id)
            quads = self.call("DOM.getContentQuads", objectId=element.id)["quads"]
        except UnavailableError:
            return None  # it has gone, or has no box
        if not quads:
            return None
        xs, ys = quads[0][::2], quads[0][1::2]
        return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)

    # Hands.

    def _mouse(self, kind: str, x: float, y: float, **more: Any) -> None:
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def move(self, x: float, y: float, **held: Any) -> None:
        """Move the mouse there, as a hand does: over what lies between.

        At first it comes from nowhere: what lies between would be a guess, and may open.
        """
        from_x, from_y = self._at or (x, y)
        for step in range(1, _WAY + 1):
            part = step / _WAY
            self._mouse(
                "mouseMoved", from_x + (x - from_x) * part, from_y + (y - from_y) * part, **held
            )
            time.sleep(_STEP_SECONDS)
        self._at = (x, y)

    def follow(self, points: list[tuple[int, int, int]]) -> None:
        """Move the mouse along a recorded way: milliseconds, x and y."""
        last = 0
        for ms, x, y in points:
            time.sleep(min(max(0, ms - last), _LONGEST_REST_MS) / 1000)
            last = ms
            self.move(x, y)

    def press(self, x: float, y: float, button: str, count: int, modifiers: list[str]) -> None:
        """Press and release a mouse button."""
        self.move(x, y, modifiers=bits(modifiers))
        more: dict[str, Any] = {"button": button, "clickCount": count, "modifiers": bits(modifiers)}
        self._mouse("mousePressed", x, y, **more)
        time.sleep(_STEP_SECONDS)
        self._mouse("mouseReleased", x, y, **more)

    def drag(
        self, start: tuple[float, float], end: tuple[float, float], button: str, held: list[str]
    ) -> None:
        """Draw something from one place to another."""
        self._drag = None
        self.call("Input.setInterceptDrags", enabled=True)
        self.move(*start)
        more: dict[str, Any] = {"button": button, "modifiers": bits(held)}
        self._mouse("mousePressed", *start, clickCount=1, **more)
        self.move(*end, buttons=1, **more)
        self._mouse("mouseMoved", *end, buttons=1, **more)
        if self._drag is not None:
            for kind in ("dragEnter", "dragOver", "drop"):
                x, y = end
                self.call("Input.dispatchDragEvent", type=kind, x=x, y=y, data=self._drag)
        self._mouse("mouseReleased", *end, clickCount=1, **more)
        self.call("Input.setInterceptDrags", enabled=False)

    def wheel(self, x: float, y: float, by_x: float, by_y: float) -> None:
        """Turn the wheel."""
        self.move(x, y)
        self._mouse("mouseWheel", x, y, deltaX=by_x, deltaY=by_y)

    def key(self, name: str, modifiers: Iterable[str] = (), count: int = 1) -> None:
        """Press a key by the name that is recorded; held down for a count above 1."""
        down, up = presses(name, modifiers)
        for turn in range(count):
            self.call("Input.dispatchKeyEvent", **down, autoRepeat=turn > 0)
        self.call("Input.dispatchKeyEvent", **up)

    def write(self, text: str) -> None:
        """Type a text."""
        for sign in text:
            if sign == "\n":
                self.key("Enter")
            elif sign == " ":
                self.key("Space")
            elif sign.isascii() and sign.isprintable():
                self.key(sign)
            else:
                self.call("Input.insertText", text=sign)
            time.sleep(_STEP_SECONDS)


def wanted(target: Target, at: tuple[float, float] | None) -> dict[str, Any]:
    """Return what page.js searches by."""
    return {
        "selectors": [selector.model_dump() for selector in target.selectors],
        "role": target.role,
        "name": target.name,
        "index": target.index,
        "at": None if at is None else {"x_share": at[0], "y_share": at[1]},
    }
