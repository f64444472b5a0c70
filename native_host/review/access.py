"""The trace that every reading leaves: one line per reading in the store's access log.

Pure. Each line names the line before it by hash, so that one taken out is missed.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from pydantic import Field

from native_host.fields import Record

FILE = "access.jsonl"
Command = Literal["list", "show", "export", "verify", "contract"]
MIN_REASON = 3
MAX_REASON = 500


class AccessEntry(Record):
    """One reading of a store."""

    wall_ms: int = Field(description="Clock time of the reading, ms since 1970, UTC.")
    command: Command = Field(description="What was done.")
    reason: str = Field(
        min_length=MIN_REASON, max_length=MAX_REASON, description="Why, in the reader's words."
    )
    keys: list[str] = Field(description="Ids of the keys that were used.")
    previous: str = Field(description="SHA-256 of the line before; zeros for the first.")


def last_hash(log: bytes) -> str:
    """Return what the next entry has to name."""
    lines = log.splitlines()
    return hashlib.sha256(lines[-1]).hexdigest() if lines else "0" * 64
