"""Gather what there is on this computer about browsers, host and store. I/O; decides nothing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from native_host.doctor import foreign
from native_host.doctor.facts import (
    Browser,
    Entry,
    Installed,
    Manifest,
    Setup,
    Store,
)
from native_host.doctor.hosts import is_version
from native_host.doctor.manifests import is_full_path
from native_host.doctor.places import (
    BROWSERS,
    CLOUD_TOKEN,
    DPKG_INFO,
    DPKG_STATUS,
    FLATPAK_SYSTEM,
    FLATPAK_USER,
    RPM_DATABASES,
    SNAP_DIRECTORIES,
    VERSION_PARENTS,
    BrowserPlaces,
)
from native_host.doctor.profiles import find_profiles, find_used_switches, own_path, read_json
from native_host.doctor.scene import Scene
from native_host.errors import StoreError, WorkglassError
from native_host.installation import HOST_NAME, POLICY_FILE, POLICY_KEY_FILE, TOKEN_FILE
from native_host.machine import check_writable
from native_host.uplink.progress import FILE as PROGRESS_FILE
from native_host.uplink.progress import parse_progress
from native_host.vault.archive import find_chains
from native_host.vault.chain_file import ChainReader
from native_host.vault.device import FILE as DEVICE_FILE

REFUSAL_FILE = "refusal.json"
SEEN_FILE = "seen.json"
_MANIFEST = f"{HOST_NAME}.json"
_SCRIPT_BYTES = 100_000


def gather_setup(scene: Scene) -> Setup:
    """Return what lies in the configuration directory."""
    parents = [scene.below(parent) for parent in VERSION_PARENTS]
    return Setup(
        config=scene.name(scene.config),
        for_machine=scene.for_machine,
        administrator=scene.administrator(),
        person=scene.person,
        directory=scene.followed(scene.config),
        policy=scene.text(scene.config / POLICY_FILE),
        policy_key=scene.text(scene.config / POLICY_KEY_FILE),
        token=scene.text(scene.config / TOKEN_FILE),
        versions=[scene.name(path) for parent in parents for path in _find_versions(scene, parent)],
    )


def _find_versions(scene: Scene, parent: Path) -> list[Path]:
    """Return directories of versions that no link beside them leads to."""
    found = scene.list(parent)
    linked = {path.resolve() for path in found if path.is_symlink()}
    return [
        path
        for path in found
        if is_version(path.name) and path.is_dir() and path.resolve() not in linked
    ]


def gather_browsers(scene: Scene) -> list[Browser]:
    """Return all kinds of browsers, also those that are not here."""
    if scene.system == "macos":
        return [_gather_foreign(scene, places) for places in foreign.macos_browsers()]
    if scene.system == "windows":
        return [_gather_foreign(scene, places) for places in foreign.windows_browsers()]
    return [gather_browser(scene, places) for places in BROWSERS]


def _gather_foreign(scene: Scene, places: BrowserPlaces) -> Browser:
    """Return what is about a browser on macOS or Windows. UNVERIFIED."""
    own: Path | None = own_path(scene, places.user_manifests) / _MANIFEST
    machines: Path | None = scene.below(places.manifests) / _MANIFEST
    files = foreign.read_preferences(scene, places.policies)
    if scene.system == "windows":
        own = foreign.find_manifest_file(places.user_manifests, machine=False)
        machines = foreign.find_manifest_file(places.manifests, machine=True)
        files = foreign.read_registry(places)
    return Browser(
        name=places.name,
        title=places.title,
        family=places.family,
        installed=foreign.find_application(scene, places),
        policy_files=files,
        policy_place=places.policies,
        machine_manifest=_read_manifest(scene, machines) if machines else None,
        user_manifest=_read_manifest(scene, own) if own else None,
        manifest_place=places.manifests,
        profiles=find_profiles(scene, places),
    )


def gather_browser(scene: Scene, places: BrowserPlaces) -> Browser:
    """Return everything that is about one kind of browser."""
    directory = scene.below(places.policies)
    if places.family == "chromium":
        managed = directory / "managed"
        files = scene.list(managed)  # of whatever name: the browser reads them all
    else:
        managed = directory
        files = [directory / "policies.json"]
    own = own_path(scene, places.user_manifests)
    return Browser(
        name=places.name,
        title=places.title,
        family=places.family,
        installed=_find_installed(scene, places),
        policy_files=[text for path in files if (text := scene.text(path)) is not None],
        policy_directory=scene.followed(managed),
        policy_place=scene.name(managed),
        cloud=bool(scene.text(directory / CLOUD_TOKEN)),
        machine_manifest=_read_manifest(scene, scene.below(places.manifests) / _MANIFEST),
        user_manifest=_read_manifest(scene, own / _MANIFEST),
        manifest_place=places.manifests,
        profiles=find_profiles(scene, places),
        switches=find_used_switches(scene, places),
    )


def _read_manifest(scene: Scene, path: Path) -> Manifest | None:
    file = scene.text(path)
    entry = scene.followed(path.parent)
    if file is None or entry is None:
        return None
    program = read_json(file.text).get("path")
    if not isinstance(program, str) or not is_full_path(program):
        return Manifest(file, entry, None, None)
    launcher = scene.below(program)
    return Manifest(
        *(file, entry, scene.text(launcher), scene.followed(launcher.parent)),
        leads_to=scene.name(launcher.resolve()),
    )


def _find_installed(scene: Scene, places: BrowserPlaces) -> list[Installed]:
    found: list[Installed] = []
    for directory in SNAP_DIRECTORIES:
        for name in places.snaps:
            path = scene.below(directory) / name
            if (path.exists() or path.is_symlink()) and not found:
                found.append(Installed("snap", scene.name(path)))
    flatpaks = (scene.below(FLATPAK_SYSTEM), scene.home / FLATPAK_USER)
    found += [
        Installed("flatpak", scene.name(path / places.flatpak))
        for path in flatpaks
        if (path / places.flatpak).is_dir()
    ]
    program = next((p for p in map(scene.below, places.programs) if p.is_file()), None)
    if program is None or _starts_snap(program):
        return found
    for package in places.packages:
        lists = scene.below(DPKG_INFO)
        if any((lists / f"{package}{end}").exists() for end in (".list", ":amd64.list")):
            version = _debian_version(scene, package)
            return [*found, Installed("deb", scene.name(program), version)]
    if any(scene.below(each).is_dir() for each in RPM_DATABASES):
        return [*found, Installed("rpm", scene.name(program))]
    return [*found, Installed("files", scene.name(program))]


def _starts_snap(program: Path) -> bool:
    """Say whether a command of a package does nothing but start a snap."""
    if "/snap/" in str(program.resolve()):
        return True
    if program.stat().st_size > _SCRIPT_BYTES:
        return False
    return b"/snap/bin/" in program.read_bytes()


def _debian_version(scene: Scene, package: str) -> str | None:
    status = scene.text(scene.below(DPKG_STATUS))
    text = "" if status is None or status.text is None else f"\n{status.text}"
    _, found, rest = text.partition(f"\nPackage: {package}\n")
    paragraph = rest.split("\n\n")[0] if found else ""
    lines = [line for line in paragraph.splitlines() if line.startswith("Version: ")]
    return lines[0].removeprefix("Version: ") if lines else None


def gather_store(scene: Scene, collector: str | None) -> Store:
    """Return what can be known of the store without any key."""
    entry = scene.entry(scene.store)
    if entry is None or entry.kind != "directory":
        return Store(scene.name(scene.store), entry)
    fault = None
    try:
        check_writable(scene.store)
    except StoreError as error:
        fault = str(error)
    files: list[Entry] = [e for path in scene.list(scene.store) if (e := scene.entry(path))]
    progress = _read_text(scene, PROGRESS_FILE).encode()
    refusal = read_json(_read_text(scene, REFUSAL_FILE)).get("sentence")
    seen = read_json(_read_text(scene, SEEN_FILE)).get("policy_version")
    return Store(
        path=scene.name(scene.store),
        entry=entry,
        files=files,
        write_fault=fault,
        device=scene.text(scene.store / DEVICE_FILE),
        damaged=_find_damage(scene.store),
        seen_version=seen if isinstance(seen, int) else 0,
        refusal=str(refusal) if refusal else None,
        parked=parse_progress(progress, collector or "").parked,
    )


def _find_damage(store: Path) -> list[str]:
    damaged = []
    for path in find_chains(store):
        try:
            with closing(ChainReader(path)) as reader:
                reader.totals()
        except WorkglassError as error:
            damaged.append(str(error))
    return damaged


def _read_text(scene: Scene, name: str) -> str:
    file = scene.text(scene.store / name)
    return "" if file is None or file.text is None else file.text
