"""Where browsers and their policies are on macOS and Windows. I/O.

UNVERIFIED: written from the makers' documentation; nobody has run it on either system. What turns
preferences and registry values into policies is tried with made-up ones.
"""

from __future__ import annotations

import json
import plistlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from native_host.doctor.facts import Entry, Installed, TextFile
from native_host.doctor.places import BrowserPlaces
from native_host.doctor.scene import Scene
from native_host.installation import HOST_NAME

PREFERENCES = "/Library/Managed Preferences"
_MACOS = (
    ("chromium", "Chromium", "Chromium", "org.chromium.Chromium"),
    ("chrome", "Google Chrome", "Google/Chrome", "com.google.Chrome"),
    ("edge", "Microsoft Edge", "Microsoft Edge", "com.microsoft.Edge"),
    ("brave", "Brave Browser", "BraveSoftware/Brave-Browser", "com.brave.Browser"),
)
_MACHINE_MANIFESTS = {
    "chromium": "/Library/Application Support/Chromium/NativeMessagingHosts",
    "chrome": "/Library/Google/Chrome/NativeMessagingHosts",
    "edge": "/Library/Microsoft/Edge/NativeMessagingHosts",
    "brave": "/Library/Google/Chrome/NativeMessagingHosts",
}
# By browser: key below SOFTWARE\Policies, key below SOFTWARE, program, profiles below LOCALAPPDATA.
_WINDOWS = (
    ("chrome", "Google Chrome", r"Google\Chrome", r"Google\Chrome\Application\chrome.exe"),
    ("edge", "Microsoft Edge", r"Microsoft\Edge", r"Microsoft\Edge\Application\msedge.exe"),
    ("chromium", "Chromium", "Chromium", r"Chromium\Application\chrome.exe"),
    (
        *("brave", "Brave", r"BraveSoftware\Brave"),
        r"BraveSoftware\Brave-Browser\Application\brave.exe",
    ),
)


def macos_browsers() -> list[BrowserPlaces]:
    """Return the places of browsers on macOS; `policies` is the domain of the preferences."""
    support = "~/Library/Application Support"
    return [
        BrowserPlaces(
            name=name,
            title=title,
            family="chromium",
            programs=(f"/Applications/{title}.app/Contents/MacOS/{title}",),
            packages=(),
            snaps=(),
            flatpak="",
            policies=domain,
            manifests=_MACHINE_MANIFESTS[name],
            user_manifests=f"{support}/{directory}/NativeMessagingHosts",
            profiles=f"{support}/{directory}",
        )
        for name, title, directory, domain in _MACOS
    ]


def windows_browsers() -> list[BrowserPlaces]:
    """Return the places of browsers on Windows; `policies` and `manifests` are registry keys."""
    return [
        BrowserPlaces(
            name=name,
            title=title,
            family="chromium",
            programs=(rf"C:\Program Files\{program}", rf"C:\Program Files (x86)\{program}"),
            packages=(),
            snaps=(),
            flatpak="",
            policies=rf"SOFTWARE\Policies\{key}",
            manifests=rf"SOFTWARE\{key}\NativeMessagingHosts\{HOST_NAME}",
            user_manifests=rf"SOFTWARE\{key}\NativeMessagingHosts\{HOST_NAME}",
            profiles=f"~/AppData/Local/{program.partition('Application')[0]}User Data".replace(
                "\\", "/"
            ),
        )
        for name, title, key, program in _WINDOWS
    ]


def find_application(scene: Scene, places: BrowserPlaces) -> list[Installed]:
    """Return where a browser is on macOS or Windows, with its version where that stands beside."""
    for program in places.programs:
        path = scene.below(program)
        if path.is_file():
            version = _read_plist(path.parents[1] / "Info.plist").get("CFBundleShortVersionString")
            return [Installed("files", program, str(version) if version else None)]
    return []


def read_preferences(scene: Scene, domain: str) -> list[TextFile]:
    """Return the managed preferences of a browser on macOS, in the form of a policy file."""
    directory = scene.below(PREFERENCES)
    file = directory / f"{domain}.plist"
    values = _read_plist(file)
    prefix = f"{domain}.extensions."
    managed = {
        path.stem.removeprefix(prefix): _read_plist(path)
        for path in scene.list(directory)
        if path.name.startswith(prefix)
    }
    entry = scene.followed(file)
    if entry is None:
        return []
    return [_as_file(entry, values, managed)]


def read_registry(places: BrowserPlaces) -> list[TextFile]:
    """Return the policies of a browser on Windows, in the form of a policy file."""
    tree = _read_key(places.policies)
    if not tree:
        return []
    values, managed = convert_registry(tree)
    return [_as_file(Entry(rf"HKLM\{places.policies}", 0, 0o644, "file"), values, managed)]


def find_manifest_file(key: str, *, machine: bool) -> Path | None:
    """Return the manifest that the registry names."""
    path = _read_key(key, machine=machine).get("")
    return Path(path) if isinstance(path, str) else None


def convert_registry(tree: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return policies and managed storage from a tree of registry keys. Pure.

    Lists are numbered values below a key of their own; dictionaries are JSON in one value.
    """
    third = tree.get("3rdparty", {}).get("extensions", {})
    managed = {name: dict(values.get("policy", {})) for name, values in third.items()}
    values: dict[str, Any] = {}
    for name, value in tree.items():
        if name == "3rdparty":
            continue
        if isinstance(value, dict):
            numbered = [key for key in value if key.isdigit()]
            values[name] = [value[key] for key in sorted(numbered, key=int)]
        else:
            values[name] = _parse(value)
    return values, managed


def _parse(value: Any) -> Any:
    if isinstance(value, str) and value.lstrip().startswith(("{", "[")):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _as_file(entry: Entry, values: Mapping[str, Any], managed: Mapping[str, Any]) -> TextFile:
    document = {**values, "3rdparty": {"extensions": managed}}
    return TextFile(entry, json.dumps(document, default=str))


def _read_plist(path: Path) -> dict[str, Any]:
    try:
        found = plistlib.loads(path.read_bytes())
    except (OSError, ValueError, plistlib.InvalidFileException):
        return {}
    return found if isinstance(found, dict) else {}


def _read_key(name: str, *, machine: bool = True) -> dict[str, Any]:
    """Return a registry key with everything below it; values by name, keys as dictionaries."""
    if sys.platform != "win32":
        return {}
    import winreg

    top = winreg.HKEY_LOCAL_MACHINE if machine else winreg.HKEY_CURRENT_USER

    def walk(key: Any) -> dict[str, Any]:
        keys, values, _ = winreg.QueryInfoKey(key)
        entries = [winreg.EnumValue(key, number) for number in range(values)]
        found = {name: value for name, value, _ in entries}
        for number in range(keys):
            below = winreg.EnumKey(key, number)
            with winreg.OpenKey(key, below) as opened:
                found[below] = walk(opened)
        return found

    try:
        with winreg.OpenKey(top, name) as opened:
            return walk(opened)
    except OSError:
        return {}
