"""How far sending has got, as `uplink.json` keeps it beside the store. Pure.

For `workglass status` only: on every connection the collector itself says what it has.
"""

from __future__ import annotations

from pydantic import Field, ValidationError

from native_host.errors import WorkglassError
from native_host.fields import Record

FILE = "uplink.json"


class Progress(Record):
    """What one collector has of a store, and what stands in the way of the rest."""

    url: str = Field(description="The collector that this is about.")
    stored: dict[str, int] = Field(description="Segments that it has, by chain.")
    parked: dict[str, str] = Field(description="Chains that are not sent any more, and why.")
    trouble: str | None = Field(description="Why sending stopped last; null: it goes on.")


def parse_progress(data: bytes, url: str) -> Progress:
    """Return what a file says of a collector; nothing, where it speaks of another one."""
    try:
        found = Progress.model_validate_json(data)
    except ValidationError:
        found = None
    if found is not None and found.url == url:
        return found
    return Progress(url=url, stored={}, parked={}, trouble=None)


def describe(error: Exception) -> str:
    """Return the sentence for what made sending stop."""
    if isinstance(error, WorkglassError):
        return str(error)
    return f"Sending stopped by a fault of ours ({type(error).__name__}); it is tried again."
