"""What a browser makes of its managed policy files, as the browser itself does it. Pure.

Chromium reads every file of the directory whatever its name, passes over what is no JSON, and of
a key that several files set takes the one of the last file by name. `3rdparty` is put together
key by key. Firefox has one file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from native_host.doctor.facts import Browser, Family, TextFile
from native_host.policy import MARK

SETTINGS = "ExtensionSettings"
FORCELIST = "ExtensionInstallForcelist"
MERGED = "PolicyDictionaryMultipleSourceMergeList"
_THIRD_PARTY = {"chromium": ("3rdparty", "extensions"), "firefox": ("3rdparty", "Extensions")}
_STRING_OR_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_STRING_OR_COMMA = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])')


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A policy file that could be read."""

    path: str
    values: Mapping[str, Any]
    managed: Mapping[str, Mapping[str, Any]]  # managed storage, by extension


@dataclass(frozen=True, slots=True)
class Effective:
    """What counts of all files.

    Attributes:
        values: policies by key.
        managed: managed storage by extension.
        files: what could be read, by name.
        broken: files that are no JSON.
    """

    values: Mapping[str, Any]
    managed: Mapping[str, Mapping[str, Any]]
    files: Sequence[PolicyFile]
    broken: Sequence[TextFile]

    def settings_of(self, extension: str) -> Mapping[str, Any]:
        """Return what `ExtensionSettings` says of an extension, or the older list instead."""
        own = settings_in(self.values, extension)
        if own:
            return own
        listed = self.values.get(FORCELIST)
        for entry in listed if isinstance(listed, list) else []:
            name, _, url = str(entry).partition(";")
            if name == extension:
                return {"installation_mode": "force_installed", "update_url": url}
        return {}

    def find_ours(self) -> list[str]:
        """Return the extensions that are given a policy of Workglass."""
        return sorted(
            extension
            for extension, values in self.managed.items()
            if str(values.get("policy", "")).startswith(MARK)
        )


def settings_in(values: Mapping[str, Any], extension: str) -> Mapping[str, Any]:
    """Return what `ExtensionSettings` says of an extension."""
    settings = values.get(SETTINGS)
    own = settings.get(extension) if isinstance(settings, dict) else None
    return own if isinstance(own, dict) else {}


def read_effective(browser: Browser) -> Effective:
    """Return what counts of a browser's policy files."""
    files, broken = [], []
    for file in sorted(browser.policy_files, key=lambda each: each.path):
        if file.text is None:
            continue  # its rights are another finding
        parsed = _read(file, browser.family)
        if parsed is None:
            broken.append(file)
        else:
            files.append(parsed)
    values: dict[str, Any] = {}
    managed: dict[str, dict[str, Any]] = {}
    for policy in files:
        values.update(policy.values)
        for extension, entries in policy.managed.items():
            managed.setdefault(extension, {}).update(entries)
    merged = values.get(MERGED)
    if isinstance(merged, list) and SETTINGS in merged:
        together: dict[str, Any] = {}
        for policy in files:
            settings = policy.values.get(SETTINGS)
            together.update(settings if isinstance(settings, dict) else {})
        values[SETTINGS] = together
    return Effective(values, managed, files, broken)


def merges_settings(effective: Effective) -> bool:
    """Say whether entries of several files are put together."""
    merged = effective.values.get(MERGED)
    return isinstance(merged, list) and SETTINGS in merged


def parse_lenient(text: str) -> Any:
    """Return what Chromium's reader makes of a file: comments and last commas are no fault.

    Raises:
        ValueError: it is no JSON all the same.
    """
    try:
        return json.loads(text)
    except ValueError:
        bare = _STRING_OR_COMMENT.sub(lambda found: found[1] or " ", text)
        return json.loads(_STRING_OR_COMMA.sub(lambda found: found[1] or "", bare))


def _read(file: TextFile, family: Family) -> PolicyFile | None:
    try:
        found = parse_lenient(file.text or "")
    except ValueError:
        return None
    if family == "firefox" and isinstance(found, dict):
        found = found.get("policies", {})
    if not isinstance(found, dict):
        return None
    outer, inner = _THIRD_PARTY[family]
    third = found.pop(outer, None)
    extensions = third.get(inner) if isinstance(third, dict) else None
    managed = {
        name: values
        for name, values in (extensions.items() if isinstance(extensions, dict) else ())
        if isinstance(values, dict)
    }
    return PolicyFile(file.path, found, managed)
