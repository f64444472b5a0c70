"""Documents say what is there: every command, code, verdict, test and path they name exists."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from native_host import errors
from native_host.cli import app
from native_host.review.verdicts import Verdict
from native_host.vault.layout import CloseReason, RecordKind
from native_host.wire import Code

ROOT = Path(__file__).parents[1]


def tracked(*endings: str) -> list[Path]:
    """Return the project's files of some kinds."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    names = listed.stdout.split() if listed.returncode == 0 else []
    files = [ROOT / name for name in names] or [p for p in ROOT.rglob("*") if p.is_file()]
    return [path for path in files if path.exists() and path.name.endswith(endings)]


DOCUMENTS = tracked(".md")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def commands() -> Iterator[list[str]]:
    """Yield the words of every command."""

    def walk(group: typer.core.TyperGroup, words: list[str]) -> Iterator[list[str]]:
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                yield from walk(command, [*words, name])
            else:
                yield [*words, name]

    yield from walk(typer.main.get_command(app), [])


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_has_help_and_is_documented(words):
    """`--help` says what it does, and some document shows how it is used."""
    if words != ["host"]:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "native_host", *words, "--help"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0
        assert "Usage" in done.stdout
    everything = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    assert f"workglass {' '.join(words)}" in everything


@pytest.mark.parametrize("code", list(Code))
def test_every_refusal_code_is_documented(code):
    assert code in text("native_host/PROTOCOL.md")


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_is_documented(verdict):
    assert f"| {verdict} |" in text("native_host/vault/FORMAT.md")


def test_numbers_of_the_format_are_documented():
    """Kinds of record and reasons to close, with their numbers."""
    document = text("native_host/vault/FORMAT.md")
    for kind in RecordKind:
        assert re.search(rf"\b{kind.value} \w", document), kind
    for reason in CloseReason:
        assert re.search(rf"\b{reason.value} \w", document), reason


def test_every_exit_code_stands_in_the_tree():
    """errors.py lists its classes with their codes, and no two mean different things."""
    tree = errors.__doc__ or ""
    for name, item in vars(errors).items():
        if isinstance(item, type) and issubclass(item, errors.WorkglassError):
            assert name in tree, name
            own = "exit_code" in vars(item)
            assert not own or f"{name} ({item.exit_code})" in tree, name


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(path):
    """A link to a file of the project finds it."""
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("name", ["ARCHITECTURE.md", "extension/src/content/PRIVACY.md"])
def test_prohibitions_name_tests_that_exist(name):
    """A prohibition without a test is a wish."""
    document = text(name)
    names = {path.name for path in tracked(".py", ".ts")}
    sources = "\n".join(path.read_text(encoding="utf-8") for path in tracked(".py"))
    for reference in re.findall(r"`([\w/]+\.(?:py|ts|test\.ts))(?:::(\w+))?`", document):
        file, test = reference
        assert Path(file).name in names, file
        assert not test or f"def {test}(" in sources, test
    for test in re.findall(r"`(test_\w+)`", document):
        assert f"def {test}(" in sources, test


def test_make_targets_exist():
    """What the documents tell people to type works."""
    makefile = text("Makefile")
    for path in DOCUMENTS:
        for target in re.findall(r"`make ([\w-]+)`", path.read_text(encoding="utf-8")):
            assert re.search(rf"(?m)^{target}:", makefile), f"{path.name}: make {target}"


def test_every_policy_field_is_explained_to_administrators():
    """Whoever writes a policy finds each of its fields."""
    from native_host.policy import Policy

    for name in Policy.model_fields:
        assert f"| `{name}` |" in text("packaging/ADMIN.md"), name


def test_every_dependency_has_a_reason():
    """ARCHITECTURE.md says what each package is for."""
    declared = re.search(r"(?s)\ndependencies = \[(.*?)\]", text("pyproject.toml"))
    assert declared is not None
    for name in re.findall(r'"([A-Za-z0-9.-]+)', declared[1]):
        assert f"| {name} |" in text("ARCHITECTURE.md"), name


def test_top_level_is_as_agreed():
    """No folder and no file beyond those that a newcomer was told of."""
    names = {path.relative_to(ROOT).parts[0] for path in tracked("")}
    assert names == {
        *("extension", "native_host", "tests", "packaging", "pyproject.toml", ".gitignore", ".ci"),
        *("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE", "Makefile"),
    }


def test_nothing_speaks_of_one_machine():
    """No absolute path of somebody's checkout or home stands in the project."""
    pattern = re.compile(r"/(?:home|root|work|Users)/[a-z]")
    allowed = {"tests/test_docs.py", "tests/e2e/test_lab.py"}
    for path in tracked(".py", ".ts", ".md", ".toml", ".json", ".sh", ".mjs", "Makefile"):
        name = path.relative_to(ROOT).as_posix()
        if name not in allowed and path.name != "package-lock.json":
            found = pattern.search(path.read_text(encoding="utf-8"))
            assert found is None, f"{name}: {found and found[0]}"


def test_the_lock_file_names_no_registry():
    """Whoever builds uses the registry of his own choice."""
    for place in ("extension", "tests/second_reader", "tests/gallery"):
        assert '"resolved"' not in text(f"{place}/package-lock.json"), place


def test_versions_agree():
    """Package, extension and distribution are of one version."""
    import json
    import tomllib

    from native_host import __version__

    assert tomllib.loads(text("pyproject.toml"))["project"]["version"] == __version__
    for name in ("manifest.json", "package.json"):
        assert json.loads(text(f"extension/{name}"))["version"] == __version__
