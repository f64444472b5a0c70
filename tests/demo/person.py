"""The scripted person: works in the shop with a real mouse and keyboard, and notes what he did.

What he did comes from the script and from the pages' own state, never from the recorder. Native
lists are driven by real X events, everything else through the browser's input pipeline.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, sync_playwright


@dataclass
class Diary:
    """What was done, as somebody watching would write it down."""

    site: str
    actions: list[dict[str, Any]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def note(self, kind: str, what: str, began: float, **facts: Any) -> None:
        """Write an action down; times are ms since 1970."""
        self.actions.append(
            {"kind": kind, "what": what, "began": int(began), "ended": now(), **facts}
        )

    def watch(self, page: Page) -> None:
        """Write down every page of the site that a tab loads."""

        def loaded(frame: Any) -> None:
            if frame.parent_frame is None and frame.url.startswith(self.site):
                path = urlsplit(frame.url).path
                self.actions.append(
                    {
                        "kind": "navigation",
                        "what": f"page {path}",
                        # The news of a page reaches this script late, in a pop-up most of all.
                        "began": now() - 6000,
                        "ended": now(),
                        "path": path,
                        "cause": getattr(self, "next_cause", "load"),
                    }
                )
                self.next_cause = "load"

        page.on("framenavigated", loaded)


def now() -> int:
    """Return the clock, ms since 1970."""
    return int(time.time() * 1000)


class Person:
    """One person at one tab; moves and pauses like one."""

    def __init__(self, page: Page, diary: Diary) -> None:
        self.page = page
        self.diary = diary
        self._dice = random.Random(1)

    def pause(self, seconds: float = 0.35) -> None:
        """Look at the page for a moment."""
        self.page.wait_for_timeout(seconds * 1000 * self._dice.uniform(0.8, 1.2))

    def click(self, target: Locator, what: str, *, count: int = 1) -> None:
        """Move to an element and click it."""
        x, y = self._centre(target)
        element = target.evaluate("e => ({tag: e.localName})")
        self.page.mouse.move(x, y, steps=6)
        began = now()
        self.page.mouse.click(x, y, click_count=count)
        for number in range(1, count + 1):
            self.diary.note("click", what, began, x=x, y=y, tag=element["tag"], count=number)
        self.pause()

    def type(self, text: str) -> None:
        """Type a text where the cursor is."""
        self.diary.texts.append(text)
        self.page.keyboard.type(text, delay=25)
        self.pause()

    def fill(self, target: Locator, text: str, what: str) -> None:
        """Click a field and type into it."""
        self.click(target, what)
        self.type(text)

    def choose_in_autocomplete(self, opener: Locator, text: str, index: int) -> None:
        """Open a drawn list, filter it, pick an entry with the mouse."""
        began = now()
        self.click(opener, "open the customer list")
        self.type(text)
        options = self.page.locator("[role=listbox] [role=option]")
        options.nth(index).wait_for()
        self.pause(0.6)
        size = options.count()
        self.click(options.nth(index), "pick a customer")
        self.diary.note(
            "dropdown",
            "choose a customer",
            began,
            surface="combobox",
            opened_by="mouse",
            outcome="committed",
            chosen_index=index,
            set_size=size,
        )

    def choose_in_list(self, select: Locator, keys: list[str], *, by: str, what: str) -> None:
        """Open a native list by real X events and choose or cancel by real X keys."""
        before = select.evaluate("s => s.selectedIndex")
        began = now()
        if by == "mouse":
            x, y = self._centre(select)
            self._x_mouse(x, y)
            self.diary.note("click", f"open: {what}", began, x=x, y=y, tag="select", count=1)
        else:
            select.focus()
            self.pause(0.2)
            x_tool("key", "alt+Down")
        self.pause(0.7)
        if not select.evaluate("s => s.matches(':open')"):
            raise AssertionError(f"the list did not open: {what}")
        for key in keys:
            x_tool("key", key)
            self.pause(0.15)
        self.pause(0.6)
        state = select.evaluate("s => ({index: s.selectedIndex, size: s.options.length})")
        cancelled = "Escape" in keys
        if cancelled and state["index"] != before:
            raise AssertionError("Escape changed the list")
        self.diary.note(
            "dropdown",
            what,
            began,
            surface="native",
            opened_by=by,
            outcome="cancelled" if cancelled else "committed",
            chosen_index=None if cancelled else state["index"],
            set_size=state["size"],
        )

    def _x_mouse(self, x: float, y: float) -> None:
        frame = self.page.evaluate(
            "({left: screenX + (outerWidth - innerWidth) / 2,"
            " top: screenY + outerHeight - innerHeight})"
        )
        x_tool("mousemove", str(round(frame["left"] + x)), str(round(frame["top"] + y)))
        self.pause(0.1)
        x_tool("click", "1")

    def _centre(self, target: Locator) -> tuple[float, float]:
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        if box is None:
            raise AssertionError("the element is not shown")
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def x_tool(*words: str) -> None:
    """Send a real X event."""
    subprocess.run(["xdotool", *words], check=True)


def focus_window() -> None:
    """Give the browser's window the keyboard back; there is no window manager to do it."""
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--class", "chromium"],
        check=True,
        capture_output=True,
        text=True,
    )
    for window in found.stdout.split():
        subprocess.run(["xdotool", "windowfocus", window], check=False, capture_output=True)


