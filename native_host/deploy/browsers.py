"""Where the browsers of each system look for policies and native-messaging manifests. Pure.

`machine.py` knows the system that it runs on; here stand all of them, to render for a fleet. What
is not Chromium on Linux is from the makers' documentation, or from what other software does.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser of Chromium's family; paths below / without the first slash."""

    name: str
    title: str
    linux: str
    windows_policies: str
    windows_hosts: str
    macos_domain: str
    macos_hosts: str

    @property
    def linux_policies(self) -> str:
        """Directory of managed policies on Linux."""
        return f"{self.linux}/policies/managed"

    @property
    def linux_hosts(self) -> str:
        """Directory of native-messaging manifests on Linux."""
        return f"{self.linux}/native-messaging-hosts"


CHROMIUMS = (
    Browser(
        name="chrome",
        title="Google Chrome",
        linux="etc/opt/chrome",
        windows_policies=r"SOFTWARE\Policies\Google\Chrome",
        windows_hosts=r"SOFTWARE\Google\Chrome\NativeMessagingHosts",
        macos_domain="com.google.Chrome",
        macos_hosts="Library/Google/Chrome/NativeMessagingHosts",
    ),
    Browser(
        name="chromium",
        title="Chromium",
        linux="etc/chromium",
        windows_policies=r"SOFTWARE\Policies\Chromium",
        windows_hosts=r"SOFTWARE\Chromium\NativeMessagingHosts",
        macos_domain="org.chromium.Chromium",
        macos_hosts="Library/Application Support/Chromium/NativeMessagingHosts",
    ),
    Browser(
        name="edge",
        title="Microsoft Edge",
        linux="etc/opt/edge",
        windows_policies=r"SOFTWARE\Policies\Microsoft\Edge",
        windows_hosts=r"SOFTWARE\Microsoft\Edge\NativeMessagingHosts",
        macos_domain="com.microsoft.Edge",
        macos_hosts="Library/Microsoft/Edge/NativeMessagingHosts",
    ),
    Browser(
        name="brave",
        title="Brave",
        linux="etc/brave",
        windows_policies=r"SOFTWARE\Policies\BraveSoftware\Brave",
        windows_hosts=r"SOFTWARE\BraveSoftware\Brave-Browser\NativeMessagingHosts",
        macos_domain="com.brave.Browser",
        macos_hosts="Library/Application Support/BraveSoftware/Brave-Browser/NativeMessagingHosts",
    ),
)
FIREFOX_LINUX_HOSTS = "usr/lib/mozilla/native-messaging-hosts"
FIREFOX_WINDOWS_HOSTS = r"SOFTWARE\Mozilla\NativeMessagingHosts"
FIREFOX_MACOS_HOSTS = "Library/Application Support/Mozilla/NativeMessagingHosts"
LINUX_CONFIG = "etc/workglass"
WINDOWS_CONFIG = r"C:\ProgramData\Workglass"
MACOS_CONFIG = "Library/Application Support/Workglass"
