"""Show what packages do: `make packages-report`, or parts of it with --only NAME."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
import traceback
from dataclasses import asdict

from tests.packaging.clean_room import ROOT
from tests.packaging.lines import Line, look

PARTS = {
    "twice": "Show 3: two builds",
    "redhat": "Show 2: .rpm",
    "msi": "Show 2: .msi",
    "definitions": "Show 2: profiles and definitions",
    "hosts": "Show 1 without a browser: the frozen host",
    "room": "Show 1: a clean Debian",
    "validator": "Show 2: the browser's own validator",
}
REPORT = ROOT / "build" / "reports" / "packages.json"


def main() -> int:
    """Run the parts and write the report; 1 if anything did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=PARTS)
    chosen = parser.parse_args().only or list(PARTS)
    known = json.loads(REPORT.read_text()) if REPORT.exists() else {}
    for part in chosen:
        print(f"# {PARTS[part]}", flush=True)
        began, lines = time.monotonic(), []
        try:
            lines.extend(importlib.import_module(f"tests.packaging.{part}").show())
        except Exception as error:  # noqa: BLE001  # the other parts go on
            traceback.print_exc()
            lines.append(look(f"{part} runs to its end", held=False, seen=repr(error)[:300]))
        known[part] = {
            "title": PARTS[part],
            "seconds": round(time.monotonic() - began),
            "lines": [asdict(line) for line in lines],
        }
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        REPORT.write_text(json.dumps(known, indent=2) + "\n")
    failed = [Line(**line) for part in chosen for line in known[part]["lines"] if not line["held"]]
    print(f"{len(failed)} did not hold. {REPORT}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
