"""Start of the `workglass` command.

`workglass host` is what a browser starts, so it goes past the command-line library, which would
cost more than everything else up to the first frame.
"""

from __future__ import annotations

import os
import sys

DEBUG = "WORKGLASS_DEBUG"


def main() -> int:
    """Run the command line; return the exit code.

    What nobody has foreseen ends in one sentence without the error's own text, which could hold
    something that was recorded. WORKGLASS_DEBUG=1 shows it to whoever looks for the cause.
    """
    try:
        return _run(sys.argv[1:])
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        sys.stderr.write(
            f"workglass: A fault of ours ({type(error).__name__}) ended this; what was stored "
            f"before is safe. Run it again with {DEBUG}=1 to see where, and report that.\n"
        )
        return 70


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["host"]:
        from native_host.messaging.host import main as host

        return host(arguments[1:])
    from native_host.cli import main as command_line

    return command_line()


if __name__ == "__main__":
    sys.exit(main())
