"""Who may import whom in the extension, who talks to the browser, who reads the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "extension" / "src"
FILES = sorted(SOURCE.rglob("*.ts"))
# Files that may speak to the browser's extension interface.
BROWSER = {
    "background/delivery.ts",
    "background/display.ts",
    "background/icon.ts",
    "background/main.ts",
    "background/pages.ts",
    "background/person.ts",
    "background/port.ts",
    "background/recorder.ts",
    "background/registrations.ts",
    "background/screenshots.ts",
    "background/storage.ts",
    "content/delivery.ts",
    "content/main.ts",
    "mydata/key.ts",
    "mydata/mydata.ts",
    "mydata/records.ts",
    "notice/notice.ts",
    "popup/popup.ts",
    "shared/browser.ts",
    "shared/speech.ts",
}
# The only folder that reads attributes, text and form state of a page.
READING = "content/reading/"
# In it, the only file that measures how much there is in a field, and never reads what.
MEASURING = READING + "measuring.ts"
# In it, the only file that reads what a field holds, where the signed policy names the field.
VERBATIM = READING + "verbatim.ts"
_CONTENTS = (
    "value|valueAsNumber|valueAsDate|defaultValue|selectedOptions|files|data|alt|placeholder|title"
)
_TEXTS = (
    "textContent|innerText|outerText|innerHTML|outerHTML|nodeValue|wholeText|getHTML|label"
    "|ariaLabel|ariaDescription|ariaValueText|ariaPlaceholder|ariaRoleDescription|text"
)
_MARKED = (
    "selectionStart|selectionEnd|selectionDirection|anchorNode|focusNode|getRangeAt|cloneContents"
    "|extractContents|substringData"
)
_CARRIED = "clipboardData|dataTransfer|clipboard|getData|getAsString|getAsFile"
_ADDRESSES = (
    "search|hash|href|searchParams|cookie|cookieStore|referrer|baseURI|documentURI|currentEntry"
    "|currentSrc|src|srcset|action|formAction"
)
_MEMBERS = f"{_CONTENTS}|{_TEXTS}|{_MARKED}|{_CARRIED}|{_ADDRESSES}"
# A page's text, values, marks, clipboard, title and address: by a dot, by a name in brackets or
# quotes, or taken off a prototype.
FORBIDDEN_READS = re.compile(
    rf"(?<!\.)\??\.({_MEMBERS})\b(?!\()"
    rf"|\[\s*[\"'`]({_MEMBERS})[\"'`]\s*\]"
    rf"|prototype,\s*[\"'`]({_MEMBERS}|URL)[\"'`]"
    r"|getSelection|getAttribute|\.attributes\b|\.dataset\b|localStorage|sessionStorage|indexedDB"
    r"|history\.state|execCommand|FormData|XMLSerializer|\.labels\b|caretPositionFromPoint"
    r"|createTreeWalker|createNodeIterator|\.getState\(|\.evaluate\(|(?:document|window)\.URL\b"
)
# Attributes that can hold what somebody wrote or what a page shows of somebody.
TELLING = "value|title|placeholder|alt|href|src|srcset|content|label|download|cite|poster|summary"


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
        if name_of(path).startswith("content/") and not name_of(path).startswith(READING)
    ],
    ids=name_of,
)
def test_only_reading_reads_pages(path):
    """Values, text and attributes of a page are touched in one audited folder."""
    found = [match[0] for match in FORBIDDEN_READS.finditer(code_of(path))]
    assert [word for word in found if word not in HARMLESS.get(name_of(path), ())] == []


# What looks like a read of a page and is none, by file.
HARMLESS = {
    # Whether a frame still shows the empty page that it began with.
    "content/tree.ts": ('prototype, "URL"',),
}


def test_the_audited_folder_reads_no_value():
    """Not even there, but for the two files below: nothing that gives what a person typed."""
    inside = [path for path in FILES if name_of(path).startswith(READING)]
    labels = 0
    for path in inside:
        if name_of(path) in (MEASURING, VERBATIM):
            continue
        code = code_of(path)
        assert not re.search(r"\.(value|innerText|textContent|innerHTML|files)\b", code), path.name
        assert not re.search(r'prototype,\s*"(value|files|data|title|cookie)"', code), path.name
        labels += len(re.findall(r'getAttribute\(\w+, "value"\)', code))
    # The value attribute is the label of a button, and read for those types alone.
    assert labels == 1


def test_attributes_that_tell_are_not_offered():
    """What other files may ask for says what an element is and holds nobody's words."""
    code = code_of(SOURCE / READING / "attributes.ts")
    offered = code.split("export function structuralAttribute")[1].split("): string")[0]
    names = re.findall(r'"([a-z-]+)"', offered)
    assert len(names) > 20
    assert not [name for name in names if re.fullmatch(TELLING, name)]
    assert not [n for n in names if n in ("aria-label", "aria-description", "aria-valuetext")]


