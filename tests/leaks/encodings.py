"""The forms in which a text could slip into a file."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

LEAST = 6
# Digits stand everywhere: a run of them says something only if it is long.
LEAST_DIGITS = 9
_HEX = re.compile(r"[0-9a-fA-F]+")


def forms(text: str) -> dict[str, bytes]:
    """Return the byte strings that would give a text away, by the names of their encodings."""
    plain = text.encode()
    found = {
        "plain": plain,
        "upper case": text.upper().encode(),
        "lower case": text.lower().encode(),
        "reversed": text[::-1].encode(),
        "without separators": re.sub(r"[\W_]", "", text).encode(),
        "UTF-16LE": text.encode("utf-16-le"),
        "UTF-16BE": text.encode("utf-16-be"),
        "UTF-32LE": text.encode("utf-32-le"),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        "percent": quote(text, safe="").encode(),
        "percent, every byte": "".join(f"%{byte:02X}" for byte in plain).encode(),
        "JSON escapes": "".join(f"\\u{ord(letter):04x}" for letter in text).encode(),
        "JSON": json.dumps(text)[1:-1].encode(),
        "HTML": html.escape(text).encode(),
        "HTML decimal": "".join(f"&#{ord(letter)};" for letter in text).encode(),
        "HTML hex": "".join(f"&#x{ord(letter):x};" for letter in text).encode(),
        "NFKD": unicodedata.normalize("NFKD", text).encode(),
        "decimal bytes": ",".join(str(byte) for byte in plain).encode(),
    }
    for name in ("md5", "sha1", "sha256"):
        digest = hashlib.new(name, plain, usedforsecurity=False)
        found[name] = digest.digest()
        found[f"{name} in hex"] = digest.hexdigest().encode()
        found[f"{name} in base64"] = base64.b64encode(digest.digest()).rstrip(b"=")
    found |= _base64(plain)
    for at, window in enumerate(windows(text)):
        found[f"part {at}"] = window.encode()
    return {name: form for name, form in found.items() if len(form) >= LEAST and not _is_poor(form)}


def _is_poor(form: bytes) -> bool:
    return form.isdigit() and len(form) < LEAST_DIGITS


def _base64(plain: bytes) -> dict[str, bytes]:
    found = {}
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + plain)
        # The ends depend on what stands around the text.
        middle = encoded[(0, 4, 4)[shift] : -4]
        found[f"base64 +{shift}"] = middle
        found[f"base64url +{shift}"] = middle.translate(bytes.maketrans(b"+/", b"-_"))
    return found


def windows(text: str) -> Iterator[str]:
    """Yield every six characters in a row; of digits every nine, which no clock shows.

    The same where all of them could be hexadecimal digits: six of those are in some random id.
    """
    # What all secrets of a kind have in common is no part of any.
    bare = re.sub(r"[\W_]", "", re.sub(r"@canary\.example$|^400000", "", text))
    for size in (LEAST, LEAST_DIGITS):
        for at in range(len(bare) - size + 1):
            part = bare[at : at + size]
            if bool(_HEX.fullmatch(part)) == (size == LEAST_DIGITS):
                yield part
