"""Break one thing of a healthy device: the doctor names it, and nothing else."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import stat
from collections.abc import Callable

import pytest

from native_host import __version__, installation
from native_host.doctor.catalogue import MEANINGS
from native_host.doctor.facts import Disk
from native_host.doctor.findings import Severity, exit_code
from tests.native_host.doctor.device import EXTENSION, OTHER, Device
from tests.native_host.making import (
    RECOVERY_SEED,
    group,
    review_key,
    signed_policy_text,
    site,
)

DAY = 86_400
MB = 2**20
Break = Callable[[Device], object]
FAULTS: list[tuple[str, str, Break]] = []


def fault(finding: str, title: str = "") -> Callable[[Break], Break]:
    """Enter a way to break a device into the table."""

    def enter(break_it: Break) -> Break:
        FAULTS.append((finding, title or break_it.__name__, break_it))
        return break_it

    return enter


def groups(first: str | None, second: str | None) -> list[dict[str, object]]:
    """Return two recipient groups with their last days."""
    return [
        group("security", review_key(), last_day=first),
        group("recovery", review_key(RECOVERY_SEED), last_day=second),
    ]


def in_days(days: int) -> str:
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)).date().isoformat()


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


@fault("config-rights", "a_directory_that_others_can_change")
def config_directory(device):
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


# Manifests


@fault("manifest-missing")
def no_manifest(device):
    device.manifest.unlink()


@fault("manifest-broken")
def a_manifest_that_is_no_json(device):
    device.manifest.write_text("{")


@fault("manifest-broken")
def a_manifest_with_another_name(device):
    device.edit(device.manifest, lambda all_: all_.update(name="com.other.host"))


@fault("manifest-rights")
def a_manifest_that_others_can_change(device):
    device.manifest.chmod(0o666)


@fault("manifest-rights")
def a_manifest_that_only_its_owner_reads(device):
    device.manifest.chmod(0o600)


@fault("manifest-origin")
def a_manifest_for_another_extension(device):
    origins = [f"chrome-extension://{OTHER}/"]
    device.edit(device.manifest, lambda all_: all_.update(allowed_origins=origins))


@fault("launcher-missing")
def no_launcher(device):
    device.launcher.unlink()


@fault("launcher-not-executable")
def a_launcher_that_cannot_be_run(device):
    device.launcher.chmod(0o644)


@fault("launcher-rights")
def a_launcher_that_others_can_change(device):
    device.launcher.chmod(0o777)


@fault("launcher-rights")
def a_launcher_in_a_directory_of_others(device):
    device.launcher.parent.chmod(0o777)


@fault("manifest-shadowed")
def a_manifest_of_the_person(device):
    text = device.manifest.read_text().replace("/usr/local/lib/workglass", "/tmp/other")
    device.own(device.own_manifest, text)


@fault("shadow-ignored")
def a_manifest_of_the_person_that_is_ignored(device):
    a_manifest_of_the_person(device)
    setting = {"NativeMessagingUserLevelHosts": False}
    device.edit(device.policy_file, lambda all_: all_.update(setting))


@fault("leftover-manifest")
def a_manifest_without_a_policy(device):
    shutil.rmtree(device.config)
    device.policy_file.unlink()


# The host, as far as files tell


@fault("versions-differ")
def an_extension_of_another_version(device):
    (device.profile / "Extensions" / EXTENSION / "0.0.9_0").mkdir(parents=True)


@fault("host-refused")
def a_host_that_refused(device):
    note = {"code": "on-hold", "sentence": "The policy holds.", "wall_ms": 1}
    device.own(device.store / "refusal.json", json.dumps(note))


@fault("leftover-versions")
def two_old_versions(device):
    for version in ("0.0.8", "0.0.9"):
        (device.root / "opt/workglass" / version).mkdir(parents=True)


# Store, keys, room, clock


@fault("store-rights")
def a_store_that_others_can_enter(device):
    device.store.chmod(0o755)


@fault("store-rights")
def a_store_that_is_a_link(device):
    device.store.rename(device.store.with_name("elsewhere"))
    device.store.symlink_to("elsewhere")


@fault("store-rights")
def a_device_key_that_others_can_read(device):
    (device.store / "device.json").chmod(0o644)


@fault("store-unwritable")
def a_file_in_the_place_of_the_store(device):
    shutil.rmtree(device.store)
    device.own(device.store, "")


@fault("store-damaged")
def a_store_file_that_is_no_database(device):
    device.own(device.store / "0190b6f011117abc8def0123456789ab.sqlite", "nothing of the kind" * 99)


@fault("device-key-damaged")
def a_damaged_device_key(device):
    (device.store / "device.json").write_text("{}")


@fault("recipients-expired")
def expired_recipients(device):
    device.set_policy(recipients=groups("2024-01-01", None))


@fault("recipients-expiring")
def recipients_that_expire_soon(device):
    device.set_policy(recipients=groups(in_days(9), None))


@fault("disk-full")
def a_full_disk(device):
    device.changes["disk"] = lambda _: Disk(free=MB, total=100_000 * MB)


@fault("disk-nearly-full")
def a_disk_that_is_nearly_full(device):
    device.changes["disk"] = lambda _: Disk(free=100 * MB, total=100_000 * MB)


def fill(device: Device, size: int) -> None:
    device.set_policy(store_limit_mb=64)
    path = device.own(device.store / "large", "")
    os.truncate(path, size)


@fault("quota-reached")
def a_full_store(device):
    fill(device, 65 * MB)


@fault("quota-nearly-reached")
def a_store_that_is_nearly_full(device):
    fill(device, 60 * MB)


@fault("clock-behind")
def a_clock_that_went_back(device):
    before = device.scene().now() - DAY
    device.changes["now"] = lambda: before


@fault("token-missing")
def a_collector_without_a_token(device):
    device.set_policy(collector={"url": "wss://localhost:9/"})


@fault("uplink-parked")
def a_chain_that_is_not_sent(device):
    url = "wss://localhost:9/"
    device.set_policy(token="secret", collector={"url": url})
    parked = {"0190b6f011117abc8def0123456789ab": "It is a copy."}
    note = {"url": url, "stored": {}, "parked": parked, "trouble": None}
    device.own(device.store / "uplink.json", json.dumps(note))


@fault("probe-failed")
def a_probe_that_fails(device):
    def fail(_):
        raise OSError("no such device")

    device.changes["disk"] = fail


# These need a process or a socket, or are about who asks.
ELSEWHERE = {
    *("host-not-tried", "host-not-started", "host-silent", "protocol-differs"),
    *("personal-key-unusable", "run-by-root", "clock-off"),
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
