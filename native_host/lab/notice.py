"""Acknowledge the notice in the lab's browser, with the mouse and as a person would."""

from __future__ import annotations

from native_host.lab.devtools import DevTools, wait_for

INSTALL_SECONDS = 40.0


def acknowledge_notice(devtools: DevTools, extension_id: str) -> None:
    """Press the notice's button with the mouse, as a person would, and close the notice."""
    url = f"chrome-extension://{extension_id}/notice.html"
    target = wait_for("the notice", lambda: devtools.find_target(url), INSTALL_SECONDS)
    devtools.call("Target.activateTarget", targetId=target["targetId"])
    session = devtools.attach(target["targetId"])
    centre = wait_for(
        "the notice's button",
        lambda: devtools.evaluate(
            session,
            "(() => { const b = document.getElementById('acknowledge'); if (!b) return null;"
            " b.scrollIntoView(); const r = b.getBoundingClientRect();"
            " return r.width > 0 && !b.disabled ? [r.x + r.width / 2, r.y + r.height / 2] : null;"
            "})()",
        ),
        INSTALL_SECONDS,
    )
    devtools.click(session, *centre)
    wait_for("recording to begin", lambda: _is_ready(devtools, session), INSTALL_SECONDS)
    # The last window must stay open: closing it ends the browser.
    if sum(other["type"] == "page" for other in devtools.targets()) < 2:  # noqa: PLR2004  # the last one
        devtools.call("Target.createTarget", url="about:blank")
    devtools.call("Target.closeTarget", targetId=target["targetId"])


def _is_ready(devtools: DevTools, session: str) -> bool | None:
    state = devtools.evaluate(session, "chrome.runtime.sendMessage({type: 'notice-state'})")
    return True if state and state["state"] == "ready" else None
