"""Break one thing of a healthy device: the doctor names it, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import stat

import pytest

from native_host import __version__, installation
from native_host.doctor.catalogue import MEANINGS
from native_host.doctor.findings import Severity, exit_code
from tests.native_host.doctor.breaking import FAULTS, Break
from tests.native_host.doctor.broken_browsers import developer_mode, other_settings
from tests.native_host.doctor.broken_devices import no_manifest
from tests.native_host.doctor.device import EXTENSION, Device
from tests.native_host.making import (
    signed_policy_text,
    site,
)

# These need a process or a socket, or are about who asks.
ELSEWHERE = {
    *("host-not-tried", "host-not-started", "host-silent", "protocol-differs"),
    *("personal-key-unusable", "host-other-policy", "run-by-root", "clock-off", "rights-untold"),
    *("token-refused", "collector-unreachable", "collector-certificate", "certificate-ending"),
    *("collector-answer", "collector-not-tried", "proxy-unusable"),
}


@pytest.mark.parametrize(
    ("finding", "break_it"), [(f, b) for f, _, b in FAULTS], ids=[t for _, t, _ in FAULTS]
)
def test_a_fault_is_named_and_nothing_else(finding, break_it, tmp_path, monkeypatch):
    """Exactly this finding, its severity's exit code, and what to do."""
    monkeypatch.delenv("WORKGLASS_DEBUG", raising=False)
    device = Device(tmp_path)
    break_it(device)
    assert device.faults() == [finding]
    findings = device.examine()
    expected = {"info": 0, "warning": 1, "error": 3}[MEANINGS[finding].severity]
    assert exit_code(findings) == expected
    for each in findings:
        if each.id == finding:
            assert each.sentence.endswith(".")
            assert each.remedy
            assert str(device.root) not in each.sentence + each.remedy


def test_every_finding_has_a_fault():
    """A finding that nothing leads to would never be seen to work."""
    told = {name for name, meaning in MEANINGS.items() if meaning.severity != "ok"}
    assert {finding for finding, _, _ in FAULTS} | ELSEWHERE == told


def test_a_healthy_device_is_green(tmp_path):
    """Nothing is to be done, also with a host that was started for real."""
    device = Device(tmp_path)
    findings = device.examine(quick=False)
    assert [each.sentence for each in findings if each.severity is not Severity.OK] == []
    assert {each.id for each in findings} == {
        *("browser-good", "browser-policy-good", "host-policy-good", "managed-policy-good"),
        *("manifest-good", "host-good", "versions-good", "store-good", "recipients-good"),
        *("room-good", "clock-good", "uplink-none"),
    }
    assert exit_code(findings) == 0
    # Nothing was recorded, and nothing was left.
    assert {path.name for path in device.store.iterdir()} == {"device.json", "device.lock"}


HEALTHY: dict[str, Break] = {
    "a person who never recorded": lambda d: shutil.rmtree(d.store),
    "comments and a last comma in a policy file": lambda d: d.policy_file.write_text(
        "// made by workglass\n" + d.policy_file.read_text().rstrip()[:-1] + ",}"
    ),
    "another file with other keys": lambda d: d.write(
        "etc/chromium/policies/managed/aaa.json", '{"HomepageLocation": "https://example.com"}'
    ),
    "entries that are merged": lambda d: other_settings(
        d, "zzz.json", PolicyDictionaryMultipleSourceMergeList=["ExtensionSettings"]
    ),
    "a wider host list": lambda d: d.edit_settings(runtime_allowed_hosts=["*://127.0.0.1"]),
    "a stricter mode of the store": lambda d: d.store.chmod(stat.S_IRWXU),
    "one earlier version beside": lambda d: (d.root / "opt/workglass/0.0.9").mkdir(parents=True),
    "a link to the current version": lambda d: [
        *((d.root / "opt/workglass" / name).mkdir(parents=True) for name in ("0.0.8", "0.0.9")),
        (d.root / "opt/workglass/current").symlink_to("0.0.9"),
    ],
    "switches of the distribution": lambda d: d.write(
        "etc/chromium.d/extensions",
        '# --disable-extensions would\nexport F="--load-extension=`ls /usr/share/chromium/extensions`"\n',
    ),
    "a part of a browser": lambda d: d.write(
        "proc/12/cmdline", b"/usr/bin/chromium\0--type=renderer\0--remote-debugging-port=1\0"
    ),
    "another program with such a switch": lambda d: d.write(
        "proc/12/cmdline", b"/usr/bin/node\0--remote-debugging-port=1\0"
    ),
    "the same manifest for the person": lambda d: d.own(d.own_manifest, d.manifest.read_text()),
    "an extension updated while the browser runs": lambda d: [
        (d.profile / "Extensions" / EXTENSION / name).mkdir(parents=True)
        for name in ("0.0.9_0", f"{__version__}_0")
    ],
}


