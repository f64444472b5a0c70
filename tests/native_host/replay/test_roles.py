"""The replay knows elements by the same roles as the recorder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
RECORDER = ROOT / "extension" / "src" / "content" / "describe.ts"
REPLAY = ROOT / "native_host" / "replay" / "page.js"


def table(path: Path, name: str) -> dict[str, str]:
    """Return a table of words as it stands in the source."""
    pattern = rf"const {name}\b[^{{]*{{([^}}]*)}}"
    found = re.search(pattern, path.read_text(encoding="utf-8"))
    assert found, f"{path.name} has no {name}"
    return dict(re.findall(r"(\w+): \"([\w-]+)\"", found[1]))


@pytest.mark.parametrize("name", ["TAG_ROLES", "INPUT_ROLES"])
def test_both_sides_know_the_same_roles(name):
    """The page script of the replay cannot import the recorder's tables; it repeats them."""
    assert table(RECORDER, name)
    assert table(REPLAY, name) == table(RECORDER, name)
