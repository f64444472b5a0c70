"""What IT rolls out: one set of templates, the same for lab and product, and a manual that works."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from native_host.deploy import resources
from native_host.deploy.package import make_extension_key, read_package, write_package
from native_host.deploy.resources import load_packer
from native_host.errors import DataError, MissingError, UsageError
from native_host.lab.setup import Plan, make_policy, write_files
from native_host.vault.keys import make_signing_key, public_half, serialize_key
from tests.native_host.deploy.deployments import EXAMPLE
from tests.native_host.making import POLICY_SEED, policy_document, signed_policy_text

ADMIN = Path(__file__).parents[3] / "packaging" / "ADMIN.md"
URL = "https://it.example/workglass/updates.xml"


@pytest.fixture
def given(tmp_path):
    """What the command is given."""
    (tmp_path / "policy.signed").write_text(signed_policy_text())
    public = public_half(make_signing_key(POLICY_SEED))
    (tmp_path / "policy-key.json.pub").write_text(serialize_key(public))
    (tmp_path / "extension-key.pem").write_bytes(make_extension_key()[0])
    return {
        "policy_file": tmp_path / "policy.signed",
        "key_file": tmp_path / "policy-key.json.pub",
        "extension_key": tmp_path / "extension-key.pem",
        "update_url": URL,
    }


def keys_of(value: object) -> object:
    """Return a document with its values left out; ids of extensions are all the same."""
    if not isinstance(value, dict):
        return None
    return {"ID" if len(k) == 32 else k: keys_of(v) for k, v in value.items()}


def test_package(given, tmp_path):
    """Everything agrees about the id, the addresses and the policy."""
    out = tmp_path / "package"
    extension_id, files = write_package(out, **given)
    assert sorted(files) == sorted(out.iterdir())
    assert extension_id == load_packer().extension_id(given["extension_key"].read_bytes())
    managed = json.loads((out / "chromium-policies.json").read_text())
    assert managed["ExtensionSettings"][extension_id]["update_url"] == URL
    root = ElementTree.fromstring((out / "updates.xml").read_text())
    check = root.find(".//{http://www.google.com/update2/response}updatecheck")
    assert check is not None
    assert check.get("codebase") == "https://it.example/workglass/workglass.crx"
    manifest = json.loads((out / "com.workglass.host.json").read_text())
    assert manifest["allowed_origins"] == [f"chrome-extension://{extension_id}/"]
    assert read_package(out, given["policy_file"].read_text())[0] == extension_id


def test_packaging_twice_gives_the_same_bytes(given, tmp_path):
    """Whoever has files, policy and keys can compare."""
    for name in ("one", "other"):
        write_package(tmp_path / name, **given)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "other" / file.name).read_bytes(), file.name


def test_the_lab_tries_what_is_rolled_out(given, tmp_path):
    """Managed policies of lab and package have the same keys, but for the debugging port's."""
    write_package(tmp_path / "package", **given)
    rolled_out = json.loads((tmp_path / "package" / "chromium-policies.json").read_text())
    root = tmp_path / "lab"
    root.mkdir()
    plan = Plan(sites=["https://crm.example.com/*"], store=tmp_path / "store")
    write_files(plan, root, make_policy(plan, None))
    tried = json.loads((root / "etc/policies/managed/workglass.json").read_text())
    assert tried.pop("DeveloperToolsAvailability") == 1
    assert keys_of(tried) == keys_of(rolled_out)
    manifest = root / "etc/native-messaging-hosts/com.workglass.host.json"
    rolled = tmp_path / "package" / manifest.name
    assert keys_of(json.loads(manifest.read_text())) == keys_of(json.loads(rolled.read_text()))


def test_a_package_of_another_policy(given, tmp_path):
    """With two policies nothing would be recorded, so it is not installed."""
    write_package(tmp_path / "package", **given)
    with pytest.raises(UsageError, match="another policy"):
        read_package(tmp_path / "package", signed_policy_text(version=2))


def test_wrong_input(given, tmp_path):
    """A key of another kind and an address of nothing."""
    with pytest.raises(UsageError, match="update XML"):
        write_package(tmp_path / "p", **given | {"update_url": "it.example"})
    with pytest.raises(DataError, match="no RSA key"):
        write_package(tmp_path / "p", **given | {"extension_key": given["key_file"]})
    assert not (tmp_path / "p").exists()


def test_without_a_checkout(given, tmp_path, monkeypatch):
    """An installed wheel has no templates, and says what to do."""
    monkeypatch.setattr(resources, "CHECKOUT", tmp_path)
    with pytest.raises(MissingError, match="from a checkout"):
        write_package(tmp_path / "p", **given)


def commands_of_the_manual() -> list[list[str]]:
    """Return the commands that ADMIN.md tells people to type, in their order."""
    lines = ADMIN.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    indented = [line.strip() for line in lines if line.startswith("    ")]
    return [shlex.split(line, comments=True) for line in indented if line.startswith("workglass ")]


def test_the_manual_can_be_followed(tmp_path):
    """Every command of ADMIN.md works where the one before has ended, up to the removal."""
    image = tmp_path / "image"
    ran = set()
    for words in commands_of_the_manual():
        if words[1:3] == ["policy", "sign"]:
            recipients = []
            for name in ("security", "recovery"):
                public = json.loads((tmp_path / f"{name}.json.pub").read_text())
                member = {field: public[field] for field in ("key_id", "suite", "public_key")}
                recipients.append(
                    {"id": name, "generation": 1, "last_day": None, "members": [member]}
                )
            (tmp_path / "policy.json").write_text(
                json.dumps(policy_document(recipients=recipients))
            )
        if words[1:3] == ["deploy", "check"]:
            (tmp_path / "deployment.toml").write_text(EXAMPLE)
        if words[1] == "doctor":
            words += ["--root", str(image)]
        if words[1] == "uninstall":
            check_image(image)
            words += ["--root", str(image)]
        done = subprocess.run(
            [sys.executable, "-I", "-m", "native_host", *words[1:]],
            cwd=tmp_path,
            env=os.environ | {"HOME": str(tmp_path / "home")},
            capture_output=True,
            text=True,
            check=False,
        )
        # The browsers of whoever runs this are what the doctor finds; its own tests judge that.
        allowed = (0, 1, 3) if words[1] in ("doctor", "status") else (0,)
        assert done.returncode in allowed, (words, done.stderr)
        ran.add(words[1])
    assert {"keys", "policy", "package", "install", "deploy", "doctor", "uninstall"} <= ran
    assert not [path for path in image.rglob("*") if path.is_file()]


def check_image(image: Path) -> None:
    """Check that browser and host would find each other, and the same policy."""
    for browser in ("chromium", "opt/chrome", "opt/edge"):
        managed = json.loads((image / f"etc/{browser}/policies/managed/workglass.json").read_text())
        hosts = image / f"etc/{browser}/native-messaging-hosts/com.workglass.host.json"
        manifest = json.loads(hosts.read_text())
        [extension_id] = managed["ExtensionSettings"]
        assert manifest["allowed_origins"] == [f"chrome-extension://{extension_id}/"]
        [stored] = managed["3rdparty"]["extensions"].values()
        assert stored["policy"] == (image / "etc/workglass/policy.signed").read_text()
        launcher = image / manifest["path"].lstrip("/")
        assert os.access(launcher, os.X_OK)
        assert "exec /opt/workglass/bin/python" in launcher.read_text()
