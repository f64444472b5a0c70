"""What Chromium itself says of the rendered policies: its page chrome://policy is the validator."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from typing import Any

from native_host.lab.browser import start_browser
from native_host.lab.devtools import open_devtools, wait_for
from tests.packaging.clean_room import ROOT
from tests.packaging.deployment import RING, make_deployment
from tests.packaging.lines import Line, look

HOME = ROOT / "build" / "validator"
Policies = dict[str, Any]
# Each policy is a row in a tree of shadow roots; what is wrong stands in a row of its own below.
_READ = """(() => {
    const found = [];
    const visit = (root) => {
        for (const element of root.querySelectorAll('*')) {
            if (element.localName === 'policy-row' && element.shadowRoot) {
                const text = (part) => [...element.shadowRoot.querySelectorAll(part)]
                    .map((each) => each.textContent.trim()).join(' ');
                found.push({
                    name: text('.policy.row .name').split(/\\s/)[0],
                    state: text('.policy.row .messages'),
                    errors: text('.errors.row .value') + text('.warnings.row .value'),
                });
            }
            if (element.shadowRoot) visit(element.shadowRoot);
        }
    };
    visit(document);
    return found.some((row) => row.name) ? found : null;
})()"""


def show() -> Iterator[Line]:
    """Read the rendered policies and broken copies of them."""
    shutil.rmtree(HOME, ignore_errors=True)
    made = make_deployment(HOME / "deployment")
    ring = made.rendered / "linux" / RING / "etc"
    for name, place in (("chromium", "chromium"), ("chrome", "opt/chrome"), ("brave", "brave")):
        policies = json.loads((ring / place / "policies/managed/workglass.json").read_text())
        rows = read_rows(policies)
        states = {row["name"]: row["state"] for row in rows}
        wrong = [row for row in rows if row["errors"] or row["state"] != "OK"]
        read = states.keys() >= policies.keys() - {"3rdparty"}
        yield look(f"{name}: no error in what was rendered", read and not wrong, wrong or states)
    for what, (spoil, said) in planted(made.extension_id).items():
        broken = json.loads(json.dumps(policies))
        spoil(broken)
        rows = read_rows(broken)
        told = [f"{row['name']}: {row['state']} {row['errors']}" for row in rows]
        hits = [each for each in told if said in each]
        yield look(f"planted: {what} is found", bool(hits), hits[:1] or told)


def planted(extension: str) -> dict[str, tuple[Callable[[Policies], object], str]]:
    """Return ways to break policies, each with what Chromium has to say of it."""

    def setting(name: str, value: object) -> Callable[[Policies], object]:
        return lambda policies: policies["ExtensionSettings"][extension].update({name: value})

    return {
        "a mode that there is not": (setting("installation_mode", "forced"), "installation_mode"),
        "a text for true": (setting("override_update_url", "yes"), "override_update_url"),
        "a text for a list": (setting("runtime_blocked_hosts", "*://*"), "runtime_blocked_hosts"),
        "a pin that there is not": (setting("toolbar_pin", "maybe"), "toolbar_pin"),
        "a policy that there is not": (
            lambda policies: policies.update({"ExtensionSetings": {}}),
            "Unknown policy",
        ),
    }


def read_rows(policies: Policies) -> list[dict[str, str]]:
    """Start a Chromium that sees these policies and return the rows of its page."""
    place = HOME / "lab"
    shutil.rmtree(place, ignore_errors=True)
    managed = place / "etc" / "policies" / "managed"
    managed.mkdir(parents=True)
    (managed / "workglass.json").write_text(json.dumps(policies))
    browser = start_browser(
        place / "etc", place / "profile", port=0, headless=True, url="about:blank"
    )
    try:
        with open_devtools(browser.address) as devtools:
            # Chromium opens pages of its own only where it is told so by somebody in it.
            target = devtools.call("Target.createTarget", url="chrome://policy")
            session = devtools.attach(target["targetId"])
            rows: list[dict[str, str]] = wait_for(
                "its rows", lambda: devtools.evaluate(session, _READ), 30
            )
            # The page lists every policy that there could be.
            return [row for row in rows if row["name"] in policies or row["errors"]]
    finally:
        browser.kill()
