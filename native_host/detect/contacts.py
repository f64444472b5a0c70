"""E-mail addresses and telephone numbers. Pure.

By form alone: a number that no country has given out is somebody's number all the same, and which
country a number without prefix belongs to nobody can know here.
"""

from __future__ import annotations

import re

_EMAIL = re.compile(
    r"[\w.+!#$%&'*/=?^`{|}~-]+@[\w-]*[^\W\d_][\w.-]*"
    r"|\w ?@ ?[\w-]+(?: ?\. ?[\w-]+)*\.[^\W\d_]{2,}"
    r"|\w\s*[\[({]\s*at\s*[\])}]\s*\w",
    re.IGNORECASE,
)
# What looks like a telephone number and is none: dates, months, times, and amounts after a plus.
_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_CALENDAR = re.compile(
    rf"(?<![0-9])(?:{_YEAR}[-./ ]{_MONTH}[-./ ]{_DAY}"
    rf"|{_DAY}[-./ ]{{1,2}}{_MONTH}[-./ ]{{1,2}}{_YEAR}"
    rf"|{_MONTH}[-./ ]{{1,2}}{_DAY}[-./ ]{{1,2}}{_YEAR}|{_MONTH}[-/.]{_YEAR}|{_YEAR}[-/.]{_MONTH}"
    rf"|{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,6})?)?|\+[0-9]{1,3}(?:[.,][0-9]{3})+)(?![0-9])"
)
_PARTED = r"[ ./()-]{0,3}"
_PHONES = (
    # With the prefix of a country.
    re.compile(rf"\+ ?\(?[0-9](?:{_PARTED}[0-9]){{7,14}}(?![0-9])"),
    re.compile(rf"(?<![0-9A-Za-z.,:])00[1-9](?:{_PARTED}[0-9]){{7,13}}(?![0-9])"),
    # North America, parted.
    re.compile(r"(?<![0-9])\(?[2-9][0-9]{2}\)?[ ./-]{0,2}[2-9][0-9]{2}[ .-][0-9]{4}(?![0-9])"),
    # With the zero that most other countries dial at home.
    re.compile(r"(?<![\w.,+-])\(?0[1-9](?:[ ./()-]{0,3}[0-9]){7,10}(?![0-9])"),
    # Whatever is called one.
    re.compile(
        rf"(?:\b(?:tel|phone|telephone|telefon|mobile|mobil|cell|fax|handy|call)\b|\u260e|\u2706)"
        rf"[^0-9]{{0,8}}[0-9](?:{_PARTED}[0-9]){{6,14}}(?![0-9])",
        re.IGNORECASE,
    ),
)


def holds_email(text: str) -> bool:
    """Say whether an e-mail address stands in a folded text, of whatever domain."""
    return _EMAIL.search(text) is not None


def holds_phone(text: str) -> bool:
    """Say whether a telephone number stands in a folded text."""
    rest = _CALENDAR.sub("\n", text)
    return any(phone.search(rest) for phone in _PHONES)
