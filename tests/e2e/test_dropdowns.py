"""Dropdowns in a real browser: one record for each visit, from opening to choice."""

from __future__ import annotations

import functools

import pytest

from tests.e2e.recording import of_kind, recording


@pytest.fixture(scope="module")
def visits(playwright, tmp_path_factory, pages):
    """Walk every list by mouse and keyboard, choose and cancel; return the records in order."""
    store = tmp_path_factory.mktemp("dropdowns") / "store"
    with recording(playwright, store, pages.pattern) as run:
        page = run.open(f"{pages.origin}/lists.html")
        pause = functools.partial(page.wait_for_timeout, 450)
        # Menu by mouse, by keyboard, cancelled.
        page.click("#menu-button")
        pause()
        page.click("[role=menuitem] >> nth=2")
        pause()
        page.focus("#menu-button")
        page.keyboard.press("Enter")
        pause()
        page.keyboard.press("ArrowDown")
        pause()
        page.keyboard.press("Enter")
        pause()
        page.click("#menu-button")
        pause()
        page.keyboard.press("Escape")
        pause()
        # Combobox whose list is drawn elsewhere.
        page.click("#box")
        pause()
        page.click("[role=option] >> nth=1")
        pause()
        page.focus("#box")
        page.keyboard.press("ArrowDown")
        pause()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        pause()
        page.keyboard.press("Enter")
        pause()
        page.click("#box")
        pause()
        page.keyboard.press("Escape")
        pause()
        # Native list, closed, by arrow keys: one record for the whole walk.
        page.focus("#colour")
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(1300)  # people think
        page.keyboard.press("ArrowDown")
        page.click("#elsewhere")
        pause()
        # What is hidden is made between the last move of the pointer and the key that shows it.
        page.focus("#late")
        page.keyboard.press("Enter")
        pause()
        page.keyboard.press("Escape")
        pause()
        write_and_choose(page)
        pause()
        events = run.finish()
    return of_kind(events, "dropdown"), events


def write_and_choose(page):
    """Walk through a list that letters bring without a break: 18 keys a second."""
    page.focus("#note")
    page.keyboard.type("please ask somebody else @a", delay=55)
    for key in ("ArrowDown", "Enter"):
        page.wait_for_timeout(55)
        page.keyboard.press(key)


EXPECTED = [
    ("menu", "mouse", "committed", 2, 3, "File"),
    ("menu", "keyboard", "committed", 1, 3, "File"),
    ("menu", "mouse", "cancelled", None, 3, "File"),
    ("combobox", "mouse", "committed", 1, 4, "Customer"),
    ("combobox", "keyboard", "committed", 2, 4, "Customer"),
    ("combobox", "mouse", "cancelled", None, None, "Customer"),
    ("native", "keyboard", "committed", 2, 3, "Colour"),
    ("panel", "keyboard", "cancelled", None, None, "Export"),
    ("panel", "keyboard", "committed", 1, None, "Note"),
]
# The sign brings three, the letter after it leaves two.
CAME = (2, 3)


def test_each_visit_is_one_record(visits):
    """Surface, opening, outcome, choice, size and the opener's label."""
    found = [
        (
            visit["surface"],
            visit["opened_by"],
            visit["outcome"],
            visit["chosen"][0]["path"][0] if visit["chosen"] else None,
            visit["set_size"]
            if visit["surface"] == "menu"
            or (visit["outcome"] == "committed" and visit["opener"]["name"] != "Note")
            else None,
            visit["opener"]["name"],
        )
        for visit in visits[0]
    ]
    assert found == EXPECTED
    assert visits[0][-1]["set_size"] in CAME


def test_moves_are_told_where_the_page_shows_them(visits):
    """Highlights in order, by focus as by aria-activedescendant."""
    moves = [[move["index"] for move in visit["moves"]] for visit in visits[0]]
    assert moves[1] == [0, 1]
    assert moves[4] == [0, 1, 2]
    assert moves[6] == [1, 2]


def test_what_was_chosen_is_a_position_not_a_name(visits):
    """Options are data: names of people in a list are not recorded."""
    text = str(visits[1])
    for name in ("Jane", "John", "Ann", "Max", "Green"):
        assert name not in text


