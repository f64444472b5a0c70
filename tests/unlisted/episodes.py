"""The table of all episodes on libraries that the recorder was not made with."""

from __future__ import annotations

from tests.gallery.script import Episode
from tests.unlisted import components, plain, react, vue


def unlisted_episodes() -> list[Episode]:
    """Return them in the order in which they are played."""
    return [
        *plain.episodes(),
        *react.episodes(),
        *vue.episodes(),
        *components.episodes(),
    ]
