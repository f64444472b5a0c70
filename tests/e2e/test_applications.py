"""Work in an application that nobody here has written: Datasette, from PyPI."""

from __future__ import annotations

import contextlib
import functools
import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from native_host.dataset.writer import write_export
from native_host.review.reading import Reader
from tests.e2e.recording import of_kind, recording

PEOPLE = ("Ottilie Zwickel", "Hanno Quast", "Fenna Tjarks")


@contextlib.contextmanager
def datasette(directory: Path):
    """Serve a table of orders; give the address."""
    path = directory / "shop.db"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, customer TEXT, state TEXT)")
    rows = [(PEOPLE[n % 3], ("open", "paid", "sent")[n % 3]) for n in range(60)]
    database.executemany("INSERT INTO orders (customer, state) VALUES (?, ?)", rows)
    database.commit()
    database.close()
    command = [sys.executable, "-m", "datasette", "serve", "--port", "0", str(path)]
    server = subprocess.Popen(
        [*command, "--setting", "num_sql_threads", "1"], stderr=subprocess.PIPE, text=True
    )
    try:
        for line in server.stderr:
            found = re.search(r"running on (http://127\.0\.0\.1:[0-9]+)", line)
            if found:
                yield found[1]
                break
        else:
            raise AssertionError("Datasette did not start")
    finally:
        server.terminate()
        server.stderr.close()
        server.wait()


def work(page):
    """Sort by a column's menu, filter by one that the browser draws, open a menu and leave it."""

    def pause():
        page.wait_for_timeout(600)  # a person looks before going on

    page.click("th.col-state svg.dropdown-menu-icon")
    pause()
    page.click(".dropdown-menu a.dropdown-sort-desc")  # leaves the page at once
    page.wait_for_url("**_sort_desc=state")
    pause()
    page.focus("select[name=_filter_column]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    pause()
    page.click("input[name=_filter_value]")
    page.keyboard.type(PEOPLE[0])
    page.keyboard.press("Enter")
    page.wait_for_url("**customer__exact=*")
    pause()
    page.click("th.col-customer svg.dropdown-menu-icon")
    pause()
    page.mouse.click(900, 600)
    pause()


@pytest.fixture(scope="module")
def worked(playwright, tmp_path_factory):
    """Work, then do it again from the records; give the records and the replay's report."""
    base = tmp_path_factory.mktemp("application")
    with datasette(base) as address:
        with recording(playwright, base / "store", f"{address}/*") as run:
            page = run.open(f"{address}/shop/orders")
            work(page)
            events = run.finish()
            reader = Reader(run.store, [run.key], "a test")
            write_export(base / "export", functools.partial(reader.events, "export"))
        [entry] = of_kind(events, "text-entry")
        (base / "texts.json").write_text(json.dumps({str(entry["seq"]): PEOPLE[0]}))
        command = [sys.executable, "-m", "native_host", "replay", str(base / "export"), "--json"]
        done = subprocess.run(
            [*command, "--against", f"{address}/shop/orders", "--state", "location.search"]
            + ["--texts", str(base / "texts.json")],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout, done.stderr
        return events, json.loads(done.stdout)


def test_every_visit_is_one_record(worked):
    """Menus without any role, one of which leads away; the browser's own list."""
    events, _ = worked
    told = [
        (
            visit["surface"],
            visit["opened_by"],
            visit["outcome"],
            [choice["path"] for choice in visit["chosen"]],
            visit["closed_by"],
            visit["set_size"],
        )
        for visit in of_kind(events, "dropdown")
    ]
    assert told == [
        ("panel", "mouse", "committed", [[1]], "choice", 4),
        ("native", "keyboard", "committed", [[2]], "choice", 4),
        ("panel", "mouse", "cancelled", [], "outside-click", 4),
    ]


def test_presses_and_entries_once(worked):
    """Five presses, one text without its words, one form; nobody's name anywhere."""
    events, _ = worked
    assert len(of_kind(events, "click")) == 5
    [entry] = of_kind(events, "text-entry")
    assert entry["length"] == "8-15"
    assert [form["outcome"] for form in of_kind(events, "form")] == ["submitted"]
    text = json.dumps(events)
    assert not [word for person in PEOPLE for word in person.split() if word in text]


def test_it_can_be_done_again(worked):
    """Every step finds its element in a fresh browser."""
    _, report = worked
    lost = [step for step in report["steps"] if step["status"] not in ("found", "checked")]
    assert lost == []
    assert "_sort_desc=state" in report["end_state"]
    assert "customer__exact=Ottilie" in report["end_state"]
