"""A small client of Marionette, the protocol in which Firefox is driven.

Firefox's own client brings seventeen packages along, and what Selenium needs besides (geckodriver)
is in no Debian. The protocol is lines of JSON with their length before them; what is typed and
pressed through it comes to pages as trusted events.
"""

from __future__ import annotations

import json
import socket
from typing import Any

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
ANSWER_SECONDS = 60.0


class MarionetteError(AssertionError):
    """Firefox refused a command, or is gone."""


class Marionette:
    """One session with a running Firefox."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), ANSWER_SECONDS)
        self._data = b""
        self._last_id = 0
        self._receive()  # its greeting
        self.call("WebDriver:NewSession", capabilities={"alwaysMatch": {}})

    def close(self) -> None:
        """Let go of the connection; Firefox runs on."""
        self._socket.close()

    def call(self, command: str, **parameters: Any) -> Any:
        """Run a command and return its value.

        Raises:
            MarionetteError: Firefox refuses it.
        """
        self._last_id += 1
        text = json.dumps([0, self._last_id, command, parameters]).encode()
        try:
            self._socket.sendall(b"%d:%s" % (len(text), text))
            _, _, error, result = self._receive()
        except OSError as gone:
            raise MarionetteError(f"Firefox went away during {command} ({gone}).") from None
        if error is not None:
            raise MarionetteError(f"{command}: {error.get('error')}: {error.get('message')}")
        return result.get("value", result) if isinstance(result, dict) else result

    def _receive(self) -> Any:
        while b":" not in self._data:
            self._read()
        head, _, rest = self._data.partition(b":")
        self._data = rest
        while len(self._data) < int(head):
            self._read()
        text, self._data = self._data[: int(head)], self._data[int(head) :]
        return json.loads(text)

    def _read(self) -> None:
        read = self._socket.recv(1 << 16)
        if not read:
            raise ConnectionError("closed")
        self._data += read

    def script(self, body: str, *words: Any) -> Any:
        """Run a script in the page of this tab, or in the browser itself; return its value."""
        return self.call("WebDriver:ExecuteScript", script=body, args=list(words), newSandbox=True)

    def in_browser(self, body: str, *words: Any) -> Any:
        """Run a script with the rights of the browser."""
        self.call("Marionette:SetContext", value="chrome")
        try:
            return self.script(body, *words)
        finally:
            self.call("Marionette:SetContext", value="content")

    def find(self, selector: str) -> str:
        """Return the first element of the page that fits."""
        found = self.call("WebDriver:FindElement", using="css selector", value=selector)
        return str(found[ELEMENT])

    def act(self, *sources: dict[str, Any]) -> None:
        """Move, press and type as the mouse and the keyboard do."""
        self.call("WebDriver:PerformActions", actions=list(sources))

    def click(self, element: str) -> None:
        """Click the middle of an element."""
        origin = {ELEMENT: element}
        self.act(
            {
                "type": "pointer",
                "id": "mouse",
                "parameters": {"pointerType": "mouse"},
                "actions": [
                    {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
                    {"type": "pointerDown", "button": 0},
                    {"type": "pointerUp", "button": 0},
                ],
            }
        )

    def handles(self) -> list[str]:
        """Return the tabs."""
        return list(self.call("WebDriver:GetWindowHandles"))

    def switch(self, handle: str, *, show: bool = True) -> None:
        """Go on in another tab."""
        self.call("WebDriver:SwitchToWindow", handle=handle, focus=show)

    def new_tab(self) -> str:
        """Open a tab and go on in it."""
        handle = self.call("WebDriver:NewWindow", type="tab", focus=True)["handle"]
        self.switch(handle)
        return str(handle)

    def url(self) -> str:
        """Return the address of this tab."""
        return str(self.call("WebDriver:GetCurrentURL"))
