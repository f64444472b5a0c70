"""The lab: keys, policy, packed extension, browser, collector - and everything gone afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from native_host import __version__, installation, machine
from native_host.deploy import artefacts, resources
from native_host.errors import PolicyError, UnavailableError
from native_host.lab import browser as browsers
from native_host.lab.devtools import DevTools, wait_for
from native_host.policy import Group, Policy, parse_policy, sign_policy
from native_host.vault.archive import find_chains
from native_host.vault.keys import (
    RecipientKey,
    SigningKey,
    make_recipient_key,
    make_signing_key,
    parse_key,
    public_half,
    serialize_key,
)

_INSTALL_SECONDS = 40.0
_CLOSE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What the user asked for."""

    sites: Sequence[str]
    store: Path
    policy: Path | None = None
    headless: bool = False
    acknowledge: bool = False
    port: int = 0
    collector: bool = False


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
    _rest: list[str] = field(default_factory=list)

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


def keys_directory(store: Path) -> Path:
    """Return where the lab keeps the keys of a store."""
    return store.with_name(store.name + ".keys")


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
        policy = _make_policy(plan, collector_url)
        extension_id = _write_files(plan, root, policy)
        browser = browsers.start_browser(
            root / "etc", root / "profile", port=plan.port, headless=plan.headless
        )
        lab = Lab(plan, root, extension_id, policy, browser, collector, collector_store)
        _wait_for_extension(lab)
        yield lab
        close_browser(lab)
        if plan.collector:
            _drain(lab)
    finally:
        if lab is not None:
            lab.browser.kill()
        if collector is not None:
            collector.terminate()
            collector.wait()
        shutil.rmtree(root, ignore_errors=True)


def _make_policy(plan: Plan, collector_url: str | None) -> Policy:
    review = _review_key(plan.store)
    group = Group(id="lab", members=[review.member()])
    seen = plan.store / "seen.json"
    version = json.loads(seen.read_text())["policy_version"] if seen.exists() else 1
    if plan.policy is not None:
        given = parse_policy(machine.read_file(plan.policy, "policy"))
        document = given.model_dump(mode="json")
        document["recipients"] = [group.model_dump(mode="json")]
        document["version"] = max(given.version, version)
    elif plan.sites:
        document = {
            "format": 1,
            "version": version,
            "organisation": "Workglass lab",
            "purpose": {"id": "lab", "sentence": "Try Workglass out on this computer."},
            "sites": [],
            "recipients": [group.model_dump(mode="json")],
            "notice": {
                "version": 1,
                "organisation": "The Workglass lab on this computer",
                "contact": "whoever started the lab",
            },
            "screenshots": {"enabled": True, "min_interval_ms": 2000},
            "retention_days": 30,
            "collector": None,
        }
    else:
        raise PolicyError("The lab needs at least one --site or a --policy.")
    for number, site in enumerate(plan.sites, 1):
        document["sites"].append({"id": f"site-{number}", "match": site, "deny": []})
    if collector_url is not None:
        document["collector"] = {"url": collector_url}
    return parse_policy(json.dumps(document).encode())


def _review_key(store: Path) -> RecipientKey:
    """Return the lab's key for a store; a store that is used again keeps its key."""
    keys = keys_directory(store)
    machine.prepare_private_directory(keys)
    path = keys / "review.json"
    if path.exists():
        found = parse_key(path.read_text(encoding="utf-8"))
        if isinstance(found, RecipientKey):
            return found
    key = make_recipient_key(secrets.token_bytes(32), "x-wing")
    machine.write_private(path, serialize_key(key).encode())
    return key


def _signing_key(store: Path) -> SigningKey:
    path = keys_directory(store) / "policy.json"
    if path.exists():
        found = parse_key(path.read_text(encoding="utf-8"))
        if isinstance(found, SigningKey):
            return found
    key = make_signing_key(secrets.token_bytes(32))
    machine.write_private(path, serialize_key(key).encode())
    return key


