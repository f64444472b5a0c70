"""Do the managed policies of a browser install our extension and leave it its sites? Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from native_host.doctor.effective import (
    MERGED,
    SETTINGS,
    Effective,
    PolicyFile,
    merges_settings,
    settings_in,
)
from native_host.doctor.facts import READABLE_BY_ALL, Browser, Setup
from native_host.doctor.findings import Finding, find
from native_host.installation import HOST_NAME
from native_host.policy import Policy
from native_host.sites import SitePattern, parse_site

MAX_HOST_ENTRIES = 100  # Chromium reads no more of a host list
_SHOWN = 3
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_EVERYTHING = ("*://*", "*://*/*", "<all_urls>")


def judge_files(browser: Browser, effective: Effective, setup: Setup) -> list[Finding]:
    """Look at rights and form of a browser's policy files."""
    findings = [
        find("policy-file-broken", f"{file.path} is no JSON; {browser.title} passes over it.")
        for file in effective.broken
    ]
    owners = setup.owners(machine=True)
    for file in browser.policy_files:
        readable = file.entry.mode & READABLE_BY_ALL and file.text is not None
        if not readable or not file.entry.is_safe(owners):
            why = "can be changed by others" if readable else "cannot be read by everybody"
            findings.append(find("policy-rights", f"The policy file {file.path} {why}."))
    directory = browser.policy_directory
    if browser.policy_files and directory is not None and not directory.is_safe(owners):
        findings.append(
            find("policy-rights", f"Others can put policy files into {directory.path}.")
        )
    return findings


def judge_policies(
    browser: Browser, effective: Effective, extension: str, policy: Policy | None
) -> list[Finding]:
    """Look at what the policies say of our extension.

    Args:
        browser: which one.
        effective: what counts of its files.
        extension: our extension's id.
        policy: the host's policy, if there is a valid one.
    """
    findings = _judge_collisions(browser, effective, extension)
    if any(each.id == "policy-overridden" for each in findings):
        return findings
    settings = effective.settings_of(extension)
    if settings.get("installation_mode") != "force_installed":
        mode = settings.get("installation_mode")
        said = f"says {mode!r} of" if mode else "does not name"
        sentence = f"The policy of {browser.title} {said} the extension {extension}."
        return [*findings, find("extension-not-forced", sentence)]
    findings += _judge_update(browser, settings)
    if browser.family == "chromium":
        findings += _judge_hosts(browser, settings, policy)
        findings += _judge_others(browser, effective.values)
    if not findings:
        findings.append(
            find(
                "browser-policy-good",
                f"{browser.title} installs the extension {extension} by policy.",
            )
        )
    return findings


def _judge_collisions(browser: Browser, effective: Effective, extension: str) -> list[Finding]:
    ours = [f for f in effective.files if settings_in(f.values, extension) or _gives(f, extension)]
    if browser.family == "firefox" or not ours:
        return []
    findings = []
    if not merges_settings(effective):
        setting = [file for file in effective.files if SETTINGS in file.values]
        named = [file for file in ours if settings_in(file.values, extension)]
        if named and not settings_in(effective.values, extension):
            sentence = (
                f"{setting[-1].path} replaces the {SETTINGS} of {named[-1].path}: {browser.title} "
                "does not install the extension."
            )
            remedy = f"Put the entries of both into one file, or add {MERGED}: [{SETTINGS}] to it."
            return [find("policy-overridden", sentence, remedy)]
    for key in sorted({key for file in ours for key in file.values}):
        if not (key == SETTINGS and merges_settings(effective)):
            findings += _compare(browser, key, effective.files, lambda f, k=key: f.values.get(k))
    return findings + _compare(
        browser, "3rdparty", effective.files, lambda file: file.managed.get(extension)
    )


def _gives(file: PolicyFile, extension: str) -> bool:
    return extension in file.managed


def _compare(
    browser: Browser, key: str, files: Sequence[PolicyFile], value_of: Any
) -> list[Finding]:
    holders = [(file, value_of(file)) for file in files if value_of(file) is not None]
    if len(holders) < 2 or all(value == holders[0][1] for _, value in holders):  # noqa: PLR2004  # a pair
        return []
    names = ", ".join(file.path for file, _ in holders)
    sentence = f"{names} all set {key}; {browser.title} goes by {holders[-1][0].path}."
    return [find("policy-collision", sentence)]


def _judge_update(browser: Browser, settings: Mapping[str, Any]) -> list[Finding]:
    name = "install_url" if browser.family == "firefox" else "update_url"
    url = urlsplit(str(settings.get(name) or ""))
    if url.scheme not in ("https", "http", "file") or not (url.netloc or url.path):
        return [find("update-url-wrong", f"The policy of {browser.title} has no usable {name}.")]
    if url.scheme == "http" and url.hostname not in _LOOPBACK:
        return [find("update-url-open", f"{browser.title} gets the extension from {url.geturl()}.")]
    return []


def _judge_hosts(
    browser: Browser, settings: Mapping[str, Any], policy: Policy | None
) -> list[Finding]:
    blocked = settings.get("runtime_blocked_hosts")
    if not isinstance(blocked, list) or not set(_EVERYTHING) & set(map(str, blocked)):
        return [find("hosts-open", f"{browser.title} lets the extension touch every site.")]
    allowed = settings.get("runtime_allowed_hosts")
    entries = [str(each) for each in allowed] if isinstance(allowed, list) else []
    missing = [
        site.match
        for site in (policy.sites if policy else [])
        if not any(covers(entry, parse_site(site.match)) for entry in entries[:MAX_HOST_ENTRIES])
    ]
    if not missing:
        return []
    more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
    sentence = f"{browser.title} keeps the extension off {', '.join(missing[:_SHOWN])}{more}."
    return [find("hosts-missing", sentence)]


def covers(entry: str, site: SitePattern) -> bool:
    """Say whether an entry of a host list lets the extension touch all of a site.

    In Chromium's host lists `*.` stands for the name itself as well.
    """
    scheme, separator, rest = entry.partition("://")
    if not separator or scheme not in ("*", site.scheme):
        return False
    host = rest.split("/")[0]
    name, colon, port = host.rpartition(":")
    if colon:
        if port not in ("*", str(site.port)):
            return False
        host = name
    if host == "*":
        return True
    if host.startswith("*."):
        return site.host == host[2:] or site.host.endswith(host[1:])
    return host == site.host and not site.subdomains


def _judge_others(browser: Browser, values: Mapping[str, Any]) -> list[Finding]:
    findings = []
    blocked = values.get("NativeMessagingBlocklist")
    allowed = values.get("NativeMessagingAllowlist")
    stopped = isinstance(blocked, list) and {"*", HOST_NAME} & set(map(str, blocked))
    if stopped and HOST_NAME not in (allowed if isinstance(allowed, list) else []):
        sentence = f"NativeMessagingBlocklist keeps {browser.title} from starting the host."
        findings.append(find("native-messaging-blocked", sentence))
    if values.get("DeveloperToolsAvailability") == 1:
        sentence = f"{browser.title} allows developer tools on extensions installed by policy."
        findings.append(find("developer-tools-allowed", sentence))
    return findings
