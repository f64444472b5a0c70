"""`make pages-report`: open every page of ours in every variant, check it with axe, take its picture.

    python -m tests.pages_report [--only popup]

Writes build/reports/pages/*.png and build/reports/pages.json, a list of `page`, `variant`, `picture`
and `axe_violations`. Ends with 1 if axe found anything or the keyboard does not reach a control.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright, sync_playwright

from native_host.vault.keys import make_recipient_key, public_half, serialize_key
from tests.conftest import serve_pages
from tests.e2e.person import open_own, roll_out, sentence
from tests.e2e.recording import Recording, recording

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / "build" / "reports"
AXE = ROOT / "extension" / "node_modules" / "axe-core" / "axe.min.js"
NAMES = ("popup", "mydata", "notice", "notice-first")
WIDTHS = {"popup": 400, "mydata": 1000, "notice": 1000, "notice-first": 1000}
# Zoom of 200 % halves the page's width in CSS pixels and doubles every one of them.
ZOOMS = {"100": 1, "200": 2}


def main(arguments: list[str] | None = None) -> int:
    """Make the report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    wanted = parser.parse_args(arguments).only
    (REPORTS / "pages").mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    with sync_playwright() as playwright, serve_pages() as pages:
        for language in ("en", "de"):
            rows += look(playwright, pages.origin, language, wanted)
    (REPORTS / "pages.json").write_text(json.dumps(rows, indent=2) + "\n")
    for row in rows:
        found = ", ".join(each["id"] for each in row["axe_violations"]) or "none"
        print(f"{row['page']:14} {row['variant']:16} axe: {found}; unreached: {row['unreached']}")
    bad = [row for row in rows if row["axe_violations"] or row["unreached"]]
    print(f"{len(rows)} pictures, {len(bad)} with something wrong: {REPORTS / 'pages.json'}")
    return 1 if bad or not rows else 0


def look(playwright: Playwright, origin: str, language: str, wanted: str) -> list[dict[str, Any]]:
    """Return the rows of one language."""
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as place:
        store = Path(place) / "first"
        with recording(
            playwright, store, f"{origin}/*", language=language, acknowledge=False
        ) as run:
            # No page is opened meanwhile: that keeps a browser from reading its policies.
            words = {"en": "read the notice first", "de": "Lesen Sie zuerst die Mitteilung"}
            run.wait_until(lambda: words[language] in sentence(run), 60)
            rows += look_at(run, "notice-first", language, wanted)
        with recording(playwright, Path(place) / "store", f"{origin}/*", language=language) as run:
            allowed = {"version": 2, "personal_recipient": True}
            roll_out(run, run.lab.policy.model_dump(mode="json") | allowed)
            work(run, origin)
            for name in NAMES[:-1]:
                rows += look_at(run, name, language, wanted)
    return rows


def work(run: Recording, origin: str) -> None:
    """Let there be something to show."""
    page = run.open(f"{origin}/controls.html")
    page.click("#save")
    page.wait_for_timeout(3500)
    page.click("#aria")
    page.mouse.wheel(0, 200)
    page.wait_for_timeout(3000)
    run.wait_until_delivered()


def look_at(run: Recording, name: str, language: str, wanted: str) -> list[dict[str, Any]]:
    """Return the rows of one page."""
    if wanted not in ("", name):
        return []
    rows = []
    for scheme, (zoom, factor) in itertools.product(("light", "dark"), ZOOMS.items()):
        page = open_own(run, name.removesuffix("-first"))
        devtools = page.context.new_cdp_session(page)
        width = WIDTHS[name] if name == "popup" else WIDTHS[name] // factor
        devtools.send(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 700, "deviceScaleFactor": factor, "mobile": False},
        )
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        devtools.send("Emulation.setEmulatedMedia", {"features": features})
        time.sleep(0.5)
        prepare(page, name)
        # What is out of view is not painted: the window becomes as high as the page.
        height = page.evaluate("document.documentElement.scrollHeight")
        devtools.send(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": factor, "mobile": False},
        )
        time.sleep(0.2)
        variant = f"{language}-{scheme}-{zoom}"
        picture = REPORTS / "pages" / f"{name}-{variant}.png"
        page.screenshot(path=picture)
        rows.append(
            {
                "page": name,
                "variant": variant,
                "picture": str(picture.relative_to(ROOT)),
                "axe_violations": check(page),
                "unreached": unreached(page),
            }
        )
        page.close()
    return rows


def prepare(page: Page, name: str) -> None:
    """Bring the page into the state that shows most of it."""
    if name == "mydata":
        page.locator("ol.records summary").first.click()
        page.locator("#ask").click()
        page.locator("#looked:not(:empty)").wait_for()
        key = serialize_key(public_half(make_recipient_key(bytes(range(32)), "x-wing")))
        file = {"name": "key.pub", "mimeType": "text/plain", "buffer": key.encode()}
        page.locator("#key-file").set_input_files(file)  # type: ignore[arg-type]
        page.locator("#key-remove:not([hidden])").wait_for()
        shot = page.locator("ol.records summary", has_text="screenshot")
        if shot.count():
            shot.first.click()
        time.sleep(0.3)
    if name == "popup":
        page.locator("#forgets button").first.click()


def check(page: Page) -> list[dict[str, Any]]:
    """Return what axe finds."""
    page.evaluate(AXE.read_text(encoding="utf-8") + "; 0")
    found = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map("
        "v => ({id: v.id, help: v.help, nodes: v.nodes.map(n => n.html.slice(0, 200))})))"
    )
    return list(found)


def unreached(page: Page) -> list[str]:
    """Return the controls that the Tab key does not come to, or that show no focus there."""
    total = page.evaluate(
        "(() => { window.wanted = new Set([...document.querySelectorAll("
        "'a[href], button, select, summary, [tabindex=\"0\"]')]"
        ".filter(e => e.checkVisibility() && !e.disabled));"
        " document.activeElement?.blur(); return window.wanted.size; })()"
    )
    for _ in range(total + 8):
        page.keyboard.press("Tab")
        page.evaluate(
            "(() => { const at = document.activeElement;"
            " if (getComputedStyle(at).outlineStyle !== 'none') window.wanted.delete(at); })()"
        )
    left = page.evaluate("[...window.wanted].map(e => e.id || e.textContent.slice(0, 40))")
    return [str(each) for each in left]


if __name__ == "__main__":
    sys.exit(main())
