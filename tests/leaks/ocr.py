"""What a reader of pictures reads in them, and how good it is at that."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess

from PIL import Image

from tests.leaks.encodings import windows

_ENLARGED = 2


def is_installed() -> bool:
    """Say whether there is a reader."""
    return shutil.which("tesseract") is not None


def read_picture(data: bytes) -> str:
    """Return the text in a picture, letters and digits only, in upper case."""
    picture = Image.open(io.BytesIO(data)).convert("L")
    larger = picture.resize((picture.width * _ENLARGED, picture.height * _ENLARGED))
    png = io.BytesIO()
    larger.save(png, "PNG", compress_level=1)
    read = subprocess.run(
        ["tesseract", "-", "-", "--psm", "11", "-l", "eng"],
        input=png.getvalue(),
        capture_output=True,
        check=True,
        env=os.environ | {"OMP_THREAD_LIMIT": "1"},
    )
    return bare(read.stdout.decode())


def bare(text: str) -> str:
    """Return what can be compared."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def is_read(text: str, read: str) -> bool:
    """Say whether enough of a text was read: any of its parts of six characters."""
    parts = [bare(part) for part in windows(text)]
    return any(part in read for part in parts[5:] or parts)
