"""The table of faults: ways to break a healthy device, each with the finding that names it."""

from __future__ import annotations

from collections.abc import Callable

from tests.native_host.doctor.device import Device

Break = Callable[[Device], object]
FAULTS: list[tuple[str, str, Break]] = []


def fault(finding: str) -> Callable[[Break], Break]:
    """Enter a way to break a device into the table."""

    def enter(break_it: Break) -> Break:
        FAULTS.append((finding, break_it.__name__, break_it))
        return break_it

    return enter
