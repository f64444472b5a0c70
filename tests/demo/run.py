"""`make demo`: serve the shop, let the person work in a lab, verify, compare, report.

    python -m tests.demo.run [--headed]

Ends with 0 only if every action was recorded once, none was invented, and nothing secret is found.
"""

from __future__ import annotations

import argparse
import contextlib
import http.server
import json
import os
import secrets
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.demo import compare, report
from tests.demo.secrets_search import find_in_files

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "demo"
REPORTS = ROOT / "build" / "reports"
OFF_SITE_PAGE = b"""<!doctype html><title>Private matters</title>
<h1>A site that is nobody's business</h1><label>Secret <input id="secret"></label>
<button>Send</button>"""


class _OffSite(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(OFF_SITE_PAGE)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def screen(*, own: bool) -> Iterator[str]:
    """Give a screen: the person's own, or a virtual one."""
    if own:
        yield os.environ["DISPLAY"]
        return
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as display:
        number = display.readline().strip()
    try:
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


@contextlib.contextmanager
def shop(password: str) -> Iterator[str]:
    """Serve the shop; give its address."""
    command = [sys.executable, "-m", "tests.demo.server", str(OUT / "shop"), password]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True)
    try:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.wait()


@contextlib.contextmanager
def off_site() -> Iterator[list[str]]:
    """Serve a site that is not on the list, under another host and under another port."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _OffSite) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_port
        yield [f"http://localhost:{port}/", f"http://127.0.0.1:{port}/"]
        server.shutdown()


def workglass(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the product's own command."""
    command = [sys.executable, "-m", "native_host", *words]
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)


def main() -> int:
    """Run the demo; return the exit code."""
    parser = argparse.ArgumentParser(description="Show the whole way of a click.")
    parser.add_argument("--headed", action="store_true", help="use your own screen (DISPLAY)")
    options = parser.parse_args()
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    REPORTS.mkdir(parents=True, exist_ok=True)
    store, key = OUT / "store", OUT / "store.keys" / "review.json"
    password = f"ZQ{secrets.token_hex(6)}"
    print("The shop, the collector and the browser are starting; the person works for a minute.")
    with screen(own=options.headed) as display, shop(password) as site, off_site() as elsewhere:
        environment = os.environ | {
            "DISPLAY": display,
            "DEMO_SITE": site,
            "DEMO_PASSWORD": password,
            "DEMO_OFF_SITE": " ".join(elsewhere),
            "DEMO_OFF_SITE_TEXT": "private-ZQ-matters",
            "DEMO_HEADED": "1" if options.headed else "",
        }
        command = [sys.executable, "-m", "native_host", "lab", "--site", f"{site}/*"]
        command += ["--store", str(store), "--acknowledge", "--collector", "--"]
        command += [sys.executable, "-m", "tests.demo.session", str(OUT)]
        lab = subprocess.run(command, cwd=ROOT, env=environment, check=False, text=True)
    if lab.returncode != 0:
        print(f"The lab ended with {lab.returncode}.")
        return lab.returncode or 1
    return judge(store, key)


def judge(store: Path, key: Path) -> int:
    """Verify both copies, compare with the diary, search for secrets, write the reports."""
    diary = json.loads((OUT / "diary.json").read_text())
    copies = {"local store": store, "collector's copy": OUT / "store.collector"}
    verdicts = {}
    for name, place in copies.items():
        done = workglass(
            "review", "verify", str(place), "--key", str(key), "--reason", "demo", "--json"
        )
        verdicts[name] = json.loads(done.stdout)
    export = OUT / "export"
    # The reviewer works on what the collector has, with a key that the collector never saw.
    done = workglass(
        *("review", "export", str(copies["collector's copy"]), "--out", str(export)),
        *("--key", str(key), "--reason", "demo"),
    )
    if done.returncode != 0:
        print(done.stderr)
        return done.returncode
    events = [json.loads(line) for line in (export / "events.jsonl").read_text().splitlines()]
    result = compare.compare(diary, events)
    leaks = find_in_files(diary["texts"], [*copies.values(), export, OUT / "profile"])
    (REPORTS / "demo.json").write_text(json.dumps(result.counts, indent=2) + "\n")
    page = report.write(OUT / "report.html", diary, events, result, verdicts, leaks, export)
    print(report.summary(result, verdicts, leaks))
    print(f"Report: {page.relative_to(ROOT)}")
    same = {
        name: sorted(s["segment"] for s in v["segments"] if s["events"])
        for name, v in verdicts.items()
    }
    ok = (
        result.is_complete
        and result.counts["screenshots"] >= 3
        and not leaks
        and all(set(v["verdicts"]) == {"VERIFIED"} and v["green"] for v in verdicts.values())
        and len({tuple(names) for names in same.values()}) == 1
    )
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
