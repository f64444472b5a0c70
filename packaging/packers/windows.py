"""The .msi of a ring, with wixl: registry values, manifests, signed policy, and a host if given.

UNVERIFIED on Windows; wine installs and removes it. A host for Windows can only be frozen there:
its directory comes in with --host, and without one the package holds the policies alone.

The column of registry values is "formatted" text of Windows Installer: square brackets and braces
mean something in it, and JSON that is not escaped arrives empty.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5
from xml.sax.saxutils import quoteattr

from native_host.deploy.browsers import CHROMIUMS, FIREFOX_WINDOWS_HOSTS, WINDOWS_CONFIG
from native_host.deploy.windows import compact
from native_host.installation import HOST_NAME
from packers.places import run
from packers.policy import read_policy_of

_UPGRADES = UUID("2f8f7e0a-0d5c-5b53-9d1b-6f6d8c3a7b11")  # every package of ours replaces the last
_FIREFOX_MANIFEST = f"{HOST_NAME}.firefox.json"
_LARGEST = 1 << 16
PROGRAM = "workglass-host.exe"


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the registry, below HKEY_LOCAL_MACHINE; the name "" is the default value."""

    key: str
    name: str
    data: str


def pack_windows(
    rendered: Path, ring: str, *, revision: int, host: Path | None, out: Path, work: Path
) -> list[Path]:
    """Write the package of a ring; return it.

    Args:
        rendered: what `workglass deploy render` wrote.
        ring: whose browsers it is for.
        revision: one more for each package of one policy version.
        host: directory of a host that was frozen on Windows.
        out: directory for it, one below for each ring.
        work: directory for what is on the way.

    Raises:
        SystemExit: there is no such ring, or no program in the host's directory.
    """
    files = rendered / "windows" / ring / "files"
    if not files.is_dir():
        raise SystemExit(f"packers: {rendered} has no ring {ring!r} for Windows.")
    if host is not None and not (host / PROGRAM).is_file():
        raise SystemExit(f"packers: {host} holds no {PROGRAM}; freeze the host on Windows.")
    policy = read_policy_of(rendered)
    version = product_version(policy.version, revision)
    values = list_values(rendered, ring)
    # wixl finds files below its source only.
    staged = work / "windows"
    shutil.rmtree(staged, ignore_errors=True)
    shutil.copytree(files, staged / "files")
    if host is not None:
        shutil.copytree(host, staged / "host")
    source = staged / "workglass.wxs"
    described = f"{policy.organisation}, ring {ring}"
    text = write_source(described, version, values, staged, with_host=host is not None)
    source.write_text(text, encoding="utf-8")
    (out / ring).mkdir(parents=True, exist_ok=True)
    package = out / ring / f"workglass-policy-{policy.version}-{revision}.x64.msi"
    run("wixl", "--arch", "x64", "--output", str(package), str(source), cwd=staged)
    return [package]


def product_version(version: int, revision: int) -> str:
    """Return what Windows Installer compares: three numbers, the first two below 256.

    Raises:
        SystemExit: the policy's version has no room in it.
    """
    if version >= _LARGEST or revision >= _LARGEST:
        raise SystemExit("packers: an .msi takes policy versions below 65536.")
    return f"{version >> 8}.{version & 0xFF}.{revision}"


def list_values(rendered: Path, ring: str) -> list[Value]:
    """Return what the registry gets, from what was rendered."""
    signed = (rendered / "policy" / "policy.signed").read_text(encoding="utf-8")
    files = rendered / "windows" / ring / "files"
    values = []
    for browser in CHROMIUMS:
        place = rendered / "linux" / ring / browser.linux_policies / "workglass.json"
        policies = json.loads(place.read_text(encoding="utf-8"))
        key = browser.windows_policies
        settings = compact(policies["ExtensionSettings"])
        values.append(Value(key, "ExtensionSettings", settings))
        for extension in policies["3rdparty"]["extensions"]:
            below = rf"{key}\3rdparty\extensions\{extension}\policy"
            values.append(Value(below, "policy", signed))
        manifest = rf"{WINDOWS_CONFIG}\{HOST_NAME}.json"
        values.append(Value(rf"{browser.windows_hosts}\{HOST_NAME}", "", manifest))
    if (files / _FIREFOX_MANIFEST).is_file():
        manifest = rf"{WINDOWS_CONFIG}\{_FIREFOX_MANIFEST}"
        values.append(Value(rf"{FIREFOX_WINDOWS_HOSTS}\{HOST_NAME}", "", manifest))
    return values


