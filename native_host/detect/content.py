"""Say what a text holds that must not be in a record. Pure.

Rule: what is not looked at in full is what cannot hold any of it; everything else goes through
every detector. Detectors are imported when the first text comes that they could find something in:
most hosts never see one, and neither the browser's start nor its memory must pay for them.
"""

from __future__ import annotations

import re
from enum import StrEnum

from native_host.detect.folding import readings


class Kind(StrEnum):
    """Kinds of content, as they are counted. Values never change their meaning."""

    CARD = "card"
    IBAN = "iban"
    SSN = "ssn"
    ROUTING = "routing"
    EMAIL = "email"
    PHONE = "phone"
    TOKEN = "token"  # noqa: S105  # a kind, no secret
    KEY = "key"
    PRIVATE_KEY = "private-key"
    RANDOM = "random"
    TYPED_KEY = "typed-key"


# Sites of the level `text` are test systems without personal data, whose cells the policy lets be
# recorded: made-up addresses and numbers stand there on purpose. Money and secrets do nowhere.
MADE_UP = frozenset({Kind.EMAIL, Kind.PHONE, Kind.ROUTING})

# Three digits; an address; an escape; a long word; the beginnings that need neither.
_SUSPECT = re.compile(
    r"[0-9](?:[^0-9]*[0-9]){2}|[@%\\]|&[#A-Za-z]|[A-Za-z0-9]{16}|PRIVATE|PuTTY"
    r"|sk-|gl[a-z]+-|xox|xapp-|ya29|GOCSPX|pypi-|://[^/]*:|[\[({] *at"
)

# An origin without a name: every record of a site in an office network has it.
_NUMBERED_HOST = re.compile(r"https?://[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]{1,5})?")
# Nine digits, or the beginning of an IBAN.
_NUMBER = re.compile(r"[0-9](?:[^0-9]*[0-9]){8}|[A-Za-z]{2}[0-9]{2}")


def may_hold(text: str) -> bool:
    """Say, at little cost, whether a text has to be looked at in full."""
    if text.isascii() and not _SUSPECT.search(text):
        return False
    return not _NUMBERED_HOST.fullmatch(text)


def find_content(text: str) -> frozenset[Kind]:
    """Return the kinds of content that stand in a text."""
    if not may_hold(text):
        return frozenset()
    return frozenset(kind for reading in readings(text) for kind in _examine(reading))


def _examine(reading: str) -> list[Kind]:
    if not _SUSPECT.search(reading):
        return []
    from native_host.detect import contacts, credentials

    detectors = {
        Kind.EMAIL: contacts.holds_email,
        Kind.PHONE: contacts.holds_phone,
        Kind.TOKEN: credentials.holds_token,
        Kind.KEY: credentials.holds_key,
        Kind.PRIVATE_KEY: credentials.holds_private_key,
        Kind.RANDOM: credentials.holds_random,
    }
    if _NUMBER.search(reading):
        from native_host.detect import numbers

        detectors |= {
            Kind.CARD: numbers.holds_card,
            Kind.IBAN: numbers.holds_account,
            Kind.SSN: numbers.holds_person,
            Kind.ROUTING: numbers.holds_routing,
        }
    return [kind for kind, holds in detectors.items() if holds(reading)]
