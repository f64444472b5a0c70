"""What goes wrong inside the extension while a page is used, as the browser's debugger hears it."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import CDPSession, Page

from tests.e2e.recording import Recording


class FaultsHeard:
    """Uncaught exceptions and rejections of our content scripts and of the service worker."""

    def __init__(self, run: Recording) -> None:
        self._run = run
        self.faults: list[str] = []
        self._listen_to_worker()

    def listen_to(self, page: Page) -> CDPSession:
        """Listen to a page from now on, before it is led anywhere."""
        session = self._run.context.new_cdp_session(page)
        session.on("Runtime.exceptionThrown", self._take)
        session.send("Runtime.enable")
        return session

    def _listen_to_worker(self) -> None:
        session = self._run.browser.new_browser_cdp_session()
        session.on(
            "Target.receivedMessageFromTarget", lambda told: self._hear(json.loads(told["message"]))
        )
        self._run.worker()
        [worker] = [
            target
            for target in session.send("Target.getTargets")["targetInfos"]
            if target["type"] == "service_worker" and self._run.extension in target["url"]
        ]
        # Only without "flatten" does the answer come through this session.
        attached = session.send(
            "Target.attachToTarget", {"targetId": worker["targetId"], "flatten": False}
        )
        command = json.dumps({"id": 1, "method": "Runtime.enable"})
        session.send(
            "Target.sendMessageToTarget", {"sessionId": attached["sessionId"], "message": command}
        )

    def _hear(self, message: dict[str, Any]) -> None:
        if message.get("method") == "Runtime.exceptionThrown":
            self._take(message["params"])

    def _take(self, told: dict[str, Any]) -> None:
        details = told["exceptionDetails"]
        if self._run.extension in json.dumps(details):
            text = details.get("exception", {}).get("description") or details.get("text", "")
            self.faults.append(str(text)[:800])
