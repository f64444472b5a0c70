"""Import what a running host may need later, as long as its files are there.

An update of the host package puts the next version beside the one that runs and takes that one's
directory away. Whoever runs goes on, since nothing of it is read any more.
"""

from __future__ import annotations

import sys
from importlib import import_module

FROZEN = bool(getattr(sys, "frozen", False))
LATER = (
    "encodings.idna",  # a name of a collector with letters of its own
    "html",
    "native_host.detect.contacts",
    "native_host.detect.credentials",
    "native_host.detect.numbers",
    "native_host.primitives",
    "cryptography.hazmat.primitives.asymmetric.ec",
    "cryptography.hazmat.primitives.asymmetric.mlkem",
    "cryptography.hazmat.primitives.asymmetric.x25519",
    "cryptography.hazmat.primitives.hpke",
    "cryptography.hazmat.primitives.serialization",
    "native_host.uplink.client",
)


def import_ahead() -> None:
    """Import all of it; where nothing is taken away the start need not pay for that."""
    for name in LATER:
        import_module(name)