@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_one_is_never_called_broken(name, tmp_path):
    """What looks unusual and is well."""
    device = Device(tmp_path)
    HEALTHY[name](device)
    assert device.faults() == []


def test_an_own_installation_of_one_person(tmp_path):
    """Its manifest is the person's own and shadows nothing."""
    device = Device(tmp_path)
    own = device.home / ".config/workglass"
    own.mkdir(parents=True, mode=0o700)
    for path in device.config.iterdir():
        device.own(own / path.name, path.read_bytes())
    launcher = device.own(device.home / ".local/lib/workglass/workglass-host", "#!/bin/sh\n", 0o700)
    text = json.loads(device.manifest.read_text())
    text["path"] = f"/{launcher.relative_to(device.root)}"
    device.own(device.own_manifest, json.dumps(text))
    device.manifest.unlink()
    device.changes |= {"config": own, "for_machine": False}
    assert device.faults() == []


def test_firefox_by_its_own_files(tmp_path):
    """One file of policies, ids with an @, extensions in place of origins."""
    device = Device(tmp_path)
    device.write("usr/bin/firefox-esr", b"\x7fELF", 0o755)
    name = "recorder@workglass.example"
    policies = {
        "ExtensionSettings": {
            name: {
                "installation_mode": "force_installed",
                "install_url": "https://it.example.com/workglass.xpi",
            }
        },
        "3rdparty": {"Extensions": {name: {"policy": signed_policy_text()}}},
    }
    device.write("etc/firefox/policies/policies.json", json.dumps({"policies": policies}))
    assert device.faults() == ["manifest-missing"]
    manifest = json.loads(device.manifest.read_text())
    del manifest["allowed_origins"]
    place = f"usr/lib/mozilla/native-messaging-hosts/{installation.HOST_NAME}.json"
    device.write(place, json.dumps(manifest | {"allowed_extensions": ["other@example.com"]}))
    assert device.faults() == ["manifest-origin"]
    device.write(place, json.dumps(manifest | {"allowed_extensions": [name]}))
    assert device.faults() == []


def test_two_faults_are_both_told(tmp_path):
    """The worst comes first of its layer, and decides about the exit code."""
    device = Device(tmp_path)
    developer_mode(device)
    no_manifest(device)
    assert device.faults() == ["developer-mode", "manifest-missing"]
    assert exit_code(device.examine()) == 3


def test_sites_of_more_shapes(tmp_path):
    """Names below a name, ports and schemes are held against the host list."""
    sites = [site("https://*.example.com/*"), site("http://shop.test:8080/*", id="two")]
    device = Device(tmp_path, sites=sites)
    assert device.faults() == []
    device.edit_settings(runtime_allowed_hosts=["https://example.com", "http://shop.test"])
    assert device.faults() == ["hosts-missing"]
    device.edit_settings(runtime_allowed_hosts=["*://*.example.com", "*://shop.test:*"])
    assert device.faults() == []


def test_the_older_list_of_forced_extensions(tmp_path):
    """It installs the extension as well, and limits nothing."""
    device = Device(tmp_path)
    entry = f"{EXTENSION};https://it.example.com/updates.xml"

    def change(document):
        del document["ExtensionSettings"]
        document["ExtensionInstallForcelist"] = [entry]

    device.edit(device.policy_file, change)
    assert device.faults() == ["hosts-open"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("manifest", "manifest-rights"),
        ("launcher", "launcher-rights"),
        ("policy_file", "policy-rights"),
        ("config", "config-rights"),
        ("store", "store-rights"),
    ],
)
def test_the_wrong_owner(name, finding, tmp_path):
    """What belongs to somebody else can be changed by somebody else."""
    device = Device(tmp_path)
    os.chown(getattr(device, name), 4711, -1)
    assert device.faults() == [finding]