def test_the_raw_attribute_stays_in_the_folder():
    """The reader of any attribute is used by its neighbours alone."""
    for path in FILES:
        if not name_of(path).startswith(READING):
            assert "getAttribute" not in path.read_text(encoding="utf-8"), name_of(path)


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


def test_only_one_place_reads_what_a_field_holds():
    """It asks the policy and the field's class itself, before it reads."""
    code = code_of(SOURCE / VERBATIM)
    assert len(re.findall(r'prototype, "value"', code)) == 2  # input and textarea
    body = code.split("export function verbatimOf")[1]
    assert body.index("isNamedVerbatim") < body.index("classOf") < body.index("holds(")
    assert code.count("holds(") == 2  # made and used once


def test_no_address_but_path_and_origin_is_read():
    """Query and fragment are not looked at, in the content script or anywhere else."""
    for path in FILES:
        assert not re.search(r"\.(search|hash|searchParams)\b", code_of(path)), name_of(path)


def test_no_vague_names():
    """A file is named by what it holds."""
    vague = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
    assert not [name_of(path) for path in FILES if path.stem in vague]


def test_a_field_that_cannot_be_judged_is_a_secret():
    """Whatever goes wrong while a field is looked at, nothing of it is told."""
    code = code_of(SOURCE / READING / "classes.ts")
    judging = code.split("function judgementOf")[1].split("\n}")[0]
    assert re.search(r'catch \{\s*return \{ class: "secret", sort: "other" \};', judging)
    # Nobody asks but through it.
    assert code.count("judgeAnew(") == 2  # made and used once


@pytest.mark.parametrize(
    "line",
    [
        "field.value",
        "field?.value",
        'field["value"]',
        'getter<string>(HTMLInputElement.prototype, "value")',
        "node.textContent",
        "box.innerText",
        "box.innerHTML",
        "text.nodeValue",
        "text.data",
        "el.getAttribute('x')",
        "el.attributes",
        "el.dataset.name",
        "el.ariaLabel",
        "el.title",
        "document.title",
        "image.alt",
        "image.src",
        "input.placeholder",
        "input.files",
        "input.labels",
        "event.clipboardData",
        "event.dataTransfer",
        "navigator.clipboard",
        "getSelection()",
        "document.getSelection()",
        "field.selectionStart",
        "range.cloneContents",
        "location.search",
        "location.hash",
        "location.href",
        "url.searchParams",
        "document.referrer",
        "document.cookie",
        "document.URL",
        "history.state",
        "navigation.currentEntry",
        "link.href",
        "select.selectedOptions",
        "option.text",
        "option.label",
        "new FormData(form)",
        "new XMLSerializer()",
        "localStorage",
    ],
)
def test_a_forbidden_read_is_noticed(line):
    """The pattern itself can fail."""
    assert FORBIDDEN_READS.search(line), line


def test_the_service_worker_reads_no_titles():
    """The browser tells of tabs more than anybody needs to know."""
    for path in FILES:
        if name_of(path).startswith("background/"):
            code = code_of(path)
            assert not re.search(r"\.(title|favIconUrl|referrer|cookies?)\b", code), name_of(path)
            assert "chrome.history" not in code
            assert "chrome.bookmarks" not in code
