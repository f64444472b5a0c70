"""Who may import whom. The data flow is readable in the folders because this test holds it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "native_host"
FILES = sorted(path for path in PACKAGE.rglob("*.py"))

# A stage imports what stands here beside itself; "" are the files directly in native_host.
STAGES = {
    "": {"vault.keys", "vault.sealing"},  # installation.py reads files of keys
    "vault": {""},
    "detect": {""},
    "messaging": {"", "vault", "uplink", "detect"},
    "uplink": {"", "vault"},
    "collector": {"", "vault"},
    "review": {"", "vault", "detect"},
    "dataset": {"", "review"},
    "deploy": {""},
    "doctor": {"", "vault", "uplink", "messaging"},
    "lab": {"", "deploy", "vault"},
    "replay": {"", "lab"},
    "commands": {
        *("", "vault", "uplink", "collector", "review", "dataset", "deploy", "lab", "replay"),
        "doctor",
    },
}
# These put everything together.
TOP = {"cli.py", "__main__.py"}
# Files that decide: bytes, clocks and randomness come in as arguments.
PURE = {
    "errors.py",
    "fields.py",
    "elements.py",
    "actions.py",
    "entries.py",
    "visits.py",
    "observations.py",
    "controls.py",
    "events.py",
    "wire.py",
    "sites.py",
    "allowlist.py",
    "policy.py",
    "employee.py",
    "access.py",
    "primitives.py",
    "messaging/bounds.py",
    "messaging/framing.py",
    "messaging/session.py",
    "messaging/net.py",
    "detect/folding.py",
    "detect/numbers.py",
    "detect/contacts.py",
    "detect/credentials.py",
    "detect/content.py",
    "detect/wording.py",
    "review/contract.py",
    "review/jpeg.py",
    "vault/layout.py",
    "vault/sealing.py",
    "vault/content.py",
    "vault/container.py",
    "vault/batching.py",
    "vault/keys.py",
    "vault/schema.py",
    "vault/chain.py",
    "vault/evidence.py",
    "vault/shredding.py",
    "uplink/outbox.py",
    "uplink/progress.py",
    "collector/inbox.py",
    "collector/checks.py",
    "review/verification.py",
    "review/segments.py",
    "review/anchors.py",
    "review/sequences.py",
    "review/verdicts.py",
    "review/access.py",
    "deploy/artefacts.py",
    "deploy/browsers.py",
    "deploy/complaints.py",
    "deploy/concerns.py",
    "deploy/deployment.py",
    "deploy/firefox.py",
    "deploy/fleet.py",
    "deploy/hosts.py",
    "deploy/lines.py",
    "deploy/macos.py",
    "deploy/pages.py",
    "deploy/reach.py",
    "deploy/windows.py",
    "deploy/posting.py",
    "doctor/catalogue/__init__.py",
    "doctor/catalogue/meaning.py",
    "doctor/catalogue/browser.py",
    "doctor/catalogue/policy.py",
    "doctor/catalogue/manifest.py",
    "doctor/catalogue/host.py",
    "doctor/catalogue/store.py",
    "doctor/catalogue/uplink.py",
    "doctor/findings.py",
    "doctor/facts.py",
    "doctor/places.py",
    "doctor/effective.py",
    "doctor/browsers.py",
    "doctor/policies.py",
    "doctor/managed.py",
    "doctor/extensions.py",
    "doctor/manifests.py",
    "doctor/hosts.py",
    "doctor/stores.py",
    "doctor/uplinks.py",
    "replay/plan.py",
    "replay/locate.py",
    "replay/geometry.py",
    "replay/keyboard.py",
    "replay/routes.py",
    "replay/texts.py",
    "replay/report.py",
}
IMPURE_MODULES = {
    "asyncio",
    "aiosqlite",
    "os",
    "random",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib.request",
    "websockets",
}
IMPURE_CALLS = {"open", "print", "input"}
# One home for each dependency.
HOMES = {
    "cryptography": {"primitives.py"},
    "aiosqlite": {"vault/store.py"},
    "sqlite3": {"vault/store.py", "vault/chain_file.py"},
    "websockets": {"uplink/client.py", "collector/server.py", "lab/devtools.py"},
    "compression": {"vault/content.py"},
    "backports": {"vault/content.py"},
    "pybase64": {"messaging/session.py"},
    "stdnum": {"detect/numbers.py"},
    "typer": {f"commands/{path.name}" for path in (PACKAGE / "commands").glob("*.py")} | {"cli.py"},
    "subprocess": {"lab/browser.py", "lab/starting.py", "lab/trial.py", "doctor/ping.py"},
}
# Only the sealing module makes or opens sealed bytes.
SEALING = {"seal_bytes", "open_bytes", "seal_share", "open_share"}


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Yield the modules that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def stage_of(module: str) -> str:
    """Return the folder of one of our modules."""
    parts = module.split(".")[1:]
    return parts[0] if parts and (PACKAGE / parts[0]).is_dir() else ""


def faults(path: Path) -> list[str]:
    """Return every import that breaks the table."""
    name = name_of(path)
    if name in TOP:
        return []
    own = name.split("/")[0] if "/" in name else ""
    found = []
    for module in imports(path):
        if module == "native_host" or not module.startswith("native_host."):
            continue
        other = stage_of(module)
        allowed = STAGES[own]
        short = module.removeprefix("native_host.")
        named = any(
            short == each or short.startswith(f"{each}.") for each in allowed if "." in each
        )
        if other != own and other not in allowed and not named:
            found.append(f"{name} imports {module}")
    return found


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_stages_import_downward_only(path):
    """A stage knows the ones it hands to, never the ones that come after."""
    assert faults(path) == []


def test_no_stale_permission():
    """What the table allows is used; otherwise it hides a wrong import tomorrow."""
    used = {own: set() for own in STAGES}
    for path in FILES:
        name = name_of(path)
        if name in TOP:
            continue
        own = name.split("/")[0] if "/" in name else ""
        for module in imports(path):
            if module.startswith("native_host."):
                short = module.removeprefix("native_host.")
                used[own] |= {stage_of(module), short}
    for own, allowed in STAGES.items():
        assert allowed - {""} <= used[own], own


@pytest.mark.parametrize("name", sorted(PURE))
def test_pure_files_do_no_io(name):
    """Files that decide read no clock, file, socket or random number."""
    path = PACKAGE / name
    roots = set(imports(path))
    assert not {
        module
        for module in roots
        if any(f"{module}.".startswith(f"{bad}.") for bad in IMPURE_MODULES)
    }
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not calls & IMPURE_CALLS


def test_every_stage_has_a_pure_file():
    """A stage that only does I/O has nobody who decides."""
    pure = {name.split("/")[0] for name in PURE if "/" in name}
    assert {
        "messaging",
        "vault",
        "uplink",
        "collector",
        "review",
        "deploy",
        "replay",
        "detect",
        "doctor",
    } <= pure


@pytest.mark.parametrize("dependency", sorted(HOMES))
def test_one_home_for_each_dependency(dependency):
    """Who wants to know how we use a library finds it in one place."""
    users = {
        name_of(path)
        for path in FILES
        if any(module.split(".")[0] == dependency for module in imports(path))
    }
    assert users <= HOMES[dependency]
    # Homes that use it no more are taken off the list; zstd has two names.
    if dependency not in ("compression", "backports", "typer"):
        assert HOMES[dependency] == users


def test_only_the_sealing_module_seals_and_opens():
    """Sealed bytes are made and opened in one file that can be read in ten minutes."""
    users = {
        name_of(path)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute | ast.Name)
        and (node.attr if isinstance(node, ast.Attribute) else node.id) in SEALING
    }
    assert users == {"vault/sealing.py"}


def test_plaintext_openers_are_for_readers_only():
    """Nothing that runs on a recording device can open a segment."""
    users = {name_of(path) for path in FILES if "SegmentOpener" in path.read_text(encoding="utf-8")}
    assert users == {"vault/sealing.py", "review/verification.py", "review/segments.py"}


def test_a_wrong_import_is_noticed(tmp_path, monkeypatch):
    """The test itself can fail."""
    planted = PACKAGE / "vault" / "layout.py"
    assert faults(planted) == []
    text = planted.read_text(encoding="utf-8") + "\nfrom native_host.review import access\n"
    copy = tmp_path / "layout.py"
    copy.write_text(text, encoding="utf-8")
    monkeypatch.setattr("tests.test_layers.name_of", lambda _: "vault/layout.py")
    assert faults(copy) == [
        "vault/layout.py imports native_host.review",
        "vault/layout.py imports native_host.review.access",
    ]


def test_no_vague_names():
    """A file is named by what it holds."""
    vague = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert not [name_of(path) for path in FILES if path.stem in vague]


def test_modules_stay_small():
    """A module that cannot be read at one sitting should be two."""
    for path in FILES:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, name_of(path)