def escape(text: str) -> str:
    """Return a text that Windows Installer takes as it stands."""
    escaped = "".join(f"[\\{letter}]" if letter in "[]{}" else letter for letter in text)
    return f"#{escaped}" if escaped.startswith("#") else escaped


def write_source(
    described: str, version: str, values: list[Value], staged: Path, *, with_host: bool
) -> str:
    """Return the source that wixl compiles.

    Args:
        described: whose policy it is.
        version: of the product.
        values: for the registry.
        staged: directory with `files` and, if there is one, `host`.
        with_host: whether there is one.
    """
    installed = [_component_of_value(value) for value in values]
    beside = list(_contents(staged / "files", staged))
    program = list(_contents(staged / "host", staged)) if with_host else []
    parts = [*_references(installed), *_references(beside)]
    feature = _feature("Policies", "Policies, manifests and signed policy", parts)
    if with_host:
        feature += _feature("Host", "The program that browsers start", _references(program))
    product = uuid5(_UPGRADES, f"{described} {version} {with_host}")
    name = f"Workglass ({described})"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">',
        f'<Product Id="{product}" UpgradeCode="{_UPGRADES}" Name={quoteattr(name)}',
        f'Version="{version}" Language="1033" Manufacturer="Workglass">',
        '<Package InstallerVersion="500" Compressed="yes" InstallScope="perMachine"/>',
        '<MajorUpgrade DowngradeErrorMessage="A newer policy is installed."/>',
        '<Media Id="1" Cabinet="workglass.cab" EmbedCab="yes"/>',
        '<Directory Id="TARGETDIR" Name="SourceDir">',
        '<Directory Id="CommonAppDataFolder"><Directory Id="CONFIG" Name="Workglass">',
        *installed,
        *beside,
        "</Directory></Directory>",
        '<Directory Id="ProgramFiles64Folder"><Directory Id="PROGRAM" Name="Workglass">',
        *program,
        "</Directory></Directory>",
        "</Directory>",
        feature,
        "</Product>",
        "</Wix>",
        "",
    ]
    return "\n".join(lines)


def _component_of_value(value: Value) -> str:
    identity = uuid5(_UPGRADES, f"{value.key} {value.name}")
    name = f" Name={quoteattr(value.name)}" if value.name else ""
    # A line feed in an attribute would be read as a space.
    data = quoteattr(escape(value.data), {"\n": "&#10;"})
    return (
        f'<Component Id="V{identity.hex}" Guid="{identity}" Win64="yes">'
        f'<RegistryValue Root="HKLM" Key={quoteattr(value.key)}{name} Type="string" '
        f'Value={data} KeyPath="yes"/></Component>'
    )


def _contents(directory: Path, staged: Path) -> Iterator[str]:
    """Yield the components of the files in a directory."""
    for path in sorted(directory.iterdir()):
        below = path.relative_to(staged).as_posix()
        identity, name = uuid5(_UPGRADES, below), quoteattr(path.name)
        if path.is_dir():
            yield f'<Directory Id="D{identity.hex}" Name={name}>'
            yield from _contents(path, staged)
            yield "</Directory>"
        else:
            yield (
                f'<Component Id="F{identity.hex}" Guid="{identity}" Win64="yes">'
                f'<File Id="S{identity.hex}" Name={name} Source={quoteattr(below)} '
                'KeyPath="yes"/></Component>'
            )


def _references(components: list[str]) -> list[str]:
    identities = [
        each.partition('Id="')[2].partition('"')[0]
        for each in components
        if each.startswith("<Component")
    ]
    return [f'<ComponentRef Id="{identity}"/>' for identity in identities]


def _feature(identity: str, title: str, references: list[str]) -> str:
    return "\n".join(
        [f'<Feature Id="{identity}" Title="{title}" Level="1">', *references, "</Feature>\n"]
    )
