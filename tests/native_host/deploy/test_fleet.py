"""What is rendered for a fleet: well-formed, of one mind, the same bytes each time."""

from __future__ import annotations

import json
import plistlib
from base64 import b64decode
from pathlib import Path
from xml.etree import ElementTree

import pytest

from native_host import machine
from native_host.deploy.browsers import CHROMIUMS, LINUX_CONFIG
from native_host.deploy.fleet import render_fleet
from native_host.deploy.install import Places
from native_host.deploy.reference import BROWSER_KEYS
from native_host.lab.setup import Plan, make_policy, write_files
from native_host.policy import read_policy
from tests.native_host.deploy.deployments import KEY, many_sites, source

MINIMUM = (
    'id = "pilot"\nversion = "0.1.0"',
    'id = "pilot"\nversion = "0.1.0"\nminimum_version = "0.0.9"',
)
GIVEN = source(MINIMUM)
FILES = render_fleet(GIVEN)
ID = GIVEN.deployment.rollout.extension.id
RINGS = ("pilot", "everybody")
HOST = "com.workglass.host.json"
KEY_BYTES = b64decode(KEY.public_key)
GOLDEN = Path(__file__).parent / "rendered-files.txt"


def managed(browser: str = "chromium", ring: str = "pilot") -> dict:
    folder = next(each.linux_policies for each in CHROMIUMS if each.name == browser)
    return json.loads(FILES[f"linux/{ring}/{folder}/workglass.json"])


def test_the_list_of_files():
    """No file comes or goes unnoticed; write the list anew when one is meant to."""
    assert "\n".join(FILES) + "\n" == GOLDEN.read_text("utf-8")


def test_the_same_bytes():
    """The same file and key give the same bytes."""
    assert render_fleet(source(MINIMUM)) == FILES


def test_every_text_says_how_it_was_made():
    """One line in each format that has comments; the page beside speaks for JSON."""
    for path, data in FILES.items():
        if path.startswith("policy/") or path.endswith((".json", ".signed")):
            continue
        text = data.decode("utf-16" if path.endswith(".reg") else "utf-8")
        assert GIVEN.header in text, path
        assert not [line for line in text.splitlines() if line.count(GIVEN.header) > 1], path
    assert GIVEN.deployment.digest[:16] in GIVEN.header


def test_nothing_is_left_blank():
    """No template was filled in by half, and no private key travels."""
    for path, data in FILES.items():
        if path == "policy/deployment.toml":
            continue
        text = data.decode("utf-16" if path.endswith(".reg") else "utf-8")
        assert "%%{" not in text, path
        assert "${" not in text, path
        assert "{ring}" not in text, path
        assert "{version}" not in text, path
        assert KEY.seed not in text, path


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith(".json")])
def test_json(path):
    """Every JSON file is one, with a line at its end."""
    assert isinstance(json.loads(FILES[path]), dict)
    assert FILES[path].endswith(b"\n")


@pytest.mark.parametrize("path", [p for p in FILES if p.endswith((".xml", ".admx", ".adml"))])
def test_xml(path):
    """Every XML file is well-formed."""
    ElementTree.fromstring(FILES[path])


def test_the_lab_tries_what_is_rendered(tmp_path):
    """A real Chromium of the lab is given the same keys, but for the debugging port's."""
    root = tmp_path / "lab"
    root.mkdir()
    plan = Plan(sites=["https://crm.example.com/*"], store=tmp_path / "store")
    write_files(plan, root, make_policy(plan, None))
    tried = json.loads((root / "etc/policies/managed/workglass.json").read_text())
    assert tried.pop("DeveloperToolsAvailability") == 1
    rendered = managed(ring="everybody")
    assert keys_of(tried) == keys_of(rendered)
    lab_manifest = json.loads((root / f"etc/native-messaging-hosts/{HOST}").read_text())
    ours = json.loads(FILES[f"linux/pilot/etc/chromium/native-messaging-hosts/{HOST}"])
    assert set(lab_manifest) == set(ours)


def keys_of(value: object) -> object:
    if not isinstance(value, dict):
        return type(value).__name__
    return {"ID" if len(key) == 32 else key: keys_of(each) for key, each in value.items()}


