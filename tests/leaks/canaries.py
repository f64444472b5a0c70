"""Secrets that occur nowhere else, in the forms that fields and pages expect.

Rule: the random part has no letter or digit that a picture's reader takes for another.
"""

from __future__ import annotations

import random
from collections.abc import Callable

ALPHABET = "ACDEFHJKMNPRTUVWXY34679"
LETTERS = "ACDEFHJKMNPRTUVWXY"


def pick(dice: random.Random, letters: str, number: int) -> str:
    """Return random letters, no two the same beside each other."""
    found = ""
    while len(found) < number:
        letter = dice.choice(letters)
        if not found.endswith(letter):
            found += letter
    return found


def luhn(digits: str) -> str:
    """Return the digit that makes a card's number complete."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def _mark(situation: int, dice: random.Random, more: int) -> str:
    return f"ZQ{situation:02}K{pick(dice, ALPHABET, 6 + more)}"


def _card(_: int, dice: random.Random, more: int) -> str:
    body = "400000" + pick(dice, "0123456789", 9 + more)
    return body + luhn(body)


def _ssn(_: int, dice: random.Random, __: int) -> str:
    digits = "9" + pick(dice, "1234678", 8)
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"


def _iban(_: int, dice: random.Random, __: int) -> str:
    account = pick(dice, "0123456789", 18)
    check = 98 - int(f"{account}131400") % 97  # DE is 1314
    return f"DE{check:02}{account}"


def _email(_: int, dice: random.Random, more: int) -> str:
    return f"zq{pick(dice, LETTERS.lower(), 7 + more)}@canary.example"


# Short ones: of longer ones a part would be searched for by itself, and our own list of names has it.
# All of one length, since boxes are recorded and hang on how long a text is.
FIRST_NAMES = "Ahmed Diego Elena Emily Helen Julia Laura Lucas Maria Paolo Peter Sarah Sofia"


def _name(_: int, dice: random.Random, more: int) -> str:
    """The first name is somebody's; only the last one is looked for."""
    last = pick(dice, LETTERS.lower(), 7 + min(more, 2))
    return f"{dice.choice(FIRST_NAMES.split())} {last.title()}"


def _rare_name(_: int, dice: random.Random, more: int) -> str:
    """Names that no list of names has."""
    first, last = pick(dice, LETTERS.lower(), 6), pick(dice, LETTERS.lower(), 6 + min(more, 2))
    return f"{first.title()} {last.title()}"


def _pin(_: int, dice: random.Random, __: int) -> str:
    """As long as a text of digits must be to be told from a clock's."""
    return pick(dice, "0123456789", 11)


def _phone(_: int, dice: random.Random, __: int) -> str:
    return f"+1 {pick(dice, '2346789', 3)} 555 {pick(dice, '0123456789', 4)}"


def _code(_: int, dice: random.Random, __: int) -> str:
    return pick(dice, ALPHABET, 6)


def _key(_: int, dice: random.Random, more: int) -> str:
    return f"ghp_{pick(dice, ALPHABET + LETTERS.lower(), 36 + more)}"


def _text(situation: int, dice: random.Random, more: int) -> str:
    return f"{_mark(situation, dice, more)} {pick(dice, LETTERS.lower(), 6)}"


def _date(_: int, dice: random.Random, __: int) -> str:
    return f"19{dice.randint(30, 99)}-{dice.randint(1, 12):02}-{dice.randint(10, 28)}"


def _word(_: int, dice: random.Random, more: int) -> str:
    return pick(dice, LETTERS.lower(), 9 + more)


KINDS: dict[str, Callable[[int, random.Random, int], str]] = {
    "mark": _mark,
    "text": _text,
    "card": _card,
    "ssn": _ssn,
    "iban": _iban,
    "email": _email,
    "name": _name,
    "rare name": _rare_name,
    "pin": _pin,
    "phone": _phone,
    "code": _code,
    "key": _key,
    "date": _date,
    "word": _word,
}
# A date has too few digits to be told from a clock's; a sentence of its own would be no date.
UNSEARCHABLE = frozenset({"date"})


def make_canary(kind: str, situation: int, seed: str, *, longer: bool = False) -> str:
    """Return a secret.

    Args:
        kind: what the field or page expects.
        situation: number of the situation, part of most secrets.
        seed: the same seed gives the same secret.
        longer: give a character more, within the same range of lengths.
    """
    dice = random.Random(f"{seed}/{kind}/{situation}")
    return KINDS[kind](situation, dice, 1 if longer else 0)
