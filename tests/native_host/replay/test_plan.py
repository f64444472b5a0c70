"""What hands have to do, from what was recorded."""

from __future__ import annotations

import orjson
import pytest

from native_host.errors import DataError
from native_host.replay.plan import plan, read_records
from tests.native_host.replay.records import click, entry, key, read, visit


def done(*records):
    """Return the steps as (what, number of the record)."""
    return [(step.does, step.record.seq) for step in plan(read(*records))]


def test_records_are_done_in_the_order_of_time():
    """An entry is recorded when it ends; it is done where it began."""
    assert done(click(1, 100), key(2, 900, "Tab"), entry(3, 300)) == [
        ("press", 1),
        ("write", 3),
        ("key", 2),
    ]


def test_a_click_that_a_key_makes_is_not_done_twice():
    records = [key(1, 100, "Enter"), click(2, 100, device="keyboard")]
    assert done(*records) == [("key", 1)]
    # Its key is not on record, as in what older versions recorded: then it stands for itself.
    assert done(click(2, 100, device="keyboard")) == [("press", 2)]


def test_pasting_is_part_of_what_was_written():
    paste = key(1, 100, "v", modifiers=["ctrl"])
    assert done(paste, entry(2, 110, edits=["pasted"])) == [("write", 2)]
    assert done(paste) == [("key", 1)]


def test_a_menu_is_done_by_its_clicks_and_looked_at_afterwards():
    records = [click(1, 100), click(2, 500), visit(3, 100, [1], members=[1, 2])]
    assert done(*records) == [("press", 1), ("press", 2), ("check", 3)]


def test_a_visit_is_looked_at_once_it_is_over():
    """A press elsewhere closes a menu and does not belong to it."""
    left = visit(2, 100, [], members=[1], duration_ms=900, closed_by="outside-click")
    records = [click(1, 100), left, click(3, 800)]
    assert done(*records, click(4, 5000)) == [
        ("press", 1),
        ("press", 3),
        ("check", 2),
        ("press", 4),
    ]


def test_a_list_of_the_browser_is_chosen_in_as_a_whole():
    """Some of its keys may have been seen; the choice is what counts."""
    records = [
        click(1, 100),
        key(2, 400, "Enter"),
        visit(3, 100, [2], members=[1, 2], surface="native", moves=None, type_ahead=None),
    ]
    assert done(*records) == [("press", 1), ("choose", 3)]


def test_a_cancelled_list_of_the_browser_is_closed_again():
    records = [click(1, 100), visit(2, 100, [], members=[1], surface="native", moves=None)]
    assert done(*records) == [("press", 1), ("choose", 2)]


def test_arrows_inside_a_field_are_made_up_for_before_enter():
    """They are no records of their own, since they could be editing."""
    records = [
        entry(1, 100),
        key(2, 700, "Enter"),
        visit(3, 100, [1], members=[1, 2], surface="combobox", opened_by="keyboard"),
    ]
    assert done(*records) == [("write", 1), ("walk", 3), ("key", 2), ("check", 3)]


def test_recorded_arrows_are_walked_as_they_are():
    records = [
        key(1, 100, "Enter"),
        key(2, 300, "ArrowDown"),
        key(3, 500, "Enter"),
        visit(4, 100, [1], members=[1, 2, 3], opened_by="keyboard"),
    ]
    assert done(*records) == [("key", 1), ("key", 2), ("key", 3), ("check", 4)]


def test_what_the_focus_was_moved_to_is_not_walked_to_again():
    records = [
        key(1, 100, "Enter"),
        key(2, 300, "Tab"),
        key(3, 500, "Enter"),
        visit(4, 100, [1], members=[1, 2, 3], surface="details", opened_by="keyboard"),
    ]
    assert done(*records) == [("key", 1), ("key", 2), ("key", 3), ("check", 4)]


def test_escape_is_made_up_for_where_no_key_is_recorded():
    """Of fields that could hold a secret only Enter and Tab are."""
    records = [click(1, 100), visit(2, 100, [], members=[1], surface="combobox")]
    assert done(*records) == [("press", 1), ("close", 2), ("check", 2)]


def test_escape_that_is_recorded_is_done_once():
    records = [
        click(1, 100),
        key(2, 700, "Escape"),
        visit(3, 100, [], members=[1], surface="combobox"),
    ]
    assert done(*records) == [("press", 1), ("key", 2), ("check", 3)]


def test_letters_typed_ahead_are_made_up_for():
    records = [
        key(1, 100, "Enter"),
        key(2, 500, "Enter"),
        visit(3, 100, [2], members=[1, 2], opened_by="keyboard", type_ahead=2),
    ]
    assert done(*records) == [("key", 1), ("walk", 3), ("key", 2), ("check", 3)]


def test_submenus_under_the_pointer_are_hovered_to():
    records = [click(1, 100), click(2, 900), visit(3, 100, [1, 0], members=[1, 2])]
    steps = plan(read(*records))
    assert [(step.does, step.path) for step in steps] == [
        ("press", ()),
        ("hover", (1,)),
        ("press", ()),
        ("check", (1, 0)),
    ]


def test_a_hover_menu_is_hovered_open():
    records = [visit(1, 100, [1], members=[2], opened_by="hover"), click(2, 600)]
    assert done(*records) == [("hover", 1), ("press", 2), ("check", 1)]


def test_a_menu_that_the_page_opened_has_no_press_that_opens_it():
    records = [click(1, 600), visit(2, 100, [1, 0], members=[1], opened_by="script")]
    steps = plan(read(*records))
    assert [(step.does, step.path) for step in steps] == [
        ("hover", (1,)),
        ("press", ()),
        ("check", (1, 0)),
    ]


def test_what_is_no_record_is_refused():
    """And pictures and control records are passed over."""
    with pytest.raises(DataError, match="Line 2"):
        read_records([orjson.dumps(click(1, 100)), b'{"kind": "click"}'])
    assert read_records([b'{"kind": "screenshot", "image_file": "images/a.jpg"}', b""]) == []
