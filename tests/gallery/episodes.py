"""The table of all episodes."""

from __future__ import annotations

from tests.gallery import libraries, places, platform
from tests.gallery.script import Episode


def all_episodes() -> list[Episode]:
    """Return them in the order in which they are played."""
    return [*libraries.episodes(), *platform.episodes(), *places.episodes()]
