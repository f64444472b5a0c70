"""Serve the pages of the situations, each with the secrets of the trial that asks for it."""

from __future__ import annotations

import contextlib
import html
import http.server
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from tests.leaks.situation import Trial

PAGES = Path(__file__).parents[1] / "pages" / "leaks"
SLOW_SECONDS = 0.4


class Site:
    """Three origins: the site, another one on the allowlist, and one that is not."""

    def __init__(self, ports: list[int]) -> None:
        self.origin = f"http://127.0.0.1:{ports[0]}"
        self.other = f"http://localhost:{ports[0]}"
        self.off = f"http://127.0.0.1:{ports[1]}"
        self.trials: dict[str, Trial] = {}

    @property
    def patterns(self) -> list[str]:
        """What the policy allows."""
        return [f"{self.origin}/*", f"{self.other}/*"]

    def address(self, trial: Trial) -> str:
        """Return where a trial's page is."""
        self.trials[trial.code] = trial
        origin = {"site": self.origin, "other": self.other, "off": self.off}
        return f"{origin[trial.situation.origin]}/leaks/{trial.situation.template}/{trial.code}"

    def fill(self, template: str, code: str) -> str:
        """Put a trial's secrets into a page."""
        trial = self.trials.get(code)
        if trial is None:
            return template
        words = {
            "secret": html.escape(trial.secret),
            "other": html.escape(trial.other),
            "secret-url": quote(trial.secret, safe=""),
            "secret-json": json.dumps(trial.secret),
            "secret-digits": re.sub(r"\W", "", trial.secret),
            "hue": trial.hue,
            "hue-url": quote(trial.hue),
            "code": code,
            "origin": self.origin,
            "other-origin": self.other,
            "off-site": self.off,
            # A full block of the secret's colour, in the same text as the secret.
            "shown": f"\u2588{html.escape(trial.secret)}",
        }
        return re.sub(r"\{\{([a-z-]+)\}\}", lambda found: words[found[1]], template)


def _handler(site: Site) -> type[http.server.BaseHTTPRequestHandler]:
    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = unquote(urlsplit(self.path).path).strip("/").split("/")
            name = parts[1] if len(parts) > 1 else ""
            if "late" in urlsplit(self.path).query:
                threading.Event().wait(SLOW_SECONDS)
            file = PAGES / name
            codes = [part for part in parts if part in site.trials]
            code = codes[0] if codes else ""
            if parts[0] == "search":
                name, file = "record.html", PAGES / "record.html"
            if not re.fullmatch(r"[a-z-]+\.(html|js|css|svg)", name) or not file.is_file():
                self._answer(404, b"", "text/plain")
                return
            body = site.fill(file.read_text(encoding="utf-8"), code)
            if name.endswith(".html") and not body.lstrip().startswith("<!doctype"):
                frame = (PAGES / "frame.txt").read_text(encoding="utf-8")
                body = site.fill(frame, code).replace("[[body]]", body)
            kinds = {"html": "text/html", "js": "text/javascript", "css": "text/css"}
            kind = kinds.get(name.rpartition(".")[2], "image/svg+xml")
            self._answer(200, body.encode(), f"{kind}; charset=utf-8")

        def _answer(self, status: int, body: bytes, kind: str) -> None:
            with contextlib.suppress(ConnectionError):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Cache-Control", "no-store")
                self.end_headers()
                self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    return Pages


@contextlib.contextmanager
def serve() -> Iterator[Site]:
    """Serve the pages."""
    site = Site([0, 0])
    with contextlib.ExitStack() as stack:
        ports = []
        for _ in range(2):
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
            stack.enter_context(server)
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
            ports.append(server.server_port)
        site.__init__(ports)  # type: ignore[misc]
        yield site
