"""A clean Debian: installed, force-installed, recorded, upgraded in the middle, removed."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import crx3
from native_host.deploy.resources import extension_directory
from native_host.lab.devtools import DevTools, open_devtools
from native_host.lab.notice import acknowledge_notice
from packers.places import read_version
from tests.packaging.built import build_host, build_policy, next_version
from tests.packaging.clean_room import HOMES, PACKAGES, PERSON, ROOT, CleanRoom, Session
from tests.packaging.deployment import RING, Made, make_deployment
from tests.packaging.lines import Line, look
from tests.packaging.web import PRINT, SAVE, serve

HOME = ROOT / "build" / "room"
PROFILE = f"{HOMES}/{PERSON}/.config/chromium"
STORE = f"{HOMES}/{PERSON}/.local/state/workglass/store"
SITES = """[[sites]]
id = "orders"
match = "{origin}/app/*"
level = "labels"
content = "own"
pictures = "masked"

"""
# Without it the browser hides what it force-installs from the debugging port.
LET_IN = "etc/chromium/policies/managed/zz-let-in.json"
# The browser itself is the one of its processes that is of no type.
_END = """for p in /proc/[0-9]*; do
    case "$(readlink $p/exe)" in */chromium/chromium)
        tr '\\0' ' ' < $p/cmdline | grep -q -- --type= || kill -{signal} "${{p#/proc/}}" ;;
    esac
