"""Where hands go: places of the recording carried over to the page as it is now. Pure."""

from __future__ import annotations

from native_host.actions import Drag
from native_host.elements import Box, Point, Viewport

_EDGE = 0.04


def centre_share(box: Box, view: Viewport) -> tuple[float, float] | None:
    """Return the middle of a box as a share of the viewport."""
    if not view.width or not view.height or not box.width or not box.height:
        return None
    return (box.x + box.width / 2) / view.width, (box.y + box.height / 2) / view.height


def part_of(box: Box, at: Point | None) -> tuple[float, float]:
    """Return where in a box a point lies, from 0 to 1, a little away from its edges."""
    if at is None or not box.width or not box.height:
        return 0.5, 0.5
    return _within((at.x - box.x) / box.width), _within((at.y - box.y) / box.height)


def _within(part: float) -> float:
    return min(1 - _EDGE, max(_EDGE, part))


def drag_end(
    drag: Drag, start: tuple[float, float], goal: tuple[float, float, float, float] | None
) -> tuple[float, float]:
    """Return where to let go: in what it was let go over, or as far away as it was."""
    if goal is not None and drag.target is not None:
        part_x, part_y = part_of(drag.target.box, drag.end)
        return goal[0] + goal[2] * part_x, goal[1] + goal[3] * part_y
    if drag.start is None:
        return start
    return start[0] + drag.end.x - drag.start.x, start[1] + drag.end.y - drag.start.y