@pytest.mark.parametrize(
    ("way", "slow"), [("keyboard", 720), ("keyboard", 1600), ("keyboard", 3900), ("mouse", 2600)]
)
def test_a_list_that_comes_late_is_chosen_from_at_once(playwright, tmp_path, pages, way, slow):
    """Looks after an action come ever later; whoever sees what came is faster."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/lists.html?slow={slow}")
        if way == "mouse":
            page.click("#find")
        else:
            page.focus("#find")
            page.keyboard.press("a")
        box = page.locator("#note").bounding_box()
        page.mouse.move(box["x"] + 5, box["y"] + 5)  # nobody sits still meanwhile
        page.wait_for_selector("#found", state="attached")
        box = page.locator("#found li").nth(1).bounding_box()
        page.mouse.click(box["x"] + 5, box["y"] + 5)
        page.wait_for_timeout(450)
        events = run.finish()
    [visit] = of_kind(events, "dropdown")
    assert visit["surface"] == "combobox"
    assert (visit["opened_by"], visit["outcome"]) == (way, "committed")
    assert visit["chosen"][0]["path"] == [1]
    assert visit["filter_edits"] == (way == "keyboard")


def test_a_choice_is_made_however_long_the_button_is_held(playwright, tmp_path, pages):
    """The list goes when the button goes down; that it was a choice is known when it comes up."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/lists.html")
        page.click("#size")
        page.wait_for_timeout(300)
        page.click("[role=option] >> nth=1", delay=900)
        page.wait_for_timeout(450)
        page.click("#size")
        page.wait_for_timeout(300)
        page.hover("[role=option] >> nth=0")
        page.mouse.down()
        page.wait_for_timeout(300)
        page.close()
        events = run.finish()
    visit, left = of_kind(events, "dropdown")
    for found, entry in ((visit, 1), (left, 0)):
        assert (found["outcome"], found["closed_by"]) == ("committed", "choice")
        assert found["chosen"][0]["path"] == [entry]
    clicks = [e["number"] for e in of_kind(events, "click")][:2]
    assert visit["members"] == clicks


def test_a_visit_that_is_over_was_not_ended_by_leaving_the_page(playwright, tmp_path, pages):
    """Whoever closes the tab at once is quicker than the look at what became of the list."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/lists.html")
        page.click("#menu-button")
        page.wait_for_timeout(450)
        page.keyboard.press("Escape")
        page.close()
        page = run.open(f"{pages.origin}/lists.html")
        page.click("#menu-button")
        page.wait_for_timeout(450)
        page.close()
        events = run.finish()
    assert [v["closed_by"] for v in of_kind(events, "dropdown")] == ["escape", "page-left"]


def test_menus_in_and_beside_a_table_with_thousands_of_rows(playwright, tmp_path, pages):
    """Changes of the rows are not watched, but for those of the row in which somebody acts."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/rows.html")
        row = "tr:nth-child(4) button"
        for opener, entry in (
            ("#tools", "Print"),
            ("#tools", "Sort"),
            (row, "Move"),
            ("#views", "Week"),
        ):
            page.click(opener)
            page.click(f"text={entry}", delay=50)
            page.wait_for_timeout(450)
        events = run.finish()
    found = [
        (visit["surface"], visit["outcome"], visit["set_size"], visit["chosen"][0]["path"])
        for visit in of_kind(events, "dropdown")
    ]
    assert found == [
        ("panel", "committed", 2, [1]),
        ("panel", "committed", 2, [0]),
        ("panel", "committed", 3, [1]),
        ("menu", "committed", 2, [1]),
    ]


