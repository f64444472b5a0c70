"""Pack a built extension as XPI, byte-identical for the same files and id.

An XPI is a zip with the manifest at its top. The id stands in the manifest, so every organisation
packs its own. It is not signed: Mozilla does that, and a released Firefox takes no other. Firefox
ESR takes it where the policy turns `xpinstall.signatures.required` off.

Runs with nothing but Python and `crx3.py` beside it:

    python xpi.py DIRECTORY --id workglass@example.com --out FILE.xpi
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from crx3 import read_files, zip_files

_ID = re.compile(r"[A-Za-z0-9._-]*@[A-Za-z0-9._-]+")


def pack(files: dict[str, bytes], firefox_id: str) -> bytes:
    """Return the XPI of an extension.

    Args:
        files: content by path within the extension, as built for Firefox.
        firefox_id: such as workglass@example.com.

    Raises:
        ValueError: this is no id, or no extension for Firefox.
    """
    if not _ID.fullmatch(firefox_id):
        raise ValueError("an id looks like workglass@example.com")
    manifest = json.loads(files.get("manifest.json", b"{}"))
    if "gecko" not in manifest.get("browser_specific_settings", {}):
        raise ValueError("this extension was not built for Firefox")
    manifest["browser_specific_settings"]["gecko"]["id"] = firefox_id
    written = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    return zip_files(files | {"manifest.json": written.encode()})


def main(arguments: list[str]) -> int:
    """Pack from the command line."""
    parser = argparse.ArgumentParser(description="Pack a built extension as XPI.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--id", required=True, help="such as workglass@example.com")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        options.out.write_bytes(pack(read_files(options.directory), options.id))
    except OSError as error:
        sys.stderr.write(f"xpi: {error.filename}: {error.strerror}.\n")
        return 66
    except ValueError as error:
        sys.stderr.write(f"xpi: {options.directory}: {error}.\n")
        return 65
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
