"""Outlines: what was in view after a step, each element once, without anybody's data."""

from __future__ import annotations

import json

import pytest

from tests.e2e.recording import controls, of_kind, recording


def whole(outlines, number):
    """Return an outline by the number of its record, with what it builds upon."""
    record = next(o for o in outlines if o["number"] == number)
    nodes = {} if record["base"] is None else whole(outlines, record["base"])
    return {i: n for i, n in nodes.items() if i not in record["removed"]} | {
        node["id"]: node for node in record["nodes"]
    }


def after(events, trigger):
    """Return the outline that was made after a record of the page."""
    outlines = [o for o in of_kind(events, "outline") if o["place"]["frame"] == 0]
    [found] = [o for o in outlines if o["trigger_number"] == trigger["number"]]
    return list(whole(outlines, found["number"]).values())


def named(nodes, name):
    [found] = [node for node in nodes if node["name"] == name]
    return found


@pytest.fixture(scope="module")
def steps(playwright, tmp_path_factory, pages):
    """Load a page, open its menu, tick its box."""
    store = tmp_path_factory.mktemp("outlines") / "store"
    with recording(playwright, store, pages.pattern) as run:
        page = run.open(f"{pages.origin}/outline.html")
        run.wait_for_outlines(0)
        page.click("#open")
        run.wait_for_outlines(1)
        page.check("#agree")
        run.wait_for_outlines(2)
        return run.finish()


def test_what_is_in_view_is_there(steps):
    """Controls, landmarks and tables with their way down; nothing hidden or out of view."""
    nodes = after(steps, of_kind(steps, "navigation")[0])
    roles = [node["role"] for node in nodes]
    for role in ("navigation", "main", "heading", "table", "iframe", "textbox", "generic"):
        assert roles.count(role) == 1, role
    assert roles.count("row") == 4
    assert roles.count("cell") == 6
    names = {node["name"] for node in nodes} - {None}
    assert names == {"Home", "Actions", "Agree", "Full name", "Send", "In a closed root"}
    assert "Jane" not in json.dumps(steps)
    main = next(node for node in nodes if node["role"] == "main")
    assert named(nodes, "Actions")["parent"] == main["id"]
    table = next(node for node in nodes if node["role"] == "table")
    rows = [node for node in nodes if node["role"] == "row"]
    assert {row["parent"] for row in rows} == {table["id"]}
    assert [(row["index"], row["set_size"]) for row in rows] == [(n, 4) for n in range(4)]


def test_states(steps):
    """What controls say of themselves, without what they hold."""
    nodes = after(steps, of_kind(steps, "navigation")[0])
    assert named(nodes, "Actions")["states"] == ["collapsed"]
    assert named(nodes, "Agree")["states"] == ["unchecked"]
    assert named(nodes, "Full name")["states"] == ["required"]
    assert named(nodes, "Send")["states"] == ["disabled"]


def test_a_step_tells_what_it_changed(steps):
    """The menu is there, the rest is not told again, and elements keep their numbers."""
    before = after(steps, of_kind(steps, "navigation")[0])
    opened, ticked = of_kind(steps, "click")
    nodes = after(steps, opened)
    assert [n["name"] for n in nodes if n["role"] == "menuitem"] == ["Archive", "Delete"]
    assert set(named(nodes, "Actions")["states"]) == {"expanded", "focused"}
    assert named(nodes, "Actions")["id"] == named(before, "Actions")["id"]
    assert "checked" in named(after(steps, ticked), "Agree")["states"]
    deltas = [o for o in of_kind(steps, "outline") if o["base"] is not None]
    assert deltas
    assert all(len(o["nodes"]) < len(nodes) / 2 for o in deltas)


def test_outlines_have_no_pictures(steps):
    """A picture follows a step, not what was made of it."""
    made = {o["seq"] for o in of_kind(steps, "outline")}
    triggers = {s["trigger"] for s in of_kind(steps, "screenshot")}
    triggers |= {s["trigger"] for s in controls(steps, "screenshot-dropped")}
    assert made
    assert not made & triggers


def test_a_huge_table(playwright, tmp_path, pages):
    """There is room for 400 elements: cells give way first, and the record says so."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/outline.html?rows=2000")
        run.wait_for_outlines(0)
        page.click("#open")
        run.wait_for_outlines(1)
        events = run.finish()
    [click] = of_kind(events, "click")
    nodes = after(events, click)
    [record] = [o for o in of_kind(events, "outline") if o["trigger_number"] == click["number"]]
    assert record["truncated"]
    assert record["total"] > 400
    assert 300 < len(nodes) <= 400
    assert len(json.dumps(record, separators=(",", ":"))) < 60_000
    assert [n["name"] for n in nodes if n["role"] == "menuitem"] == ["Archive", "Delete"]
    edits = [n for n in nodes if n["name"] == "Edit"]
    rows = [n for n in nodes if n["role"] == "row"]
    assert len(edits) >= len(rows) - 1 > 3
    assert {row["set_size"] for row in rows} == {2001}
    assert controls(events, "refused") == []


GROW = """document.querySelector("main").append(
    ...Array.from(Array(2000), () => document.createElement("i")))"""


def test_the_step_before_a_tab_is_closed_has_its_outline(playwright, tmp_path, pages):
    """Where it takes long to look over a page one waits longer before; whoever leaves does not."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/outline.html")
        run.wait_for_outlines(0)
        page.evaluate(GROW)
        for clicks in (1, 2):
            page.click("#agree")
            run.wait_for_outlines(clicks)
        page.click("#agree")
        page.wait_for_timeout(480)
        page.close()
        run.wait_for_outlines(3)
        events = run.finish()
    last = of_kind(events, "click")[-1]
    assert "checked" in named(after(events, last), "Agree")["states"]
    assert [c["dropped"] for c in of_kind(events, "coverage") if c["dropped"]] == []


RESTLESS = "setInterval(() => document.querySelector('main').toggleAttribute('data-tick'), 30)"


def test_a_page_that_is_closed_before_it_rests_is_told_as_it_was(playwright, tmp_path, pages):
    """What somebody saw for half a second is an outline, and says that it had not settled."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/outline.html")
        run.wait_for_outlines(0)
        page.evaluate(RESTLESS)
        page.click("#agree")
        page.wait_for_timeout(600)
        page.close()
        run.wait_for_outlines(1)
        events = run.finish()
    [click] = of_kind(events, "click")
    [outline] = [o for o in of_kind(events, "outline") if o["trigger_number"] == click["number"]]
    assert not outline["settled"]
    assert "checked" in named(after(events, click), "Agree")["states"]
