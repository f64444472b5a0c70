"""Who may import whom in the extension, who talks to the browser, who reads the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "extension" / "src"
FILES = sorted(SOURCE.rglob("*.ts"))
# Files that may speak to the browser's extension interface.
BROWSER = {
    "background/icon.ts",
    "background/main.ts",
    "background/pages.ts",
    "background/person.ts",
    "background/port.ts",
    "background/recorder.ts",
    "background/registrations.ts",
    "background/screenshots.ts",
    "background/storage.ts",
    "content/main.ts",
    "content/tree.ts",
    "mydata/mydata.ts",
    "mydata/records.ts",
    "notice/notice.ts",
    "popup/popup.ts",
    "shared/speech.ts",
}
# The only file that reads attributes, text and form state of a page.
READING = "content/reading.ts"
# Beside it, the only file that measures how much there is in a field, and never reads what.
MEASURING = "content/measuring.ts"
FORBIDDEN_READS = re.compile(
    r"\.(value|textContent|innerText|innerHTML|outerHTML|outerText|title|placeholder|selectedOptions"
    r"|selectionStart|clipboardData|dataTransfer|files|data|alt|cookie|referrer|search|hash|href)\b"
    r"|getSelection|getAttribute|\.attributes\b|\.dataset|localStorage|sessionStorage|indexedDB"
    r"|history\.state|execCommand"
)


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def code_of(path: Path) -> str:
    """Return a file without its comments."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"(?m)(^|\s)//.*$", "", text)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_folders_import_themselves_and_shared(path):
    """Content script, service worker and pages know each other's messages, not their code."""
    own = name_of(path).split("/")[0]
    for target in re.findall(r'from "(\.[^"]+)"', path.read_text(encoding="utf-8")):
        other = (path.parent / target).resolve().relative_to(SOURCE).parts[0]
        assert other in (own, "shared"), f"{name_of(path)} imports {target}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_nothing_comes_from_outside(path):
    """The extension has no run-time dependency: what is in src is what runs."""
    assert not re.findall(r'from "([^."][^"]*)"', path.read_text(encoding="utf-8"))


def test_only_some_files_speak_to_the_browser():
    """Everything else is pure and can be tested without one."""
    users = {name_of(path) for path in FILES if re.search(r"\bchrome\.", code_of(path))}
    assert users == BROWSER


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in FILES
        if name_of(path).startswith("content/") and name_of(path) not in (READING, MEASURING)
    ],
    ids=name_of,
)
def test_only_reading_reads_pages(path):
    """Values, text and attributes of a page are touched in one audited file."""
    found = FORBIDDEN_READS.findall(code_of(path))
    assert not FORBIDDEN_READS.search(code_of(path)), found


def test_the_audited_file_reads_no_value():
    """Not even there: no property that gives what a person typed."""
    code = code_of(SOURCE / READING)
    assert not re.search(r"\.(value|innerText|textContent|innerHTML|files)\b", code)
    assert not re.search(r'getter<[^>]*>\(HTML\w*Element\.prototype, "value"\)', code)
    # The value attribute is the label of a button, and read for those types alone.
    assert code.count('getAttribute(element, "value")') == 1


def test_the_measuring_file_gives_lengths_only():
    """What fields hold is typed as a thing with a length, so the compiler refuses the rest."""
    code = code_of(SOURCE / MEASURING)
    assert not re.search(r"\.(value|innerText|textContent|innerHTML|files|data|toString)\b", code)
    declared = re.search(r"interface Sized \{([^}]*)\}", code)
    assert declared is not None
    assert declared[1].split() == ["readonly", "length:", "number;"]
    for kind, name in re.findall(r'getter<([^>]*)>\(\s*[\w.]+\.prototype,\s*"(\w+)"', code):
        allowed = {"value", "data", "files"} if kind.startswith("Sized") else set()
        assert name not in {"value", "data", "files"} - allowed, name
        assert kind in {"Sized", "Sized | null", "number", "number | null"} or name in {
            "dataTransfer",
            "dropEffect",
        }, name
    assert " as string" not in code
    assert "as unknown" not in code


def test_no_address_but_path_and_origin_is_read():
    """Query and fragment are not looked at, in the content script or anywhere else."""
    for path in FILES:
        assert not re.search(r"\.(search|hash|searchParams)\b", code_of(path)), name_of(path)


def test_no_vague_names():
    """A file is named by what it holds."""
    vague = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert not [name_of(path) for path in FILES if path.stem in vague]


def test_a_forbidden_read_is_noticed():
    """The pattern itself can fail."""
    for line in ("field.value", "el.getAttribute('x')", "document.title", "getSelection()"):
        assert FORBIDDEN_READS.search(line), line
