"""Colours that only secrets have, found in pictures without reading them."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

# Strong and dark: a picture's reader must be able to read them as well.
HUES = ("#c000c0", "#d00000", "#0000e0", "#008000", "#7000d0", "#a05000")
_STRONG = 36
# Fewer pixels than the thinnest letter has; a grey page has none.
_LEAST = 6


def hue_of(number: int) -> str:
    """Return the colour of a trial's secrets."""
    return HUES[number % len(HUES)]


def coloured_pixels(data: bytes) -> int:
    """Count the pixels that are not grey."""
    picture = np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(np.int16)
    return int(np.count_nonzero(picture.max(axis=2) - picture.min(axis=2) > _STRONG))


def shows_tile(data: bytes) -> bool:
    """Say whether a picture shows a secret's colour."""
    return coloured_pixels(data) >= _LEAST


def grey_level(data: bytes, box: tuple[int, int, int, int]) -> int:
    """Return how much of a box's lightness differs: nothing where it is painted over."""
    part = Image.open(io.BytesIO(data)).convert("L").crop(box)
    darkest, lightest = part.getextrema()
    return int(lightest - darkest)
