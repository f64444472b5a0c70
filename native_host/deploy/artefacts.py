"""Render the files of a deployment from the templates in `packaging/templates`. Pure."""

from __future__ import annotations

import json
import shlex
from string import Template
from xml.sax.saxutils import quoteattr

from native_host.deploy.hosts import list_hosts
from native_host.policy import Policy


def render_browser_policies(
    template: str, *, policy: Policy, signed_policy: str, extension_id: str, update_url: str
) -> str:
    """Return the managed policies of Chromium: force install, host limits, managed storage."""
    return _render_json(
        template,
        extension_id=extension_id,
        update_url=json.dumps(update_url),
        allowed_hosts=json.dumps(list_hosts(policy).entries),
        policy=json.dumps(signed_policy),
    )


def render_native_manifest(template: str, *, launcher: str, extension_id: str) -> str:
    """Return the native-messaging manifest."""
    return _render_json(
        template,
        path=json.dumps(launcher),
        allowed_origins=json.dumps([f"chrome-extension://{extension_id}/"]),
    )


def render_updates(template: str, *, extension_id: str, crx_url: str, version: str) -> str:
    """Return the update XML that points to the packed extension."""
    return Template(template).substitute(
        extension_id=extension_id, crx_url=quoteattr(crx_url)[1:-1], version=version
    )


def render_launcher(template: str, *, python: str, config: str, store: str | None) -> str:
    """Return the script that the native-messaging manifest names.

    Args:
        template: the script with its blanks.
        python: interpreter that Workglass is installed in.
        config: directory of the administrator's files.
        store: directory of the sealed records; None: the user's own.
    """
    options = f"--config {shlex.quote(config)}"
    if store is not None:
        options += f" --store {shlex.quote(store)}"
    return Template(template).substitute(python=shlex.quote(python), options=options)


def _render_json(template: str, **values: str) -> str:
    text = Template(template).substitute(values)
    return json.dumps(json.loads(text), indent=2) + "\n"
