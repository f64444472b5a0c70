"""Numbers of cards, accounts and people. Pure; the home of stdnum.

A checksum alone is weak: every tenth number has the right one. So cards need an issuer's range and
its length as well, accounts the form of their country, routing numbers a district.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from stdnum import iban, luhn, numdb
from stdnum.us import rtn

_CARD_DIGITS = range(12, 20)
_MAX_GAP = 4  # signs between two groups of digits that still are one number
_LONG_GROUP = 13  # in so many digits on end a card may stand anywhere
_LONG = frozenset(range(16, 20))


class _Issuer(NamedTuple):
    first: int  # six digits
    last: int
    lengths: frozenset[int]


# ISO/IEC 7812 ranges in use; longer numbers than printed today are within the standard.
_ISSUERS = (
    _Issuer(220000, 220499, _LONG),  # Mir
    _Issuer(222100, 272099, frozenset({16})),  # Mastercard
    _Issuer(300000, 305999, frozenset({14, 16, 19})),  # Diners Club
    _Issuer(309500, 309599, frozenset({14, 16, 19})),
    _Issuer(340000, 349999, frozenset({15})),  # American Express
    _Issuer(352800, 358999, _LONG),  # JCB
    _Issuer(360000, 369999, frozenset({14, 16, 19})),  # Diners Club
    _Issuer(370000, 379999, frozenset({15})),  # American Express
    _Issuer(380000, 399999, frozenset({14, 16, 19})),  # Diners Club
    _Issuer(400000, 499999, frozenset({13, 16, 19})),  # Visa
    _Issuer(500000, 509999, frozenset(_CARD_DIGITS)),  # Maestro and national cards
    _Issuer(510000, 559999, frozenset({16})),  # Mastercard
    _Issuer(560000, 699999, frozenset(_CARD_DIGITS)),  # Maestro, Discover, UnionPay, RuPay
    _Issuer(810000, 829999, _LONG),  # UnionPay, RuPay
    _Issuer(979200, 979289, frozenset({16})),  # Troy
)
_DIGITS = re.compile(r"[0-9]+")
_ACCOUNT = re.compile(r"(?=([A-Z]{2})[0-9]{2}[A-Z0-9]{11})")
_SEPARATED_SSN = re.compile(r"(?<![0-9])([0-9]{3})([ ._-]{1,3})([0-9]{2})\2([0-9]{4})(?![0-9])")
_NAMED_SSN = re.compile(
    r"(?:\b(?:ssn|itin|tin)|social\s*security|tax\s*id)[^0-9]{0,20}([0-9]{9})(?![0-9])",
    re.IGNORECASE,
)
_ROUTING = re.compile(
    r"(?:(?<![0-9A-Za-z_])(?<![0-9][.,])|(?:aba|rtn|routing)[^0-9]{0,12})"
    r"([0-9]{4}[ -]?[0-9]{4}[ -]?[0-9])(?![0-9A-Za-z_])",
    re.IGNORECASE,
)
# Federal Reserve districts, those of thrifts, electronic ones, traveller's cheques.
_DISTRICTS = (range(1, 13), range(21, 33), range(61, 73), range(80, 81))


def holds_card(text: str) -> bool:
    """Say whether the number of a payment card stands in a folded text, whatever parts it."""
    return any(_run_holds_card(groups) for groups in _runs(text))


def holds_account(text: str) -> bool:
    """Say whether an IBAN stands in a folded text, whatever parts it."""
    compact = "".join(filter(str.isalnum, text)).upper()
    for found in _ACCOUNT.finditer(compact):
        length = _account_length(found[1])
        candidate = compact[found.start() : found.start() + length]
        if length and iban.is_valid(candidate, check_country=False):
            return True
    return False


def holds_person(text: str) -> bool:
    """Say whether a US social security or taxpayer number stands in a folded text.

    Numbers that nobody has (666, 9xx) count as well: those of taxpayers without one begin so.
    """
    if _NAMED_SSN.search(text):
        return True
    return any(
        int(found[1]) and int(found[3]) and int(found[4]) for found in _SEPARATED_SSN.finditer(text)
    )


def holds_routing(text: str) -> bool:
    """Say whether the routing number of a US bank stands in a folded text."""
    for found in _ROUTING.finditer(text):
        number = "".join(_DIGITS.findall(found[1]))
        if any(int(number[:2]) in district for district in _DISTRICTS) and rtn.is_valid(number):
            return True
    return False


def _runs(text: str) -> list[list[str]]:
    """Return groups of digits with nothing but a few signs between them, run by run."""
    runs: list[list[str]] = []
    end = None
    for found in _DIGITS.finditer(text):
        gap = "" if end is None else text[end : found.start()]
        if end is None or len(gap) > _MAX_GAP or any(map(str.isalnum, gap)):
            runs.append([])
        runs[-1].append(found[0])
        end = found.end()
    return runs


def _run_holds_card(groups: list[str]) -> bool:
    digits = "".join(groups)
    if len(digits) < _CARD_DIGITS.start:
        return False
    borders = {0}
    at = 0
    for group in groups:
        if len(group) >= _LONG_GROUP:
            borders.update(range(at, at + len(group)))
        at += len(group)
        borders.add(at)
    for start in borders:
        lengths = _card_lengths(digits[start : start + 6])
        if any(
            start + length in borders and luhn.is_valid(digits[start : start + length])
            for length in lengths
        ):
            return True
    return False


def _card_lengths(beginning: str) -> frozenset[int]:
    number = int(beginning.ljust(6, "0")) if beginning else 0
    for issuer in _ISSUERS:
        if issuer.first <= number <= issuer.last:
            return issuer.lengths
    return frozenset()


@cache
def _account_length(country: str) -> int:
    """Return how long IBANs of a country are; 0 if it has none."""
    entry = numdb.get("iban").info(country)[0][1]
    return 4 + sum(int(n) for n in _DIGITS.findall(entry["bban"])) if "bban" in entry else 0
