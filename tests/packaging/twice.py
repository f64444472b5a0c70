"""Two builds from two clean clones, staged at one path: are they the same bytes?"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from tests.packaging.clean_room import ROOT
from tests.packaging.deployment import RING, make_deployment
from tests.packaging.lines import Line, look

HOME = ROOT / "build" / "twice"


def show() -> Iterator[Line]:
    """Build twice and compare every file."""
    shutil.rmtree(HOME, ignore_errors=True)
    made = make_deployment(HOME / "deployment")
    builds = [_build(made.extension_key, made.rendered, HOME / name) for name in ("one", "two")]
    one, two = ({p.name: p for p in build.rglob("*") if p.is_file()} for build in builds)
    yield look("both builds hold the same files", set(one) == set(two), f"{len(one)} files")
    for name in sorted(set(one) & set(two)):
        digests = [sha256(path.read_bytes()).hexdigest() for path in (one[name], two[name])]
        yield look(f"{name} is byte-identical", digests[0] == digests[1], digests[0][:16])


def _build(key: Path, rendered: Path, out: Path) -> Path:
    staged = HOME / "clone"
    shutil.rmtree(staged, ignore_errors=True)
    subprocess.run(["git", "clone", "--quiet", ROOT, staged], check=True)
    # An extension for Firefox comes out of the same build, where the sources know how.
    builds_firefox = "firefox" in (staged / "extension" / "build.mjs").read_text(encoding="utf-8")
    xpi = ["FIREFOX_ID=workglass@example.com"] if builds_firefox else []
    environment = ["env", f"PYTHON={sys.executable}"]
    for words in (
        [f"EXTENSION_KEY={key}", *xpi],
        [f"PACK=policy {rendered} --ring {RING}"],
    ):
        done = subprocess.run(
            [*environment, "make", "packages", *words],
            cwd=staged,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise AssertionError(done.stdout[-2000:] + done.stderr[-2000:])
    shutil.move(staged / "build" / "packages", out)
    return out
