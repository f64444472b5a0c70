"""What macOS is given: a configuration profile with a payload for each browser. Pure.

UNVERIFIED on macOS. Nothing in it depends on the time: the same input gives the same bytes.
"""

from __future__ import annotations

import plistlib
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from native_host.deploy.browsers import CHROMIUMS

_OURS = uuid5(NAMESPACE_DNS, "host.workglass.com")
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def write_profile(
    header: str,
    *,
    organisation: str,
    ring: str,
    extension_id: str,
    settings: dict[str, dict[str, Any]],
    signed_policy: str,
    firefox: dict[str, Any] | None,
) -> bytes:
    """Return the configuration profile of a ring.

    Args:
        header: how it was made.
        organisation: who records.
        ring: id of the ring.
        extension_id: the extension in browsers of Chromium's family.
        settings: `ExtensionSettings` by name of the browser.
        signed_policy: what managed storage holds.
        firefox: Firefox's policies, if there are any.
    """
    payloads = []
    for browser in CHROMIUMS:
        content = {"ExtensionSettings": settings[browser.name]}
        payloads.append(_payload(browser.macos_domain, f"{browser.title}: extension", content))
        domain = f"{browser.macos_domain}.extensions.{extension_id}"
        payloads.append(_payload(domain, f"{browser.title}: policy", {"policy": signed_policy}))
    if firefox is not None:
        content = firefox | {"EnterprisePoliciesEnabled": True}
        payloads.append(_payload("org.mozilla.firefox", "Firefox: extension and policy", content))
    # One profile for a device whatever its ring: a device that changes rings gets one in its place.
    profile = _payload("Configuration", f"Workglass ({ring})", {"PayloadContent": payloads}) | {
        "PayloadIdentifier": "com.workglass.profile",
        "PayloadUUID": str(uuid5(_OURS, f"profile {organisation} {ring}")).upper(),
        "PayloadOrganization": organisation,
        "PayloadScope": "System",
        "PayloadRemovalDisallowed": True,
    }
    text = plistlib.dumps(profile, sort_keys=True)
    comment = f"<!-- {header} -->\n".encode()
    return _DECLARATION + comment + text.removeprefix(_DECLARATION)


def _payload(kind: str, title: str, content: dict[str, Any]) -> dict[str, Any]:
    return {
        "PayloadType": kind,
        "PayloadVersion": 1,
        "PayloadIdentifier": f"com.workglass.profile.{kind}",
        "PayloadUUID": str(uuid5(_OURS, kind)).upper(),
        "PayloadDisplayName": title,
        "PayloadEnabled": True,
        **content,
    }
