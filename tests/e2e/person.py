"""The person at the keyboard: the popup, My data, the mark in the page."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page

from native_host.lab.setup import write_policy
from native_host.policy import parse_policy
from tests.e2e.recording import Recording


def open_own(run: Recording, name: str) -> Page:
    """Open a page of ours in a tab, with real keys and a real mouse."""
    page = run.context.new_page()
    page.goto(f"{run.extension}/{name}.html")
    run.wait_until(lambda: page.locator("#state").inner_text() != "")
    return page


def open_window(run: Recording, url: str) -> Page:
    """Open a page in a window of its own and wait until it is being recorded."""
    with run.context.expect_page() as opened:
        run.worker().evaluate("url => chrome.windows.create({url}).then(() => true)", url)
    page = opened.value
    mark = "document.querySelector('workglass-mark') !== null"
    run.wait_until(lambda: page.evaluate(mark))
    return page


def press(page: Page, words: str) -> None:
    """Press a button by its words."""
    page.get_by_role("button", name=words, exact=True).click()


def wait_for_picture(run: Recording) -> None:
    """Wait until a picture has been taken."""
    run.wait_until(lambda: any(event["kind"] == "screenshot" for event in run.ring()))


def roll_out(run: Recording, document: dict[str, Any]) -> None:
    """Give browser and host a policy and let the browser read it."""
    from tests.e2e.test_gates import reload_policies

    policy = parse_policy(json.dumps(document).encode())
    write_policy(run.store, run.lab.root, policy, run.lab.extension_id)
    reload_policies(run)


def sentence(run: Recording) -> str:
    """Return what the icon says."""
    return str(run.worker().evaluate("chrome.action.getTitle({})"))
