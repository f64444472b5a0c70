"""A Firefox that records, set up as an administrator does: XPI, policies, native manifest, store."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from native_host import installation, machine
from native_host.deploy import artefacts, resources
from native_host.deploy.firefox import make_policies, write_native_manifest
from native_host.lab import setup
from native_host.lab.trial import wait_for_hosts
from native_host.policy import sign_policy
from native_host.vault.keys import public_half, serialize_key
from tests.e2e.recording import host_processes, read_events, read_pictures
from tests.e2e_firefox.browser import Firefox, Places, start_firefox
from tests.e2e_firefox.marionette import Marionette

ID = "workglass@shop.example"
ROOT = Path(__file__).parents[2]
BUILT = ROOT / "extension" / "dist" / "firefox"
# Firefox ESR takes an extension that Mozilla has not signed only with this; others never do.
UNSIGNED = {"xpinstall.signatures.required": {"Value": False, "Status": "locked"}}


class Recording:
    """One Firefox, its store and its session."""

    def __init__(
        self, places: Places, store: Path, sites: tuple[str, ...], changes: dict[str, Any]
    ) -> None:
        self.places = places
        self.plan = setup.Plan(sites=sites, store=store)
        self.document = json.loads(setup.make_policy(self.plan, None).model_dump_json()) | changes
        self.places.prepare()
        self.write()
        self.firefox: Firefox

    @property
    def store(self) -> Path:
        return self.plan.store

    @property
    def key(self) -> Path:
        return setup.keys_directory(self.store) / "review.json"

    @property
    def driver(self) -> Marionette:
        return self.firefox.marionette

    def write(self) -> None:
        """Write the packed extension, the policies, the native manifest and the host's files."""
        root, config = self.places.root, self.places.root / "config"
        config.mkdir(exist_ok=True)
        packer = resources.load_packer("xpi")
        xpi = root / "workglass.xpi"
        xpi.write_bytes(packer.pack(packer.read_files(BUILT), ID))
        signing = setup.signing_key(self.store)
        policy = setup.parse_policy(json.dumps(self.document).encode())
        signed = sign_policy(policy, b64decode(signing.seed))
        (config / installation.POLICY_FILE).write_text(signed)
        (config / installation.POLICY_KEY_FILE).write_text(serialize_key(public_half(signing)))
        policies = make_policies(firefox_id=ID, xpi_url=xpi.as_uri(), signed_policy=signed)
        policies["Preferences"] = UNSIGNED
        self.places.policies.write_text(json.dumps({"policies": policies}))
        launcher = setup.write_launcher(root, config, self.store)
        chromium = artefacts.render_native_manifest(
            resources.read_template("native-messaging-host.json"),
            launcher=str(launcher),
            extension_id="a" * 32,
        )
        manifest = self.places.hosts / f"{installation.HOST_NAME}.json"
        manifest.write_text(write_native_manifest(chromium, ID))

    def start(self, *, headless: bool = True) -> None:
        """Start Firefox; it installs the extension by itself."""
        self.firefox = start_firefox(self.places, headless=headless)

    def close(self) -> None:
        """Close Firefox as a person would and wait until the host has flushed."""
        self.firefox.end()
        wait_for_hosts(self.store)

    def wait_until(self, probe: Callable[[], Any], seconds: float = 40) -> Any:
        """Return what the probe returns once it returns something true."""
        deadline = time.monotonic() + seconds
        while True:
            with contextlib.suppress(AssertionError):
                if found := probe():
                    return found
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.05)

    @property
    def address(self) -> str:
        """Where the pages of our extension are in this profile."""
        return str(
            self.driver.in_browser(
                "return WebExtensionPolicy.getByID(arguments[0])?.getURL('') ?? ''", ID
            )
        )

    def acknowledge(self, until: str = "ready") -> None:
        """Press the notice's button with the mouse, as a person would, and close the notice."""
        notice = self.wait_until(lambda: self._tab_of("notice.html"))
        self.driver.switch(notice)
        button = self.wait_until(lambda: self.driver.find("#acknowledge:not([disabled])"))
        self.driver.script("document.getElementById('acknowledge').scrollIntoView()")
        self.driver.click(button)
        self.wait_until(
            lambda: (
                (
                    self.driver.script("return chrome.runtime.sendMessage({type: 'notice-state'})")
                    or {}
                ).get("state")
                == until
            )
        )
        self.driver.call("WebDriver:CloseWindow")
        self.driver.switch(self.driver.handles()[0])

    def _tab_of(self, page: str) -> str | None:
        for handle in self.driver.handles():
            self.driver.switch(handle, show=False)
            if self.driver.url().endswith(page):
                return handle
        return None

    def ask(self, script: str) -> Any:
        """Run a script in a page of our extension, in a tab of its own."""
        here = self.driver.call("WebDriver:GetWindowHandle")
        self.driver.new_tab()
        self.driver.call("WebDriver:Navigate", url=self.address + "mydata.html")
        try:
            return self.driver.script(script)
        finally:
            self.driver.call("WebDriver:CloseWindow")
            self.driver.switch(here)

    def overview(self) -> dict[str, Any]:
        """Return what the popup would say without a tab."""
        return dict(self.ask("return chrome.runtime.sendMessage({type: 'overview', tab: null})"))

    def wait_until_delivered(self) -> None:
        """Wait until everything is on disk."""
        queue = (
            "return chrome.storage.session.get(null).then("
            "all => Object.keys(all).filter(key => key.startsWith('queue:')).length)"
        )
        self.wait_until(lambda: self.ask(queue) == 0)

    def open(self, url: str) -> None:
        """Open a page in a tab of its own and wait until it is being recorded."""
        self.driver.new_tab()
        self.driver.call("WebDriver:Navigate", url=url)
        time.sleep(0.4)  # the content script has asked and begun

    def suspend(self) -> None:
        """Put the event page to sleep as the browser does."""
        self.driver.in_browser(
            "const {extension} = WebExtensionPolicy.getByID(arguments[0]);"
            "return extension.terminateBackground({ignoreDevToolsAttached: true,"
            " disableResetIdleForTest: true}).then(() => true)",
            ID,
        )

    def background(self) -> str:
        """Return whether the event page runs."""
        script = "return WebExtensionPolicy.getByID(arguments[0]).extension.backgroundState"
        return str(self.driver.in_browser(script, ID))

    def signal_host(self, signal: int) -> None:
        """Send a signal to the hosts of this store."""
        for process in host_processes(self.store):
            os.kill(process, signal)

    def finish(self) -> list[dict[str, Any]]:
        """Wait until everything is on disk, close Firefox, return what was recorded."""
        self.wait_until_delivered()
        self.close()
        return self.events()

    def events(self) -> list[dict[str, Any]]:
        """Return what a reviewer with the key can read."""
        return read_events(self.store, self.key)

    def pictures(self) -> list[tuple[dict[str, Any], bytes]]:
        """Return screenshots with their JPEGs."""
        return read_pictures(self.store, self.key)


@contextlib.contextmanager
def recording(
    store: Path,
    *patterns: str,
    acknowledge: bool = True,
    headless: bool = True,
    preferences: dict[str, int] | None = None,
    **changes: Any,
) -> Iterator[Recording]:
    """Run a Firefox that records, and take everything away but the store and the keys.

    Args:
        store: a fresh directory.
        patterns: the allowlist.
        acknowledge: press the notice's button.
        headless: run without a screen.
        preferences: of the browser, beside ours.
        changes: parts of the policy that are different.
    """
    machine.prepare_private_directory(store)
    root = Path(tempfile.mkdtemp(prefix="workglass-firefox-"))
    run = Recording(Places(root, preferences or {}), store, patterns, changes)
    try:
        run.start(headless=headless)
        if acknowledge:
            run.acknowledge()
        yield run
    finally:
        if hasattr(run, "firefox"):
            run.firefox.kill()
        wait_for_hosts(store)
        shutil.rmtree(root, ignore_errors=True)