def test_what_the_browser_is_held_to():
    """Nothing but the sites, whatever else the extension could ask for."""
    settings = managed()["ExtensionSettings"][ID]
    assert settings["installation_mode"] == "force_installed"
    assert settings["runtime_blocked_hosts"] == ["*://*"]
    assert settings["runtime_allowed_hosts"] == [
        "https://*.tickets.example.com",
        "https://crm.example.com",
        "https://training.example.com",
    ]
    assert settings["update_url"] == "https://it.example.com/workglass/updates-pilot.xml"
    assert settings["minimum_version_required"] == "0.0.9"
    assert "minimum_version_required" not in managed(ring="everybody")["ExtensionSettings"][ID]


def test_more_sites_than_the_browser_reads():
    """The browser is given domains, and managed storage every site as it is."""
    given = source(("[[sites]]", many_sites(150, "https://hN.corp.example/*") + "[[sites]]"))
    files = render_fleet(given)
    rendered = json.loads(files["linux/pilot/etc/chromium/policies/managed/workglass.json"])
    hosts = rendered["ExtensionSettings"][ID]["runtime_allowed_hosts"]
    assert len(hosts) <= 100
    assert "https://*.corp.example" in hosts
    text = rendered["3rdparty"]["extensions"][ID]["policy"]
    sites = [site.match for site in read_policy(text, KEY_BYTES).policy.sites]
    assert sum(match.endswith(".corp.example/*") for match in sites) == 150


def test_every_system_has_the_same_policy():
    """One signed text everywhere, and it holds."""
    text = GIVEN.signed_policy
    read_policy(text, KEY_BYTES)
    for ring in RINGS:
        for browser in CHROMIUMS:
            given = managed(browser.name, ring)["3rdparty"]["extensions"][ID]
            assert given == {"policy": text}
        assert FILES[f"linux/{ring}/{LINUX_CONFIG}/policy.signed"].decode() == text
        firefox = json.loads(FILES[f"firefox/{ring}/policies-to-merge.json"])["policies"]
        assert firefox["3rdparty"]["Extensions"]["workglass@example.com"] == {"policy": text}


def test_the_keys_are_those_of_the_manual():
    """ADMIN.md explains each key that a browser is given, and none besides."""
    found = {"NativeMessagingUserLevelHosts"}
    firefox = json.loads(FILES["firefox/pilot/policies-to-merge.json"])["policies"]
    for policies in [*(managed(browser.name) for browser in CHROMIUMS), firefox]:
        for key, value in policies["ExtensionSettings"].items():
            assert key in (ID, "workglass@example.com")
            found |= {f"ExtensionSettings.ID.{each}" for each in value}
        part = next(iter(policies["3rdparty"]))
        found.add(f"3rdparty.{part}.ID.policy")
        assert set(policies) == {"ExtensionSettings", "3rdparty"}
    assert found == set(BROWSER_KEYS)


def test_native_messaging_manifests():
    """Each names the same host and extension, so that a browser that reads another's finds ours."""
    chromium = [
        data
        for path, data in FILES.items()
        if path.endswith(HOST) and path.startswith("linux/") and "mozilla" not in path
    ]
    assert len(chromium) == len(CHROMIUMS) * len(RINGS)
    assert len(set(chromium)) == 1
    manifest = json.loads(chromium[0])
    assert manifest["path"] == "/usr/lib/workglass/workglass-host"
    assert manifest["allowed_origins"] == [f"chrome-extension://{ID}/"]
    firefox = json.loads(FILES[f"linux/pilot/usr/lib/mozilla/native-messaging-hosts/{HOST}"])
    assert firefox["allowed_extensions"] == ["workglass@example.com"]
    assert "allowed_origins" not in firefox
    windows = json.loads(FILES[f"windows/pilot/files/{HOST}"])
    assert windows["path"] == r"C:\Program Files\Workglass\workglass-host.exe"


@pytest.mark.skipif(machine.WINDOWS or machine.MACOS, reason="compares the paths of Linux")
def test_the_paths_are_those_of_install():
    """`workglass install` and a rendered tree do not put things in two places.

    But the launcher: that of a fleet comes with the host package.
    """
    places = Places.of(for_machine=True, root=None)
    tree = {path.removeprefix("linux/pilot") for path in FILES if path.startswith("linux/pilot/")}
    for path in [*places.manifests.values(), *places.browser_policies.values()]:
        assert str(path) in tree
    assert str(places.config / "policy.signed") in tree


