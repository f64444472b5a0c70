"""Take away everything that Workglass keeps for one person, once and for all."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from native_host.errors import BusyError, RightsError
from native_host.machine import is_locked


@dataclass(frozen=True, slots=True)
class Holding:
    """A directory of a person's and what is in it."""

    path: Path
    files: int
    size: int


def measure_holdings(directories: Sequence[Path]) -> list[Holding]:
    """Return those of the directories that exist; what a link leads to is not ours."""
    found = []
    for directory in directories:
        if directory.is_symlink() or not directory.is_dir():
            continue
        sizes = [
            info.st_size
            for path in directory.rglob("*")
            if stat.S_ISREG((info := path.lstat()).st_mode)
        ]
        found.append(Holding(directory, len(sizes), sum(sizes)))
    return found


def check_unused(store: Path) -> None:
    """See that no host writes.

    Raises:
        BusyError: one does; it would go on with files that have no names any more.
    """
    if any(is_locked(lock) for lock in sorted(store.glob("*.lock"))):
        raise BusyError("A browser is recording now; close all browsers and try again.")


def purge(holdings: Sequence[Holding]) -> None:
    """Remove directories with all that is in them.

    Raises:
        RightsError: something cannot be removed; what was removed before is gone.
    """
    for holding in holdings:
        try:
            shutil.rmtree(holding.path)
            above = holding.path.parent  # of the store: one that we have made ourselves
            if above.name.lower() == "workglass" and not any(above.iterdir()):
                above.rmdir()
        except OSError as error:
            raise RightsError(
                f"{error.filename or holding.path} cannot be removed ({error.strerror})."
            ) from None
