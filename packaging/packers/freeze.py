"""Freeze the host with PyInstaller: a directory that needs no Python on the device.

A directory and not one file: that would unpack itself into a temporary directory at each start of
a browser, which costs twice the time and which virus scanners take amiss.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packers.places import CHECKOUT, run

PROGRAM = "workglass"
# Read at run time; what else lies there is for people in a checkout.
_DATA = ("vault/schema.sql", "replay/page.js", "DATA.md")
# Hooks would bring them along; nothing of ours or of our packages needs them.
_WITHOUT = ("pip", "setuptools", "pkg_resources", "tkinter", "_pytest", "pytest")
_ELF = b"\x7fELF"
_GLIBC = re.compile(rb"GLIBC_2\.(\d+)\b")


@dataclass(frozen=True, slots=True)
class Frozen:
    """A frozen host.

    Attributes:
        directory: with the program in it.
        modules: full names of the Python modules inside.
    """

    directory: Path
    modules: list[str]

    def libraries(self) -> list[Path]:
        """Return the shared libraries and extension modules, the program itself as well."""
        files = sorted(path for path in self.directory.rglob("*") if path.is_file())
        return [path for path in files if _begins_with_elf(path)]

    def glibc(self) -> str:
        """Return the least version of the C library that all of it runs with."""
        found = {int(n) for path in self.libraries() for n in _GLIBC.findall(path.read_bytes())}
        return f"2.{max(found)}"

    def distributions(self) -> list[metadata.Distribution]:
        """Return the distributions that the modules are from, but our own."""
        owners = metadata.packages_distributions()
        tops = {module.partition(".")[0] for module in self.modules}
        names = {name for top in tops for name in owners.get(top, [])}
        names |= {"backports.zstd"} if "backports" in tops else set()
        ours = {"workglass", "pyinstaller", "pyinstaller-hooks-contrib", "altgraph"}
        return [
            metadata.distribution(name) for name in sorted(names, key=str.lower) if name not in ours
        ]


def freeze(work: Path, time: int) -> Frozen:
    """Freeze the host of this checkout.

    Args:
        work: directory for it, kept between builds.
        time: that what is written bears.
    """
    work.mkdir(parents=True, exist_ok=True)
    package = CHECKOUT / "native_host"
    words = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--onedir"]
    words += ["--name", PROGRAM, "--log-level", "WARN", "--paths", str(CHECKOUT)]
    words += ["--distpath", str(work / "dist"), "--workpath", str(work / "build")]
    words += ["--specpath", str(work)]
    for name in _DATA:
        words += ["--add-data", f"{package / name}:{Path('native_host', name).parent}"]
    for name in _WITHOUT:
        words += ["--exclude-module", name]
    words.append(str(Path(__file__).with_name("start.py")))
    # Sets are written in an order that depends on the hashes of their strings.
    run(*words, PYTHONHASHSEED="0", SOURCE_DATE_EPOCH=str(time))
    directory = work / "dist" / PROGRAM
    viewer = "PyInstaller.utils.cliutils.archive_viewer"
    listed = run(
        sys.executable, "-m", viewer, "--list", "--recursive", "--brief", str(directory / PROGRAM)
    )
    modules = [line.strip() for line in listed.partition("(PYZ):")[2].splitlines()]
    binaries = [path.name.partition(".")[0] for path in directory.rglob("*.so")]
    return Frozen(directory, sorted({*filter(None, modules), *binaries}))


def _begins_with_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == _ELF
