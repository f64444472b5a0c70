"""Texts, keys, places, addresses and the report."""

from __future__ import annotations

import pytest

from native_host.replay.geometry import centre_share, part_of
from native_host.replay.keyboard import presses
from native_host.replay.report import Line, Report
from native_host.replay.routes import first_address, fits, start_address
from native_host.replay.texts import filler, text_for
from tests.native_host.replay.records import click, entry, read


@pytest.mark.parametrize("name", ["3", "#note", "Note", "text"])
def test_the_file_says_what_to_write(name):
    """By number of the record, selector, label or sort of field."""
    [record] = read(entry(3, 100))
    assert text_for(record, {name: "hello"}) == ("hello", True)
    assert text_for(record, {"other": "hello"}) == ("samp", False)


@pytest.mark.parametrize(("length", "size"), [("0", 0), ("1", 1), ("8-15", 8), ("64+", 64)])
@pytest.mark.parametrize("field", ["text", "email", "number", "date", "rich"])
def test_a_filler_has_the_recorded_length(field, length, size):
    assert len(filler(field, length)) == size


def test_a_filler_suits_its_field():
    assert filler("email", "8-15").endswith("@b.c")
    assert filler("number", "4-7").isdigit()


def test_keys_go_to_the_browser_as_it_wants_them():
    down, up = presses("Enter")
    assert (down["type"], down["text"], up["type"]) == ("keyDown", "\r", "keyUp")
    down, _ = presses("a", ["ctrl"])
    assert (down["code"], down["modifiers"], "text" in down) == ("KeyA", 2, False)
    assert presses("F2")[0]["windowsVirtualKeyCode"] == 113
    assert presses("Space")[0]["key"] == " "


def test_a_press_lands_on_the_same_part():
    [record] = read(click(1, 100))
    assert part_of(record.target.box, record.at) == (0.25, 0.25)
    assert part_of(record.target.box, None) == (0.5, 0.5)
    assert centre_share(record.target.box, record.viewport) == (0.06, 0.05)


def test_addresses():
    assert fits("/orders/{}/edit", "/orders/17/edit")
    assert not fits("/orders/{}/edit", "/orders/17/8/edit")
    assert start_address("http://a.b:1/x?y", "/orders") == "http://a.b:1/orders"
    assert start_address("http://a.b", "/orders/{}") is None
    assert first_address("http://a.b/", "/orders") == "http://a.b/orders"
    assert first_address("http://a.b/new?x=1", "/orders") == "http://a.b/new?x=1"


def report(found, missed, differs=0):
    words = ["found"] * found + ["missed"] * missed + ["differs"] * differs
    return Report([Line(n, "click", "press", word, "", "") for n, word in enumerate(words)])


def test_two_in_a_hundred_may_be_missed():
    """Checks of state and address are told but are no steps."""
    assert report(98, 2, differs=5).is_good
    assert not report(97, 3).is_good
    assert not report(0, 0).is_good
    assert report(3, 1).as_json()["share"] == 0.75
