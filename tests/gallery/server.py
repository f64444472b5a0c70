"""Serve the built pages under three origins, one of which stays off the allowlist."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


class _Pages(http.server.SimpleHTTPRequestHandler):
    """An address that goes on after a page's name is that page.

    The rest of the address tells which episode is played on it.
    """

    def translate_path(self, path: str) -> str:
        clean = path.split("?", 1)[0].split("#", 1)[0]
        name = clean.strip("/").split("/", 1)[0] or "index.html"
        return str(Path(self.directory) / name)

    def do_GET(self) -> None:
        if "late" in self.path.partition("?")[2]:
            threading.Event().wait(1.5)  # a frame that comes late
        with contextlib.suppress(ConnectionError):
            super().do_GET()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Gallery:
    """Where the pages are."""

    origin: str
    other_origin: str
    off_site: str

    @property
    def patterns(self) -> list[str]:
        """What the policy allows."""
        return [f"{self.origin}/*", f"{self.other_origin}/*"]


@contextlib.contextmanager
def serve(directory: Path) -> Iterator[Gallery]:
    """Serve a directory."""
    handler = functools.partial(_Pages, directory=str(directory))
    with contextlib.ExitStack() as stack:
        ports = []
        for _ in range(2):
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
            stack.enter_context(server)
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
            ports.append(server.server_port)
        yield Gallery(
            f"http://127.0.0.1:{ports[0]}",
            f"http://localhost:{ports[0]}",
            f"http://127.0.0.1:{ports[1]}",
        )
