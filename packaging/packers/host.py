"""The host package: the same for everybody who runs Workglass.

usr/lib/workglass/VERSION/        the frozen program
usr/lib/workglass/workglass-host  what browsers start; it names the version
usr/bin/workglass                 the command for people
"""

from __future__ import annotations

import platform
from pathlib import Path

from packers.debian import Description, write_deb
from packers.freeze import PROGRAM, Frozen, freeze
from packers.materials import write_host_materials
from packers.places import CHECKOUT, HOST_PACKAGE, LAUNCHER, LIBRARY, read_version
from packers.redhat import write_rpm
from packers.tree import Tree

_LAUNCHER = """#!/bin/sh
# Started by the browser, which allows no arguments of ours in the manifest.
exec /{program} host "$@"
"""
_TEXT = (
    "Seals on the device what the browser extension records, so that only key holders can read "
    "it. Records nothing without a signed policy."
)
_DOCUMENTS = "usr/share/doc/workglass"


def pack_host(out: Path, work: Path, time: int) -> list[Path]:
    """Write both packages and what they are made of; return the files.

    Args:
        out: directory for them.
        work: directory for everything on the way.
        time: that everything bears.
    """
    version = read_version()
    frozen = freeze(work / "freeze", time)
    materials = write_host_materials(frozen, version)
    about = describe_host(frozen, version)
    bill = out / f"{HOST_PACKAGE}-{version}.cdx.json"
    out.mkdir(parents=True, exist_ok=True)
    bill.write_text(materials, encoding="utf-8")
    made = [bill]
    tree = stage_host(frozen, version, materials, work / "host-deb")
    made.append(write_deb(tree, about, out, time))
    tree = stage_host(frozen, version, materials, work / "host-rpm")
    made.append(write_rpm(tree, about, out, time, work / "rpmbuild"))
    return made


def describe_host(frozen: Frozen, version: str) -> Description:
    """Return what the host package says of itself."""
    ends = (CHECKOUT / "packaging/maintainer/end-hosts.sh").read_text(encoding="utf-8")
    return Description(
        name=HOST_PACKAGE,
        version=version,
        revision=1,
        architecture=platform.machine(),
        maintainer="Workglass <workglass@example.com>",
        summary="Records work in the browser, sealed on the device (host)",
        text=_TEXT,
        glibc=frozen.glibc(),
        before_removal=ends,
    )


def stage_host(frozen: Frozen, version: str, materials: str, root: Path) -> Tree:
    """Return the tree of the host package."""
    tree = Tree(root)
    below = f"{LIBRARY}/{version}"
    tree.copy(frozen.directory, below)
    tree.write(LAUNCHER, _LAUNCHER.format(program=f"{below}/{PROGRAM}").encode(), 0o755)
    tree.link("usr/bin/workglass", f"../lib/workglass/{version}/{PROGRAM}")
    tree.copy(CHECKOUT / "LICENSE", f"{_DOCUMENTS}/copyright")
    tree.write(f"{_DOCUMENTS}/materials.cdx.json", materials.encode())
    for distribution in frozen.distributions():
        for file in distribution.files or []:
            if file.parts[0].endswith(".dist-info") and _is_licence(file.name):
                source = Path(str(distribution.locate_file(file)))
                name = "-".join(file.parts[1:]).removeprefix("licenses-")
                tree.write(f"{_DOCUMENTS}/{distribution.name}/{name}", source.read_bytes())
    return tree


def _is_licence(name: str) -> bool:
    return name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE"))
