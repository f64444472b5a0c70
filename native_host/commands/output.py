"""How commands talk: sentences for people, one JSON document for programs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import orjson
import typer

T = TypeVar("T")


def say(sentence: str) -> None:
    """Print a line for people."""
    sys.stdout.write(sentence + "\n")


def complain(sentence: str) -> None:
    """Print a line for people that is not part of the result."""
    sys.stderr.write(sentence + "\n")


def track(items: Iterable[T], label: str, length: int) -> Iterator[T]:
    """Pass items on and show on a terminal how many of them are done; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield from items
        return
    with typer.progressbar(items, length=length, label=label, file=sys.stderr) as bar:
        yield from bar


def print_json(value: Any) -> None:
    """Print one JSON document for programs."""
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() + "\n")


def columns(rows: list[list[str]]) -> list[str]:
    """Line up rows of cells; the first row is the heading."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
