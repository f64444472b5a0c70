"""The .rpm packages below a root of their own: installed, verified, erased, with their scripts.

The root is the clean Debian, whose shell the scripts need; rpm's database in it begins empty.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from packers.places import LAUNCHER, read_version
from tests.packaging.built import build_host, build_policy
from tests.packaging.clean_room import ROOT, CleanRoom
from tests.packaging.deployment import RING, make_deployment
from tests.packaging.lines import Line, look

HOME = ROOT / "build" / "redhat"
DATABASE = "var/lib/rpm"


def show() -> Iterator[Line]:
    """Install both packages below a root, look around, erase them."""
    shutil.rmtree(HOME, ignore_errors=True)
    made = make_deployment(HOME / "deployment")
    host = next(build_host(read_version()).glob("*.rpm"))
    policy = next(build_policy(made, HOME / "out", RING).glob("*.rpm"))
    room = CleanRoom.fresh("redhat")
    root = room.tree
    _rpm(root, "--initdb")
    before = _files(root)
    conffiles = _rpm(root, "--query", "--package", "--configfiles", str(policy), str(host)).stdout
    yield look(
        "no file is marked as configuration", not conffiles.strip(), conffiles.strip() or "none"
    )
    alone = _rpm(root, "--install", "--nosignature", str(policy))
    refused = "workglass >= " in _said(alone)
    yield look("policy alone is refused: it needs the host", refused, _said(alone))
    # Debian's C library and shell are in no database of rpm's.
    done = _rpm(root, "--install", "--nodeps", str(host), str(policy))
    yield look("rpm --root installs both", done.returncode == 0, _said(done) or "code 0")
    done = _rpm(root, "--verify", "--nodeps", "workglass", "workglass-policy")
    yield look(
        "rpm --verify finds nothing changed", done.returncode == 0, done.stdout.strip() or "clean"
    )
    ring = made.rendered / "linux" / RING
    same = [
        path
        for path in ring.rglob("*")
        if path.is_file() and (root / path.relative_to(ring)).read_bytes() != path.read_bytes()
    ]
    yield look(
        "the policy's files are those that were rendered", not same, f"{len(_files(ring))} entries"
    )
    launcher = (root / LAUNCHER).read_text(encoding="utf-8")
    program = launcher.split("exec ")[1].split(" ")[0]
    done = room.run(program, "host", "--version", check=False)
    said = done.stdout.strip()
    yield look("the program answers", said.startswith(read_version()), said or done.stderr)
    done = _rpm(root, "--erase", "--nodeps", "workglass-policy", "workglass")
    yield look("rpm --root erases both", done.returncode == 0, _said(done) or "code 0")
    left = sorted(set(_files(root)) ^ set(before))
    yield look("nothing is left, nothing else is missing", not left, left[:5] or "the same list")


def _rpm(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["rpm", "--root", str(root), "--dbpath", f"/{DATABASE}", *words],
        capture_output=True,
        text=True,
        check=False,
    )


def _said(done: subprocess.CompletedProcess[str]) -> str:
    """Return what rpm complains of, but for Debian's word that it prefers its own packages."""
    lines = [line.strip() for line in done.stderr.splitlines()]
    return " ".join(line for line in lines if line and not line.startswith("rpm: "))[:200]


def _files(root: Path) -> list[str]:
    found = []
    for above, directories, names in os.walk(root):
        place = Path(above).relative_to(root).as_posix()
        if place.startswith(DATABASE) or place == "proc":
            directories.clear()
            continue
        found += [f"{place}/{name}" for name in (*directories, *names)]
    return sorted(found)
