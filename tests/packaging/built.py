"""Packages to try out, built once for each state of the sources."""

from __future__ import annotations

import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

from packers.places import read_version
from tests.packaging.clean_room import ROOT
from tests.packaging.deployment import Made

HOME = ROOT / "build" / "trial-packages"
_SOURCES = ("native_host", "packaging", "pyproject.toml", "LICENSE")
PYTHON = ROOT / "build" / "packages-venv" / "bin" / "python"


def next_version() -> str:
    """Return the version that an upgrade in the report goes to."""
    major, minor, patch = read_version().split(".")
    return f"{major}.{minor}.{int(patch) + 1}"


def build_host(version: str) -> Path:
    """Return the directory with both host packages of a version."""
    digest = sha256(version.encode())
    for source in _SOURCES:
        top = ROOT / source
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.read_bytes())
    out = HOME / f"{version}-{digest.hexdigest()[:12]}"
    if out.exists():
        return out
    staged = HOME / "source"
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    for source in _SOURCES:
        if (ROOT / source).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / source, staged / source, ignore=ignored)
        else:
            shutil.copy(ROOT / source, staged / source)
    for name in ("pyproject.toml", "native_host/__init__.py"):
        text = (staged / name).read_text(encoding="utf-8")
        (staged / name).write_text(text.replace(f'"{read_version()}"', f'"{version}"', 1))
    making = HOME / "making"
    shutil.rmtree(making, ignore_errors=True)
    _pack(staged, making, "host")
    making.rename(out)
    return out


def build_policy(made: Made, out: Path, ring: str) -> Path:
    """Return the directory with both policy packages of a ring."""
    _pack(ROOT, out, "policy", str(made.rendered), "--ring", ring)
    return out / ring


def _pack(checkout: Path, out: Path, *words: str) -> None:
    done = subprocess.run(
        [str(PYTHON), "-m", "packers", "--out", str(out), "--work", str(HOME / "work"), *words],
        cwd=checkout,
        env=os.environ | {"PYTHONPATH": str(checkout / "packaging")},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise AssertionError(done.stdout[-2000:] + done.stderr[-2000:])
