"""Search files for texts in the forms in which they could have slipped in."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote


def encodings(text: str) -> set[bytes]:
    """Return the byte strings that would give a text away."""
    plain = text.encode()
    forms = {
        plain,
        text.lower().encode(),
        text.upper().encode(),
        text[::-1].encode(),
        text.encode("utf-16-le"),
        text.encode("utf-16-be"),
        plain.hex().encode(),
        quote(text).encode(),
    }
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + plain)
        # The ends depend on what stands around the text.
        forms.add(encoded[(4, 4, 8)[shift] if shift else 0 : -4])
    return {form for form in forms if len(form) >= 5}


def find_in_files(texts: Iterable[str], places: Iterable[Path]) -> list[tuple[str, str]]:
    """Return text and file wherever a text is found."""
    forms = [(text, form) for text in texts for form in encodings(text)]
    found = []
    for place in places:
        files = place.rglob("*") if place.is_dir() else [place]
        for file in files:
            if file.is_file():
                data = file.read_bytes()
                found += [(text, str(file)) for text, form in forms if form in data]
    return sorted(set(found))
