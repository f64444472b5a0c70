"""Render everything that a fleet's tools want, as one tree of files. Pure.

policy/      the signed policy, the public half of its key, the deployment file
linux/RING/  a tree that stands for /
windows/RING/, macos/RING/, firefox/RING/
update/      the update XML of each ring
ansible/     a role that puts linux/RING in place
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from native_host import installation
from native_host.deploy import artefacts, browsers, firefox, macos, pages, windows
from native_host.deploy.deployment import Deployment, Ring

DEPLOYMENT_FILE = "policy/deployment.toml"
SIGNED_FILE = f"policy/{installation.POLICY_FILE}"
KEY_FILE = f"policy/{installation.POLICY_KEY_FILE}"
CHECKSUMS_FILE = "checksums.sha256"
MANIFEST_FILE = f"{installation.HOST_NAME}.json"
FIREFOX_MANIFEST_FILE = f"{installation.HOST_NAME}.firefox.json"


@dataclass(frozen=True, slots=True)
class Source:
    """What is rendered."""

    deployment: Deployment
    signed_policy: str
    public_key: str
    template: Callable[[str], str]

    @property
    def header(self) -> str:
        """One line that says how a file was made."""
        return (
            "Made by `workglass deploy render` from deployment.toml "
            f"(SHA-256 {self.deployment.digest[:16]}), policy version "
            f"{self.deployment.policy.version}. Do not edit; change the deployment, render again."
        )


def render_fleet(source: Source) -> dict[str, bytes]:
    """Return every file by its path.

    Raises:
        PolicyError: the policy names more hosts than Chromium reads.
    """
    texts: dict[str, str] = {
        SIGNED_FILE: source.signed_policy,
        KEY_FILE: source.public_key,
    }
    data = {DEPLOYMENT_FILE: source.deployment.source}
    for ring in source.deployment.rollout.rings:
        data |= _render_ring(source, ring)
    first = source.deployment.rollout.rings[0].id
    below = f"linux/{first}/"
    linux = sorted(path.removeprefix(below) for path in data if path.startswith(below))
    texts |= pages.render_ansible(source.template, source.header, linux, first)
    texts["help-desk.md"] = pages.render_help_desk(
        source.template, source.header, source.deployment
    )
    data |= {path: text.encode() for path, text in texts.items()}
    readme = pages.render_readme(source.template, source.header, sorted([*data, "README.md"]))
    data["README.md"] = readme.encode()
    return dict(sorted(data.items()))


def list_checksums(files: dict[str, bytes]) -> str:
    """Return the digests of all files, as `sha256sum --check` reads them."""
    return "".join(f"{sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files))


def browser_policies(source: Source, ring: Ring) -> dict[str, dict[str, Any]]:
    """Return the managed policies of each browser of Chromium's family."""
    rollout = source.deployment.rollout
    rendered = artefacts.render_browser_policies(
        source.template("chromium-policies.json"),
        policy=source.deployment.policy,
        signed_policy=source.signed_policy,
        extension_id=rollout.extension.id,
        update_url=_fill(rollout.extension.update_url, ring),
    )
    found = {}
    for browser in browsers.CHROMIUMS:
        policies = json.loads(rendered)
        settings = policies["ExtensionSettings"][rollout.extension.id]
        if ring.minimum_version is not None:
            settings["minimum_version_required"] = ring.minimum_version
        if browser.name == "edge":  # calls it otherwise; UNVERIFIED
            del settings["toolbar_pin"]
            settings["toolbar_state"] = "force_shown"
        found[browser.name] = policies
    return found


def _render_ring(source: Source, ring: Ring) -> dict[str, bytes]:
    extension = source.deployment.rollout.extension
    policies = browser_policies(source, ring)
    build = extension.firefox
    mozilla = None
    if build is not None:
        mozilla = firefox.make_policies(
            firefox_id=build.id,
            xpi_url=_fill(build.xpi_url, ring),
            signed_policy=source.signed_policy,
        )
    files = _render_linux(source, ring, policies)
    files |= _render_windows(source, ring, policies)
    files |= _render_macos(source, ring, policies, mozilla)
    if mozilla is not None:
        files[f"firefox/{ring.id}/policies-to-merge.json"] = _json({"policies": mozilla})
    updates = artefacts.render_updates(
        source.template("updates.xml"),
        extension_id=extension.id,
        crx_url=_fill(extension.crx_url, ring),
        version=ring.version,
    )
    head, _, rest = updates.partition("\n")
    files[f"update/updates-{ring.id}.xml"] = f"{head}\n<!-- {source.header} -->\n{rest}".encode()
    return files


