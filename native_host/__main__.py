"""Start of the `workglass` command.

`workglass host` is what a browser starts, so it goes past the command-line library, which would
cost more than everything else up to the first frame.
"""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; return the exit code."""
    if sys.argv[1:2] == ["host"]:
        from native_host.messaging.host import main as host

        return host(sys.argv[2:])
    from native_host.cli import main as command_line

    return command_line()


if __name__ == "__main__":
    sys.exit(main())
