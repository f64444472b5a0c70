"""`workglass doctor` and `status` as their users meet them, after a real `workglass install`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from native_host.doctor import places
from native_host.doctor.catalogue import MEANINGS, table
from native_host.doctor.findings import LAYERS
from native_host.lab.setup import new_site
from native_host.machine import native_manifest_directories
from tests.native_host.making import policy_document
from tests.native_host.test_cli import EXTENSION, workglass

ROOT = Path(__file__).parents[3]
UPDATE_URL = "https://it.example.com/workglass/updates.xml"


@pytest.fixture
def keys(tmp_path):
    """Keys and a signed policy, made with the commands."""
    directory = tmp_path / "keys"
    directory.mkdir()
    groups = []
    for kind, name in (("policy", "policy"), ("recipient", "one"), ("recipient", "two")):
        done = workglass("keys", "new", kind, "--out", directory / f"{name}.json")
        assert done.returncode == 0, done.stderr
    for name in ("one", "two"):
        public = json.loads((directory / f"{name}.json.pub").read_text())
        member = {field: public[field] for field in ("key_id", "suite", "public_key")}
        groups.append({"id": name, "generation": 1, "last_day": None, "members": [member]})
    site = {"id": "crm", "match": "https://crm.example.com/*"} | new_site()
    document = policy_document(recipients=groups, sites=[site])
    (directory / "policy-document.json").write_text(json.dumps(document))
    done = workglass(
        *("policy", "sign", directory / "policy-document.json"),
        *("--key", directory / "policy.json", "--out", directory / "policy.signed"),
    )
    assert done.returncode == 0, done.stderr
    return directory


@pytest.fixture
def image(keys, tmp_path):
    """What `workglass install --machine --root` makes, and a browser."""
    root = tmp_path / "image"
    root.mkdir()
    done = workglass(
        *("install", "--machine", "--root", root, "--extension-id", EXTENSION),
        *("--policy", keys / "policy.signed", "--policy-key", keys / "policy.json.pub"),
        home=tmp_path / "home",
    )
    assert done.returncode == 0, done.stderr
    (root / "usr/bin").mkdir()
    shutil.copy("/bin/true", root / "usr/bin/chromium")
    return root


def roll_out(image: Path, keys: Path) -> None:
    """Put the browser policy there, which `install` would take from a package."""
    from native_host.deploy.package import render_policies
    from native_host.installation import read_trusted_key
    from native_host.policy import read_policy

    text = (keys / "policy.signed").read_text()
    policy = read_policy(text, read_trusted_key(keys / "policy.json.pub")).policy
    managed = image / "etc/chromium/policies/managed"
    managed.mkdir(parents=True)
    for each in (managed, managed.parent):
        each.chmod(0o755)
    (managed / "workglass.json").write_text(render_policies(policy, text, EXTENSION, UPDATE_URL))
    (managed / "workglass.json").chmod(0o644)


def doctor(image: Path, *more: object, home: Path):
    return workglass("doctor", "--root", image, *more, home=home)


def test_what_install_makes_is_healthy(image, keys, tmp_path):
    """Green in text and JSON, with the host started; one missing file, and it is not."""
    home = tmp_path / "home"
    done = doctor(image, "--json", home=home)
    assert done.returncode == 3
    found = json.loads(done.stdout)["findings"]
    assert [each["id"] for each in found if each["severity"] == "error"] == ["extension-not-forced"]
    roll_out(image, keys)
    done = doctor(image, "--json", home=home)
    said = json.loads(done.stdout)
    assert done.returncode == 0, done.stdout
    assert said["state"] == "ready"
    assert {each["severity"] for each in said["findings"]} == {"ok"}
    assert "host-good" in {each["id"] for each in said["findings"]}
    assert set(said["findings"][0]) == {"id", "layer", "severity", "sentence", "remedy"}
    done = doctor(image, home=home)
    assert done.returncode == 0
    assert done.stdout.endswith("Nothing stands in the way of recording.\n")
    assert done.stderr == ""
    (image / "etc/chromium/native-messaging-hosts/com.workglass.host.json").unlink()
    done = doctor(image, home=home)
    assert done.returncode == 3
    assert "ERROR    Chromium finds no host" in done.stdout
    assert "[manifest-missing]" in done.stdout


def test_layers_come_in_order(image, keys, tmp_path):
    """From the browser to the collector, as data goes."""
    roll_out(image, keys)
    done = doctor(image, "--json", home=tmp_path / "home")
    layers = [each["layer"] for each in json.loads(done.stdout)["findings"]]
    assert list(dict.fromkeys(layers)) == list(LAYERS)


def test_warnings_have_a_code_of_their_own(image, keys, tmp_path):
    roll_out(image, keys)
    (image / "snap/bin").mkdir(parents=True)
    (image / "snap/bin/firefox").touch()
    done = doctor(image, home=tmp_path / "home")
    assert done.returncode == 1
    assert "WARNING" in done.stdout
    assert "Recording is possible" in done.stdout


def test_status_is_the_short_form(keys, tmp_path):
    """A state in one line, the finding to begin with, then what it always said."""
    home = tmp_path / "home"
    home.mkdir()
    done = workglass("status", home=home)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0] == "Something stands in the way of recording."
    assert "workglass doctor" in lines[1]
    assert done.stdout.count("`workglass doctor`") == 1
    done = workglass(
        *("install", "--extension-id", EXTENSION),
        *("--policy", keys / "policy.signed", "--policy-key", keys / "policy.json.pub"),
        home=home,
    )
    assert done.returncode == 0
    done = workglass("status", "--config", home / ".config/workglass", "--json", home=home)
    assert done.returncode == 0
    said = json.loads(done.stdout)
    assert said["doctor"] == {"state": "ready", "finding": None}
    policy = home / ".config/workglass/policy.signed"
    policy.write_text(policy.read_text().replace("Acme", "Acne"))
    done = workglass("status", "--config", home / ".config/workglass", "--json", home=home)
    said = json.loads(done.stdout)
    assert said["doctor"]["state"] == "not-ready"
    assert said["doctor"]["finding"]["id"] == "host-policy-invalid"


def test_the_table_of_findings_is_current():
    """ADMIN.md shows what `table()` of the catalogue returns."""
    assert table() in (ROOT / "packaging/ADMIN.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("finding", sorted(MEANINGS))
def test_every_finding_is_fit_to_be_read(finding):
    """A sentence, and a remedy wherever something is to be done."""
    meaning = MEANINGS[finding]
    assert meaning.meaning.endswith(".")
    assert bool(meaning.remedy) is (meaning.severity != "ok")
    assert "|" not in meaning.meaning + meaning.remedy


def test_the_places_of_browsers_are_those_that_install_writes_to():
    """Two tables that must not part; Windows and macOS are not looked at."""
    known = {each.name: each for each in places.BROWSERS}
    for name, directory in native_manifest_directories(machine=True).items():
        assert known[name].manifests == str(directory), name
    for name, directory in native_manifest_directories(machine=False).items():
        assert str(directory).endswith(f"/.config/{known[name].user_manifests}"), name


def test_the_oldest_browser_is_that_of_the_extension():
    manifest = json.loads((ROOT / "extension/manifest.json").read_text())
    assert int(manifest["minimum_chrome_version"]) == places.MINIMUM["chromium"]
