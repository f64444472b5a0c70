"""The host is started for real: what it answers, and what else a program may do in its place."""

from __future__ import annotations

import json
import os
import struct
import sys
from types import SimpleNamespace

import pytest

from native_host import __version__
from native_host.deploy.install import Places, install
from native_host.doctor.findings import Severity
from native_host.doctor.ping import ping
from native_host.wire import PROTOCOL
from tests.native_host.doctor.device import EXTENSION, Device
from tests.native_host.host_process import HostProcess
from tests.native_host.making import OTHER_SESSION, navigation, signed_policy

ORIGIN = f"chrome-extension://{EXTENSION}/"


@pytest.fixture
def device(tmp_path, monkeypatch):
    """A healthy device, whose person's files are those of the host as well."""
    device = Device(tmp_path)
    monkeypatch.setenv("HOME", str(device.home))
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "WORKGLASS_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    return device


def replace_launcher(device: Device, script: str) -> None:
    device.launcher.write_text(f"#!/bin/sh\n{script}\n")


def answering(message: dict[str, object], version: str) -> str:
    """Return a script that answers like a host, whatever it is asked."""
    data = json.dumps(message).encode()
    octal = "".join(f"\\{byte:03o}" for byte in struct.pack("=I", len(data)) + data)
    return f'case "$*" in *--version) echo "{version}"; exit;; esac\nprintf \'{octal}\''


def test_the_host_answers(device):
    """Version, protocol and the answer to the question, all from the process."""
    answer = ping(device.scene(), "/usr/local/lib/workglass/workglass-host", ORIGIN)
    assert (answer.version, answer.protocol) == (__version__, PROTOCOL)
    assert answer.message is not None
    assert answer.message["type"] == "own-key"
    assert answer.failure is None


def test_it_records_nothing(device):
    """The question leaves no trace in the store, and none beside it."""
    before = sorted(path.name for path in device.store.iterdir())
    device.examine(quick=False)
    assert sorted(path.name for path in device.store.iterdir()) == before
    assert not [path for path in device.home.rglob("*") if path.name.startswith("workglass-doctor")]


def test_a_store_that_is_recorded_into(device):
    """Healthy while a host writes, after it has ended, and after one that was killed."""
    installed = SimpleNamespace(
        config=device.config, store=device.store, policy=signed_policy(), key=None
    )
    host = HostProcess(installed)  # type: ignore[arg-type]
    host.greet()
    host.send(navigation(1))
    host.wait_for_ack(1)
    assert device.faults() == []
    host.close()
    assert device.faults() == []
    host = HostProcess(installed)  # type: ignore[arg-type]
    host.greet(session=OTHER_SESSION)
    host.kill()
    assert device.faults() == []


def test_a_host_that_ends_at_once(device):
    """Its own last words are told."""
    replace_launcher(device, "echo 'No module named native_host' >&2; exit 1")
    assert device.faults(quick=False) == ["host-not-started"]
    [found] = [each for each in device.examine(quick=False) if each.id == "host-not-started"]
    assert "code 1: No module named native_host" in found.sentence


def test_a_host_without_an_interpreter(device):
    """The script is there and what it is for is not."""
    device.launcher.write_text("#!/nowhere/sh\n")
    assert device.faults(quick=False) == ["host-not-started"]


@pytest.mark.parametrize("output", ["", "hello", "\\377\\377\\377\\377garbage"])
def test_a_host_that_says_nothing_sensible(device, output):
    """A browser would hang up on it."""
    replace_launcher(device, f"printf '{output}'")
    assert device.faults(quick=False) == ["host-silent"]


def test_a_host_of_another_protocol(device):
    """Both ways to notice it: what it says of itself, and its refusal."""
    own_key = {"type": "own-key", "key_id": None, "since_ms": None, "fault": None}
    replace_launcher(device, answering(own_key, f"{__version__} protocol {PROTOCOL + 1}"))
    assert device.faults(quick=False) == ["protocol-differs"]
    refusal = {"type": "refusal", "code": "protocol-version", "sentence": "Update."}
    replace_launcher(device, answering(refusal, ""))
    assert device.faults(quick=False) == ["protocol-differs"]


def test_a_host_of_another_version(device):
    """Two installations, of which the browser starts the other one."""
    own_key = {"type": "own-key", "key_id": None, "since_ms": None, "fault": None}
    replace_launcher(device, answering(own_key, f"0.0.9 protocol {PROTOCOL}"))
    assert device.faults(quick=False) == ["versions-differ"]


def test_a_key_of_the_person_that_cannot_be_used(device):
    """The host would seal nothing with it there."""
    device.set_policy(personal_recipient=True)
    assert device.faults(quick=False) == []
    device.own(device.home / ".config/workglass/personal-key.json", "{}")
    assert device.faults(quick=False) == ["personal-key-unusable"]


def test_a_host_that_goes_by_another_policy(device):
    """Its launcher names another directory than the one that was examined."""
    fault = "There is no policy key at /etc/other/policy-key.json."
    own_key = {"type": "own-key", "key_id": None, "since_ms": None, "fault": fault}
    replace_launcher(device, answering(own_key, f"{__version__} protocol {PROTOCOL}"))
    assert device.faults(quick=False) == ["host-other-policy"]


def test_an_image_for_other_computers(device):
    """The interpreter is there, not here; the rest is examined all the same."""
    install(
        Places.of(for_machine=True, root=device.root),
        policy_file=device.sources / "policy",
        key_file=device.sources / "key",
        token_file=None,
        extension_id=EXTENSION,
        browser_policies=None,
        browsers=["chromium"],
        python="/opt/nowhere/bin/python",
    )
    assert device.faults(quick=False) == ["host-not-tried"]


def test_what_others_can_change_is_not_started(device, tmp_path):
    """Root must not run what somebody else may have written."""
    trace = tmp_path / "trace"
    replace_launcher(device, f"touch {trace}")
    device.launcher.chmod(0o777)
    assert device.faults(quick=False) == ["launcher-rights"]
    assert not trace.exists()


def test_a_shadow_is_not_started(device, tmp_path):
    """Not even to see what it says."""
    trace = tmp_path / "trace"
    shadow = device.own(device.home / "shadow", f"#!/bin/sh\ntouch {trace}\n", 0o700)
    manifest = json.loads(device.manifest.read_text())
    manifest["path"] = f"/{shadow.relative_to(device.root)}"
    device.own(device.own_manifest, json.dumps(manifest))
    assert device.faults(quick=False) == ["manifest-shadowed"]
    assert not trace.exists()


def test_the_real_computer(monkeypatch, tmp_path):
    """Here, whatever is installed here: it ends with findings and no failed part."""
    from native_host.doctor.examination import Examination
    from native_host.doctor.scene import Scene

    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    found = Examination(Scene.of(None, None, tmp_path / "store")).run()
    assert "probe-failed" not in {each.id for each in found}
    assert ("run-by-root" in {each.id for each in found}) is (os.geteuid() == 0)
    assert any(each.severity is Severity.OK for each in found)


def test_the_signed_policy_is_that_of_the_tree(device):
    """The answers above come from a host that could read this policy."""
    text = (device.config / "policy.signed").read_text()
    assert signed_policy().text == text
    assert sys.executable in device.launcher.read_text()
