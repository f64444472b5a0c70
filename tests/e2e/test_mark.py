"""The mark on recorded pages: there, in no record of ours, and out of the page's reach."""

from __future__ import annotations

import io

from PIL import Image

from tests.e2e.person import open_own, press, sentence, wait_for_picture
from tests.e2e.recording import of_kind, recording

MARK = "document.querySelector('workglass-mark')"


def red_dots(picture: bytes) -> int:
    """Count the pixels in the colour of the mark near the lower right corner."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    width, height = image.size
    corner = image.crop((width - 40, height - 40, width, height))
    data = (
        corner.get_flattened_data() if hasattr(corner, "get_flattened_data") else corner.getdata()
    )
    return sum(abs(r - 179) + abs(g - 38) + abs(b - 30) < 30 for r, g, b in data)


def test_the_mark_shows_and_is_in_no_record(playwright, tmp_path, pages):
    """A person sees it in the corner; pictures have it painted over, outlines and clicks know it not."""
    with recording(
        playwright, tmp_path / "store", pages.pattern, f"{pages.other_origin}/x/*"
    ) as run:
        page = run.open(f"{pages.origin}/buttons.html")
        run.wait_until(lambda: page.evaluate(f"{MARK} !== null"))
        assert red_dots(page.screenshot()) > 40
        size = page.evaluate("[innerWidth, innerHeight]")
        page.mouse.click(size[0] - 15, size[1] - 15)  # on the mark
        page.mouse.click(30, 30)
        wait_for_picture(run)
        other = run.open(f"{pages.other_origin}/buttons.html")
        assert other.evaluate(f"{MARK} === null")
        events = run.finish()
        pictures = [image for _, image in run.pictures()]
    assert pictures
    assert [red_dots(image) for image in pictures] == [0] * len(pictures)
    assert "workglass" not in str(events)
    assert len(of_kind(events, "click")) == 2


def test_a_page_that_tampers(playwright, tmp_path, pages):
    """Style sheets, removal, fake messages: the mark comes back and the state stays what it is."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        page = run.open(f"{pages.origin}/buttons.html")
        run.wait_until(lambda: page.evaluate(f"{MARK} !== null"))
        page.evaluate(
            "document.head.append(Object.assign(document.createElement('style'), {textContent:"
            "'workglass-mark, workglass-mark * {display: none !important; opacity: 0 !important;"
            " visibility: hidden !important; transform: scale(0) !important; top: -99px !important;"
            " transition: all 9999s !important; clip-path: inset(50%) !important}'}));"
            f"{MARK}.style.cssText = 'display: none !important; opacity: 0 !important'"
        )
        page.wait_for_timeout(300)
        assert red_dots(page.screenshot()) > 40
        assert page.evaluate(f"{MARK}.shadowRoot === null")
        page.evaluate(f"{MARK}.remove()")
        run.wait_until(lambda: page.evaluate(f"{MARK} !== null"), 10)
        page.evaluate(f"{MARK}.hidePopover()")
        run.wait_until(lambda: red_dots(page.screenshot()) > 40, 10)
        page.evaluate(
            "Element.prototype.remove = Node.prototype.appendChild = () => { throw 1 };"
            "HTMLElement.prototype.showPopover = () => { throw 1 };"
            f"{MARK}.replaceWith()"
        )
        run.wait_until(lambda: page.evaluate(f"{MARK} !== null"), 10)
        # Over a modal dialog of the page too.
        page.evaluate(
            "const d = document.createElement('dialog'); d.style.cssText ="
            "'position: fixed; inset: 0; width: 100vw; height: 100vh; max-width: none;"
            " max-height: none; background: white'; document.body.append(d); d.showModal()"
        )
        run.wait_until(lambda: red_dots(page.screenshot()) > 40, 10)
        page.evaluate("document.querySelector('dialog').close()")
        # What only our own pages may say, said by the page.
        page.evaluate(
            "window.postMessage({type: 'pause', length: 60}, '*');"
            "window.dispatchEvent(new CustomEvent('pause'));"
            "document.documentElement.dataset.workglass = 'paused'"
        )
        assert page.evaluate("typeof chrome === 'undefined' || chrome.runtime === undefined")
        framed = page.evaluate(
            f"new Promise(done => {{ const f = document.createElement('iframe');"
            f" f.src = '{run.extension}/popup.html'; f.onload = () => done('loaded');"
            f" setTimeout(() => done('blocked'), 1500); document.body.append(f); }})"
        )
        inside = [f.url for f in page.frames if f.url.endswith("/popup.html")]
        assert framed == "blocked" or inside == [] or "chrome-error" in str(inside)
        assert (
            page.evaluate(
                f"fetch('{run.extension}/popup.html').then(() => 'read', () => 'refused')"
            )
            == "refused"
        )
        page.mouse.click(30, 30)
        assert "you have paused" not in sentence(run)
        events = run.finish()
    assert len(of_kind(events, "click")) == 1


def test_scripts_cannot_press_our_buttons(playwright, tmp_path, pages):
    """Only a person's own press pauses or forgets; the keyboard alone suffices for that."""
    with recording(playwright, tmp_path / "store", pages.pattern) as run:
        run.open(f"{pages.origin}/buttons.html")
        popup = open_own(run, "popup")
        popup.wait_for_selector("#pauses button")
        popup.evaluate("document.querySelector('#pauses button').click()")
        popup.wait_for_timeout(500)
        assert "you have paused" not in sentence(run)
        popup.keyboard.press("Tab")
        assert popup.evaluate("document.activeElement.textContent") == "5 minutes"
        popup.keyboard.press("Enter")
        run.wait_until(lambda: "you have paused" in sentence(run))
        run.wait_until(lambda: popup.evaluate("document.activeElement.id") == "resume")
        popup.keyboard.press("Space")
        run.wait_until(lambda: "you have paused" not in sentence(run))
        press(popup, "The last 5 minutes")
        assert popup.evaluate("document.activeElement.id") == "yes"
        popup.keyboard.press("Tab")
        popup.keyboard.press("Enter")
        assert popup.evaluate("document.activeElement.textContent") == "The last 5 minutes"
