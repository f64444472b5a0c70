"""Broken browsers and policies, for the table of faults."""

from __future__ import annotations

import json
import shutil

from native_host import installation
from tests.native_host.doctor.breaking import fault
from tests.native_host.doctor.device import EXTENSION, OTHER, Device
from tests.native_host.making import (
    signed_policy_text,
)

# Browsers


@fault("browser-none")
def no_browser(device):
    (device.root / "usr/bin/chromium").unlink()


@fault("browser-snap")
def chrome_as_a_snap(device):
    device.write("snap/bin/chromium", "", 0o755)


@fault("browser-snap")
def firefox_that_only_starts_a_snap(device):
    device.write("snap/bin/firefox", "", 0o755)
    device.write("usr/bin/firefox", "#!/bin/sh\nexec /snap/bin/firefox\n", 0o755)


@fault("browser-flatpak")
def brave_as_a_flatpak(device):
    (device.root / "var/lib/flatpak/app/com.brave.Browser").mkdir(parents=True)


@fault("browser-old")
def an_old_browser(device):
    device.add_browser("usr/bin/chromium", "chromium", "120.0.6099.1-1")


@fault("browser-not-covered")
def another_browser(device):
    device.write("usr/bin/firefox-esr", b"\x7fELF", 0o755)


@fault("browser-flags")
def a_desktop_file_of_the_person(device):
    path = device.home / ".local/share/applications/chromium.desktop"
    device.own(path, "[Desktop Entry]\nExec=/usr/bin/chromium --disable-extensions %U\n")


@fault("browser-flags")
def a_running_browser(device):
    line = b"/usr/bin/chromium\0--remote-debugging-port=9222\0"
    device.write("proc/4711/cmdline", line)


@fault("browser-flags")
def a_settings_file(device):
    device.own(device.home / ".config/chromium-flags.conf", "--load-extension=/tmp/other\n")


@fault("developer-mode")
def developer_mode(device):
    state = {"extensions": {"ui": {"developer_mode": True}}}
    device.own(device.profile / "Preferences", json.dumps(state))


# Policies


@fault("not-installed")
def nothing_installed(device):
    shutil.rmtree(device.root / "etc")


@fault("host-policy-missing")
def no_policy_for_the_host(device):
    (device.config / installation.POLICY_FILE).unlink()


@fault("policy-key-missing")
def no_policy_key(device):
    (device.config / installation.POLICY_KEY_FILE).unlink()


@fault("host-policy-invalid")
def a_policy_changed_after_signing(device):
    path = device.config / installation.POLICY_FILE
    path.write_text(path.read_text().replace("Acme", "Acne"))


@fault("config-rights")
def a_policy_that_others_can_change(device):
    (device.config / installation.POLICY_FILE).chmod(0o666)


@fault("config-rights")
def a_config_directory_that_others_can_change(device):
    device.config.chmod(0o777)


@fault("policy-on-hold")
def on_hold(device):
    device.set_policy(hold=True)


@fault("policy-elsewhere")
def a_browser_managed_from_the_cloud(device):
    device.policy_file.unlink()
    place = "etc/chromium/policies/enrollment/CloudManagementEnrollmentToken"
    device.write(place, "token")


@fault("policy-file-broken")
def a_policy_file_that_is_no_json(device):
    device.policy_file.write_text('{"ExtensionSettings": ')


@fault("policy-rights")
def a_policy_file_that_others_can_change(device):
    device.policy_file.chmod(0o666)


@fault("policy-rights")
def a_policy_file_that_only_its_owner_reads(device):
    device.policy_file.chmod(0o600)


@fault("policy-rights")
def a_policy_directory_that_others_can_change(device):
    device.managed.chmod(0o777)


def other_settings(device: Device, name: str, **more: object) -> None:
    settings = {"ExtensionSettings": {OTHER: {"installation_mode": "blocked"}}, **more}
    device.write(f"etc/chromium/policies/managed/{name}", json.dumps(settings))


@fault("policy-overridden")
def a_later_file_with_extension_settings(device):
    other_settings(device, "zzz-other.json")


@fault("policy-collision")
def an_earlier_file_with_extension_settings(device):
    other_settings(device, "aaa-other.json")


@fault("policy-collision")
def a_backup_beside_the_policy(device):
    """Browsers read every file of the directory, whatever its name."""
    text = device.policy_file.read_text().replace("it.example.com", "old.example.com")
    device.write("etc/chromium/policies/managed/workglass.json.bak", text)


@fault("extension-not-forced")
def no_managed_policy(device):
    device.policy_file.unlink()


@fault("extension-not-forced")
def an_extension_that_is_only_allowed(device):
    device.edit_settings(installation_mode="allowed")


@fault("update-url-wrong")
def no_update_url(device):
    device.edit_settings(update_url="")


@fault("update-url-open")
def an_update_url_without_tls(device):
    device.edit_settings(update_url="http://it.example.com/updates.xml")


@fault("hosts-missing")
def a_site_that_the_browser_keeps_off(device):
    device.edit_settings(runtime_allowed_hosts=["https://crm.example.com"])


@fault("hosts-missing")
def a_site_behind_the_hundredth(device):
    many = [f"https://{number}.example.com" for number in range(100)]
    device.edit_settings(runtime_allowed_hosts=[*many, "http://127.0.0.1"])


@fault("hosts-open")
def no_blocked_hosts(device):
    device.edit_settings(runtime_blocked_hosts=[])


@fault("native-messaging-blocked")
def native_messaging_off(device):
    device.edit(device.policy_file, lambda all_: all_.update(NativeMessagingBlocklist=["*"]))


@fault("developer-tools-allowed")
def developer_tools(device):
    device.edit(device.policy_file, lambda all_: all_.update(DeveloperToolsAvailability=1))


@fault("managed-storage-missing")
def no_managed_storage(device):
    device.edit(device.policy_file, lambda all_: all_.pop("3rdparty"))


def give(device: Device, text: str) -> None:
    def change(document):
        document["3rdparty"]["extensions"][EXTENSION]["policy"] = text

    device.edit(device.policy_file, change)


@fault("managed-policy-invalid")
def managed_policy_changed_after_signing(device):
    give(device, signed_policy_text().replace("Acme", "Acne"))


@fault("policy-differs")
def the_browser_is_behind(device):
    new = signed_policy_text(version=2)
    (device.config / installation.POLICY_FILE).write_text(new)


@fault("policy-differs")
def two_policies_of_one_version(device):
    give(device, signed_policy_text(organisation="Other"))


@fault("policy-version-back")
def an_earlier_policy(device):
    device.own(device.store / "seen.json", '{"policy_version": 7}')


@fault("leftover-policy")
def a_browser_policy_without_a_host(device):
    shutil.rmtree(device.config)
    device.manifest.unlink()
