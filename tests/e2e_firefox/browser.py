"""Start a real Firefox that sees its own policies and native hosts, and nothing of the machine's."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from native_host.lab import browser as browsers
from tests.e2e_firefox.marionette import Marionette

START_SECONDS = 60.0
# Directories that Debian's Firefox ESR looks for policies and for native hosts in.
INSTALLED = Path("/usr/lib/firefox-esr")
POLICIES = INSTALLED / "distribution"
SYSTEM_POLICIES = Path("/etc/firefox")
MOZILLA = Path("/usr/lib/mozilla")
PREFERENCES = {
    "marionette.port": 0,
    "browser.shell.checkDefaultBrowser": False,
    "browser.aboutwelcome.enabled": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}


@dataclass(slots=True)
class Places:
    """What a Firefox of ours sees, all below one directory."""

    root: Path
    preferences: dict[str, int] = field(default_factory=dict)

    @property
    def policies(self) -> Path:
        """The one file of policies."""
        return self.root / "firefox" / "policies" / "policies.json"

    @property
    def hosts(self) -> Path:
        """Directory of native-messaging manifests."""
        return self.root / "mozilla" / "native-messaging-hosts"

    @property
    def profile(self) -> Path:
        """The profile."""
        return self.root / "profile"

    def prepare(self) -> None:
        """Make the directories and the preferences."""
        for directory in (self.policies.parent, self.hosts, self.profile, self.root / "home"):
            directory.mkdir(parents=True, exist_ok=True)
        lines = (
            f'user_pref("{name}", {json.dumps(value)});'
            for name, value in (PREFERENCES | self.preferences).items()
        )
        (self.profile / "user.js").write_text("\n".join(lines) + "\n")

    def mounts(self) -> list[tuple[Path, Path]]:
        """Return what is seen where."""
        shown = [(self.policies.parent, POLICIES.resolve()), (self.root / "mozilla", MOZILLA)]
        if SYSTEM_POLICIES.is_dir():  # goes before the other
            shown.append((self.policies.parents[1], SYSTEM_POLICIES))
        return shown


@dataclass(slots=True)
class Firefox:
    """A running Firefox and the session with it."""

    process: subprocess.Popen[bytes]
    marionette: Marionette

    def end(self) -> None:
        """Close it as a person would, and everything that is left of it."""
        with contextlib.suppress(AssertionError):
            self.marionette.call("Marionette:Quit", flags=["eForceQuit"])
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        self.kill()

    def kill(self) -> None:
        """End it and everything it started, at once."""
        self.marionette.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def find_firefox() -> str | None:
    """Return the program; None where there is no Firefox ESR of Debian."""
    found = shutil.which(str(INSTALLED / "firefox-esr"))
    return found if found and POLICIES.is_dir() else None


def start_firefox(places: Places, *, headless: bool) -> Firefox:
    """Start it and wait until it can be driven."""
    command = [str(INSTALLED / "firefox-esr"), "--profile", str(places.profile), "--new-instance"]
    command += ["--marionette", "--remote-allow-system-access"]
    command += ["--headless"] if headless else []
    port_file = places.profile / "MarionetteActivePort"
    port_file.unlink(missing_ok=True)
    environment = os.environ | {
        "HOME": str(places.root / "home"),
        "XDG_CONFIG_HOME": str(places.root / browsers.PERSON),
        "TMPDIR": str(places.root),
        "MOZ_HEADLESS_WIDTH": "1280",
        "MOZ_HEADLESS_HEIGHT": "800",
        "LANGUAGE": "en",
    }
    with (places.root / "browser.log").open("ab") as log:
        process = subprocess.Popen(
            browsers.isolate(places.mounts(), [*command, "about:blank"]),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            start_new_session=True,
        )
    try:
        return Firefox(process, Marionette(_wait_for_port(process, port_file)))
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise


def _wait_for_port(process: subprocess.Popen[bytes], file: Path) -> int:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "Firefox ended at once"
        if file.exists() and (text := file.read_text().strip()):
            return int(text)
        time.sleep(0.05)
    raise AssertionError("Firefox cannot be driven")


@contextlib.contextmanager
def firefox(places: Places, *, headless: bool = True) -> Iterator[Firefox]:
    """Run Firefox."""
    started = start_firefox(places, headless=headless)
    try:
        yield started
    finally:
        started.kill()
