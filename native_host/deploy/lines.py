"""Find the line on which a key of a TOML file stands: the library tells values only. Pure.

Expects a text that the library has read; what it would refuse is not looked for here.
"""

from __future__ import annotations

import re
from bisect import bisect_left

Place = tuple[str | int, ...]

_SPACE = re.compile(r"(?:\s|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\n#]+")
_LONG = re.compile(r'"""(?:\\.|(?!""").)*"{3,5}|\'\'\'(?:(?!\'\'\').)*\'{3,5}', re.DOTALL)
_SHORT = re.compile(r'"((?:\\.|[^"\\\n])*)"|\'([^\'\n]*)\'')


def find_lines(text: str) -> dict[Place, int]:
    """Return the line, from 1, of every key and entry of a TOML text."""
    scanner = _Scanner(text)
    scanner.read_document()
    return scanner.lines


def line_of(lines: dict[Place, int], place: Place) -> int:
    """Return the line of a key, or of what it would stand in if it is missing."""
    for end in range(len(place), 0, -1):
        if place[:end] in lines:
            return lines[place[:end]]
    return 1


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.ends = [found.start() for found in re.finditer("\n", text)]
        self.lines: dict[Place, int] = {}
        self.tables: dict[Place, int] = {}  # how many tables an array of tables has so far

    def read_document(self) -> None:
        table: Place = ()
        while True:
            self._skip(_SPACE)
            if self.at >= len(self.text):
                return
            start = self.at
            if self.text.startswith("[[", self.at):
                table = self._open_table(2)
                self._note(table, start)
            elif self.text[self.at] == "[":
                table = self._open_table(1)
                self._note(table, start)
            else:
                self._read_pair(table)

    def _open_table(self, brackets: int) -> Place:
        self.at += brackets
        *above, last = self._read_key()
        self.at = self.text.index("]" * brackets, self.at) + brackets
        place: Place = ()
        for name in above:
            place = self._enter((*place, name))
        place = (*place, last)
        if brackets == 1:
            return place
        number = self.tables.get(place, 0)
        self.tables[place] = number + 1
        return (*place, number)

    def _enter(self, place: Place) -> Place:
        """Go into the last table of an array of tables, as TOML means it."""
        return (*place, self.tables[place] - 1) if place in self.tables else place

    def _read_pair(self, table: Place) -> None:
        start = self.at
        place = (*table, *self._read_key())
        self._note(place, start)
        self.at = self.text.index("=", self.at) + 1
        self._skip(_BLANK)
        self._read_value(place)

    def _read_key(self) -> list[str]:
        parts: list[str] = []
        while True:
            self._skip(_BLANK)
            quoted = _SHORT.match(self.text, self.at)
            found = quoted or _BARE.match(self.text, self.at)
            if found is None:
                return parts
            parts.append((quoted[1] or quoted[2] or "") if quoted else found[0])
            self.at = found.end()
            self._skip(_BLANK)
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def _read_value(self, place: Place) -> None:
        if self.text.startswith("[", self.at):
            self._read_list(place)
        elif self.text.startswith("{", self.at):
            self._read_inline(place)
        else:
            for pattern in (_LONG, _SHORT, _SCALAR):
                found = pattern.match(self.text, self.at)
                if found is not None:
                    self.at = found.end()
                    return
            self.at += 1

    def _read_list(self, place: Place) -> None:
        self.at += 1
        number = 0
        while True:
            self._skip(_SPACE)
            if self.at >= len(self.text) or self.text[self.at] == "]":
                self.at += 1
                return
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._note((*place, number), self.at)
            self._read_value((*place, number))
            number += 1

    def _read_inline(self, place: Place) -> None:
        self.at += 1
        while True:
            self._skip(_SPACE)
            if self.at >= len(self.text) or self.text[self.at] == "}":
                self.at += 1
                return
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._read_pair(place)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()

    def _note(self, place: Place, at: int) -> None:
        """Note where something stands, and what it stands in if that is new."""
        number = bisect_left(self.ends, at) + 1
        for end in range(1, len(place) + 1):
            self.lines.setdefault(place[:end], number)
