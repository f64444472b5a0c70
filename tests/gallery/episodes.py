"""The table of all episodes."""

from __future__ import annotations

from tests.gallery import alone, drawn, kept, libraries, natives, places
from tests.gallery.script import Episode


def all_episodes() -> list[Episode]:
    """Return them in the order in which they are played."""
    return [
        *libraries.episodes(),
        *natives.episodes(),
        *drawn.episodes(),
        *kept.episodes(),
        *alone.episodes(),
        *places.episodes(),
    ]
