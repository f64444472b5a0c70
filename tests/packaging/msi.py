"""What is in the .msi, and what is in the registry once wine has installed it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from packers.windows import Value, escape, list_values, pack_windows
from tests.packaging.clean_room import ROOT
from tests.packaging.deployment import RING, Made, make_deployment
from tests.packaging.lines import Line, look

HOME = ROOT / "build" / "msi"
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{1,4}|.)")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}


def show() -> Iterator[Line]:
    """Make a package with and without a host, look into it, install and remove it with wine."""
    shutil.rmtree(HOME, ignore_errors=True)
    made = make_deployment(HOME / "deployment")
    wanted = list_values(made.rendered, RING)
    host = HOME / "host"
    (host / "_internal").mkdir(parents=True)
    (host / "workglass-host.exe").write_bytes(b"no program: a host for Windows is frozen there\n")
    (host / "_internal" / "library.dll").write_bytes(b"nor is this one\n")
    [package] = pack_windows(
        made.rendered, RING, revision=1, host=host, out=HOME / "out", work=HOME / "work"
    )
    yield from look_inside(package, wanted)
    yield from install_with_wine(package, wanted, made)


def look_inside(package: Path, wanted: list[Value]) -> Iterator[Line]:
    """Compare the tables with what was rendered."""
    rows = [row.split("\t") for row in _export(package, "Registry")[3:] if row]
    found = {(row[2], row[3], row[4]) for row in rows}
    expected = {(value.key, value.name, escape(value.data)) for value in wanted}
    yield look(
        "msiinfo: registry rows are what was rendered", found == expected, f"{len(rows)} rows"
    )
    yield look("msiinfo: all below HKEY_LOCAL_MACHINE", {row[1] for row in rows} == {"2"}, "root 2")
    files = sorted(
        row.split("\t")[2].rpartition("|")[2] for row in _export(package, "File")[3:] if row
    )
    yield look("msiinfo: files", "policy.signed" in files and "workglass-host.exe" in files, files)
    features = sorted(row.split("\t")[0] for row in _export(package, "Feature")[3:] if row)
    yield look("msiinfo: features", features == ["Host", "Policies"], features)


def install_with_wine(package: Path, wanted: list[Value], made: Made) -> Iterator[Line]:
    """Install, look at the registry, remove, look again."""
    wine = shutil.which("wine64") or shutil.which("wine")
    if wine is None:
        yield look("wine installs it", held=False, seen="there is no wine here; nothing was tried")
        return
    prefix = HOME / "prefix"
    environment = os.environ | {"WINEPREFIX": str(prefix), "WINEDEBUG": "-all", "WINEARCH": "win64"}
    environment |= {"WINEDLLOVERRIDES": "mscoree=;mshtml="}
    environment.pop("DISPLAY", None)

    def run(*words: str) -> int:
        done = subprocess.run([wine, *words], env=environment, capture_output=True, check=False)
        subprocess.run(
            [shutil.which("wineserver") or "wineserver", "-w"], env=environment, check=False
        )
        return done.returncode

    run("wineboot", "--init")
    before = read_registry(prefix)
    code = run("msiexec", "/i", str(package), "/qn")
    found = read_registry(prefix)
    yield look("wine: msiexec installs it", code == 0, f"code {code}")
    wrong = [v for v in wanted if found.get((v.key.lower(), v.name.lower())) != v.data]
    yield look(
        "wine: registry values equal what was rendered",
        not wrong,
        [v.key for v in wrong] or f"{len(wanted)} values",
    )
    parsed = 0
    for value in wanted:
        if value.name == "ExtensionSettings":
            held = found.get((value.key.lower(), value.name.lower())) or "{}"
            parsed += made.extension_id in json.loads(held)
    yield look("wine: the JSON parses and names the extension", parsed == 4, f"{parsed} browsers")
    config = prefix / "drive_c/ProgramData/Workglass"
    signed = (made.rendered / "policy/policy.signed").read_bytes()
    same = (config / "policy.signed").is_file() and (
        config / "policy.signed"
    ).read_bytes() == signed
    yield look("wine: policy.signed lies where the host looks", same, "ProgramData/Workglass")
    code = run("msiexec", "/x", str(package), "/qn")
    after = read_registry(prefix)
    ours = [key for key in after if key not in before and "workglass" in " ".join(key)]
    ours += [(v.key, v.name) for v in wanted if (v.key.lower(), v.name.lower()) in after]
    left = sorted(path.name for path in config.rglob("*")) if config.exists() else []
    yield look(
        "wine: msiexec removes it, values and files",
        code == 0 and not ours and not left,
        (ours + left)[:3] or "nothing left",
    )


def read_registry(prefix: Path) -> dict[tuple[str, str], str]:
    """Return wine's HKEY_LOCAL_MACHINE: text values by key and name, both in small letters."""
    found: dict[tuple[str, str], str] = {}
    key = ""
    text = (prefix / "system.reg").read_text(encoding="utf-8", errors="replace")
    for line in text.splitlines():
        if line.startswith("["):
            key = _plain(line[1 : line.rindex("]")]).lower()
        elif match := re.fullmatch(
            r'(@|"(?:[^"\\]|\\.)*")=(?:str\(\d\):)?"((?:[^"\\]|\\.)*)"', line
        ):
            name = "" if match[1] == "@" else _plain(match[1][1:-1])
            found[key, name.lower()] = _plain(match[2])
    return found


def _plain(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        code = match[1]
        if code[0] == "x" and len(code) > 1:
            return chr(int(code[1:], 16))
        return _PLAIN.get(code, code)

    return _ESCAPE.sub(one, text)


def _export(package: Path, table: str) -> list[str]:
    done = subprocess.run(["msiinfo", "export", package, table], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace").split("\r\n")
