"""Wording of entries leaves only if enough devices share it."""

from __future__ import annotations

import orjson

from native_host.dataset.release import SharedNames, entries_with_names
from native_host.dataset.writer import write_export
from native_host.review.segments import OpenedEvent
from tests.native_host.making import click


def visit(name, surface="listbox", role="option"):
    return {
        "surface": surface,
        "opener": {"role": "combobox", "name": "Country", "name_withheld": None},
        "moves": [{"level": 0, "index": 3, "name": name}],
        "chosen": [{"path": [3], "role": role, "name": name, "name_withheld": None}],
    }


def test_a_name_that_few_have_is_withheld():
    """Four devices have it, five are needed; the opener is a control and keeps its name."""
    names = SharedNames(5)
    for device in (b"1", b"2", b"3", b"4", b"4"):
        names.count(device, visit("Ruritania"))
    record = visit("Ruritania")
    assert names.withhold(record) == 2
    assert record["moves"][0]["name"] is None
    assert record["chosen"][0] | {"path": 0} == {
        "path": 0,
        "role": "option",
        "name": None,
        "name_withheld": "not-shared",
    }
    assert record["opener"]["name"] == "Country"


def test_a_name_that_enough_have_leaves():
    names = SharedNames(5)
    for device in (b"1", b"2", b"3", b"4", b"5"):
        names.count(device, visit("Germany"))
    record = visit("Germany")
    assert names.withhold(record) == 0
    assert record == visit("Germany")


def test_steps_of_a_menu_are_the_applications_own():
    """Nothing of a menu is held back, however few have it."""
    assert list(entries_with_names(visit("Archive", surface="menu", role="menuitem"))) == []


def test_a_pressed_option_counts_as_well(tmp_path):
    """The raw click beside the visit does not give away what the visit withholds."""
    record = click(1)
    record["target"] |= {"role": "option", "name": "Ruritania"}
    events = [OpenedEvent("a", b"1", 0, None, orjson.dumps(record), b"")]
    counts = write_export(tmp_path / "few", lambda: events, shared_by=2)
    assert counts["names_withheld"] == 1
    assert b"Ruritania" not in (tmp_path / "few" / "events.jsonl").read_bytes()
    counts = write_export(tmp_path / "all", lambda: events, shared_by=1)
    assert counts["names_withheld"] == 0
    assert b"Ruritania" in (tmp_path / "all" / "events.jsonl").read_bytes()
