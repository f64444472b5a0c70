"""Does a browser find the host, and nobody else's program in its place? Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from native_host.doctor.facts import READABLE_BY_ALL, Browser, Manifest, Setup
from native_host.doctor.findings import Finding, find
from native_host.installation import HOST_NAME

_RUNNABLE = 0o001


def parse_manifest(manifest: Manifest) -> Mapping[str, Any]:
    """Return what a manifest says; nothing where it is no JSON object."""
    try:
        found = json.loads(manifest.file.text or "")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def is_full_path(path: str) -> bool:
    """Say whether a path leads to the same place from everywhere, on whatever system."""
    return PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute()


def allowed_ids(browser: Browser, manifest: Manifest) -> list[str]:
    """Return the extensions that a manifest allows."""
    said = parse_manifest(manifest)
    if browser.family == "firefox":
        listed = said.get("allowed_extensions")
        return [str(each) for each in listed] if isinstance(listed, list) else []
    listed = said.get("allowed_origins")
    return [
        str(each).removeprefix("chrome-extension://").removesuffix("/")
        for each in (listed if isinstance(listed, list) else [])
    ]


def find_programs(browsers: Sequence[Browser], setup: Setup) -> list[str]:
    """Return the programs that may be started to see whether they answer, each once.

    Only what nobody but the administrator or the person who asks can have changed: root must not
    run what somebody else has written.
    """
    programs: list[str] = []
    for browser in browsers:
        manifest = browser.machine_manifest or browser.user_manifest
        if manifest is None or manifest.launcher is None or not browser.can_start_host():
            continue
        owners = setup.owners(machine=browser.machine_manifest is not None)
        entry, directory = manifest.launcher.entry, manifest.launcher_directory
        safe = entry.is_safe(owners) and directory is not None and directory.is_safe(owners)
        if safe and entry.mode & _RUNNABLE << 6 and entry.path not in programs:
            programs.append(entry.path)
    return programs


def judge_manifest(
    browser: Browser, extensions: Sequence[str], setup: Setup, *, user_level: bool
) -> list[Finding]:
    """Look at the manifests of a browser.

    Args:
        browser: which one.
        extensions: ids that its policies give a policy of ours.
        setup: who may change what.
        user_level: whether the browser heeds manifests of the person's own.
    """
    findings = _judge_shadow(browser, user_level=user_level)
    if any(each.id == "manifest-shadowed" for each in findings):
        return findings
    manifest = browser.machine_manifest
    machine = manifest is not None
    if manifest is None:
        manifest = browser.user_manifest if user_level else None
    if manifest is None:
        place = f"{browser.manifest_place}/{HOST_NAME}.json"
        sentence = f"{browser.title} finds no host: there is no {place}."
        return [*findings, find("manifest-missing", sentence)]
    faults = _judge_form(manifest)
    if not faults:
        faults = _judge_rights(manifest, setup, machine=machine) or _judge_launcher(
            manifest, setup, machine=machine
        )
        allowed = allowed_ids(browser, manifest)
        faults += [
            find("manifest-origin", f"{manifest.file.path} does not allow the extension {each}.")
            for each in extensions
            if each not in allowed
        ]
    if not faults:
        sentence = f"{browser.title} starts {parse_manifest(manifest)['path']}."
        faults = [find("manifest-good", sentence)]
    return findings + faults


def _judge_shadow(browser: Browser, *, user_level: bool) -> list[Finding]:
    own, machine = browser.user_manifest, browser.machine_manifest
    if own is None or machine is None:
        return []
    if not user_level:
        return [find("shadow-ignored", f"{browser.title} ignores {own.file.path}.")]
    if parse_manifest(own) == parse_manifest(machine):
        return []
    sentence = f"{own.file.path} hides {machine.file.path} from {browser.title}."
    return [find("manifest-shadowed", sentence, f"`rm {own.file.path}`")]


def _judge_form(manifest: Manifest) -> list[Finding]:
    path = manifest.file.path
    if manifest.file.text is None:
        return [find("manifest-rights", f"{path} cannot be read.")]
    said = parse_manifest(manifest)
    wrong = None
    if not said:
        wrong = "is no JSON"
    elif said.get("name") != HOST_NAME:
        wrong = f"names another host than {HOST_NAME}, the name of its file"
    elif said.get("type") != "stdio":
        wrong = 'has another type than "stdio"'
    elif not is_full_path(str(said.get("path", ""))):
        wrong = "names no program with its full path"
    return [find("manifest-broken", f"{path} {wrong}.")] if wrong else []


def _judge_rights(manifest: Manifest, setup: Setup, *, machine: bool) -> list[Finding]:
    owners = setup.owners(machine=machine)
    entry = manifest.file.entry
    if machine and not entry.mode & READABLE_BY_ALL:
        return [find("manifest-rights", f"{entry.path} cannot be read by everybody.")]
    for each in (entry, manifest.directory):
        if not each.is_safe(owners):
            return [find("manifest-rights", f"{each.path} can be changed by others.")]
    return []


def _judge_launcher(manifest: Manifest, setup: Setup, *, machine: bool) -> list[Finding]:
    path = str(parse_manifest(manifest)["path"])
    launcher, directory = manifest.launcher, manifest.launcher_directory
    if launcher is None or launcher.entry.kind != "file":
        return [find("launcher-missing", f"{manifest.file.path} names {path}, which is not there.")]
    runnable = _RUNNABLE if machine else _RUNNABLE << 6
    if not launcher.entry.mode & runnable:
        return [
            find("launcher-not-executable", f"{path} is not executable.", f"`chmod 755 {path}`")
        ]
    owners = setup.owners(machine=machine)
    for each in (launcher.entry, directory):
        if each is not None and not each.is_safe(owners):
            return [find("launcher-rights", f"{each.path} can be changed by others.")]
    return []
