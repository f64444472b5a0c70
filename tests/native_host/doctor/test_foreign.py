"""macOS and Windows with made-up files and values: what is decided, not that it is so there."""

from __future__ import annotations

import json
import plistlib

import pytest

from native_host.doctor.foreign import convert_registry
from tests.native_host.doctor.device import EXTENSION, UPDATE_URL, Device
from tests.native_host.making import signed_policy_text

SETTINGS = {
    EXTENSION: {
        "installation_mode": "force_installed",
        "update_url": UPDATE_URL,
        "runtime_blocked_hosts": ["*://*"],
        "runtime_allowed_hosts": ["http://127.0.0.1"],
    }
}


@pytest.fixture
def mac(tmp_path):
    """Chrome, installed and managed as on macOS."""
    device = Device(tmp_path)
    device.changes["system"] = "macos"
    contents = "Applications/Google Chrome.app/Contents"
    device.write(f"{contents}/MacOS/Google Chrome", b"program", 0o755)
    device.write(
        f"{contents}/Info.plist", plistlib.dumps({"CFBundleShortVersionString": "156.0.1"})
    )
    domain = "Library/Managed Preferences/com.google.Chrome"
    device.write(f"{domain}.plist", plistlib.dumps({"ExtensionSettings": SETTINGS}))
    given = {"policy": signed_policy_text()}
    device.write(f"{domain}.extensions.{EXTENSION}.plist", plistlib.dumps(given))
    place = f"Library/Google/Chrome/NativeMessagingHosts/{device.manifest.name}"
    device.manifest = device.write(place, device.manifest.read_text())
    return device


def test_macos(mac):
    """Healthy, then with one thing missing at a time."""
    assert mac.faults() == []
    domain = mac.root / "Library/Managed Preferences"
    (domain / f"com.google.Chrome.extensions.{EXTENSION}.plist").unlink()
    assert mac.faults() == ["managed-storage-missing"]
    (domain / "com.google.Chrome.plist").unlink()
    assert mac.faults() == ["extension-not-forced"]


def test_macos_without_a_manifest(mac):
    mac.manifest.unlink()
    assert mac.faults() == ["manifest-missing"]


def test_values_of_the_registry():
    """Lists are numbered values, dictionaries are JSON, managed storage lies below 3rdparty."""
    tree = {
        "ExtensionSettings": json.dumps(SETTINGS),
        "DeveloperToolsAvailability": 1,
        "NativeMessagingAllowlist": {"2": "b", "10": "c", "1": "a"},
        "3rdparty": {"extensions": {EXTENSION: {"policy": {"policy": "signed"}}}},
    }
    values, managed = convert_registry(tree)
    assert values == {
        "ExtensionSettings": SETTINGS,
        "DeveloperToolsAvailability": 1,
        "NativeMessagingAllowlist": ["a", "b", "c"],
    }
    assert managed == {EXTENSION: {"policy": "signed"}}


def test_windows_without_windows(tmp_path):
    """Elsewhere there is no registry: nothing fails, and rights are not judged."""
    device = Device(tmp_path)
    device.changes["system"] = "windows"
    device.config.chmod(0o777)
    assert device.faults() == ["browser-none", "rights-untold"]
