"""The packed extension for each family of browsers, and what it is made of."""

from __future__ import annotations

import json
from pathlib import Path

import crx3
from packers.materials import write_extension_materials
from packers.places import CHECKOUT
from packers.xpi import pack_xpi

_SOURCE = CHECKOUT / "extension"
# Where the build leaves what Firefox takes.
FIREFOX_PLACES = (_SOURCE / "dist-firefox", _SOURCE / "dist" / "firefox")


def pack_extension(out: Path, key: Path | None) -> list[Path]:
    """Write CRX and XPI of the built extension; return the files.

    Args:
        out: directory for them.
        key: the organisation's extension key, PEM; without one there is no CRX.

    Raises:
        SystemExit: the extension was not built.
    """
    built = _SOURCE / "dist" / "chromium"
    if not (built / "manifest.json").is_file():
        raise SystemExit(f"packers: there is no built extension in {built}; run `make build`.")
    version = json.loads((built / "manifest.json").read_text(encoding="utf-8"))["version"]
    out.mkdir(parents=True, exist_ok=True)
    bill = out / f"workglass-extension-{version}.cdx.json"
    lock = _SOURCE / "package-lock.json"
    bill.write_text(write_extension_materials(lock, version), encoding="utf-8")
    made = [bill]
    if key is not None:
        packed = out / f"workglass-{version}.crx"
        packed.write_bytes(crx3.pack(crx3.read_files(built), key.read_bytes()))
        made.append(packed)
    for place in FIREFOX_PLACES:
        if (place / "manifest.json").is_file():
            packed = out / f"workglass-{version}.xpi"
            packed.write_bytes(pack_xpi(place))
            made.append(packed)
            break
    return made