def work(person: Person, password: str, context: Any, off_site: list[str]) -> None:
    """Do a clerk's morning."""
    page, diary = person.page, person.diary
    page.goto(f"{diary.site}/admin/")
    person.fill(page.locator("#id_username"), "clerk", "user name field")
    person.fill(page.locator("#id_password"), password, "password field")
    person.pause(1.0)  # a picture would be due here, and must not be taken
    person.click(page.locator("input[type=submit]"), "log in")
    page.wait_for_selector("#content-main")
    person.pause(2.5)
    person.click(page.get_by_role("link", name="Customers", exact=True), "customers")
    page.wait_for_selector("#changelist")
    person.fill(page.locator("#searchbar"), "Brandt", "search field")
    person.click(page.locator("#changelist-search input[type=submit]"), "search")
    person.pause(2.0)
    person.click(page.get_by_role("link", name="Wholesale"), "filter: wholesale")
    person.click(page.get_by_role("link", name="All", exact=True).first, "filter: all")
    page.wait_for_selector("#result_list")
    person.click(page.locator("#result_list input.action-select").first, "tick a customer")
    actions = page.locator("select[name=action]")
    person.choose_in_list(actions, ["Escape"], by="mouse", what="actions, then think better")
    person.choose_in_list(actions, ["Down", "Down", "Return"], by="mouse", what="actions")
    person.click(page.locator("button[name=index]"), "go")
    person.pause(1.5)
    person.click(page.locator("#result_list tbody th a").first, "a customer")
    page.wait_for_selector("#id_segment")
    segment = page.locator("#id_segment")
    person.choose_in_list(segment, ["Down", "Return"], by="keyboard", what="segment")
    person.click(page.locator("label[for=id_active]"), "active, by its label")
    person.click(page.locator("input[name=_continue]"), "save and continue")
    page.wait_for_selector(".messagelist")
    person.pause(2.0)
    write_order(person, context)
    diary.next_cause = "back-forward"
    page.go_back()
    person.pause(2.2)
    wander(person, context, off_site)