done"""
_FLAGS = (
    *("--headless=new", "--no-first-run", "--disable-gpu", "--window-size=1000,700"),
    f"--user-data-dir={PROFILE}",  # without a screen it would take another directory
)


class Computer:
    """The room with a browser that can be driven."""

    def __init__(self, room: CleanRoom, made: Made, origin: str) -> None:
        self.room, self.made, self.origin = room, made, origin
        self.session = Session(room)
        self.clicks = 0

    def start_browser(self, *, driven: bool) -> str:
        """Start Chromium as the person; return the address of its debugging port."""
        let_in = self.room.tree / LET_IN
        port_file = self.room.inside(PROFILE) / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        flags = list(_FLAGS)
        if driven:
            let_in.write_text('{"DeveloperToolsAvailability": 1}')
            flags += ["--remote-debugging-port=0", "--remote-allow-origins=*"]
        else:
            let_in.unlink(missing_ok=True)
        page = f"{self.origin}/app/orders.html"
        self._browser = self.session.spawn(
            "chromium", *flags, page, person=PERSON, log=HOME / "browser.log"
        )
        if not driven:
            return ""
        wait("the debugging port", lambda: port_file.exists() and port_file.read_text().split())
        return f"http://127.0.0.1:{port_file.read_text().split()[0]}"

    def stop_browser(self) -> None:
        """Ask the browser to end, as a session that is logged out does, and wait for its hosts."""
        # Without a screen it sometimes hears nothing; a session that ends kills it then as well.
        for signal in ("TERM", "KILL"):
            self.session.run("sh", "-c", _END.format(signal=signal))
            with contextlib.suppress(AssertionError):
                wait("the browser's end", lambda: not self.running("/chromium/chromium"), 20)
                break
        assert not self.running("/chromium/chromium")
        wait("the host's end", lambda: not self.running("/usr/lib/workglass/"))

    def running(self, name: str) -> dict[int, str]:
        """Return what runs whose program's path has the name in it."""
        return {pid: exe for pid, exe in self.session.programs().items() if name in exe}

    def workglass(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the command as the person."""
        return self.session.run("workglass", *words, person=PERSON, check=False)

    def stored(self) -> dict[str, Any]:
        """Return what `status` counts."""
        found: dict[str, Any] = json.loads(self.workglass("status", "--json").stdout)["stored"]
        return found

    def click(self, devtools: DevTools, tab: str, times: int) -> None:
        """Press the page's buttons."""
        for _ in range(times):
            devtools.click(tab, *(SAVE if self.clicks % 2 else PRINT))
            self.clicks += 1
            time.sleep(0.2)

    def open_page(self, devtools: DevTools) -> str:
        """Open the page to work on in a tab of its own; return its session."""
        known = self.stored()["events"]
        made = devtools.call("Target.createTarget", url=f"{self.origin}/app/orders.html")
        devtools.call("Target.activateTarget", targetId=made["targetId"])
        tab = devtools.attach(str(made["targetId"]))
        wait("the page to be recorded", lambda: self.stored()["events"] > known)
        time.sleep(1)
        return tab


def show() -> Iterator[Line]:
    """Go through the whole life of an installation."""
    shutil.rmtree(HOME, ignore_errors=True)
    web = HOME / "web"
    web.mkdir(parents=True)
    first, second = read_version(), next_version()
    with serve(web) as origin:
        made = make_deployment(
            HOME / "deployment", server=origin, sites=SITES.format(origin=origin)
        )
        for path in (made.rendered / "update").iterdir():
            shutil.copy(path, web / path.name)
        packed = crx3.pack(crx3.read_files(extension_directory()), made.extension_key.read_bytes())
        (web / f"workglass-{first}.crx").write_bytes(packed)
        debs = [
            next(build_host(first).glob("*.deb")),
            next(build_policy(made, HOME / "out", RING).glob("*.deb")),
            next(build_host(second).glob("*.deb")),
        ]
        room = CleanRoom.fresh("room")
        before = room.files()
        for deb in debs:
            shutil.copy(deb, room.inside(PACKAGES) / deb.name)
        computer = Computer(room, made, origin)
        try:
            host, policy, newer = (f"{PACKAGES}/{deb.name}" for deb in debs)
            yield from _install(computer, host, policy)
            yield from _record(computer)
            yield from _upgrade(computer, newer, first, second)
            yield from _remove(computer, before)
            yield from _purge(computer, newer)
        finally:
            computer.session.close()


def _install(computer: Computer, host: str, policy: str) -> Iterator[Line]:
    done = computer.session.run("dpkg", "--install", host, policy, check=False)
    yield look(
        "both .deb install with dpkg alone", done.returncode == 0, done.stderr.strip() or "code 0"
    )
    done = computer.session.run("dpkg", "--verify", "workglass", "workglass-policy", check=False)
    yield look(
        "dpkg --verify finds nothing changed", not done.stdout.strip(), done.stdout or "clean"
    )
    computer.start_browser(driven=False)
    place = computer.room.inside(PROFILE) / "Default/Extensions" / computer.made.extension_id
    wait("the extension", lambda: place.is_dir() and any(place.iterdir()), 90)
    versions = sorted(path.name for path in place.iterdir())
    yield look("Chromium force-installs the extension from the policy", True, versions)
    yield doctor("doctor is green beside a browser that nobody drives", computer)
    computer.stop_browser()


def doctor(show: str, computer: Computer) -> Line:
    """Run the doctor as the person and say what is not in order."""
    done = computer.workglass("doctor", "--json")
    try:
        findings = json.loads(done.stdout)["findings"]
    except ValueError:
        return look(show, held=False, seen=done.stderr.strip()[-300:])
    bad = [f"{f['id']}: {f['sentence']}" for f in findings if f["severity"] in ("warning", "error")]
    return look(show, done.returncode == 0, bad or f"exit code 0, {len(findings)} findings")


def _record(computer: Computer) -> Iterator[Line]:
    address = computer.start_browser(driven=True)
    with open_devtools(address) as devtools:
        acknowledge_notice(devtools, computer.made.extension_id)
        tab = computer.open_page(devtools)
        computer.click(devtools, tab, 6)
        wait("records", lambda: computer.stored()["events"] >= 6)
    yield look("it records into a sealed store", True, f"{computer.stored()['events']} events")
    computer.stop_browser()
    computer.start_browser(driven=False)
    time.sleep(5)
    yield doctor("doctor is green with recordings in the store", computer)
    computer.stop_browser()


def _upgrade(computer: Computer, newer: str, first: str, second: str) -> Iterator[Line]:
    address = computer.start_browser(driven=True)
    library = computer.room.tree / "usr/lib/workglass"
    with open_devtools(address) as devtools:
        tab = computer.open_page(devtools)
        computer.click(devtools, tab, 4)
        old = wait("the host", lambda: computer.running("/usr/lib/workglass/"))
        known = computer.stored()["events"]
        installing = computer.session.spawn("dpkg", "--install", newer, log=HOME / "upgrade.log")
        while installing.poll() is None:
            computer.click(devtools, tab, 1)
        said = (HOME / "upgrade.log").read_text()
        yield look(
            "the next version installs while it records",
            installing.returncode == 0,
            said.strip().splitlines()[-1:],
        )
        gone = not (library / first).exists() and (library / second).is_dir()
        yield look(
            "its directory is in the place of the old one",
            gone,
            sorted(p.name for p in library.iterdir()),
        )
        computer.click(devtools, tab, 6)
        wait("more records", lambda: computer.stored()["events"] >= known + 6)
        still = computer.running("/usr/lib/workglass/")
        yield look("the host that ran goes on", set(old) <= set(still), still)
    computer.stop_browser()
    address = computer.start_browser(driven=True)
    with open_devtools(address) as devtools:
        tab = computer.open_page(devtools)
        computer.click(devtools, tab, 4)
        new = wait("the new host", lambda: computer.running(f"/usr/lib/workglass/{second}/"))
        yield look("the next start is the next version", bool(new), sorted(new.values()))
        wait("queues to drain", lambda: _drained(computer))
    computer.stop_browser()
    yield from _review(computer)


def _drained(computer: Computer) -> bool:
    """Say whether the count of records stands still."""
    before = computer.stored()["events"]
    time.sleep(3)
    return bool(computer.stored()["events"] == before)


def _review(computer: Computer) -> Iterator[Line]:
    store, key = computer.room.inside(STORE), computer.made.review_key
    words = [sys.executable, "-I", "-m", "native_host", "review"]
    reason = ["--key", str(key), "--reason", "packages report"]
    done = subprocess.run(
        [*words, "verify", str(store), *reason], capture_output=True, text=True, check=False
    )
    last = done.stdout.strip().splitlines()[-1:]
    verified = done.returncode == 0 and "VERIFIED" in done.stdout
    yield look("review verify: VERIFIED", verified, last or done.stderr[-300:])
    out = HOME / "export"
    subprocess.run(
        [*words, "export", str(store), "--out", str(out), *reason], capture_output=True, check=True
    )
    events = [json.loads(line) for line in (out / "events.jsonl").read_text().splitlines()]
    sessions: dict[str, list[int]] = {}
    for event in events:
        if event.get("session") and event.get("seq"):
            sessions.setdefault(event["session"], []).append(event["seq"])
    gaps = {s: n for s, n in sessions.items() if sorted(n) != list(range(1, len(n) + 1))}
    counts = [len(numbers) for numbers in sessions.values()]
    yield look("records are numbered without a gap", bool(sessions) and not gaps, gaps or counts)
    clicks = sum(event["kind"] == "click" for event in events)
    yield look(
        "every click is there, once", clicks == computer.clicks, f"{clicks} of {computer.clicks}"
    )


def _remove(computer: Computer, before: list[str]) -> Iterator[Line]:
    address = computer.start_browser(driven=True)
    with open_devtools(address) as devtools:
        computer.click(devtools, computer.open_page(devtools), 2)
        hosts = wait("the host", lambda: computer.running("/usr/lib/workglass/"))
        (computer.room.tree / LET_IN).unlink()
        done = computer.session.run(
            "dpkg", "--remove", "workglass-policy", "workglass", check=False
        )
        yield look(
            "both are removed while it records",
            done.returncode == 0,
            done.stderr.strip() or f"{len(hosts)} host ran",
        )
        left = computer.running("/usr/lib/workglass/")
        yield look("no host runs any more", not left, left or "none")
    computer.stop_browser()
    after = computer.room.files()
    changed = sorted(set(after) ^ set(before))
    yield look(
        "the list of files is as before", not changed, changed[:8] or f"{len(after)} entries"
    )
    computer.start_browser(driven=False)
    place = computer.room.inside(PROFILE) / "Default/Extensions" / computer.made.extension_id
    wait("the extension's end", lambda: not place.exists() or not any(place.iterdir()), 60)
    yield look("Chromium removes the extension by itself", True, "its directory is empty")
    computer.stop_browser()
    kept = sorted((computer.room.inside(STORE)).glob("*.sqlite"))
    yield look("sealed records are still the person's", bool(kept), f"{len(kept)} files")


def _purge(computer: Computer, newer: str) -> Iterator[Line]:
    computer.session.run("dpkg", "--install", newer)
    asked = computer.workglass("purge")
    yield look("purge alone removes nothing", asked.returncode == 64, asked.stderr.strip())
    done = computer.workglass("purge", "--confirm")
    gone = not (computer.room.inside(STORE)).exists()
    yield look(
        "purge --confirm removes what was kept", done.returncode == 0 and gone, done.stdout.strip()
    )
    computer.session.run("dpkg", "--purge", "workglass")


def wait(what: str, probe: Callable[[], Any], seconds: float = 40) -> Any:
    """Return what the probe returns once it is true."""
    deadline = time.monotonic() + seconds
    while True:
        if found := probe():
            return found
        if time.monotonic() > deadline:
            log = HOME / "browser.log"
            said = (
                re.sub(r"\s+", " ", log.read_text("utf-8", "replace"))[-500:]
                if log.exists()
                else ""
            )
            raise AssertionError(f"waited in vain for {what}; {said}")
        time.sleep(0.2)
