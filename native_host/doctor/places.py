"""Where browsers and their parts are on Linux. Pure: names of paths, below whatever root.

Brave and Edge have not been tried here; their places are from their makers and UNVERIFIED.
"""

from __future__ import annotations

from dataclasses import dataclass

from native_host.doctor.facts import Family

SNAP_DIRECTORIES = ("/snap/bin", "/var/lib/snapd/snap/bin")
FLATPAK_SYSTEM = "/var/lib/flatpak/app"
FLATPAK_USER = ".local/share/flatpak/app"  # below the home directory
DPKG_INFO = "/var/lib/dpkg/info"
DPKG_STATUS = "/var/lib/dpkg/status"
RPM_DATABASES = ("/usr/lib/sysimage/rpm", "/var/lib/rpm")
# Where a package puts versions side by side.
VERSION_PARENTS = ("/opt/workglass", "/usr/lib/workglass", "/usr/local/lib/workglass")
CLOUD_TOKEN = "enrollment/CloudManagementEnrollmentToken"  # noqa: S105  # a file name
# As the extension's manifests say; tests compare.
MINIMUM: dict[Family, int] = {"chromium": 137, "firefox": 153}


@dataclass(frozen=True, slots=True)
class BrowserPlaces:
    """The places of one kind of browser.

    Attributes:
        name: as `install --browser` names it.
        title: as people call it.
        family: how it reads policies and manifests.
        programs: the commands that start it.
        packages: names of its Debian and RPM packages.
        snaps: names of its commands as snaps.
        flatpak: its id as a flatpak.
        policies: directory above managed policies; for Firefox the one of policies.json.
        manifests: the machine's native-messaging manifests.
        user_manifests: the person's own, below his configuration directory; a path that begins
            with ~/ is below his home directory.
        profiles: his profiles, likewise.
        settings: files with switches, below /etc or the configuration directory.
    """

    name: str
    title: str
    family: Family
    programs: tuple[str, ...]
    packages: tuple[str, ...]
    snaps: tuple[str, ...]
    flatpak: str
    policies: str
    manifests: str
    user_manifests: str
    profiles: str
    settings: tuple[str, ...] = ()


BROWSERS = (
    BrowserPlaces(
        name="chromium",
        title="Chromium",
        family="chromium",
        programs=("/usr/bin/chromium", "/usr/bin/chromium-browser"),
        packages=("chromium", "chromium-browser"),
        snaps=("chromium",),
        flatpak="org.chromium.Chromium",
        policies="/etc/chromium/policies",
        manifests="/etc/chromium/native-messaging-hosts",
        user_manifests="chromium/NativeMessagingHosts",
        profiles="chromium",
        settings=("/etc/chromium.d", "/etc/chromium-browser/default", "chromium-flags.conf"),
    ),
    BrowserPlaces(
        name="chrome",
        title="Google Chrome",
        family="chromium",
        programs=("/usr/bin/google-chrome-stable", "/usr/bin/google-chrome"),
        packages=("google-chrome-stable",),
        snaps=("google-chrome",),
        flatpak="com.google.Chrome",
        policies="/etc/opt/chrome/policies",
        manifests="/etc/opt/chrome/native-messaging-hosts",
        user_manifests="google-chrome/NativeMessagingHosts",
        profiles="google-chrome",
        settings=("chrome-flags.conf",),
    ),
    BrowserPlaces(
        name="edge",
        title="Microsoft Edge",
        family="chromium",
        programs=("/usr/bin/microsoft-edge-stable", "/usr/bin/microsoft-edge"),
        packages=("microsoft-edge-stable",),
        snaps=("microsoft-edge",),
        flatpak="com.microsoft.Edge",
        policies="/etc/opt/edge/policies",
        manifests="/etc/opt/edge/native-messaging-hosts",
        user_manifests="microsoft-edge/NativeMessagingHosts",
        profiles="microsoft-edge",
        settings=("microsoft-edge-flags.conf",),
    ),
    BrowserPlaces(
        name="brave",
        title="Brave",
        family="chromium",
        programs=("/usr/bin/brave-browser-stable", "/usr/bin/brave-browser", "/usr/bin/brave"),
        packages=("brave-browser",),
        snaps=("brave",),
        flatpak="com.brave.Browser",
        policies="/etc/brave/policies",
        manifests="/etc/opt/chrome/native-messaging-hosts",
        user_manifests="BraveSoftware/Brave-Browser/NativeMessagingHosts",
        profiles="BraveSoftware/Brave-Browser",
        settings=("brave-flags.conf",),
    ),
    BrowserPlaces(
        name="firefox",
        title="Firefox",
        family="firefox",
        programs=("/usr/bin/firefox-esr", "/usr/bin/firefox"),
        packages=("firefox-esr", "firefox"),
        snaps=("firefox",),
        flatpak="org.mozilla.firefox",
        policies="/etc/firefox/policies",
        manifests="/usr/lib/mozilla/native-messaging-hosts",
        user_manifests="~/.mozilla/native-messaging-hosts",
        profiles="~/.mozilla/firefox",
    ),
)