def test_lists_that_are_kept_or_that_nobody_opens(playwright, tmp_path, pages):
    """Seen by what shows, not by what is there; a menu that is a part of the page is no visit."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/kept.html")
        for entry in (0, 1, 0):
            page.click(f"[role=menuitem] >> nth={entry}")
            page.wait_for_timeout(450)
        page.click("#tree")
        page.wait_for_timeout(450)
        page.click(".row >> nth=1")
        page.wait_for_timeout(450)
        page.focus("#tree")
        for key in ("Enter", "ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
            page.keyboard.press(key)
            page.wait_for_timeout(200)
        page.wait_for_timeout(450)
        page.close()
        page = run.open(f"{pages.origin}/kept.html?own")
        page.click("[role=option] >> nth=1")
        page.wait_for_timeout(450)
        events = run.finish()
    found = [
        (visit["surface"], visit["opened_by"], visit["outcome"], visit["chosen"][0]["path"])
        for visit in of_kind(events, "dropdown")
    ]
    assert found == [
        ("panel", "mouse", "committed", [1]),
        ("panel", "keyboard", "committed", [2]),
        ("listbox", "script", "committed", [1]),
    ]
    assert len(of_kind(events, "click")) == 7


PARTS = [
    ("menu", "mouse", "committed", "choice", [[1]], 3),
    ("menu", "mouse", "committed", "choice", [[2]], 3),
    *[("menu", "mouse", "committed", "choice", [[row]], 3) for row in range(3)],
    ("native", "keyboard", "committed", "choice", [[1]], 3),
    ("panel", "mouse", "committed", "choice", [[3]], 4),
    ("combobox", "keyboard", "committed", "choice", [[2]], 3),
    ("listbox", "mouse", "committed", "choice", [[1]], 3),
]


def test_parts_of_the_page_hide_no_visits(playwright, tmp_path, pages):
    """Bars, side bars and trees that stay are no visits, and what is opened from them are."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/bars.html")
        pause = functools.partial(page.wait_for_timeout, 450)

        def press(*selectors):
            for selector in selectors:
                page.click(selector)
                pause()

        press("#file", "header [role=menu] >> [role=menuitem] >> nth=1")
        press("#file", "header [role=menu] >> [role=menuitem] >> nth=2")
        for row in range(3):
            press(f".more >> nth={row}", f"body > .menu [role=menuitem] >> nth={row}", "#elsewhere")
        press("#mail")
        page.focus("#native")
        page.keyboard.press("ArrowDown")
        pause()
        press("#elsewhere", "#projects")
        page.wait_for_selector("#late")
        page.hover("#late [role=treeitem] >> nth=1")
        pause()
        press("#icons", ".icons .wide", "#unlock")
        press(*[f".key >> nth={key}" for key in (6, 1, 8, 3)])
        page.focus("#slow")
        page.keyboard.press("e")
        press("#slow-list [role=option] >> nth=2")
        page.keyboard.press("Tab")  # into a shadow root with a table that was always there
        pause()
        press("#loads")
        page.wait_for_selector(".menu >> text=Elm")
        press(".menu [role=option] >> nth=1", "#home")
        events = run.finish()
    found = [
        (
            *(visit[key] for key in ("surface", "opened_by", "outcome", "closed_by")),
            [choice["path"] for choice in visit["chosen"]],
            visit["set_size"],
        )
        for visit in of_kind(events, "dropdown")
    ]
    assert found == PARTS


APPLICATIONS = [
    # A menu that takes the focus itself, and the one beside it.
    ("menu", "File", "replaced", "replaced", [], 2),
    ("menu", "Edit", "cancelled", "escape", [], 3),
    # The control that opened it has been drawn anew.
    ("panel", "more", "cancelled", "opener", [], 2),
    # What only takes the focus and holds the entries is none.
    ("panel", "Publish", "committed", "choice", [[1]], 3),
    # The list of the browser in the form; the form is none.
    ("native", None, "committed", "choice", [[1]], 2),
    # The same menu at another place; entries without a role that open another.
    ("context-menu", None, "replaced", "replaced", [], 4),
    ("context-menu", None, "committed", "choice", [[1]], 4),
    # A letter that may have chosen.
    ("context-menu", None, "cancelled", None, [], 4),
]


