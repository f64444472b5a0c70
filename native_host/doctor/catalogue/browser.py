"""Findings about browsers and how they are started. Pure."""

from __future__ import annotations

from native_host.doctor.catalogue.meaning import Meaning

BROWSER = {
    "browser-good": Meaning("browser", "ok", "A browser that can start the host."),
    "browser-none": Meaning(
        "browser",
        "error",
        "No browser here can start the host.",
        "Install Chromium, Chrome, Edge or Brave as a package of the system.",
    ),
    "browser-snap": Meaning(
        "browser",
        "warning",
        "A browser is a snap. A snap is shut off from the system: Chromium as a snap starts no "
        "native messaging host at all, Firefox asks the person each time.",
        "Remove the snap and install the maker's .deb or .rpm.",
    ),
    "browser-flatpak": Meaning(
        "browser",
        "warning",
        "A browser is a flatpak. It runs in a sandbox that has neither the host nor "
        "/etc/workglass, so no host starts; nothing is recorded there.",
        "Remove the flatpak and install the maker's .deb or .rpm.",
    ),
    "browser-old": Meaning(
        "browser",
        "error",
        "A browser is older than the extension needs (Chromium 137, Firefox 153).",
        "Update the browser.",
    ),
    "browser-not-covered": Meaning(
        "browser",
        "info",
        "A browser is here that Workglass is not set up for: nothing is recorded there.",
        "Nothing, if that is meant; otherwise `workglass install --machine --browser NAME`.",
    ),
    "browser-flags": Meaning(
        "browser",
        "warning",
        "A browser runs, or is set to start, with a switch that weakens what protects or loads "
        "the extension.",
        "Take the switch out where it is set, and start the browser again.",
    ),
    "developer-mode": Meaning(
        "browser",
        "warning",
        "Developer mode is on in a profile: extensions can be loaded from any directory.",
        'Set the policy "ExtensionDeveloperModeSettings": 1.',
    ),
}
