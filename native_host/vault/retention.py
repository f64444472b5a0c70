"""Which store files are too old to be kept. Pure: hours come in."""

from __future__ import annotations

HOURS_A_DAY = 24


def is_expired(newest_hour: int, now_hour: int, retention_days: int) -> bool:
    """Say whether everything in a file is older than the policy allows.

    Args:
        newest_hour: hour in which the file's last segment was opened, since 1970. A segment is
            open for minutes, so one more hour covers all that is in it.
        now_hour: the present hour.
        retention_days: how long records may stay on the device.
    """
    return now_hour - (newest_hour + 1) >= retention_days * HOURS_A_DAY
