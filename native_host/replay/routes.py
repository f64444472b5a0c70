"""Addresses: which page a recorded path means. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit


def fits(template: str, path: str) -> bool:
    """Say whether a path is one that the recorded template stands for."""
    pattern = "[^/]*".join(re.escape(part) for part in template.split("{}"))
    return re.fullmatch(f"{pattern}/?", path) is not None


def start_address(base: str, template: str) -> str | None:
    """Return the address of a recorded path on the site replayed against; None if unknown."""
    if "{}" in template:
        return None
    parts = urlsplit(base)
    return urlunsplit((parts.scheme, parts.netloc, template, "", ""))


def first_address(base: str, template: str) -> str:
    """Return where a replay begins: the address that was given, or the recorded page of that site.

    The recorded page is taken where the given address names a site alone.
    """
    if urlsplit(base).path not in ("", "/"):
        return base
    return start_address(base, template) or base
