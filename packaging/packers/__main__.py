"""Build packages: `python -m packers host|extension|policy|windows --help`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from packers.places import CHECKOUT, source_time
from packers.tree import write_checksums

BUILD = CHECKOUT / "build"


def main(arguments: list[str]) -> int:
    """Build one kind of package and the checksums of its directory."""
    parser = argparse.ArgumentParser(prog="packers", description="Build packages.")
    parser.add_argument("--out", type=Path, default=BUILD / "packages", help="where they go")
    parser.add_argument(
        "--work", type=Path, default=BUILD / "packing", help="for what is on the way"
    )
    kinds = parser.add_subparsers(dest="kind", required=True)
    kinds.add_parser("host", help=".deb and .rpm of the host, the same for everybody")
    extension = kinds.add_parser("extension", help="CRX and XPI")
    extension.add_argument("--key", type=Path, help="file of the extension key; none: no CRX")
    extension.add_argument("--firefox-id", help="id in Firefox; none: no XPI")
    for kind, text in (("policy", ".deb and .rpm of a ring"), ("windows", ".msi of a ring")):
        ring = kinds.add_parser(kind, help=text)
        ring.add_argument("rendered", type=Path, help="what `workglass deploy render` wrote")
        ring.add_argument("--ring", required=True)
        ring.add_argument("--revision", type=int, default=1, help="of one policy version")
        if kind == "windows":
            ring.add_argument("--host", type=Path, help="directory of a host frozen on Windows")
    options = parser.parse_args(arguments)
    made = _make(options)
    write_checksums(options.out)
    for path in made:
        sys.stdout.write(f"{path}\n")
    return 0


def _make(options: argparse.Namespace) -> list[Path]:
    out, work, time = options.out.resolve(), options.work.resolve(), source_time()
    work.mkdir(parents=True, exist_ok=True)
    match options.kind:
        case "host":
            from packers.host import pack_host

            return pack_host(out, work, time)
        case "extension":
            from packers.extension import pack_extension

            return pack_extension(out, options.key, options.firefox_id)
        case "policy":
            from packers.policy import pack_policy

            return pack_policy(
                options.rendered,
                options.ring,
                revision=options.revision,
                out=out,
                work=work,
                time=time,
            )
        case "windows":
            from packers.windows import pack_windows

            return pack_windows(
                options.rendered,
                options.ring,
                revision=options.revision,
                host=options.host,
                out=out,
                work=work,
            )
    raise AssertionError(f"no case for {options.kind}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
