"""What Windows is given. Nobody has run it there: its form is held here, its effect is UNVERIFIED."""

from __future__ import annotations

import json
import plistlib
import re
from xml.etree import ElementTree

import pytest

from native_host.deploy.browsers import CHROMIUMS
from native_host.deploy.fleet import browser_policies, render_fleet
from tests.native_host.deploy.deployments import source

GIVEN = source()
FILES = render_fleet(GIVEN)
ID = GIVEN.deployment.rollout.extension.id
RING = GIVEN.deployment.rollout.rings[0]
POLICIES = browser_policies(GIVEN, RING)
NAMESPACE = {"g": "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"}


def read_registry(data: bytes) -> dict[str, dict[str, str]]:
    """Read a registry file as its format says; refuse what is not of it."""
    assert data.startswith(b"\xff\xfe")
    text = data.decode("utf-16")
    assert "\n" not in text.replace("\r\n", "")
    first, *lines = re.sub(r",\\\r\n\s*", ",", text).split("\r\n")
    assert first == "Windows Registry Editor Version 5.00"
    keys: dict[str, dict[str, str]] = {}
    values: dict[str, str] | None = None
    for line in lines:
        if not line or line.startswith(";"):
            continue
        if line.startswith("["):
            key = re.fullmatch(r"\[HKEY_LOCAL_MACHINE\\([^\[\]]+)\]", line)
            assert key is not None, line
            assert key[1] not in keys
            values = keys[key[1]] = {}
            continue
        found = re.fullmatch(
            r'(@|"[^"\\]+")=(?:"((?:[^"\\]|\\["\\])*)"|hex\(1\):([0-9a-f,]+))', line
        )
        assert found is not None, line
        assert values is not None
        name = found[1].strip('"')
        if found[3] is None:
            values[name] = re.sub(r'\\(["\\])', r"\1", found[2])
        else:
            plain = bytes.fromhex(found[3].replace(",", "")).decode("utf-16-le")
            assert plain.endswith("\0")
            values[name] = plain[:-1]
    return keys


@pytest.mark.parametrize("browser", CHROMIUMS, ids=lambda browser: browser.name)
def test_registry_files(browser):
    """The values are those of the JSON for Linux, byte for byte where they are text."""
    keys = read_registry(FILES[f"windows/pilot/{browser.name}.reg"])
    policies = POLICIES[browser.name]
    settings = keys[browser.windows_policies]["ExtensionSettings"]
    assert json.loads(settings) == policies["ExtensionSettings"]
    storage = keys[rf"{browser.windows_policies}\3rdparty\extensions\{ID}\policy"]
    assert storage == policies["3rdparty"]["extensions"][ID]
    host = keys[rf"{browser.windows_hosts}\com.workglass.host"]
    assert host == {"@": r"C:\ProgramData\Workglass\com.workglass.host.json"}
    assert len(keys) == 3


def script(name: str) -> str:
    data = FILES[f"windows/pilot/{name}"]
    assert data.startswith(b"\xef\xbb\xbf")  # PowerShell 5 would take it for the old code page
    text = data.decode("utf-8-sig")
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n", "\n")


def here_strings(text: str) -> list[str]:
    return re.findall(r"@'\n(.*?)\n'@", text, re.DOTALL)


def test_the_installing_script():
    """Policy, key and manifests stand in it as they are, and every browser has its call."""
    text = script("install.ps1")
    signed, *files = here_strings(text)
    assert signed + "\n" == GIVEN.signed_policy
    written = dict(
        zip(re.findall(r"^Write-Text '([^']+)'", text, re.MULTILINE), files, strict=True)
    )
    for name, content in written.items():
        assert content + "\n" == FILES[f"windows/pilot/files/{name}"].decode(), name
    assert set(written) == {
        "policy-key.json",
        "com.workglass.host.json",
        "com.workglass.host.firefox.json",
    }
    calls = re.findall(r"^Set-Browser '([^']+)' '([^']+)' '([^']+)'$", text, re.MULTILINE)
    assert [(one, two) for one, two, _ in calls] == [
        (each.windows_policies, each.windows_hosts) for each in CHROMIUMS
    ]
    for browser, (_, _, settings) in zip(CHROMIUMS, calls, strict=True):
        assert json.loads(settings) == POLICIES[browser.name]["ExtensionSettings"]
    assert "$merged.PSObject.Properties.Remove($extension)" in text


