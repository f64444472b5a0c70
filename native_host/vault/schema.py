"""What writer and readers of store files agree on beside schema.sql."""

from __future__ import annotations

from enum import IntEnum

SUFFIX = ".sqlite"
APPLICATION_ID = 0x57474C53  # "WGLS"
USER_VERSION = 1


class SessionState(IntEnum):
    """What a store file knows of a session."""

    LIVE = 0
    ENDED = 1
    ACCOUNTED = 2