def test_lists_as_applications_draw_them(playwright, tmp_path, pages):
    """Kinds that were found in applications the recorder had not been made with."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/applications.html")
        pause = functools.partial(page.wait_for_timeout, 450)

        def press(*selectors, **options):
            for selector in selectors:
                page.click(selector, **options)
                pause()

        press("#file")
        for key in ("ArrowRight", "Escape"):
            page.keyboard.press(key)
            pause()
        press("#tab", "#text", "#more", "#more", "#publish", "[role=tooltip] button >> nth=0")
        press("#settings")
        page.focus("#form select")
        page.keyboard.press("ArrowDown")
        pause()
        press("#form button >> nth=1", "#elsewhere")
        page.wait_for_timeout(900)  # the panel that the tab has opened stays
        for place in ({"x": 20, "y": 10}, {"x": 250, "y": 20}):
            press("#zone", button="right", position=place)
        press("[role=menu] [role=menuitem] >> nth=1")
        press("#zone", button="right", position={"x": 30, "y": 10})
        page.keyboard.press("r")
        page.wait_for_timeout(900)
        events = run.finish()
    visits = of_kind(events, "dropdown")
    assert [in_short(visit) for visit in visits] == APPLICATIONS
    assert not any(visit["state"]["expanded"] for visit in visits)
    assert visits[-2]["chosen"][0]["name"] == "Rename"
    assert "choice" in visits[-1]["unobservable"]


# surface, opener, how opened, outcome, what closed it, what was chosen of how many
WORKBENCH = [
    ("panel", "Add", "mouse", "committed", "choice", [[1]], 3),
    ("panel", None, "keyboard", "cancelled", "escape", [], 60),
    ("panel", None, "keyboard", "cancelled", "escape", [], 60),
    ("dialog", None, "keyboard", "committed", "choice", [[0]], 6),
    ("menu", "Ticks", "mouse", "committed", "escape", [[0]], 3),
    ("menu", "Format", "mouse", "committed", "choice", [[1, 2]], 2),
    ("menu", "Row", "mouse", "cancelled", "escape", [], 4),
    ("menu", "Language", "mouse", "committed", "choice", [[1]], 2),
    ("context-menu", None, "mouse", "committed", "choice", [[1, 0]], 2),
    ("listbox", None, "keyboard", "committed", "choice", [[1]], 3),
    ("native", "Action", "keyboard", "committed", "choice", [[1]], 3),
    ("panel", None, "hover", "committed", "choice", [[0]], 2),
    ("panel", None, "hover", "committed", "choice", [[0]], 2),
    ("panel", "Export", "mouse", "committed", "choice", [[1, 0]], 3),
]


def test_lists_in_the_middle_of_other_work(playwright, tmp_path, pages):
    """Kinds that were found in a second set of applications; tabs and ticks open no lists."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/workbench.html")

        def press(*selectors, **options):
            for selector in selectors:
                page.click(selector, **options)
                page.wait_for_timeout(450)

        def strike(*keys):
            for key in keys:
                page.keyboard.press(key)
                page.wait_for_timeout(450)

        press("#fold")
        page.wait_for_timeout(700)
        press("#add", "#kinds a >> nth=1")
        strike("Control+k", "Escape", "Control+k", "ArrowDown", "Escape")
        strike("Control+j", "g", "r", "Enter")
        press("#ticks", "[data-checked] >> nth=0")
        strike("Escape")
        press("#format")
        for word in ("Fonts", "Blocks"):
            page.hover(f"[role=menuitem]:text-is('{word}')")
            page.wait_for_timeout(250)
        page.wait_for_timeout(500)
        press("[role=menuitem]:text-is('Three')")
        press("#row")
        strike("Escape")
        press("#info", "#language", "[role=menuitem]:text-is('Deutsch')", "#tab", "#switch")
        press("#zone", button="right", position={"x": 20, "y": 10})
        page.hover("[role=menuitem]:has-text('Align')")
        page.wait_for_timeout(500)
        press("[role=menuitem]:text-is('Left')")
        page.focus("#cell")
        strike("l", "u")
        press("[role=option] >> nth=1")
        page.focus("#action")
        strike("ArrowDown", "Tab")
        press("#section")
        page.wait_for_timeout(1300)  # the press is over when the pointer goes on
        for _ in range(2):
            page.hover("#products")
            press("#products a >> nth=0")
            page.hover("#elsewhere")
            page.wait_for_timeout(600)
        press("#export")
        page.hover(".item >> nth=1")
        press(".under >> nth=0")
        page.wait_for_timeout(900)
        events = run.finish()
    visits = of_kind(events, "dropdown")
    assert [in_short(visit, "opened_by") for visit in visits] == WORKBENCH
    assert visits[10]["state"]["selected_index"] == 0
    assert visits[3]["filter_edits"] == 2


def in_short(visit, *more):
    """Return what a visit was, its opener by its name."""
    opener = visit["opener"]
    return (
        visit["surface"],
        opener and opener["name"],
        *(visit[key] for key in (*more, "outcome", "closed_by")),
        [choice["path"] for choice in visit["chosen"]],
        visit["set_size"],
    )
