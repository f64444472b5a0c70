"""Gather how the person uses browsers: profiles, extensions in them, switches. I/O."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from native_host.doctor.browsers import find_switches
from native_host.doctor.facts import Profile, Switch
from native_host.doctor.places import BrowserPlaces
from native_host.doctor.scene import Scene


def find_profiles(scene: Scene, places: BrowserPlaces) -> list[Profile]:
    """Return the profiles of the person, with the extensions in them."""
    directory = own_path(scene, places.profiles)
    if places.family == "firefox":
        return [
            Profile(scene.name(path), False, _read_addons(scene, path))
            for path in scene.list(directory)
            if (path / "extensions.json").is_file()
        ]
    found = []
    for path in scene.list(directory):
        if path.name != "Default" and not path.name.startswith("Profile "):
            continue
        modes = [
            read_json(file.text).get("extensions", {}).get("ui", {}).get("developer_mode")
            for name in ("Preferences", "Secure Preferences")
            if (file := scene.text(path / name)) is not None
        ]
        versions = {
            extension.name: [each.name.partition("_")[0] for each in scene.list(extension)]
            for extension in scene.list(path / "Extensions")
        }
        found.append(Profile(scene.name(path), True in modes, versions))
    return found


def _read_addons(scene: Scene, profile: Path) -> dict[str, list[str]]:
    file = scene.text(profile / "extensions.json")
    addons = read_json(file.text if file else None).get("addons", [])
    return {str(each.get("id")): [str(each.get("version"))] for each in addons}


def find_used_switches(scene: Scene, places: BrowserPlaces) -> list[Switch]:
    """Return the switches that a browser is started with, or runs with now."""
    files: list[Path] = []
    for name in places.settings:
        path = scene.below(name) if name.startswith("/") else scene.settings / name
        files += scene.list(path) if path.is_dir() else [path]
    found = []
    for path in files:
        text = scene.text(path)
        if text is not None and text.text is not None and path.name != "README":
            found += [Switch(text.path, each) for each in find_switches(text.text)]
    programs = {Path(name).name for name in places.programs}
    for path in scene.list(scene.home / ".local/share/applications"):
        text = scene.text(path)
        if path.suffix != ".desktop" or text is None or text.text is None:
            continue
        for line in text.text.splitlines():
            if line.startswith("Exec=") and programs & {Path(p).name for p in line[5:].split()}:
                found += [Switch(text.path, each) for each in find_switches(line)]
    return found + _find_running(scene, programs | set(places.packages))


def _find_running(scene: Scene, programs: set[str]) -> list[Switch]:
    """Return the switches of running browsers of the person, of all persons for root."""
    found: dict[tuple[str, str], Switch] = {}  # browsers are many, and started alike
    for path in scene.list(scene.below("/proc")):
        if not path.name.isdigit():
            continue
        entry = scene.followed(path)
        line = scene.text(path / "cmdline")
        if entry is None or line is None or not line.text:
            continue
        words = line.text.rstrip("\0").split("\0")
        if Path(words[0]).name not in programs or scene.person not in (0, entry.owner):
            continue
        if not any(word.startswith("--type=") for word in words):  # a part of a browser
            place = f"{words[0]} (process {path.name})"
            for word in words[1:]:
                if word.startswith("--"):
                    found.setdefault((words[0], word), Switch(place, word))
    return list(found.values())


def own_path(scene: Scene, name: str) -> Path:
    """Return a place of the person: below his home directory, or his configuration directory."""
    return scene.home / name[2:] if name.startswith("~/") else scene.settings / name


def read_json(text: str | None) -> dict[str, Any]:
    """Return a JSON object; an empty one where there is none."""
    try:
        found = json.loads(text or "")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
