"""The built extension: byte-identical every time, readable, and asking for no more than it says."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from native_host.deploy.resources import load_packer
from native_host.doctor.places import MINIMUM

EXTENSION = Path(__file__).parents[1] / "extension"


@pytest.fixture(scope="module")
def builds(tmp_path_factory):
    """Build the extension twice, in two directories of different names."""
    found = []
    for name in ("one", "another-place"):
        place = tmp_path_factory.mktemp(name) / "extension"
        shutil.copytree(EXTENSION, place, ignore=shutil.ignore_patterns("dist", "node_modules"))
        (place / "node_modules").symlink_to(EXTENSION / "node_modules")
        subprocess.run(["node", "build.mjs"], cwd=place, check=True, capture_output=True)
        found.append(place / "dist" / "chromium")
    return found


@pytest.fixture(scope="module")
def firefox(builds):
    """The two builds for Firefox, made along with the others."""
    return [place.with_name("firefox") for place in builds]


def test_two_builds_are_byte_identical(builds):
    """Whoever builds the same source can compare what is installed with it, up to the CRX."""
    packer = load_packer()
    one, other = (packer.read_files(place) for place in builds)
    assert one == other
    key = packer.make_key()
    assert packer.pack(one, key) == packer.pack(other, key)


def test_two_builds_for_firefox_are_byte_identical(firefox):
    """As for Chromium, up to the XPI; the id is the organisation's own."""
    packer = load_packer("xpi")
    one, other = (packer.read_files(place) for place in firefox)
    packed = packer.pack(one, "workglass@shop.example")
    assert packed == packer.pack(other, "workglass@shop.example")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert set(archive.namelist()) == set(one)
    assert manifest["browser_specific_settings"]["gecko"]["id"] == "workglass@shop.example"
    with pytest.raises(ValueError, match="id"):
        packer.pack(one, "no id")


def test_firefox_gets_the_same_but_for_its_manifest(builds, firefox):
    """Same permissions; what Chromium alone reads is left out, what Firefox alone reads is there."""
    chromium, other = (
        json.loads((place / "manifest.json").read_text()) for place in (builds[0], firefox[0])
    )
    changed = {key for key in chromium | other if chromium.get(key) != other.get(key)}
    assert changed == {
        *("action", "background", "browser_specific_settings"),
        *("minimum_chrome_version", "storage"),
    }
    assert other["background"] == {"scripts": ["background.js"]}
    assert other["action"]["default_area"] == "navbar"
    gecko = other["browser_specific_settings"]["gecko"]
    assert gecko["strict_min_version"] == f"{MINIMUM['firefox']}.0"
    assert "websiteActivity" in gecko["data_collection_permissions"]["required"]


def test_a_build_for_chromium_is_no_xpi(builds):
    packer = load_packer("xpi")
    with pytest.raises(ValueError, match="Firefox"):
        packer.pack(packer.read_files(builds[0]), "workglass@shop.example")


def test_what_runs_can_be_read(builds):
    """Not minified: lines of a length that people read, with the names of the source."""
    for script in builds[0].glob("*.js"):
        text = script.read_text(encoding="utf-8")
        # The texts of the law are paragraphs in one line each.
        code = [line for line in text.splitlines() if not line.lstrip().startswith('"')]
        assert max(map(len, code)) < 400, script.name
    assert "function* collectMasks" in (builds[0] / "content.js").read_text(encoding="utf-8")


def test_permissions_are_the_promise(builds):
    """The manifest asks for what is used and no more; a new permission is a decision."""
    manifest = json.loads((builds[0] / "manifest.json").read_text())
    assert manifest["permissions"] == ["alarms", "nativeMessaging", "scripting", "storage"]
    assert manifest["host_permissions"] == ["<all_urls>"]  # captureVisibleTab takes no less
    assert manifest["incognito"] == "not_allowed"
    for key in ("content_scripts", "web_accessible_resources", "externally_connectable"):
        assert key not in manifest


def test_no_code_from_elsewhere(builds):
    """Nothing is fetched, evaluated or loaded from outside the package."""
    for script in builds[0].glob("*.js"):
        text = script.read_text(encoding="utf-8")
        for call in ("eval(", "new Function", "importScripts", "XMLHttpRequest", "WebSocket("):
            assert call not in text, f"{script.name}: {call}"
        # The one fetch reads a picture that the browser has just handed over.
        assert text.count("fetch(") == (1 if script.name == "background.js" else 0)