def test_update_xml_per_ring():
    """Each ring is offered its own version, at its own address."""
    given = source(('id = "pilot"\nversion = "0.1.0"', 'id = "pilot"\nversion = "0.2.0"'))
    files = render_fleet(given)
    for ring, version in zip(RINGS, ("0.2.0", "0.1.0"), strict=True):
        root = ElementTree.fromstring(files[f"update/updates-{ring}.xml"])
        check = root.find(".//{http://www.google.com/update2/response}updatecheck")
        assert check is not None
        assert check.get("version") == version
        assert check.get("codebase") == f"https://it.example.com/workglass/workglass-{version}.crx"


def test_without_firefox():
    """Where nobody has Firefox, nothing of it is left."""
    given = source(
        ("[extension.firefox]", "#"),
        ('id = "workglass@example.com"', ""),
        ('xpi_url = "https://it.example.com/workglass/workglass-{version}.xpi"', ""),
    )
    files = render_fleet(given)
    assert not [path for path in files if "firefox" in path.lower() or "mozilla" in path.lower()]
    assert b"org.mozilla.firefox" not in files["macos/pilot/workglass.mobileconfig"]


def test_the_profile_for_macos():
    """It parses, every payload has its own id, and each browser both payloads."""
    for ring in RINGS:
        profile = plistlib.loads(FILES[f"macos/{ring}/workglass.mobileconfig"])
        payloads = profile["PayloadContent"]
        identities = [each["PayloadUUID"] for each in [profile, *payloads]]
        assert len(set(identities)) == len(identities)
        names = [each["PayloadIdentifier"] for each in [profile, *payloads]]
        assert len(set(names)) == len(names)
        by_type = {each["PayloadType"]: each for each in payloads}
        for browser in CHROMIUMS:
            settings = by_type[browser.macos_domain]["ExtensionSettings"]
            assert settings == managed(browser.name, ring)["ExtensionSettings"]
            storage = by_type[f"{browser.macos_domain}.extensions.{ID}"]
            assert storage["policy"] == GIVEN.signed_policy
        assert by_type["org.mozilla.firefox"]["EnterprisePoliciesEnabled"] is True


def test_the_ansible_role():
    """Its tasks are YAML, name every file of the tree once, and take away what they put there."""
    import yaml  # comes with the demo's applications

    role = "ansible/roles/workglass"
    defaults = yaml.safe_load(FILES[f"{role}/defaults/main.yml"])
    tree = {p.removeprefix("linux/pilot/") for p in FILES if p.startswith("linux/pilot/")}
    assert set(defaults["workglass_files"]) == tree
    assert defaults["workglass_ring"] == "pilot"
    assert defaults["workglass_state"] == "present"
    tasks = yaml.safe_load(FILES[f"{role}/tasks/main.yml"])
    copying = next(task["ansible.builtin.copy"] for task in tasks if "ansible.builtin.copy" in task)
    role_path = Path(role)
    src = copying["src"].replace("{{ role_path }}", str(role_path))
    src = src.replace("{{ workglass_ring }}", "everybody").replace("{{ item }}", sorted(tree)[0])
    assert str(Path("/" + src).resolve())[1:] in FILES
    assert copying["owner"] == "root"
    assert copying["mode"] == "0644"
    assert {task["when"] for task in tasks} == {
        "workglass_state == 'present'",
        "workglass_state == 'absent'",
    }


def test_the_page_for_the_help_desk():
    """It names the organisation's own sites, hours, pauses and people, in plain words."""
    page = FILES["help-desk.md"].decode()
    for words in (
        "Example Corp",
        "`https://crm.example.com/app/*`",
        "Monday, Tuesday, Wednesday, Thursday, Friday, 07:00 to 19:00",
        "up to 60 minutes, or until the next morning",
        "Help desk, extension 4711",
        "- everybody: extension 0.1.0",
    ):
        assert words in page
    assert "stopped everywhere" not in page
    held = render_fleet(source(("hold = false", "hold = true")))["help-desk.md"].decode()
    assert "Recording is stopped everywhere" in held
