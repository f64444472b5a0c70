"""The packed extension for each family of browsers, and what it is made of."""

from __future__ import annotations

import json
from pathlib import Path

import crx3
import xpi
from packers.materials import write_extension_materials
from packers.places import CHECKOUT

_SOURCE = CHECKOUT / "extension"


def pack_extension(out: Path, key: Path | None, firefox_id: str | None) -> list[Path]:
    """Write CRX and XPI of the built extension; return the files.

    Args:
        out: directory for them.
        key: the organisation's extension key, PEM; without one there is no CRX.
        firefox_id: the organisation's id in Firefox; without one there is no XPI.

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
    if firefox_id is not None:
        firefox = _SOURCE / "dist" / "firefox"
        packed = out / f"workglass-{version}.xpi"
        packed.write_bytes(xpi.pack(crx3.read_files(firefox), firefox_id))
        made.append(packed)
    return made