def _render_linux(source: Source, ring: Ring, policies: dict[str, Any]) -> dict[str, bytes]:
    root = f"linux/{ring.id}"
    manifests = _manifests(source, source.deployment.rollout.host.linux)
    config = f"{root}/{browsers.LINUX_CONFIG}"
    files = {
        f"{config}/{installation.POLICY_FILE}": source.signed_policy.encode(),
        f"{config}/{installation.POLICY_KEY_FILE}": source.public_key.encode(),
    }
    for browser in browsers.CHROMIUMS:
        content = _json(policies[browser.name])
        files[f"{root}/{browser.linux_policies}/workglass.json"] = content
        files[f"{root}/{browser.linux_hosts}/{MANIFEST_FILE}"] = manifests[MANIFEST_FILE].encode()
    if FIREFOX_MANIFEST_FILE in manifests:
        path = f"{root}/{browsers.FIREFOX_LINUX_HOSTS}/{MANIFEST_FILE}"
        files[path] = manifests[FIREFOX_MANIFEST_FILE].encode()
    return files


def _render_windows(source: Source, ring: Ring, policies: dict[str, Any]) -> dict[str, bytes]:
    root = f"windows/{ring.id}"
    extension_id = source.deployment.rollout.extension.id
    settings = [
        windows.Settings(
            browser=browser,
            extension_settings=windows.compact(policies[browser.name]["ExtensionSettings"]),
            signed_policy=source.signed_policy,
            extension_id=extension_id,
        )
        for browser in browsers.CHROMIUMS
    ]
    manifests = _manifests(source, source.deployment.rollout.host.windows)
    beside = {installation.POLICY_KEY_FILE: source.public_key, **manifests}
    by_name = {each.browser.name: each.extension_settings for each in settings}
    revision = source.deployment.policy.version
    files = {f"{root}/files/{name}": text.encode() for name, text in beside.items()}
    files[f"{root}/files/{installation.POLICY_FILE}"] = source.signed_policy.encode()
    for each in settings:
        files[f"{root}/{each.browser.name}.reg"] = windows.write_registry(source.header, each)
    files[f"{root}/install.ps1"] = windows.write_script(
        source.template("intune-install.ps1"),
        source.header,
        settings,
        beside,
        firefox=FIREFOX_MANIFEST_FILE in manifests,
    )
    files[f"{root}/remove.ps1"] = windows.write_removal(
        source.template("intune-remove.ps1"), source.header, extension_id
    )
    files[f"{root}/workglass.admx"] = windows.write_admx(source.header, revision).encode()
    files[f"{root}/en-US/workglass.adml"] = windows.write_adml(
        source.header, revision, lambda browser: by_name[browser.name]
    ).encode()
    return files


def _render_macos(
    source: Source, ring: Ring, policies: dict[str, Any], mozilla: dict[str, Any] | None
) -> dict[str, bytes]:
    root = f"macos/{ring.id}"
    deployment = source.deployment
    manifests = _manifests(source, deployment.rollout.host.macos)
    config = f"{root}/root/{browsers.MACOS_CONFIG}"
    files = {
        f"{root}/workglass.mobileconfig": macos.write_profile(
            source.header,
            organisation=deployment.policy.organisation,
            ring=ring.id,
            extension_id=deployment.rollout.extension.id,
            settings={name: each["ExtensionSettings"] for name, each in policies.items()},
            signed_policy=source.signed_policy,
            firefox=mozilla,
        ),
        f"{config}/{installation.POLICY_FILE}": source.signed_policy.encode(),
        f"{config}/{installation.POLICY_KEY_FILE}": source.public_key.encode(),
    }
    for browser in browsers.CHROMIUMS:
        path = f"{root}/root/{browser.macos_hosts}/{MANIFEST_FILE}"
        files[path] = manifests[MANIFEST_FILE].encode()
    if FIREFOX_MANIFEST_FILE in manifests:
        path = f"{root}/root/{browsers.FIREFOX_MACOS_HOSTS}/{MANIFEST_FILE}"
        files[path] = manifests[FIREFOX_MANIFEST_FILE].encode()
    return files


def _manifests(source: Source, launcher: str) -> dict[str, str]:
    extension = source.deployment.rollout.extension
    manifest = artefacts.render_native_manifest(
        source.template("native-messaging-host.json"),
        launcher=launcher,
        extension_id=extension.id,
    )
    found = {MANIFEST_FILE: manifest}
    if extension.firefox is not None:
        name = FIREFOX_MANIFEST_FILE
        found[name] = firefox.write_native_manifest(manifest, extension.firefox.id)
    return found


def _fill(url: str, ring: Ring) -> str:
    return url.replace("{ring}", ring.id).replace("{version}", ring.version)


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2) + "\n").encode()
