"""What Firefox is given. Pure.

Firefox reads one `policies.json` for everything, so ours is a piece to merge into it. It has no
list of hosts for one extension; the extension's own list holds there.
"""

from __future__ import annotations

import json
from typing import Any


def make_policies(*, firefox_id: str, xpi_url: str, signed_policy: str) -> dict[str, Any]:
    """Return our part of Firefox's policies: force install and managed storage."""
    return {
        "ExtensionSettings": {
            firefox_id: {"installation_mode": "force_installed", "install_url": xpi_url}
        },
        "3rdparty": {"Extensions": {firefox_id: {"policy": signed_policy}}},
    }


def write_native_manifest(chromium_manifest: str, firefox_id: str) -> str:
    """Return the native-messaging manifest for Firefox, from that for the others."""
    manifest = json.loads(chromium_manifest)
    del manifest["allowed_origins"]
    manifest["allowed_extensions"] = [firefox_id]
    return json.dumps(manifest, indent=2) + "\n"
