"""Write a .deb with dpkg-deb. Nothing in it is a conffile: those outlive a removal."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from packers.places import run
from packers.tree import Tree


@dataclass(frozen=True, slots=True)
class Description:
    """What a package says of itself.

    Attributes:
        name: of the package.
        version: two packages of one version hold the same.
        revision: counts packages of one version.
        architecture: such as x86_64; None: any.
        maintainer: who answers for it.
        summary: a line without a full stop.
        text: a paragraph.
        needs: names of packages, each with its least version.
        glibc: the least version of the C library, if it needs one.
        before_removal: shell text; `leaves` says there whether the package goes for good.
        after_removal: the same.
    """

    name: str
    version: str
    revision: int
    architecture: str | None
    maintainer: str
    summary: str
    text: str
    needs: dict[str, str] = field(default_factory=dict)
    glibc: str | None = None
    before_removal: str = ""
    after_removal: str = ""


_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64", None: "all"}
_SCRIPT = '#!/bin/sh\nset -e\nleaves() {{ [ "$1" {condition} ]; }}\n{text}'


def write_deb(tree: Tree, about: Description, out: Path, time: int) -> Path:
    """Write a package; return it.

    Args:
        tree: what it installs; control files are added to it.
        about: what it says of itself.
        out: directory for it.
        time: that everything in it bears.
    """
    architecture = _ARCHITECTURES[about.architecture]
    depends = [f"{name} (>= {version})" for name, version in about.needs.items()]
    if about.glibc is not None:
        depends.append(f"libc6 (>= {about.glibc})")
    fields = {
        "Package": about.name,
        "Version": f"{about.version}-{about.revision}",
        "Architecture": architecture,
        "Maintainer": about.maintainer,
        "Installed-Size": str(tree.kilobytes()),
        "Depends": ", ".join(depends),
        "Section": "admin",
        "Priority": "optional",
        "Description": f"{about.summary}\n {about.text}",
    }
    control = "".join(f"{name}: {value}\n" for name, value in fields.items() if value)
    sums = tree.md5_sums()
    tree.write("DEBIAN/control", control.encode())
    tree.write("DEBIAN/md5sums", sums.encode())
    scripts = {"prerm": about.before_removal, "postrm": about.after_removal}
    for name, text in scripts.items():
        if text:
            script = _SCRIPT.format(condition="= remove", text=text)
            tree.write(f"DEBIAN/{name}", script.encode(), 0o755)
    tree.settle(time)
    out.mkdir(parents=True, exist_ok=True)
    package = out / f"{about.name}_{about.version}-{about.revision}_{architecture}.deb"
    # One thread: where xz may use several, their number shows in the bytes.
    run(
        *("dpkg-deb", "--root-owner-group", "--threads-max=1", "-Zxz", "-z3", "--build"),
        *(str(tree.root), str(package)),
        SOURCE_DATE_EPOCH=str(time),
    )
    return package
