"""Which browsers are here, how they are packaged, and what about their start weakens. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from native_host.doctor.facts import Browser, Installed
from native_host.doctor.findings import Finding, find
from native_host.doctor.places import MINIMUM

_PACKAGED = {
    "deb": "a Debian package",
    "rpm": "an RPM package",
    "files": "files of no package",
}
# Switches that load other extensions, keep ours out, or hand the browser to somebody else.
_WEAKENING = (
    "--load-extension",
    "--disable-extensions",
    "--disable-extensions-except",
    "--disable-web-security",
    "--ignore-certificate-errors",
    "--remote-debugging-port",
    "--remote-debugging-pipe",
    "--remote-debugging-address",
    "--extensions-on-chrome-urls",
    "--allowlisted-extension-id",
    "--marionette",
    "--remote-allow-system-access",
)
# Debian's own wrapper loads what other packages put there.
_SYSTEM_EXTENSIONS = ("/usr/share/chromium/extensions", "/usr/share/", "/usr/lib/")
_SWITCH = re.compile(r"(?<![\w-])--[a-z][a-z-]+(?:=(?:\"[^\"]*\"|'[^']*'|[^\s\"']*))?")


def find_switches(text: str) -> list[str]:
    """Return the switches in a settings file, a desktop file or a command line."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    return _SWITCH.findall("\n".join(lines))


def is_weakening(switch: str) -> bool:
    """Say whether a switch loads or keeps out extensions, or opens the browser to others."""
    name, _, value = switch.partition("=")
    if name == "--load-extension":
        places = [each for each in value.strip("\"'").split(",") if each.strip()]
        # A command of the shell in place of a path: the wrapper's own.
        return any(not each.strip().startswith((*_SYSTEM_EXTENSIONS, "`", "$(")) for each in places)
    return name in _WEAKENING


def judge_browsers(browsers: Sequence[Browser]) -> list[Finding]:
    """Look at every browser that is installed."""
    findings: list[Finding] = []
    for browser in browsers:
        findings += [_judge_packaging(browser, installed) for installed in browser.installed]
        findings += [
            find("developer-mode", f"Developer mode is on in {profile.path}.")
            for profile in browser.profiles
            if profile.developer_mode
        ]
        findings += [
            find("browser-flags", f"{each.place} has the switch {each.switch}.")
            for each in browser.switches
            if is_weakening(each.switch)
        ]
    if not any(browser.can_start_host() for browser in browsers):
        findings.append(find("browser-none", "There is no browser here that can start the host."))
    return findings


def _judge_packaging(browser: Browser, installed: Installed) -> Finding:
    name = browser.title if installed.version is None else f"{browser.title} {installed.version}"
    if installed.packaging == "snap":
        return find("browser-snap", f"{name} is a snap ({installed.path}): it starts no host.")
    if installed.packaging == "flatpak":
        return find(
            "browser-flatpak", f"{name} is a flatpak ({installed.path}): it starts no host."
        )
    minimum = MINIMUM[browser.family]
    if _major(installed.version, minimum) < minimum:
        sentence = f"{name} is older than {minimum}, which the extension needs."
        return find("browser-old", sentence)
    return find("browser-good", f"{name} is {_PACKAGED[installed.packaging]} ({installed.path}).")


def _major(version: str | None, unknown: int) -> int:
    """Return the first number of a version; where none is known, this one."""
    found = re.match(r"(?:\d+:)?(\d+)\.", version or "")
    return int(found[1]) if found else unknown
