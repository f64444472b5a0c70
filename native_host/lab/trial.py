"""The lab: keys, policy, packed extension, browser, collector - and everything gone afterwards."""

from __future__ import annotations

import contextlib
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from native_host import installation, machine
from native_host.errors import UnavailableError
from native_host.lab import browser as browsers
from native_host.lab.devtools import open_devtools, wait_for
from native_host.lab.notice import INSTALL_SECONDS, acknowledge_notice
from native_host.lab.setup import Plan, keys_directory, make_policy, write_files
from native_host.lab.starting import ENDING, end, start
from native_host.policy import Policy
from native_host.vault.archive import find_chains

_CLOSE_SECONDS = 10.0


@dataclass(slots=True)
class Lab:
    """A running lab."""

    plan: Plan
    root: Path
    extension_id: str
    policy: Policy
    browser: browsers.Browser
    collector: subprocess.Popen[bytes] | None = None
    collector_store: Path | None = None
    acknowledged: bool = False

    @property
    def keys(self) -> Path:
        """Where the keys are."""
        return keys_directory(self.plan.store)

    def describe(self) -> dict[str, str | None]:
        """Return what a program that uses the lab has to know."""
        return {
            "cdp": self.browser.address,
            "store": str(self.plan.store),
            "key": str(self.keys / "review.json"),
            "extension_id": self.extension_id,
            "profile": str(self.root / "profile"),
            "config": str(self.root / "config"),
            "etc": str(self.root / "etc"),
            "collector_store": str(self.collector_store) if self.collector_store else None,
        }

    def environment(self) -> dict[str, str]:
        """Return the same as environment variables."""
        names = {
            "WORKGLASS_CDP": "cdp",
            "WORKGLASS_STORE": "store",
            "WORKGLASS_KEY": "key",
            "WORKGLASS_EXTENSION_ID": "extension_id",
            "WORKGLASS_PROFILE": "profile",
            "WORKGLASS_COLLECTOR_STORE": "collector_store",
        }
        described = self.describe()
        return {name: value for name, key in names.items() if (value := described[key])}


@contextlib.contextmanager
def run_lab(plan: Plan) -> Iterator[Lab]:
    """Set everything up, hand it over, and take everything away but the store and the keys.

    Raises:
        WorkglassError: something that the lab needs is missing or does not start.
    """
    machine.prepare_private_directory(plan.store)
    root = Path(tempfile.mkdtemp(prefix="workglass-lab-"))
    lab: Lab | None = None
    collector: subprocess.Popen[bytes] | None = None
    try:
        collector_url, collector, collector_store = _start_collector(plan, root)
        policy = make_policy(plan, collector_url)
        extension_id = write_files(plan, root, policy)
        browser = browsers.start_browser(
            root / "etc",
            root / "profile",
            port=plan.port,
            headless=plan.headless,
            language=plan.language,
        )
        lab = Lab(plan, root, extension_id, policy, browser, collector, collector_store)
        _wait_for_extension(lab)
        yield lab
        close_browser(lab)
        if plan.collector:
            _drain(lab)
    finally:
        with _undisturbed():
            if lab is not None:
                lab.browser.kill()
                wait_for_hosts(plan.store)
                collector = lab.collector
            if collector is not None:
                _end_collector(collector)
            shutil.rmtree(root, ignore_errors=True)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold signals back until everything is taken away."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_collector(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_CLOSE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def start_again(lab: Lab) -> None:
    """Start the lab's browser once more with the same profile, after it was closed or killed."""
    (lab.root / "profile" / "DevToolsActivePort").unlink(missing_ok=True)
    lab.browser = browsers.start_browser(
        lab.root / "etc",
        lab.root / "profile",
        port=0,
        headless=lab.plan.headless,
        language=lab.plan.language,
    )
    _wait_for_extension(lab)


def _wait_for_extension(lab: Lab) -> None:
    with open_devtools(lab.browser.address) as devtools:
        worker = f"chrome-extension://{lab.extension_id}/background.js"
        wait_for("the extension", lambda: devtools.find_target(worker), INSTALL_SECONDS)
        if lab.plan.acknowledge and not lab.acknowledged:
            acknowledge_notice(devtools, lab.extension_id)
            lab.acknowledged = True


def close_browser(lab: Lab) -> None:
    """Close the browser as a person would and wait until the host has flushed."""
    with contextlib.suppress(UnavailableError), open_devtools(lab.browser.address) as devtools:
        devtools.call("Browser.close")
    lab.browser.wait(_CLOSE_SECONDS)
    wait_for_hosts(lab.plan.store)


def wait_for_hosts(store: Path) -> None:
    """Wait until no host writes to a store any more."""
    deadline = time.monotonic() + _CLOSE_SECONDS
    locks = [path.with_suffix(".lock") for path in find_chains(store)]
    while any(machine.is_locked(lock) for lock in locks) and time.monotonic() < deadline:
        time.sleep(0.02)


def _start_collector(
    plan: Plan, root: Path
) -> tuple[str | None, subprocess.Popen[bytes] | None, Path | None]:
    """Start a collector of its own process; return its address, the process, its directory."""
    if not plan.collector:
        return None, None, None
    store = plan.store.with_name(plan.store.name + ".collector")
    token = root / "config" / installation.TOKEN_FILE
    token.parent.mkdir(exist_ok=True)
    machine.write_private(token, secrets.token_hex(24).encode())
    process, url = start_collector(store, token, 0)
    return url, process, store


def start_collector(store: Path, token: Path, port: int) -> tuple[subprocess.Popen[bytes], str]:
    """Start `workglass collector serve` and wait for its address.

    Raises:
        UnavailableError: it does not start.
    """
    command = [sys.executable, "-I", "-m", "native_host", "collector", "serve"]
    command += ["--dir", str(store), "--token-file", str(token), "--port", str(port)]
    process = start(command, output=subprocess.PIPE, in_session=True)
    line = ""
    try:
        if process.stdout is not None:
            line = process.stdout.readline().decode()
            process.stdout.close()  # it says nothing after its address
    except BaseException:  # we are told to end meanwhile
        end(process)
        raise
    found = re.search(r"ws://\S+:[0-9]+/", line)
    if found is None:
        end(process)
        raise UnavailableError("The collector of the lab did not start.")
    return process, found[0]


def _drain(lab: Lab) -> None:
    """Send what the last host had no time to send."""
    command = [sys.executable, "-I", "-m", "native_host", "uplink"]
    command += ["--config", str(lab.root / "config"), "--store", str(lab.plan.store)]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, timeout=60)
