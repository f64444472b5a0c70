"""A lab whose traffic is overheard, and everything it leaves behind, to be searched."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import resource
import shlex
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from playwright.sync_api import Playwright

from native_host.deploy import resources
from native_host.lab.devtools import open_devtools
from native_host.lab.notice import acknowledge_notice
from native_host.lab.setup import Plan, make_policy
from native_host.lab.trial import Lab, run_lab
from tests.demo.run import screen
from tests.demo.session import copy_profile
from tests.e2e.recording import Recording

TAP = Path(__file__).with_name("tap.py")
ROOT = Path(__file__).parents[2]
# As often as a policy may want pictures.
INTERVAL_MS = 500
# How every JPEG begins.
_PICTURE = re.compile(rb"/9j/(?:[A-Za-z0-9+/]{4}){50,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
DENIED = ["/leaks/payroll.html/*"]


class Watched(Recording):
    """A recording with copies of all that could hold a secret."""

    def __init__(self, lab: Lab, playwright: Playwright, out: Path) -> None:
        self.out = out
        self.found: list[dict[str, Any]] = []
        self.images: list[tuple[dict[str, Any], bytes]] = []
        super().__init__(lab, playwright)

    def set_zoom(self, percent: int) -> None:
        """Set the browser's zoom of the tab in front, and so of its site."""
        self.worker().evaluate(
            "async zoom => { const [tab] = await chrome.tabs.query({active: true});"
            " await chrome.tabs.setZoom(tab.id, zoom); }",
            percent / 100,
        )

    def host_processes(self) -> list[int]:
        """Return the hosts, also one from a directory of ours, without the taps before them."""
        mark = str(self.store).encode()
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    line = (entry / "cmdline").read_bytes()
                    is_host = b"native_host" in line and b"\0host\0" in line and mark in line
                    if is_host and str(TAP).encode() not in line:
                        found.append(int(entry.name))
        return found

    def abort_host(self) -> None:
        """Let the host crash as a program does, which on many systems leaves a core."""
        self.wait_until(self.host_processes)
        for process in self.host_processes():
            os.kill(process, signal.SIGABRT)

    def collect(self) -> None:
        """Copy what lies on disk while everything runs, end, and open what was sealed."""
        self.wait_until_delivered(60)
        shutil.copytree(self.store, self.out / "store-running", dirs_exist_ok=True)
        worker = self.worker().evaluate(
            "Promise.all([chrome.storage.session.get(null), chrome.storage.local.get(null)])"
            ".then(JSON.stringify)"
        )
        (self.out / "worker.json").write_text(str(worker))
        self._copy_profile("profile-running")
        self.close()
        self._copy_profile("profile")
        shutil.copytree(self.store, self.out / "store", dirs_exist_ok=True)
        shutil.copyfile(self.lab.root / "browser.log", self.out / "browser.log")
        self.found = self.events()
        self.images = self.pictures()
        self._keep_export()
        self._unfold_pictures()
        for core in (*self.lab.root.rglob("core*"), *self.store.rglob("core*")):
            if core.is_file() and core.name.split(".")[0] == "core":
                (self.out / "cores").mkdir(exist_ok=True)
                shutil.copyfile(core, self.out / "cores" / core.name)

    def _unfold_pictures(self) -> None:
        """Give pictures back their bytes: by chance, base64 spells any six letters somewhere.

        What stands in them is looked for by colour and by reading.
        """
        for file in (self.out / "worker.json", *(self.out / "traffic").iterdir()):
            data = file.read_bytes()
            file.write_bytes(_PICTURE.sub(lambda found: base64.b64decode(found[0]), data))

    def _copy_profile(self, name: str) -> None:
        copy_profile(self.lab.root / "profile", self.lab.extension_id, self.out / name)

    def _keep_export(self) -> None:
        export = self.out / "export"
        export.mkdir(exist_ok=True)
        lines = [orjson.dumps(event) for event in self.found]
        (export / "events.jsonl").write_bytes(b"\n".join(lines))
        (export / "joined.txt").write_text("\n".join(joined(self.found)))
        for number, (_, image) in enumerate(self.images):
            (export / f"{number:05}.jpg").write_bytes(image)

    def places(self) -> dict[str, Path]:
        """Return everything that is searched, by name."""
        names = {
            "decrypted export": "export",
            "store while running": "store-running",
            "store": "store",
            "log": "browser.log",
            "profile while running": "profile-running",
            "profile": "profile",
            "extension storage": "worker.json",
            "native messaging": "traffic",
            "core dumps": "cores",
        }
        return {name: path for name, file in names.items() if (path := self.out / file).exists()}


