"""The comparator itself: it must be able to go red."""

from __future__ import annotations

import copy

import pytest

from tests.gallery.compare import compare
from tests.gallery.episodes import all_episodes
from tests.gallery.ordinary import committed, sizes, words
from tests.gallery.script import Deed, Diary, Episode, press
from tests.gallery.table import summarize

EPISODE = Episode(
    *("thing", "page", "mouse", "commit", "choice"),
    steps=(press("% button"), press("% li")),
    visits=(committed((2,), surfaces=words("menu"), sizes=sizes(3), moves=((0, 2),)),),
)

PLACE = {"path": "/page.html/playedaaab", "document": "d"}


def click(number, wall_ms, x, y, **more):
    """Make a record of a click."""
    return {
        "kind": "click",
        "number": number,
        "wall_ms": wall_ms,
        "at": {"x": x, "y": y},
        "button": "left",
        "device": "mouse",
        "target": {"tag": "button"},
        "place": PLACE,
    } | more


def visit(**more):
    """Make a record of a visit."""
    return {
        "kind": "dropdown",
        "number": 3,
        "wall_ms": 1000,
        "place": PLACE,
        "opener": {
            "role": "button",
            "tag": "button",
            "box": {"x": 5, "y": 5, "width": 50, "height": 20},
        },
        "surface": "menu",
        "opened_by": "mouse",
        "moves": [{"level": 0, "index": 2, "name": None}],
        "type_ahead": 0,
        "filter_edits": 0,
        "outcome": "committed",
        "closed_by": "choice",
        "chosen": [{"path": [2], "kept": True}],
        "set_size": 3,
        "state": {"expanded": False, "selected_index": None},
        "duration_ms": 800,
        "members": [1, 2],
        "unobservable": [],
    } | more


def diary(**more):
    """Make the diary of somebody who opened a menu and chose its third entry."""
    said = [("open", None), ("choose", [2]), ("close", None)]
    facts = {
        "code": "playedaaab",
        "began": 900,
        "ended": 3000,
        "steps": [(950, 1050), (1700, 1800)],
        "deeds": [Deed(1000, 1050, 20, 15, "left", True), Deed(1750, 1800, 30, 80, "left", True)],
        "box": {"x": 0, "y": 0, "width": 100, "height": 40},
        "truth": [{"widget": "thing", "what": w, "path": p, "at": 1800} for w, p in said],
    }
    return Diary(**(facts | more))


def records(**more):
    """Make the records that are right."""
    return [click(1, 1010, 20, 15), click(2, 1760, 30, 80), visit(**more), coverage()]


def coverage(**more):
    """Make a record of what was reached."""
    empty = {"unreached": [], "unreached_roots": 0, "dropped": [], "errors": []}
    return {"kind": "coverage", "number": 9, "place": PLACE, "wall_ms": 2900} | empty | more


def test_what_is_right_is_right():
    result = compare(EPISODE, diary(), records())
    assert result.is_correct
    assert (result.found, result.missed, result.doubled, result.invented) == (3, 0, 0, 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("surface", "listbox"),
        ("opened_by", "hover"),
        ("outcome", "cancelled"),
        ("closed_by", "script"),
        ("chosen", [{"path": [1], "kept": True}]),
        ("chosen", [{"path": [2], "kept": False}]),
        ("chosen", []),
        ("set_size", 4),
        ("moves", []),
        ("moves", None),
        ("moves", [{"level": 0, "index": 2}, {"level": 0, "index": 2}]),
        ("type_ahead", 1),
        ("filter_edits", 1),
        ("unobservable", ["moves"]),
        ("state", {"expanded": True, "selected_index": None}),
        ("opener", None),
        ("opener", {"role": "a", "tag": "a", "box": {"x": 300, "y": 5, "width": 9, "height": 9}}),
        ("wall_ms", 100),
        ("duration_ms", 60_000),
        ("members", [1]),
        ("members", [1, 2, 8]),
    ],
)
def test_every_field_can_be_wrong(field, value):
    result = compare(EPISODE, diary(), records(**{field: value}))
    assert [fault.split(":")[0] for fault in result.faults]
    assert not result.is_correct


