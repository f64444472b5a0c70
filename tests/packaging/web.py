"""A small web server on this computer: updates, packed extension, and pages to work on."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Orders</title>
<style>button { position: absolute; left: 40px; width: 200px; height: 40px }</style>
<h1>Orders</h1>
<button style="top: 100px" id="save">Save order</button>
<button style="top: 200px" id="print">Print order</button>
"""
SAVE, PRINT = (140.0, 120.0), (140.0, 220.0)  # their centres


class _Quiet(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".crx": "application/x-chrome-extension",
        ".xml": "text/xml",
    }

    def log_message(self, *words: object) -> None:
        """Keep silent."""


@contextlib.contextmanager
def serve(directory: Path) -> Iterator[str]:
    """Serve a directory; yield the address."""
    (directory / "app").mkdir(parents=True, exist_ok=True)
    (directory / "app" / "orders.html").write_text(PAGE, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(directory)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
