"""When to commit and when to close, with a clock that the test holds."""

from __future__ import annotations

import pytest

from native_host.vault.batching import Batcher, Entry, Limits, group_entries, reason_to_close
from native_host.vault.layout import CloseReason, RecordKind

LIMITS = Limits()


def entry(
    seq: int = 1, *, kind: RecordKind = RecordKind.EVENTS, session: str = "s", size: int = 10
):
    return Entry(kind, session, seq, bytes(size))


def test_nothing_to_commit():
    """An empty batcher waits for an entry, not for a time."""
    assert Batcher().wait_ms(0) is None


def test_a_lone_event_hardly_waits():
    """A single click is on disk at once."""
    batcher = Batcher()
    batcher.add([entry()], 10_000)
    assert batcher.wait_ms(10_000) == LIMITS.quick_linger_ms
    assert batcher.wait_ms(10_000 + LIMITS.quick_linger_ms) == 0


def test_a_busy_stream_waits_longer():
    """At 50 events a second a commit holds about a dozen of them."""
    batcher, now = Batcher(), 0.0
    for _ in range(50):
        now += 20
        batcher.add([entry()], now)
        if batcher.wait_ms(now) == 0:
            batcher.take()
    batcher.take()
    batcher.add([entry()], now + 20)
    assert batcher.wait_ms(now + 20) == LIMITS.longest_linger_ms


def test_no_entry_waits_longer_than_the_longest_linger():
    """The first entry of a batch sets the time; later ones do not put it off."""
    batcher = Batcher()
    for now in range(0, 240, 10):
        batcher.add([entry()], now)
    assert batcher.wait_ms(LIMITS.longest_linger_ms) == 0


@pytest.mark.parametrize(
    "entries", [[entry()] * LIMITS.commit_events, [entry(size=LIMITS.commit_bytes)]]
)
def test_a_full_batch_does_not_wait(entries):
    """Many entries or large ones are committed at once."""
    batcher = Batcher()
    for each in entries:
        batcher.add([each], 0)
    assert batcher.wait_ms(0) == 0


def test_take_hands_over_everything_once():
    """Nothing stays behind and nothing is handed over twice."""
    batcher = Batcher()
    batcher.add([entry(1)], 0)
    batcher.add([entry(2)], 0)
    assert [e.seq for e in batcher.take()] == [1, 2]
    assert batcher.take() == []
    assert batcher.wait_ms(1000) is None


def test_groups_keep_the_order():
    """Events that follow each other share a record; pictures and host records stand alone."""
    shot, host = RecordKind.SCREENSHOT, RecordKind.HOST
    entries = [entry(1), entry(2), entry(3, kind=shot), entry(4), entry(0, kind=host), entry(5)]
    assert [[e.seq for e in group] for group in group_entries(entries)] == [
        [1, 2],
        [3],
        [4],
        [0],
        [5],
    ]


def test_sessions_do_not_share_a_record():
    """A record's number of the last event is that of one session."""
    entries = [entry(1), entry(1, session="t")]
    assert len(group_entries(entries)) == 2


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        ({"records": 0, "now_ms": 1e9}, None),
        ({"records": 1}, None),
        ({"records": LIMITS.segment_records}, CloseReason.COUNT),
        ({"stored_bytes": LIMITS.segment_bytes}, CloseReason.SIZE),
        ({"now_ms": LIMITS.segment_ms, "last_ms": LIMITS.segment_ms}, CloseReason.TIME),
        ({"now_ms": LIMITS.segment_idle_ms}, CloseReason.IDLE),
    ],
)
def test_reasons_to_close(state, reason):
    """Each bound closes a segment; an empty one stays open."""
    values = {"records": 1, "stored_bytes": 1, "opened_ms": 0, "last_ms": 0, "now_ms": 0} | state
    assert reason_to_close(LIMITS, **values) is reason