def write_order(person: Person, context: Any) -> None:
    """Write an order: autocomplete, a product from a pop-up window, a date, a status."""
    page, diary = person.page, person.diary
    nav = page.locator("#nav-sidebar")
    person.click(nav.get_by_role("link", name="Orders", exact=True), "orders")
    page.wait_for_selector("#changelist")
    person.click(page.locator(".object-tools a.addlink"), "add order")
    page.wait_for_selector("#id_notes")
    person.choose_in_autocomplete(page.locator(".field-customer .select2-selection"), "an", 2)
    with context.expect_page() as opened:
        person.click(page.locator("#add_id_product"), "add a product")
    popup = opened.value
    popup.wait_for_selector("#id_name")
    helper = Person(popup, diary)
    helper.pause(0.6)
    helper.fill(popup.locator("#id_name"), "Zeppelin model", "product name")
    helper.fill(popup.locator("#id_price"), "49.90", "price")
    x, y = helper._centre(popup.locator("input[name=_save]"))
    began = now()
    popup.mouse.click(x, y)
    diary.note("click", "save the product", began, x=x, y=y, tag="input", count=1)
    page.wait_for_timeout(800)
    # The answer is a page of its own, at the same address, that closes at once; news of it may not
    # reach this script.
    loads = [a for a in diary.actions if a.get("path") == "/admin/crm/product/add/"]
    if len(loads) < 2:
        diary.note("navigation", "answer in the pop-up", began, path=loads[0]["path"], cause="load")
    page.wait_for_function("document.querySelector('#id_product').selectedIndex > 0")
    person.pause(0.8)
    focus_window()
    began = now()
    person.click(page.locator(".field-placed_on .date-icon"), "open the calendar")
    links = page.locator(".calendarbox:visible a")
    day = page.locator(".calendarbox:visible td a").nth(9).element_handle()
    index = links.evaluate_all("(all, day) => all.indexOf(day)", day)
    size = links.count()
    person.click(page.locator(".calendarbox:visible td a").nth(9), "pick a day")
    person.diary.note(
        "dropdown",
        "choose a day",
        began,
        surface="panel",
        opened_by="mouse",
        outcome="committed",
        chosen_index=index,
        set_size=size,
    )
    status = page.locator("#id_status")
    person.choose_in_list(status, ["Down", "Down", "Return"], by="mouse", what="status")
    person.fill(page.locator("#id_notes"), "Please ring twice, 0151 2345678", "notes")
    person.click(page.locator("#id_notes"), "select a word in the notes", count=2)
    person.click(page.locator("input[name=_save]"), "save the order")
    page.wait_for_selector("#changelist")
    person.pause(2.5)


def wander(person: Person, context: Any, off_site: list[str]) -> None:
    """Visit sites that are not on the list, and come back."""
    page, diary = person.page, person.diary
    for address in off_site:
        other = context.new_page()
        other.goto(address)
        other.locator("#secret").click()
        other.keyboard.type(os.environ["DEMO_OFF_SITE_TEXT"], delay=25)
        other.locator("button").click()
        other.wait_for_timeout(600)
        began = now()
        other.close()
        page.wait_for_function("document.visibilityState === 'visible'")
        person.pause(0.8)
        path = urlsplit(page.url).path
        diary.note("navigation", "back to the shop's tab", began, path=path, cause="tab-switch")
    person.pause(2.5)


def main(out: Path) -> None:
    """Work, then leave the diary in a file."""
    diary = Diary(site=os.environ["DEMO_SITE"])
    diary.texts.append(os.environ["DEMO_OFF_SITE_TEXT"])
    with sync_playwright() as playwright:
        browser = playwright.chromium.connect_over_cdp(os.environ["WORKGLASS_CDP"])
        context = browser.contexts[0]
        context.on("page", diary.watch)
        page = context.new_page()
        try:
            work(
                Person(page, diary),
                os.environ["DEMO_PASSWORD"],
                context,
                os.environ["DEMO_OFF_SITE"].split(),
            )
        except BaseException:
            page.screenshot(path=str(out.with_suffix(".png")))
            raise
        finally:
            out.write_text(
                json.dumps({"site": diary.site, "actions": diary.actions, "texts": diary.texts})
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
