"""One line of the report: what was looked at, whether it held, what was seen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """What one look has shown."""

    show: str
    held: bool
    seen: str


def look(show: str, held: bool, seen: object) -> Line:
    """Return a line, and print it at once: the whole report takes long."""
    line = Line(show, bool(held), str(seen))
    print(f"{'yes' if line.held else 'NO '}  {show}: {seen}", flush=True)
    return line
