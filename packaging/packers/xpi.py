"""Pack a built extension for Firefox: a zip, byte-identical for the same files.

Mozilla has to sign it before browsers that are released take it; the signature comes into the file.
"""

from __future__ import annotations

from pathlib import Path

import crx3


def pack_xpi(directory: Path) -> bytes:
    """Return the XPI of a built extension.

    Raises:
        FileNotFoundError: there is no built extension.
    """
    if not (directory / "manifest.json").is_file():
        raise FileNotFoundError(directory / "manifest.json")
    return crx3.zip_files(crx3.read_files(directory))
