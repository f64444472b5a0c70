"""Situations about where: addresses, other windows and sites, denied pages, crashes."""

from __future__ import annotations

import contextlib

from playwright.sync_api import Dialog

from tests.leaks.hands import Hands
from tests.leaks.situation import Situation


def in_window(hands: Hands) -> None:
    """Write in the window that the page opens."""
    with hands.page.context.expect_page() as opened:
        hands.press("#act")
    window = opened.value
    window.wait_for_load_state()
    other = Hands(hands.run, hands.site, hands.trial, window)
    other.wait(300)
    other.write("#field", hands.secret)
    other.wait(600)
    window.close()


def answer_dialog(hands: Hands) -> None:
    """Answer what the browser asks."""

    def answer(dialog: Dialog) -> None:
        with contextlib.suppress(Exception):
            dialog.accept(hands.secret if dialog.type == "prompt" else None)

    hands.page.once("dialog", answer)
    hands.press("#act")


def keys_outside(hands: Hands) -> None:
    """Press letters where there is no field."""
    hands.press("#act")
    for letter in hands.secret.lower():
        hands.key(letter)
    hands.type(hands.other)


def graph_keys(hands: Hands) -> None:
    """Press letters with AltGr, which writes."""
    hands.press("#act")
    for letter in hands.secret:
        hands.key(f"AltGraph+{letter}" if letter.isalpha() else letter)


def go_denied(hands: Hands) -> None:
    """Go to a denied path by a route, and write there."""
    hands.press("#act")
    hands.wait(250)
    hands.press("#inner")
    hands.write("#field", hands.secret)


def go_denied_unanswered(hands: Hands) -> None:
    """Go to a denied path and back before the page has heard whether it is recorded."""
    hands.run.occupy_worker(2.5)
    hands.page.reload()
    hands.press("#act")
    hands.press("#inner")
    hands.write("#field", hands.secret)
    hands.press("#out")
    hands.wait(3500)


def leave_at_once(hands: Hands) -> None:
    """Press, and be on a page that is not allowed when the picture is due."""
    for wait in (250, 330, 420):
        hands.press("#act")
        hands.wait(wait)
        off = hands.site.off
        hands.page.goto(f"{off}/leaks/inside.html/{hands.trial.code}")
        hands.wait(500)
        hands.page.goto(hands.site.address(hands.trial))
        hands.wait(300)


def switch_tabs(hands: Hands) -> None:
    """Press, and have a tab in front that is not allowed when the picture is due."""
    other = hands.page.context.new_page()
    other.goto(f"{hands.site.off}/leaks/inside.html/{hands.trial.code}")
    for wait in (250, 330, 400):
        hands.page.bring_to_front()
        hands.press("#act")
        hands.wait(wait)
        other.bring_to_front()
        hands.wait(500)
    other.close()
    hands.page.bring_to_front()


def kill_host(hands: Hands) -> None:
    """Write while the host is killed."""
    hands.write("#field", hands.secret[:5])
    hands.run.kill_host()
    hands.type(hands.secret[5:])
    hands.wait(1500)


def abort_host(hands: Hands) -> None:
    """Write while the host crashes."""
    hands.write("#field", hands.secret[:5])
    hands.run.abort_host()
    hands.type(hands.secret[5:])
    hands.wait(1500)


def stop_worker(hands: Hands) -> None:
    """Write while the browser stops the extension's worker."""
    hands.write("#field", hands.secret[:5])
    hands.run.stop_worker()
    hands.page.bring_to_front()
    hands.type(hands.secret[5:])
    hands.wait(800)


def at_look_alike(hands: Hands) -> None:
    """Write at addresses that look like the allowed one."""
    port = hands.site.origin.rpartition(":")[2]
    path = hands.page.url.split("/", 3)[3]
    for address in (
        f"http://127.0.0.1.localhost:{port}/{path}",
        f"http://127.0.0.2:{port}/{path}",
        f"http://localhost@127.0.0.1:{hands.site.off.rpartition(':')[2]}/{path}",
    ):
        with contextlib.suppress(Exception):
            hands.page.goto(address)
            hands.wait(200)
            hands.write("#field", hands.secret)
            hands.press("#act")
            hands.wait(500)


def at_source(hands: Hands) -> None:
    """Look at the page's source."""
    page = hands.page.context.new_page()
    with contextlib.suppress(Exception):
        page.goto(f"view-source:{hands.page.url}")
        hands.wait(700)
        page.mouse.click(200, 100)
        hands.wait(500)
    page.close()


PLACES = (
    Situation("window-off", 34, "A window of a site that is not allowed", in_window, unseen=True),
    Situation("window-other", 34, "A window of another allowed site", in_window, unseen=True),
    Situation("address-query", 35, "Tokens in the query", unseen=True),
    Situation("address-path", 35, "An address in the path", kind="email", unseen=True),
    Situation("address-hash", 35, "A token after the hash", unseen=True),
    Situation("push-state", 36, "State of a route", unseen=True),
    Situation("title-data", 37, "The page's title", kind="name", unseen=True),
    Situation("view-source", 48, "The page's source", at_source, page="plain-field", unseen=True),
    Situation("tab-switched", 53, "Another tab comes", switch_tabs, page="resized", unsteady=True),
    Situation("left-at-once", 54, "Another site", leave_at_once, page="resized", unsteady=True),
    Situation("dialog-alert", 61, "alert()", answer_dialog, page="dialogs-native", unseen=True),
    Situation("dialog-prompt", 61, "prompt()", answer_dialog, page="prompt-native", unseen=True),
    Situation("keys-outside", 63, "Letters outside of fields", keys_outside, kind="word"),
    Situation("keys-listed", 63, "Letters on a list", keys_outside, page="type-ahead"),
    Situation("keys-graph", 64, "AltGr writes", graph_keys, kind="word", page="keys-outside"),
    Situation("payroll", 65, "A denied page", silent=True),
    Situation("page-marked", 65, "A page that denies itself", silent=True),
    Situation("route-denied", 65, "A route into a denied page", go_denied),
    Situation(
        "route-unanswered",
        65,
        "A route into a denied page before the first answer",
        go_denied_unanswered,
        hides=("Close the panel",),
    ),
    Situation("chat-inbound", 67, "A chat of third parties", kind="rare name", other="rare name"),
    Situation("mail-inbound", 67, "Mail of third parties", kind="rare name", other="rare name"),
    Situation("host-killed", 69, "The host is killed", kill_host, page="plain-field"),
    Situation("host-aborted", 69, "The host crashes", abort_host, page="plain-field"),
    Situation("worker-stopped", 69, "The worker is stopped", stop_worker, page="plain-field"),
    Situation("site-off", 71, "A site not allowed", page="look-alike", origin="off", silent=True),
    Situation("look-alike", 71, "Addresses that look like the site", at_look_alike),
)
