"""Keys and tokens: by the beginnings that their makers gave them, or by looking random. Pure.

The beginnings are those that public scanners know; most need a body of some length, so that a word
that begins alike is none.
"""

from __future__ import annotations

import math
import re
from collections import Counter

_TOKEN = re.compile(r"eyJ[\w-]{8,}\.[\w-]{4,}|eyJ[\w-]{24,}")
_PRIVATE_KEY = re.compile(
    r"BEGIN[ A-Z0-9]{0,20}PRIVATE KEY|PuTTY-User-Key-File|b3BlbnNzaC1rZXktdjE|AGE-SECRET-KEY-1"
)
_KEY = re.compile(
    r"(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}"  # AWS
    r"|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}"
    r"|gl(?:pat|dt|rt|cbt|ptt|oas|ft|imt|agent|soat|ffct)-[\w-]{16,}"  # GitLab
    r"|xox[abeoprs]-[\w-]{8,}|xapp-[\w-]{8,}|hooks\.slack\.com/\w+/\w+"  # Slack
    r"|AIza[\w-]{30,}|ya29\.[\w-]{10,}|GOCSPX-[\w-]{10,}"  # Google
    r"|(?:sk|rk|pk)_(?:live|test)_\w{10,}|whsec_\w{16,}"  # Stripe
    r"|sk-ant-[\w-]{10,}|sk-(?:proj|svcacct|admin)-[\w-]{10,}|sk-[A-Za-z0-9]{20,}"
    r"|hf_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{30,}|pypi-[\w-]{16,}|SG\.[\w-]{16,}\.[\w-]{4,}"
    r"|(?:AC|SK)[0-9a-f]{32}|do[opr]_v1_[0-9a-f]{16,}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{16,}"
    r"|sq0[a-z]{3}-[\w-]{16,}|dapi[0-9a-f]{32}|lin_api_\w{16,}|ntn_\w{20,}|sbp_[0-9a-f]{16,}"
    r"|ATATT3[\w=-]{16,}|hv[sb]\.[\w-]{16,}|dp\.(?:pt|st|ct)\.\w{16,}|key-[0-9a-f]{32}"
    r"|[0-9]{8,10}:AA[\w-]{30,}|AccountKey=[\w+/=]{16,}"
    r"|\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@]{1,64}:[^\s:/@]{1,64}@\S"  # user and password
)
_UUID = re.compile(
    r"(?<![0-9a-fA-F])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9a-fA-F])"
)
_DENSE = re.compile(r"[A-Za-z0-9+/=_~-]{20,}")
_PARTING = re.compile(r"[+/=_~-]+")
_WORD = re.compile(r"[A-Z]?[a-z]{3,}|[A-Z]{3,}")
_SEGMENT = 16
_MIN_DENSE = 20
_DIGIT_GROUPS = 3
_LEAST_REST = 0.4
_LEAST_BITS, _MANY_BITS = 3.0, 3.5


def holds_token(text: str) -> bool:
    """Say whether a JSON web token stands in a folded text, whole or cut off."""
    return _TOKEN.search(text) is not None


def holds_key(text: str) -> bool:
    """Say whether a key of a known maker stands in a folded text."""
    return _KEY.search(text) is not None


def holds_private_key(text: str) -> bool:
    """Say whether the beginning of a private key stands in a folded text."""
    return _PRIVATE_KEY.search(text) is not None


def holds_random(text: str) -> bool:
    """Say whether a long word of a folded text looks random.

    Random numbers that are written as ids are (UUIDs) do not count: they name something.
    """
    return any(_is_random(found[0]) for found in _DENSE.finditer(_UUID.sub(" ", text)))


def _is_random(dense: str) -> bool:
    parts = [part for part in _PARTING.split(dense) if part]
    body = "".join(parts)
    # Base64 has a sign of these now and then; words that are strung together have many.
    if 8 * (len(parts) - 1) <= len(body):
        parts.append(body)
    return any(len(part) >= _SEGMENT and _part_is_random(part) for part in parts)


def _part_is_random(part: str) -> bool:
    digits = re.findall(r"[0-9]+", part)
    if not any(map(str.isalpha, part)):
        return False  # numbers are told apart elsewhere
    bits = _entropy(part)
    if len(digits) >= _DIGIT_GROUPS and bits >= _LEAST_BITS:
        return True
    rest = len(_WORD.sub("", part))
    return len(part) >= _MIN_DENSE and bits >= _MANY_BITS and rest >= _LEAST_REST * len(part)


def _entropy(part: str) -> float:
    """Return bits for each character."""
    shares = [count / len(part) for count in Counter(part).values()]
    return -sum(share * math.log2(share) for share in shares)
