"""Where things are: in a checkout, and on the computers that packages are installed on."""

from __future__ import annotations

import os
import subprocess
import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
HOST_PACKAGE = "workglass"
POLICY_PACKAGE = "workglass-policy"
LIBRARY = "usr/lib/workglass"  # below it a directory for each version
LAUNCHER = f"{LIBRARY}/workglass-host"
_LONG_AGO = 1_767_225_600  # 2026-01-01, where there is no commit to take the time from


def read_version() -> str:
    """Return the version of the host."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def source_time() -> int:
    """Return the time that everything in a package bears, seconds since 1970: the commit's."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    done = subprocess.run(
        ["git", "-C", str(CHECKOUT), "log", "-1", "--format=%ct"],
        capture_output=True,
        text=True,
        check=False,
    )
    return int(done.stdout) if done.returncode == 0 and done.stdout.strip() else _LONG_AGO


def run(*command: str, cwd: Path | None = None, **environment: str) -> str:
    """Run a tool to its end and return what it prints.

    Raises:
        SystemExit: it is missing, or it fails; its last words are told.
    """
    settings = os.environ | {"LC_ALL": "C.UTF-8", "TZ": "UTC"} | environment
    try:
        done = subprocess.run(
            command, cwd=cwd, env=settings, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        message = f"packers: {command[0]} is missing; run `sh packaging/prepare.sh packages`."
        raise SystemExit(message) from None
    if done.returncode != 0:
        said = (done.stdout + done.stderr)[-3000:]
        raise SystemExit(f"packers: {command[0]} ended with code {done.returncode}:\n{said}")
    return done.stdout
