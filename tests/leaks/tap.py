"""Stand between browser and host and write down what passes: tap.py DIRECTORY COMMAND...

Started by the browser in place of the host's launcher, with nothing but the standard library.
"""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path
from typing import BinaryIO


def pass_on(source: BinaryIO, sink: BinaryIO, copy: Path) -> None:
    """Copy everything until the end."""
    with copy.open("ab") as written:
        while data := source.read1(1 << 16):  # type: ignore[attr-defined]
            written.write(data)
            written.flush()
            try:
                sink.write(data)
                sink.flush()
            except OSError:
                break
    sink.close()


def main() -> int:
    """Run the host behind the tap."""
    directory = Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    # The browser lowers what it hands down; that the host leaves no core must be its own doing.
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    host = subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert host.stdin is not None
    assert host.stdout is not None
    to_host = threading.Thread(
        target=pass_on,
        args=(sys.stdin.buffer, host.stdin, directory / f"to-host-{os.getpid()}"),
        daemon=True,
    )
    to_host.start()
    pass_on(host.stdout, sys.stdout.buffer, directory / f"to-browser-{os.getpid()}")
    return host.wait()


if __name__ == "__main__":
    # The other thread may still read: an orderly end would wait for it, or abort.
    os._exit(main())
