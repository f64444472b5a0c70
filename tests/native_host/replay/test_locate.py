"""Which element of a page is the recorded one."""

from __future__ import annotations

import pytest

from native_host.replay.locate import Candidate, Wanted, locate, next_key
from tests.native_host.replay.records import a_target

AT = (0.5, 0.5)


def candidate(ref, *ways, **changes):
    facts = {
        "ref": ref,
        "ways": list(ways),
        "role": "button",
        "tag": "button",
        "name": "Save",
        "index": None,
        "set_size": None,
        "shown": True,
        "x_share": 0.5,
        "y_share": 0.5,
    }
    return Candidate.read(facts | changes)


def found(target, *candidates, at=AT):
    verdict = locate(Wanted(target, at), list(candidates))
    return verdict.status, verdict.ref, verdict.how


SAVE = a_target("button", "Save")


def test_a_steady_selector_decides():
    """Also if the wording has changed, and although another one is worded like it."""
    one = candidate(0, "id", "css", name="Store")
    assert found(SAVE, one, candidate(1, "role")) == ("found", 0, "id")


def test_a_test_id_comes_before_an_id():
    assert found(SAVE, candidate(0, "id"), candidate(1, "test-id")) == ("found", 1, "test-id")


def test_an_id_on_something_else_does_not_count():
    other = candidate(0, "id", role="link", tag="a", name="Help")
    assert found(SAVE, other, candidate(1, "role")) == ("found", 1, "role+name")


def test_a_path_that_leads_to_another_wording_does_not_count():
    """After a control was taken out, its path leads to the next one."""
    assert found(SAVE, candidate(0, "css", "position", name="Delete")) == ("missed", None, "")


def test_equals_are_told_apart_by_set_then_by_place():
    third = a_target("option", None, index=2, set_size=5)
    ours = candidate(0, "role", role="option", name="A", index=2, set_size=5)
    other = candidate(1, "role", role="option", name="B", index=2, set_size=9)
    assert found(third, ours, other) == ("found", 0, "role+name+index")
    far = candidate(1, "role", x_share=0.9)
    assert found(SAVE, candidate(0, "role"), far) == ("found", 0, "role+name+position")


def test_equals_in_one_place_are_ambiguous():
    same = [candidate(0, "role"), candidate(1, "role")]
    assert found(SAVE, *same) == ("ambiguous", None, "role+name")
    assert found(SAVE, candidate(0, "role", x_share=0.1), *same[1:], at=None)[0] == "ambiguous"


def test_what_has_no_name_may_be_known_by_its_place():
    nameless = a_target("generic", None, tag="div")
    there = candidate(0, "position", role="generic", tag="div", name=None)
    assert found(nameless, there) == ("found", 0, "position")
    assert found(nameless, candidate(0, "position"))[0] == "missed"


def test_what_cannot_be_seen_is_missed_and_said():
    verdict = locate(Wanted(SAVE, AT), [candidate(0, "id", shown=False)])
    assert verdict.status == "missed"
    assert "cannot be seen" in verdict.sentence


@pytest.mark.parametrize(
    ("now", "path", "key"),
    [
        ([], (1,), "ArrowDown"),
        ([0], (1,), "ArrowDown"),
        ([2], (1,), "ArrowUp"),
        ([1], (1,), None),
        ([1], (1, 0), "ArrowRight"),
        ([0, 3], (1, 0), "ArrowLeft"),
        ([1, 0], (1, 2), "ArrowDown"),
    ],
)
def test_the_way_of_the_highlight(now, path, key):
    assert next_key(now, path, stuck=False) == key


def test_a_column_without_a_highlight_is_entered_from_above():
    assert next_key([1], (1, 0), stuck=True) == "ArrowDown"
