"""Bring a text into the form in which detectors look at it. Pure.

Digits of other scripts, wide letters, invisible characters and three ways of writing a character by
its number would otherwise hide what everybody can read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

# Format characters (zero width, soft hyphen) and marks that are drawn over a digit.
_UNSEEN = {"Cf", "Mn", "Me"}
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_ENTITY = re.compile(r"&(?:#[0-9a-fA-FxX]|[A-Za-z]+;)")
_LAST_CHARACTER = 0x10FFFF


def fold(text: str) -> str:
    """Return the text with plain digits, spaces and dashes, and without what is not seen."""
    if text.isascii():
        return text
    folded = []
    for character in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(character)
        if category in _UNSEEN:
            continue
        if category == "Nd":
            folded.append(str(unicodedata.decimal(character)))
        elif category == "Pd" or character == "\u2212":
            folded.append("-")
        elif category in ("Zs", "Zl", "Zp"):
            folded.append(" ")
        else:
            folded.append(character)
    return "".join(folded)


def readings(text: str) -> Iterator[str]:
    """Yield the folded text, then what its escapes stand for where it has any."""
    folded = fold(text)
    yield folded
    if _PERCENT.search(folded):
        yield fold(unquote(folded))
    if _ENTITY.search(folded):
        import html  # half a megabyte, for what hardly ever comes

        yield fold(html.unescape(folded))
    if "\\" in folded:
        yield fold(_CSS_ESCAPE.sub(_character_of, folded))


def _character_of(escape: re.Match[str]) -> str:
    if escape[1] is None:
        return escape[2]
    number = int(escape[1], 16)
    return chr(number) if number <= _LAST_CHARACTER else ""