def _write_files(plan: Plan, root: Path, policy: Policy) -> str:
    """Write what browser and host read; return the extension's id."""
    packer = resources.load_packer()
    templates = resources.packaging_directory() / "templates"
    extension_key = packer.make_key()
    extension_id: str = packer.extension_id(extension_key)
    crx = root / "workglass.crx"
    crx.write_bytes(packer.pack(packer.read_files(resources.extension_directory()), extension_key))
    updates = root / "updates.xml"
    version = json.loads((resources.extension_directory() / "manifest.json").read_text())["version"]
    updates.write_text(
        artefacts.render_updates(
            (templates / "updates.xml").read_text(),
            extension_id=extension_id,
            crx_url=crx.as_uri(),
            version=version,
        )
    )
    config = root / "config"
    config.mkdir()
    write_policy(plan.store, root, policy, extension_id)
    signing = _signing_key(plan.store)
    (config / installation.POLICY_KEY_FILE).write_text(serialize_key(public_half(signing)))
    launcher = root / "workglass-host"
    launcher.write_text(
        artefacts.render_launcher(
            (templates / "launcher.sh").read_text(),
            python=browsers.interpreter(),
            config=str(config),
            store=str(plan.store.resolve()),
        )
    )
    launcher.chmod(0o755)
    hosts = root / "etc" / "native-messaging-hosts"
    hosts.mkdir(parents=True)
    (hosts / f"{installation.HOST_NAME}.json").write_text(
        artefacts.render_native_manifest(
            (templates / "native-messaging-host.json").read_text(),
            launcher=str(launcher),
            extension_id=extension_id,
        )
    )
    return extension_id


def write_policy(store: Path, root: Path, policy: Policy, extension_id: str) -> None:
    """Sign a policy and put it where browser and host look; a running browser takes it up."""
    signed = sign_policy(policy, b64decode(_signing_key(store).seed))
    (root / "config" / installation.POLICY_FILE).write_text(signed)
    write_browser_policies(root, policy, signed, extension_id)


def write_browser_policies(root: Path, policy: Policy, signed: str, extension_id: str) -> None:
    """Write the managed policies that the browser of a lab sees."""
    templates = resources.packaging_directory() / "templates"
    managed = root / "etc" / "policies" / "managed"
    managed.mkdir(parents=True, exist_ok=True)
    rendered = artefacts.render_browser_policies(
        (templates / "chromium-policies.json").read_text(),
        policy=policy,
        signed_policy=signed,
        extension_id=extension_id,
        update_url=(root / "updates.xml").as_uri(),
    )
    document = json.loads(rendered)
    # Without this the browser hides a force-installed extension from the debugging port.
    document["DeveloperToolsAvailability"] = 1
    temporary = managed / "workglass.json.new"
    temporary.write_text(json.dumps(document))
    temporary.replace(managed / "workglass.json")


def _wait_for_extension(lab: Lab) -> None:
    devtools = DevTools(lab.browser.address)
    try:
        worker = f"chrome-extension://{lab.extension_id}/background.js"
        wait_for("the extension", lambda: devtools.find_target(worker), _INSTALL_SECONDS)
        if lab.plan.acknowledge:
            acknowledge_notice(devtools, lab.extension_id)
    finally:
        devtools.close()


def acknowledge_notice(devtools: DevTools, extension_id: str) -> None:
    """Press the notice's button with the mouse, as a person would, and close the notice."""
    url = f"chrome-extension://{extension_id}/notice.html"
    target = wait_for("the notice", lambda: devtools.find_target(url), _INSTALL_SECONDS)
    devtools.call("Target.activateTarget", targetId=target["targetId"])
    session = devtools.attach(target["targetId"])
    centre = wait_for(
        "the notice's button",
        lambda: devtools.evaluate(
            session,
            "(() => { const b = document.getElementById('acknowledge'); if (!b) return null;"
            " b.scrollIntoView(); const r = b.getBoundingClientRect();"
            " return r.width > 0 && !b.disabled ? [r.x + r.width / 2, r.y + r.height / 2] : null;"
            "})()",
        ),
        _INSTALL_SECONDS,
    )
    devtools.click(session, *centre)
    wait_for("recording to begin", lambda: _is_ready(devtools, session), _INSTALL_SECONDS)
    # The last window must stay open: closing it ends the browser.
    if sum(other["type"] == "page" for other in devtools.targets()) < 2:  # noqa: PLR2004
        devtools.call("Target.createTarget", url="about:blank")
    devtools.call("Target.closeTarget", targetId=target["targetId"])


def _is_ready(devtools: DevTools, session: str) -> bool | None:
    state = devtools.evaluate(session, "chrome.runtime.sendMessage({type: 'notice-state'})")
    return True if state and state["state"] == "ready" else None


def close_browser(lab: Lab) -> None:
    """Close the browser as a person would and wait until the host has flushed."""
    with contextlib.suppress(UnavailableError):
        devtools = DevTools(lab.browser.address)
        with contextlib.suppress(UnavailableError):
            devtools.call("Browser.close")
        devtools.close()
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
    if not plan.collector:
        return None, None, None
    store = plan.store.with_name(plan.store.name + ".collector")
    (root / "config").mkdir(exist_ok=True)
    token = root / "config" / installation.TOKEN_FILE
    machine.write_private(token, secrets.token_hex(24).encode())
    raise NotImplementedError(store, token)


def _drain(lab: Lab) -> None:
    raise NotImplementedError(lab)


