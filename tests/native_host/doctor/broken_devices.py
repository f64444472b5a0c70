"""Broken manifests, hosts, stores and clocks, for the table of faults."""

from __future__ import annotations

import datetime
import json
import os
import shutil

from native_host.doctor.facts import Disk
from tests.native_host.doctor.breaking import fault
from tests.native_host.doctor.device import EXTENSION, OTHER, Device
from tests.native_host.making import (
    RECOVERY_SEED,
    group,
    review_key,
)

DAY = 86_400
MB = 2**20


def groups(first: str | None, second: str | None) -> list[dict[str, object]]:
    """Return two recipient groups with their last days."""
    return [
        group("security", review_key(), last_day=first),
        group("recovery", review_key(RECOVERY_SEED), last_day=second),
    ]


def in_days(days: int) -> str:
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)).date().isoformat()


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
