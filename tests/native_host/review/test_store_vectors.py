"""The golden vectors of the sealed store: every one gets the verdict, and the reason, it states."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest

from native_host.errors import FormatError, StoreError
from native_host.primitives import hash_bytes, public_recipient_key
from native_host.review.anchors import AnchorCheck
from native_host.review.verdicts import GREEN, SegmentReport
from native_host.review.verification import StoreVerification, read_events
from native_host.vault import container
from native_host.vault.container import SealedSegment
from native_host.vault.keys import suite_of

PLACE = Path(__file__).parents[2] / "vectors" / "store"
VECTORS = [json.loads(path.read_text("utf-8")) for path in sorted(PLACE.glob("*.json"))]
# What the sentence says for each kind of failure of FORMAT.md section 12.
SENTENCES = {
    "format": r"of format 2",
    "suite": r"unknown suite",
    "limits": r"holds (1 to|at most)|than the format allows",
    "trailing": r"bytes after the end",
    "bytes": r"end too early",
    "header-signature": r"header is not signed",
    "signer": r"signed by another key",
    "device": r"another device's",
    "segment-number": r"should be",
    "previous": r"not the one it names",
    "record-number": r"missing or out of order",
    "record-head": r"does not lie on the hash chain",
    "footer": r"[Ff]ooter",
    "final": r"sealed end",
    "checkpoint": r"signed head|says (its own|another chain|the browser)",
    "keys": r"None of the given keys",
    "share": r"share does not open",
    "commitment": r"commits to",
    "seal": r"do not authenticate",
    "padding": r"padding",
    "content": r"not declared|unknown codec|not to its end",
    "count": r"another number of events",
    "tombstone": r"tombstone does not hold",
    "missing-end": r"end of the chain is not here",
    "missing-chain": r"chain is not here",
}


def stored(vector):
    """Return the vector's segments as a store yields them, each with its chain if it names one."""
    found = []
    for data in vector["containers"]:
        try:
            segment = container.parse(b64decode(data))
        except FormatError as error:
            found.append(("", StoreError(str(error))))
            continue
        try:
            found.append((container.identity(segment)[1].hex(), segment))
        except FormatError:
            found.append(("", segment))
    return found


def seeds(vector):
    """Return the vector's keys by their ids."""
    found = {}
    for key in vector["keys"]:
        seed = bytes.fromhex(key["seed"])
        found[hash_bytes(public_recipient_key(suite_of(key["suite"]), seed))[:8]] = seed
    return found


def check(report: SegmentReport, expected: dict[str, str]) -> None:
    """Verdict and reason are as stated."""
    assert str(report.verdict) == expected["verdict"], report.sentence
    if "fault" in expected:
        assert re.search(SENTENCES[expected["fault"]], report.sentence), report.sentence


def verify(vector):
    """Return the reports on a vector's segments, those on what is missing, and the numbers."""
    segments = stored(vector)
    heads = [
        (name, signed)
        for name, segment in segments
        if name and isinstance(segment, SealedSegment)
        for signed in segment.checkpoints
    ]
    verification = StoreVerification(
        seeds(vector), AnchorCheck.gather(heads), delivered=vector["delivered"]
    )
    reports = [verification.verify(*item) for item in segments]
    return reports, list(verification.finish()), verification.sequences


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_vector_gets_its_verdict(vector):
    """Segment by segment, what is missing at the end, and what was opened."""
    expect = vector["expect"]
    reports, missing, sequences = verify(vector)
    assert len(reports) == len(expect["segments"])
    for report, expected in zip(reports, expect["segments"], strict=True):
        check(report, expected)
    assert [report.name for report in missing] == [gone["chain"] for gone in expect["missing"]]
    for report, expected in zip(missing, expect["missing"], strict=True):
        check(report, expected)
    if "numbers" in expect:
        assert [list(hole) for hole in sequences.missing] == expect["numbers"]["missing"]
        assert [list(twice) for twice in sequences.doubled] == expect["numbers"]["doubled"]
    green = all(report.verdict in GREEN for report in reports + missing)
    holes = sequences.missing or sequences.doubled
    assert (vector["kind"] == "positive") == (green and not holes)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_what_verifies_opens_to_what_was_sealed(vector):
    """The events and pictures of every segment that is green are those that were put in."""
    for number, item in enumerate(stored(vector)):
        if vector["keys"] and vector["expect"]["segments"][number]["verdict"] in GREEN:
            opened = list(read_events([item], seeds(vector)))
            assert [event.data.decode() for event in opened] == vector["events"][number]
            images = [sha256(event.image).hexdigest() for event in opened if event.image]
            assert images == vector["images"][number]


def test_the_vectors_are_those_of_the_scenarios():
    """No file is left of a scenario that is gone, and none is missing."""
    from tests.vectors.store.make import collect

    scenarios = {scenario.name: scenario for scenario in collect()}
    assert set(scenarios) == {vector["name"] for vector in VECTORS}
    assert set(scenarios) == {path.stem for path in PLACE.glob("*.json")}
    for vector in VECTORS:
        made = json.loads(scenarios[vector["name"]].serialize())
        without = {"containers"}  # HPKE is random
        assert {name: made[name] for name in made.keys() - without} == {
            name: vector[name] for name in vector.keys() - without
        }


def test_most_scenarios_are_attacks():
    """Over thirty scenarios, and every kind of failure is there."""
    faults = {
        found["fault"]
        for vector in VECTORS
        for found in vector["expect"]["segments"] + vector["expect"]["missing"]
        if "fault" in found
    }
    assert faults == set(SENTENCES)
    assert len(VECTORS) >= 36
    assert sum(vector["kind"] == "negative" for vector in VECTORS) > len(VECTORS) / 2
