"""A second implementation, written from FORMAT.md alone, comes to the same as ours.

It is plain JavaScript on the noble libraries and shares no code with the host, so that a mistake in
one of them is no mistake in the format.
"""

from __future__ import annotations

import json
import re
import subprocess
from base64 import b64decode, b64encode
from pathlib import Path

import pytest

from native_host.review.verdicts import GREEN
from tests.native_host.review.test_store_vectors import PLACE, VECTORS, stored, verify

READER = Path(__file__).parent / "second_reader"
NAMES = [vector["name"] for vector in VECTORS]


def run_reader(paths: list[Path]) -> dict[str, dict]:
    """Let the second implementation read vector files; return what it found by their names."""
    done = subprocess.run(
        ["node", str(READER / "main.mjs"), *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {Path(path).stem: found for path, found in json.loads(done.stdout).items()}


@pytest.fixture(scope="module")
def found():
    return run_reader(sorted(PLACE.glob("*.json")))


def test_it_reads_every_vector(found):
    """None is passed over."""
    assert sorted(found) == sorted(NAMES)


@pytest.mark.parametrize("vector", VECTORS, ids=NAMES)
def test_verdicts_and_kinds_of_failure(vector, found):
    """Every segment, and what is missing at the end, gets the stated verdict for the stated kind."""
    result, expect = found[vector["name"]], vector["expect"]
    verdicts = [
        {key: value for key, value in segment.items() if key in ("verdict", "fault")}
        for segment in result["segments"]
    ]
    assert verdicts == expect["segments"]
    assert result["missing"] == expect["missing"]
    if "numbers" in expect:
        assert result["numbers"] == expect["numbers"]


@pytest.mark.parametrize("vector", VECTORS, ids=NAMES)
def test_plaintext(vector, found):
    """What is green opens to the same events and pictures, byte by byte."""
    for number, segment in enumerate(found[vector["name"]]["segments"]):
        if segment["verdict"] in GREEN:
            assert segment["events"] == vector["events"][number]
            assert segment["images"] == vector["images"][number]


@pytest.mark.parametrize("name", ["p-256", "crash-covered", "tombstone-other-footer"])
def test_both_agree_on_whatever_is_changed(name, tmp_path):
    """One bit anywhere: the same verdicts from both, and never VERIFIED with other content."""
    [vector] = [vector for vector in VECTORS if vector["name"] == name]
    data = b64decode(vector["containers"][0])
    changed = {}
    for at in range(0, len(data), 5):
        flipped = data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :]
        containers = [b64encode(flipped).decode(), *vector["containers"][1:]]
        changed[f"{at:05d}"] = vector | {"containers": containers}
        (tmp_path / f"{at:05d}.json").write_text(json.dumps(changed[f"{at:05d}"]))
    results = run_reader(sorted(tmp_path.glob("*.json")))
    for at, variant in changed.items():
        reports, missing, _ = verify(variant)
        ours = [str(report.verdict) for report in reports + missing]
        theirs = [part["verdict"] for part in results[at]["segments"] + results[at]["missing"]]
        assert theirs == ours, at
        assert ours[0] not in ("VERIFIED", "SHREDDED"), at
    assert stored(vector)


def test_it_shares_no_code_with_ours():
    """It imports its own files, Node's, and libraries that we do not use."""
    known = {"fzstd", "node:fs"}
    for path in sorted(READER.glob("*.mjs")):
        for name in re.findall(r'from "([^"]+)"', path.read_text("utf-8")):
            own = name.startswith("./") and "/" not in name[2:]
            assert own or name in known or name.startswith("@noble/"), f"{path.name}: {name}"


def test_its_lock_names_every_platform():
    """`npm ci` of any version installs what the lock says: every package has a version."""
    lock = json.loads((READER / "package-lock.json").read_text("utf-8"))
    assert all("version" in package for name, package in lock["packages"].items() if name)