def joined(events: list[dict[str, Any]]) -> Iterator[str]:
    """Yield short texts that follow each other in records, as letters typed one by one would."""
    rows: dict[tuple[str, str], list[str]] = {}

    def walk(value: object, path: str, document: str) -> None:
        if isinstance(value, dict):
            for key, part in value.items():
                walk(part, f"{path}.{key}", document)
        elif isinstance(value, list):
            for part in value:
                walk(part, f"{path}[]", document)
        elif isinstance(value, str) and len(value) <= 8:
            rows.setdefault((document, path), []).append(value)

    for event in events:
        walk(event, event["kind"], str(event.get("place", {}).get("document", "")))
    for (document, path), texts in rows.items():
        yield f"{document} {path} {''.join(texts)}"


def write_policy(store: Path, patterns: list[str], out: Path, **changes: Any) -> Path:
    """Write a policy with pictures as often as possible."""
    sites = tuple(patterns)
    document = make_policy(Plan(sites=sites, store=store), None).model_dump(mode="json")
    document["screenshots"]["min_interval_ms"] = INTERVAL_MS
    for site in document["sites"]:
        site["deny"] = DENIED
    document |= changes
    path = out / "policy.json"
    path.write_text(json.dumps(document))
    return path


@contextlib.contextmanager
def on_screen(*, wanted: bool) -> Iterator[None]:
    """Give the browser a screen of its own, where one is wanted."""
    if not wanted:
        yield
        return
    before = os.environ.get("DISPLAY")
    with screen(own=False) as display:
        os.environ["DISPLAY"] = display
        try:
            yield
        finally:
            if before is None:
                del os.environ["DISPLAY"]
            else:
                os.environ["DISPLAY"] = before


@contextlib.contextmanager
def built_in(dist: Path | None) -> Iterator[None]:
    """Let the lab pack another build of the extension."""
    original = resources.extension_directory
    if dist is not None:
        resources.extension_directory = lambda: dist
    try:
        yield
    finally:
        resources.extension_directory = original


@contextlib.contextmanager
def watched(
    playwright: Playwright,
    out: Path,
    patterns: list[str],
    *,
    dist: Path | None = None,
    host: Path | None = None,
    headless: bool = True,
    **changes: Any,
) -> Iterator[Watched]:
    """Run a lab behind the tap.

    Args:
        playwright: drives the browser.
        out: a fresh directory for store and copies.
        patterns: the allowlist.
        dist: another build of the extension.
        host: another directory to import the host from.
        headless: run without a screen.
        changes: parts of the policy that are different.
    """
    out.mkdir(parents=True, exist_ok=True)
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    lab_store = out / "live" / "store"
    lab_store.parent.mkdir()
    policy = write_policy(lab_store, patterns, out, **changes)
    plan = Plan(sites=(), store=lab_store, policy=policy, headless=headless)
    with built_in(dist), run_lab(plan) as lab:
        _put_tap(lab, out / "traffic", host)
        with open_devtools(lab.browser.address) as devtools:
            acknowledge_notice(devtools, lab.extension_id)
        yield Watched(lab, playwright, out)


def _put_tap(lab: Lab, traffic: Path, host: Path | None) -> None:
    launcher = lab.root / "workglass-host"
    text = launcher.read_text()
    if host is not None:
        # The same words as -m native_host would run, from a directory of ours.
        code = f"import sys; sys.path.insert(0, {str(host)!r}); import native_host.__main__ as m; m.main()"
        text = text.replace("-I -m native_host ", f"-I -c {shlex.quote(code)} ")
    tap = shlex.join([sys.executable, "-I", str(TAP), str(traffic)])
    # A core would be written to where the host was started.
    launcher.write_text(text.replace("exec ", f"cd {shlex.quote(str(lab.root))}\nexec {tap} "))
