"""Fixtures: real parts, made small."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

PAGES = Path(__file__).parent / "pages"


class _Pages(http.server.SimpleHTTPRequestHandler):
    """Serves tests/pages; an address that is no file gets the page of its first part.

    /routes.html/some/route is routes.html: a single-page application's server does the same.
    With ?kept the browser may keep the page for the way back.
    """

    def translate_path(self, path: str) -> str:
        clean = path.split("?", 1)[0].split("#", 1)[0]
        name = clean.strip("/").split("/", 1)[0] or "index.html"
        return str(PAGES / name)

    def end_headers(self) -> None:
        if not self.path.endswith("?kept"):
            self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class PageServer:
    """Serves the test pages under two names, one of which a test may leave off the allowlist."""

    def __init__(self, server: http.server.ThreadingHTTPServer) -> None:
        self.port = server.server_port
        self.origin = f"http://127.0.0.1:{self.port}"
        self.other_origin = f"http://localhost:{self.port}"
        self.pattern = f"{self.origin}/*"


@contextlib.contextmanager
def serve_pages() -> Iterator[PageServer]:
    """Serve tests/pages."""
    handler = functools.partial(_Pages, directory=str(PAGES))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield PageServer(server)
        server.shutdown()


@pytest.fixture(scope="session")
def pages() -> Iterator[PageServer]:
    """Serve tests/pages."""
    with serve_pages() as server:
        yield server
