"""The .rpm packages in a database of their own: installed, verified, erased."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from packers.places import LAUNCHER, read_version

from tests.packaging.built import build_host, build_policy
from tests.packaging.clean_room import ROOT
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
    root = HOME / "root"
    for directory in ("usr/bin", "usr/lib", "usr/share/doc", "etc/opt", "opt"):
        (root / directory).mkdir(parents=True)
    _rpm(root, "--initdb")
    before = _files(root)
    conffiles = _rpm(root, "--query", "--package", "--configfiles", str(policy), str(host)).stdout
    yield look("no file is marked as configuration", not conffiles.strip(), conffiles.strip() or "none")
    alone = _rpm(root, "--install", "--nosignature", str(policy))
    yield look("policy alone is refused: it needs the host", alone.returncode != 0, alone.stderr.strip()[:120])
    # The C library is that of the computer outside; its capability is in no database here.
    done = _rpm(root, "--install", "--nodeps", "--noscripts", str(host), str(policy))
    yield look("rpm --root installs both", done.returncode == 0, done.stderr.strip() or "code 0")
    done = _rpm(root, "--verify", "--nodeps", "workglass", "workglass-policy")
    yield look("rpm --verify finds nothing changed", done.returncode == 0, done.stdout.strip() or "clean")
    ring = made.rendered / "linux" / RING
    same = [
        path
        for path in ring.rglob("*")
        if path.is_file() and (root / path.relative_to(ring)).read_bytes() != path.read_bytes()
    ]
    yield look("the policy's files are those that were rendered", not same, f"{len(_files(ring))} entries")
    launcher = (root / LAUNCHER).read_text(encoding="utf-8")
    program = root / launcher.split("exec /")[1].split(" ")[0]
    done = subprocess.run([program, "host", "--version"], capture_output=True, text=True, check=False)
    said = done.stdout.strip()
    yield look("the program answers", said.startswith(read_version()), said or done.stderr)
    done = _rpm(root, "--erase", "--noscripts", "workglass-policy", "workglass")
    yield look("rpm --root erases both", done.returncode == 0, done.stderr.strip() or "code 0")
    left = sorted(set(_files(root)) ^ set(before))
    yield look("nothing is left, nothing else is missing", not left, left[:5] or "the same list")


def _rpm(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["rpm", "--root", str(root), "--dbpath", f"/{DATABASE}", *words],
        capture_output=True,
        text=True,
        check=False,
    )


def _files(root: Path) -> list[str]:
    found = []
    for above, directories, names in os.walk(root):
        place = Path(above).relative_to(root).as_posix()
        if place.startswith(DATABASE):
            continue
        found += [f"{place}/{name}" for name in (*directories, *names)]
    return sorted(found)
