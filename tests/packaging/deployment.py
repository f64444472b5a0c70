"""A deployment to try out: real keys, sites on this computer, two rings."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.packaging.clean_room import ROOT

EXAMPLE = ROOT / "packaging" / "deployment.example.toml"
RING = "pilot"
_LETTERS = frozenset("abcdefghijklmnop")


@dataclass(frozen=True, slots=True)
class Made:
    """A rendered deployment with all its keys."""

    directory: Path
    extension_id: str

    @property
    def rendered(self) -> Path:
        return self.directory / "rendered"

    @property
    def extension_key(self) -> Path:
        return self.directory / "extension-key.pem"

    @property
    def review_key(self) -> Path:
        return self.directory / "security.json"


def workglass(*words: object) -> str:
    """Run the command of this checkout."""
    done = subprocess.run(
        [sys.executable, "-I", "-m", "native_host", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise AssertionError(f"{words}: {done.stdout}{done.stderr}")
    return done.stdout


def make_deployment(directory: Path, *, server: str | None = None, sites: str = "") -> Made:
    """Make keys, put them into the example and render it.

    Args:
        directory: for everything.
        server: address of the web server with updates and packed extension; None: the example's.
        sites: entries of the allowlist in the place of the example's.
    """
    directory.mkdir(parents=True)
    for kind, name in (
        ("policy", "policy-key"),
        ("recipient", "security"),
        ("recipient", "recovery"),
    ):
        workglass("keys", "new", kind, "--out", directory / f"{name}.json")
    said = workglass("keys", "new", "extension", "--out", directory / "extension-key.pem")
    words = [word.strip(".") for word in said.split()]
    extension_id = next(word for word in words if len(word) == 32 and set(word) <= _LETTERS)
    text = EXAMPLE.read_text(encoding="utf-8")
    lines = []
    keys = [
        json.loads((directory / f"{name}.json.pub").read_text())
        for name in ("security", "recovery")
    ]
    members = iter(keys)
    current: dict[str, str] = {}
    for line in text.splitlines():
        name = line.partition(" = ")[0]
        if name == "key_id":
            current = next(members)
        if name in ("key_id", "suite", "public_key"):
            lines.append(f'{name} = "{current[name]}"')
        else:
            lines.append(line)
    text = "\n".join(lines) + "\n"
    text = text.replace("naobldhljoojjbeibmjflfaclcncibeg", extension_id)
    if server is not None:
        text = text.replace("https://it.example.com/workglass", server)
        text = text[: text.index("[collector]")] + text[text.index("[[sites]]") :]
        text = text[: text.index("[schedule]")] + text[text.index("[[sites]]") :]
        text = text.replace('regions = ["Europe/*"]\n', "")
    if sites:
        text = text[: text.index("[[sites]]")] + sites + text[text.index("# Two groups at least") :]
    (directory / "deployment.toml").write_text(text, encoding="utf-8")
    made = Made(directory, extension_id)
    workglass(
        *("deploy", "render", directory / "deployment.toml"),
        *("--out", made.rendered, "--key", directory / "policy-key.json"),
    )
    return made