def test_the_removing_script():
    """It takes away for every browser what the other one has put there."""
    text = script("remove.ps1")
    calls = re.findall(r"^Remove-Browser '([^']+)' '([^']+)'$", text, re.MULTILINE)
    assert calls == [(each.windows_policies, each.windows_hosts) for each in CHROMIUMS]
    placed = re.findall(r"'([a-z.-]+\.(?:json|signed))'", text)
    assert set(placed) == {"policy.signed", "policy-key.json"}
    assert '"$hostName.json", "$hostName.firefox.json"' in text


@pytest.mark.parametrize("name", ["install.ps1", "remove.ps1"])
def test_scripts_are_balanced(name):
    """Braces and parentheses of the code outside of texts close."""
    code = re.sub(r"@'\n.*?\n'@|'[^'\n]*'|\"[^\"\n]*\"|#[^\n]*", "", script(name), flags=re.DOTALL)
    for opening, closing in ("{}", "()"):
        assert code.count(opening) == code.count(closing)


def test_group_policy_definitions():
    """Every string, presentation, category and element that is referred to is there."""
    admx = ElementTree.fromstring(FILES["windows/pilot/workglass.admx"])
    adml = ElementTree.fromstring(FILES["windows/pilot/en-US/workglass.adml"])
    strings = {each.get("id") for each in adml.findall(".//g:stringTable/g:string", NAMESPACE)}
    shown = {each.get("id"): each for each in adml.findall(".//g:presentation", NAMESPACE)}
    categories = {each.get("name") for each in admx.findall(".//g:category", NAMESPACE)}
    supported = {each.get("name") for each in admx.findall(".//g:definition", NAMESPACE)}
    used, presented = set(), set()
    for element in admx.iter():
        for value in element.attrib.values():
            used |= set(re.findall(r"\$\(string\.(\w+)\)", value))
            presented |= set(re.findall(r"\$\(presentation\.(\w+)\)", value))
    assert used == strings
    assert presented == set(shown)
    policies = admx.findall(".//g:policy", NAMESPACE)
    assert len(policies) == 2 * len(CHROMIUMS)
    assert len({policy.get("name") for policy in policies}) == len(policies)
    for policy in policies:
        parent, support = (
            policy.find("g:parentCategory", NAMESPACE),
            policy.find("g:supportedOn", NAMESPACE),
        )
        assert parent is not None
        assert parent.get("ref") in categories
        assert support is not None
        assert support.get("ref") in supported
        elements = {each.get("id") for each in policy.findall("g:elements/*", NAMESPACE)}
        reference = re.search(r"presentation\.(\w+)", policy.get("presentation") or "")
        boxes = shown[reference[1]].findall("*") if reference else []
        assert {box.get("refId") for box in boxes} == elements
        for box in boxes:
            browser = next(b for b in CHROMIUMS if b.windows_policies == policy.get("key"))
            default = box.find("g:defaultValue", NAMESPACE)
            assert default is not None
            assert json.loads(default.text or "") == POLICIES[browser.name]["ExtensionSettings"]


def test_awkward_words():
    """What an organisation calls itself breaks no format."""
    name = "M\u00fcller & S\u00f6hne <AG> 'x' $(y) ${z} %%{header} \u2014 \\\"q\\\""
    given = source(('organisation = "Example Corp"', f'organisation = "{name}"'))
    files = render_fleet(given)
    for path, data in files.items():
        if path.endswith((".xml", ".admx", ".adml")):
            ElementTree.fromstring(data)
    for browser in CHROMIUMS:
        keys = read_registry(files[f"windows/pilot/{browser.name}.reg"])
        storage = keys[rf"{browser.windows_policies}\3rdparty\extensions\{ID}\policy"]
        assert storage == {"policy": given.signed_policy}
    text = files["windows/pilot/install.ps1"].decode("utf-8-sig").replace("\r\n", "\n")
    assert here_strings(text)[0] + "\n" == given.signed_policy
    profile = plistlib.loads(files["macos/pilot/workglass.mobileconfig"])
    assert profile["PayloadOrganization"] == given.deployment.policy.organisation
    stored = [each["policy"] for each in profile["PayloadContent"] if "policy" in each]
    assert stored == [given.signed_policy] * len(CHROMIUMS)
