"""A device below a directory: what `workglass install` lays out, a browser, a person."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from native_host.deploy.install import Places, install
from native_host.deploy.package import render_policies
from native_host.doctor.examination import Examination
from native_host.doctor.facts import Disk
from native_host.doctor.findings import Finding, Severity
from native_host.doctor.scene import Scene
from native_host.installation import HOST_NAME
from native_host.policy import read_policy
from native_host.primitives import public_signing_key
from native_host.vault.device import load_device
from native_host.vault.keys import make_signing_key, public_half, serialize_key
from tests.native_host.making import POLICY_SEED, signed_policy_text

EXTENSION = "abcdefghijklmnopabcdefghijklmnop"
OTHER = "ponmlkjihgfedcbaponmlkjihgfedcba"
UPDATE_URL = "https://it.example.com/workglass/updates.xml"
ROOMY = Disk(free=50 * 2**30, total=100 * 2**30)
STATUS = "Package: chromium\nStatus: install ok installed\nVersion: {}\n\nPackage: other\n"


class Device:
    """A healthy device; tests break one thing of it."""

    def __init__(self, directory: Path, **policy: Any) -> None:
        self.root = directory / "device"
        self.sources = directory / "sources"
        self.home = self.root / "home/worker"
        self.store = self.home / ".local/state/workglass/store"
        self.config = self.root / "etc/workglass"
        self.managed = self.root / "etc/chromium/policies/managed"
        self.policy_file = self.managed / "workglass.json"
        self.manifest = self.root / f"etc/chromium/native-messaging-hosts/{HOST_NAME}.json"
        self.launcher = self.root / "usr/local/lib/workglass/workglass-host"
        self.own_manifest = self.home / f".config/chromium/NativeMessagingHosts/{HOST_NAME}.json"
        self.profile = self.home / ".config/chromium/Default"
        self.changes: dict[str, Any] = {"disk": lambda _: ROOMY}
        self.store.mkdir(parents=True, mode=0o700)
        self.store.chmod(0o700)
        load_device(self.store, os.urandom)
        self.add_browser("usr/bin/chromium", "chromium", "156.0.8078.79-1")
        self.set_policy(**policy)

    def add_browser(self, program: str, package: str, version: str) -> None:
        """Install a browser as a Debian package."""
        self.write(program, b"\x7fELF", 0o755)
        self.write(f"var/lib/dpkg/info/{package}.list", b"/.\n")
        self.write("var/lib/dpkg/status", STATUS.format(version).encode())

    def set_policy(self, token: str | None = None, **policy: Any) -> None:
        """Install a policy as `workglass install --machine --root` does."""
        self.sources.mkdir(exist_ok=True)
        text = signed_policy_text(**policy)
        signed = read_policy(text, public_signing_key(POLICY_SEED)).policy
        files = {"policy": text, "key": serialize_key(public_half(make_signing_key(POLICY_SEED)))}
        if token is not None:
            files["token"] = token
        for name, content in files.items():
            (self.sources / name).write_text(content)
        install(
            Places.of(for_machine=True, root=self.root),
            policy_file=self.sources / "policy",
            key_file=self.sources / "key",
            token_file=self.sources / "token" if token is not None else None,
            extension_id=EXTENSION,
            browser_policies=render_policies(signed, text, EXTENSION, UPDATE_URL),
            browsers=["chromium"],
            python=sys.executable,
        )

    def write(self, name: str, data: bytes | str, mode: int = 0o644) -> Path:
        """Write a file of the device, with directories that others cannot change."""
        path = self.root / name
        missing = [each for each in path.parents if not each.exists()]
        for each in reversed(missing):
            each.mkdir()
            each.chmod(0o755)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        path.chmod(mode)
        return path

    def own(self, path: Path, data: bytes | str, mode: int = 0o600) -> Path:
        """Write a file of the person."""
        return self.write(str(path.relative_to(self.root)), data, mode)

    def edit(self, path: Path, change: Callable[[Any], Any]) -> None:
        """Change a JSON file."""
        document = json.loads(path.read_text())
        change(document)
        path.write_text(json.dumps(document))

    def edit_settings(self, **changes: Any) -> None:
        """Change what the browser's policy says of the extension."""
        self.edit(
            self.policy_file, lambda all_: all_["ExtensionSettings"][EXTENSION].update(changes)
        )

    def scene(self) -> Scene:
        """Return where the doctor is to look."""
        scene = Scene(
            root=self.root,
            home=self.home,
            settings=self.home / ".config",
            config=self.config,
            for_machine=True,
            store=self.store,
            person=os.geteuid(),
        )
        return dataclasses.replace(scene, **self.changes)

    def examine(self, *, quick: bool = True) -> list[Finding]:
        """Return what the doctor finds."""
        return Examination(self.scene(), quick=quick).run()

    def faults(self, *, quick: bool = True) -> list[str]:
        """Return the ids of everything that is not well."""
        found = self.examine(quick=quick)
        return sorted({each.id for each in found if each.severity is not Severity.OK})
