"""Write an .rpm with rpmbuild, from the same tree and the same description as the .deb."""

from __future__ import annotations

import shutil
from pathlib import Path

from packers.debian import Description
from packers.places import run
from packers.tree import Tree

_SETTINGS = {
    "_buildhost": "workglass",
    "use_source_date_epoch_as_buildtime": "1",
    "clamp_mtime_to_source_date_epoch": "1",
    "_build_id_links": "none",
    "debug_package": "%{nil}",
    "__os_install_post": "%{nil}",  # it would strip and compile what is frozen already
    "_binary_payload": "w3.xzdio",
    "_build_name_fmt": "%%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm",
}
_LEAVES = 'leaves() { [ "$1" = 0 ]; }\n'


def write_rpm(tree: Tree, about: Description, out: Path, time: int, work: Path) -> Path:
    """Write a package; return it.

    Args:
        tree: what it installs.
        about: what it says of itself.
        out: directory for it.
        time: that everything in it bears.
        work: directory for rpmbuild, emptied before.
    """
    tree.settle(time)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    spec = work / f"{about.name}.spec"
    spec.write_text(_write_spec(tree, about), encoding="utf-8")
    out.mkdir(parents=True, exist_ok=True)
    architecture = about.architecture or "noarch"
    settings = _SETTINGS | {"_topdir": str(work), "_rpmdir": str(out)}
    defines = [f"--define={name} {value}" for name, value in settings.items()]
    run(
        *("rpmbuild", "-bb", "--quiet", f"--target={architecture}", *defines, str(spec)),
        SOURCE_DATE_EPOCH=str(time),
    )
    return out / f"{about.name}-{about.version}-{about.revision}.{architecture}.rpm"


def _write_spec(tree: Tree, about: Description) -> str:
    needs = [f"Requires: {name} >= {version}" for name, version in about.needs.items()]
    if about.glibc is not None:
        needs.append(f"Requires: libc.so.6(GLIBC_{about.glibc})(64bit)")
    listed = [f'%dir "/{path}"' for path in tree.directories()]
    listed += [f'"/{path}"' for path in tree.files()]
    lines = [
        f"Name: {about.name}",
        f"Version: {about.version}",
        f"Release: {about.revision}",
        f"Summary: {about.summary}",
        "License: Apache-2.0",
        f"Packager: {about.maintainer}",
        "AutoReqProv: no",
        *needs,
        "",
        "%description",
        about.text,
        "",
        "%install",
        f'mkdir -p "%{{buildroot}}" && cp -a "{tree.root}/." "%{{buildroot}}/"',
        "",
    ]
    for section, text in (("preun", about.before_removal), ("postun", about.after_removal)):
        if text:
            lines += [f"%{section}", _LEAVES + text]
    return "\n".join([*lines, "%files", "%defattr(-,root,root,-)", *listed, ""])
