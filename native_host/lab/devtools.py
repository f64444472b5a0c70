"""A small client of the Chrome DevTools Protocol: open pages, press keys and buttons, close."""

from __future__ import annotations

import contextlib
import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from native_host.errors import UnavailableError


@contextlib.contextmanager
def open_devtools(address: str) -> Iterator[DevTools]:
    """Connect to a browser.

    Args:
        address: such as http://127.0.0.1:9222.

    Raises:
        UnavailableError: no browser answers there.
    """
    try:
        with urllib.request.urlopen(f"{address}/json/version", timeout=10) as answer:  # noqa: S310  # our own browser
            url = json.load(answer)["webSocketDebuggerUrl"]
        with connect(url, max_size=None, compression=None) as socket:
            yield DevTools(socket)
    except (OSError, WebSocketException, KeyError, ValueError) as error:
        raise UnavailableError(f"The browser at {address} does not answer ({error}).") from None


class DevTools:
    """One connection to a browser that was started with a debugging port."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._last_id = 0
        # Hears what the browser says on its own; may answer with `tell`.
        self.hear: Callable[[dict[str, Any]], None] | None = None

    def tell(self, method: str, session: str | None = None, **parameters: Any) -> None:
        """Call a method and do not wait for its result."""
        self._send(method, session, parameters)

    def _send(self, method: str, session: str | None, parameters: dict[str, Any]) -> int:
        self._last_id += 1
        message: dict[str, Any] = {"id": self._last_id, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = session
        self._socket.send(json.dumps(message))
        return self._last_id

    def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Call a method and return its result.

        Raises:
            UnavailableError: the browser refuses, or it is gone.
        """
        try:
            number = self._send(method, session, parameters)
            while True:
                answer = json.loads(self._socket.recv(timeout=30))
                if answer.get("id") == number:
                    break
                if self.hear is not None and "method" in answer:
                    self.hear(answer)
        except (OSError, WebSocketException, TimeoutError) as error:
            raise UnavailableError(f"The browser went away during {method} ({error}).") from None
        if "error" in answer:
            raise UnavailableError(f"The browser refuses {method}: {answer['error']['message']}.")
        result: dict[str, Any] = answer["result"]
        return result

    def targets(self) -> list[dict[str, Any]]:
        """Return pages and workers."""
        found: list[dict[str, Any]] = self.call("Target.getTargets")["targetInfos"]
        return found

    def find_target(self, url: str) -> dict[str, Any] | None:
        """Return the page or worker at an address."""
        return next((target for target in self.targets() if target["url"] == url), None)

    def attach(self, target_id: str) -> str:
        """Return the session to call a page or worker with."""
        answer = self.call("Target.attachToTarget", targetId=target_id, flatten=True)
        return str(answer["sessionId"])

    def evaluate(self, session: str, expression: str) -> Any:
        """Return the value of an expression, awaited.

        Raises:
            UnavailableError: it throws.
        """
        answer = self.call(
            "Runtime.evaluate",
            session,
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in answer:
            text = answer["exceptionDetails"].get("text", "")
            raise UnavailableError(f"The page does not answer as expected: {text}.")
        return answer["result"].get("value")

    def click(self, session: str, x: float, y: float) -> None:
        """Click through the browser's input pipeline, as a mouse would."""
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            pressed = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1}
            self.call("Input.dispatchMouseEvent", session, type=kind, x=x, y=y, **pressed)


T = TypeVar("T")


def wait_for(what: str, probe: Callable[[], T | None], seconds: float) -> T:
    """Return what `probe` returns once it returns something.

    Raises:
        UnavailableError: it does not in time.
    """
    deadline = time.monotonic() + seconds
    while True:
        found = probe()
        if found is not None:
            return found
        if time.monotonic() > deadline:
            raise UnavailableError(f"Waited {seconds:.0f} s in vain for {what}.")
        time.sleep(0.05)
