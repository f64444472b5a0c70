"""What is sent next: in order, from where the collector left off, never too much at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.uplink.outbox import (
    LONGEST_PAUSE,
    WINDOW,
    Done,
    OfferChain,
    Outbox,
    SendSegment,
    Wait,
    pause_before_retry,
)
from native_host.wire import Resume, Stored, UplinkRefusal

CHAIN, OTHER, DEVICE = "aa" * 16, "bb" * 16, "dd" * 16


def resume(segment: int, chain: str = CHAIN) -> Resume:
    return Resume(type="resume", device=DEVICE, chain=chain, next_segment=segment)


def stored(segment: int, chain: str = CHAIN) -> Stored:
    return Stored(type="stored", device=DEVICE, chain=chain, segment=segment)


def tasks(outbox: Outbox) -> list:
    """Return everything there is to do now."""
    found = []
    while isinstance(task := outbox.next_task(), OfferChain | SendSegment):
        found.append(task)
    return found


def test_nothing_to_send():
    """An empty store is done."""
    assert Outbox().next_task() == Done()


def test_a_chain_is_offered_before_it_is_sent():
    """The collector says where to go on."""
    outbox = Outbox()
    outbox.see({CHAIN: 2})
    assert tasks(outbox) == [OfferChain(CHAIN)]
    assert outbox.next_task() == Wait()
    outbox.hear(resume(1))
    assert tasks(outbox) == [SendSegment(CHAIN, 1)]
    outbox.hear(stored(1))
    assert outbox.next_task() == Done()


def test_a_delivered_chain_is_offered_once_and_not_sent():
    """The collector is asked about every chain once a connection, and again never."""
    outbox = Outbox()
    outbox.see({CHAIN: 2})
    assert tasks(outbox) == [OfferChain(CHAIN)]
    outbox.hear(resume(2))
    assert outbox.next_task() == Done()
    outbox.see({CHAIN: 2})
    assert outbox.next_task() == Done()


def test_only_so_many_segments_are_under_way():
    """A slow collector is not flooded, over all chains together."""
    outbox = Outbox()
    outbox.see({CHAIN: 20, OTHER: 20})
    tasks(outbox)
    outbox.hear(resume(0))
    outbox.hear(resume(0, OTHER))
    assert len(tasks(outbox)) == WINDOW
    outbox.hear(stored(0))
    assert len(tasks(outbox)) == 1


def test_delivered_chains_do_not_widen_the_window():
    """What was sent by earlier connections counts neither for nor against the limit."""
    outbox = Outbox()
    outbox.see({CHAIN: 50, OTHER: 20})
    tasks(outbox)
    outbox.hear(resume(50))
    outbox.hear(resume(0, OTHER))
    assert len(tasks(outbox)) == WINDOW


def test_a_chain_that_is_gone_is_forgotten():
    """Retention may delete a store file in the middle of everything."""
    outbox = Outbox()
    outbox.see({CHAIN: 2, OTHER: 1})
    tasks(outbox)
    outbox.hear(resume(0))
    assert tasks(outbox) == [SendSegment(CHAIN, 0), SendSegment(CHAIN, 1)]
    outbox.see({OTHER: 1})
    assert outbox.hear(resume(0, OTHER)) == OTHER
    assert tasks(outbox) == [SendSegment(OTHER, 0)]
    assert outbox.hear(stored(0)) is None


def test_a_task_that_cannot_be_carried_out():
    """Its chain is left out and nothing waits for an answer that will not come."""
    outbox = Outbox()
    outbox.see({CHAIN: 1})
    outbox.drop(outbox.next_task())
    assert outbox.next_task() == Done()


@pytest.mark.parametrize(
    ("code", "parked"),
    [
        ("bad-segment", OTHER),
        ("conflict", OTHER),
        ("bad-message", None),
        ("out-of-order", None),
        ("store-unwritable", None),
    ],
)
def test_which_refusals_are_of_one_chain(code, parked):
    """Answers come in the order of questions, so a refusal is about the oldest one."""
    outbox = Outbox()
    outbox.see({CHAIN: 1, OTHER: 1})
    tasks(outbox)
    outbox.hear(resume(0))
    outbox.hear(resume(0, OTHER))
    tasks(outbox)
    outbox.hear(stored(0))
    refusal = UplinkRefusal(type="uplink-refusal", code=code, sentence="No.")
    assert outbox.find_refused(refusal) == parked


def test_a_segment_that_closes_later_is_sent_later():
    """An open store goes on to be delivered."""
    outbox = Outbox()
    outbox.see({CHAIN: 1})
    tasks(outbox)
    outbox.hear(resume(0))
    assert tasks(outbox) == [SendSegment(CHAIN, 0)]
    outbox.hear(stored(0))
    outbox.see({CHAIN: 2})
    assert tasks(outbox) == [SendSegment(CHAIN, 1)]


def test_the_collectors_word_counts():
    """A collector that lost its disk is sent everything again."""
    outbox = Outbox()
    outbox.see({CHAIN: 3})
    assert tasks(outbox) == [OfferChain(CHAIN)]
    outbox.hear(resume(0))
    assert tasks(outbox) == [SendSegment(CHAIN, n) for n in range(3)]


def test_answers_about_strangers_change_nothing():
    """An answer for a chain that was never offered is passed over."""
    outbox = Outbox()
    outbox.see({CHAIN: 1})
    assert outbox.hear(stored(5, OTHER)) is None


@given(st.integers(1, 60), st.floats(0, 1))
def test_pauses_grow_and_are_bounded(attempt, random):
    """A fleet that lost its collector does not come back all at once."""
    pause = pause_before_retry(attempt, random)
    assert 1.0 <= pause <= LONGEST_PAUSE
    assert pause_before_retry(attempt, 1.0) <= pause_before_retry(attempt + 1, 1.0)


@pytest.mark.parametrize("stored_first", [0, 2, 5])
def test_everything_is_sent_once(stored_first):
    """From the resume point to the end, each segment once and in order."""
    outbox = Outbox()
    outbox.see({CHAIN: 9})
    tasks(outbox)
    outbox.hear(resume(stored_first))
    sent = []
    while batch := tasks(outbox):
        for task in batch:
            sent.append(task.segment)
            outbox.hear(stored(task.segment))
    assert sent == list(range(stored_first, 9))
    assert outbox.next_task() == Done()
