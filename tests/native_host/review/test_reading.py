"""Reading leaves a trace, or does not happen."""

from __future__ import annotations

import hashlib
import json
from functools import partial

import orjson
import pytest

from native_host.dataset.writer import write_export
from native_host.errors import FormatError, MissingError, RightsError, UsageError
from native_host.review.access import FILE
from native_host.review.reading import Reader
from native_host.review.segments import OpenedEvent
from native_host.vault import container
from native_host.vault.content import pack_events, pack_screenshot
from native_host.vault.keys import make_signing_key, public_half, serialize_key
from native_host.vault.layout import CloseReason, RecordKind
from tests.native_host.making import POLICY_SEED, review_key, screenshot
from tests.native_host.vault.sealed import event, sealer

JPEG = b"\xff\xd8\xff picture"


@pytest.fixture
def store(tmp_path):
    """A collector's directory with two segments, one of them with a picture."""
    place = tmp_path / "collected" / "dd" / "cc"
    place.mkdir(parents=True)
    open_segment = sealer()
    shot = orjson.dumps(screenshot(2, JPEG)["event"])
    records = [
        open_segment.seal(RecordKind.EVENTS, 1, pack_events([event(1)])),
        open_segment.seal(RecordKind.SCREENSHOT, 1, pack_screenshot(shot, JPEG)),
    ]
    closed = open_segment.close(CloseReason.TIME)
    whole = container.SealedSegment(
        open_segment.header,
        open_segment.header_signature,
        (*records, closed.final),
        closed.footer,
        closed.signature,
    )
    (place / "00000000.segment").write_bytes(container.serialize(whole))
    return tmp_path / "collected"


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "review.json"
    path.write_text(serialize_key(review_key()))
    return path


def test_every_reading_is_written_down(store, key):
    """Who reads twice is found twice, and each line binds the one before."""
    list(Reader(store, [key], "incident 7").events("show"))
    list(Reader(store, [key], "incident 8").verify())
    first, second = (store / FILE).read_bytes().splitlines()
    assert json.loads(first)["reason"] == "incident 7"
    assert json.loads(first)["command"] == "show"
    assert json.loads(first)["keys"] == [review_key().key_id]
    assert json.loads(second)["previous"] == hashlib.sha256(first).hexdigest()


@pytest.mark.parametrize("reason", ["", "  ", "x"])
def test_a_key_needs_a_reason(store, key, reason):
    """Without a reason nothing is opened."""
    with pytest.raises(UsageError, match="--reason"):
        Reader(store, [key], reason)


def test_without_a_key_no_trace_is_needed(store):
    """Counts and signatures are no reading."""
    *_, verification = Reader(store, [], "").verify()
    assert verification.sequences.last == {}
    assert not (store / FILE).exists()


def test_where_no_trace_can_be_left_nothing_is_opened(store, key):
    """A log that cannot be written stops the reading before the first record."""
    (store / FILE).mkdir()
    with pytest.raises(RightsError, match="nothing was"):
        next(Reader(store, [key], "incident").events("show"))


def test_the_trace_is_there_before_the_first_record(store, key):
    """Whoever stops in the middle has read all the same."""
    next(Reader(store, [key], "incident").events("show"))
    assert (store / FILE).exists()


def test_missing_and_wrong_keys(store, tmp_path):
    """One sentence each."""
    with pytest.raises(MissingError, match="no key file"):
        Reader(store, [tmp_path / "none.json"], "incident")
    other = tmp_path / "policy.json"
    other.write_text(serialize_key(public_half(make_signing_key(POLICY_SEED))))
    with pytest.raises(FormatError, match="cannot open anything"):
        Reader(store, [other], "incident")


def test_no_store(tmp_path, key):
    """A wrong path is called a wrong path, and leaves no trace anywhere."""
    with pytest.raises(MissingError, match="no store"):
        list(Reader(tmp_path / "nowhere", [key], "incident").events("show"))


def test_export(store, key, tmp_path):
    """One JSON object per line, pictures beside them, nothing readable by others."""
    out = tmp_path / "export"
    counts = write_export(out, partial(Reader(store, [key], "training set 3").events, "export"))
    assert counts == {"events": 2, "images": 1, "unreadable": 0, "names_withheld": 0}
    lines = [json.loads(line) for line in (out / "events.jsonl").read_text().splitlines()]
    assert [line["seq"] for line in lines] == [1, 2]
    assert (out / lines[1]["image_file"]).read_bytes() == JPEG
    for file in out.rglob("*"):
        assert file.stat().st_mode & 0o077 == 0, file


def test_export_never_overwrites(store, key, tmp_path):
    """A directory with something in it is left alone."""
    out = tmp_path / "export"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        write_export(out, partial(Reader(store, [key], "training set 3").events, "export"))


def test_what_cannot_be_opened_is_counted(store, key, tmp_path):
    """A damaged record is missing from the export and the count says so."""
    file = next(store.rglob("*.segment"))
    whole = container.parse(file.read_bytes())
    data = bytearray(container.serialize(whole))
    at = container.serialize(whole).index(whole.records[0].sealed) + 20
    data[at] ^= 1
    file.write_bytes(bytes(data))
    counts = write_export(tmp_path / "x", partial(Reader(store, [key], "why not").events, "export"))
    assert counts == {"events": 1, "images": 1, "unreadable": 1, "names_withheld": 0}


def test_events_are_what_was_sealed(store, key):
    """The bytes are handed on as they were sealed."""
    first = next(Reader(store, [key], "incident").events("show"))
    assert isinstance(first, OpenedEvent)
    assert first.data == event(1)