def test_a_doubled_click_is_doubled():
    result = compare(EPISODE, diary(), [*records(), click(4, 1012, 20, 15)])
    assert (result.missed, result.doubled, result.invented) == (0, 1, 0)


def test_a_click_that_nobody_made_is_invented():
    result = compare(EPISODE, diary(), [*records(), click(4, 1900, 0, 0)])
    assert (result.missed, result.doubled, result.invented) == (0, 0, 1)


def test_a_click_that_is_not_there_is_missed():
    result = compare(EPISODE, diary(), records()[1:])
    assert (result.missed, result.doubled, result.invented) == (1, 0, 0)


def test_a_click_by_key_is_expected_where_the_page_heard_one():
    told = diary()
    told.truth.append({"widget": None, "what": "key-click", "path": None, "at": 1200})
    assert compare(EPISODE, told, records()).missed == 1
    by_key = click(4, 1201, 0, 0, at=None, device="keyboard")
    assert compare(EPISODE, told, [*records(), by_key]).is_correct


def test_visits_are_missed_doubled_and_invented():
    clicks = records()[:2]
    assert compare(EPISODE, diary(), clicks).missed == 1
    assert compare(EPISODE, diary(), [*records(), copy.deepcopy(visit())]).doubled == 1
    other = visit(surface="panel", outcome="cancelled", chosen=[])
    assert compare(EPISODE, diary(), [*records(), other]).invented == 1


def test_records_of_other_pages_do_not_count():
    other = click(1, 1010, 20, 15, place=PLACE | {"path": "/page.html/playedaaac"})
    assert compare(EPISODE, diary(), [*records(), other]).is_correct


def test_a_page_that_disagrees_is_no_fault_of_the_recorder():
    told = diary(truth=[{"widget": "thing", "what": "choose", "path": [1], "at": 1800}])
    result = compare(EPISODE, told, [])
    assert result.script_failed is not None
    assert (result.missed, result.faults) == (0, [])


def test_what_cannot_be_reached_has_to_be_told():
    hidden = Episode(*("frame:off-site", "p", "mouse", "cancel", "x"), (), (), unreachable=True)
    silent = compare(hidden, diary(truth=[]), [])
    assert (silent.missed, silent.is_correct) == (1, False)
    recorded = compare(hidden, diary(truth=[]), records())
    assert recorded.invented == 3
    told = coverage(unreached=[{"reason": "other-origin", "count": 1}])
    assert compare(hidden, diary(truth=[]), [told]).is_correct
    assert not compare(hidden, diary(truth=[]), [coverage()]).is_correct


@pytest.mark.parametrize(
    "wrong",
    [
        {"unreached": [{"reason": "other-origin", "count": 1}]},
        {"unreached_roots": 1},
        {"dropped": [{"what": "click", "count": 1}]},
        {"errors": [{"what": "click", "count": 1}]},
        {"place": PLACE | {"document": "another"}},
    ],
)
def test_coverage_can_be_wrong(wrong):
    """What was reached must not be called missing, and every document has to tell."""
    assert not compare(EPISODE, diary(), [*records()[:3], coverage(**wrong)]).is_correct


def test_sums_count_every_round():
    good, bad = compare(EPISODE, diary(), records()), compare(EPISODE, diary(), records()[:2])
    summary = summarize([("1 human", good), ("2 human", bad)])
    assert (summary["episodes"], summary["correct"], summary["missed"]) == (2, 1, 1)
    assert summary["by_widget"]["thing"]["cells"] == {"mouse commit": [1, 2]}
    assert summary["wrong"][0]["round"] == "2 human"


def test_the_table_of_episodes_is_long_and_without_twins():
    episodes = all_episodes()
    assert len(episodes) >= 100
    assert len({episode.name for episode in episodes}) == len(episodes)
