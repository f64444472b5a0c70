"""Write what an installation consists of, with rights that do not depend on who runs it."""

from __future__ import annotations

import os
from pathlib import Path

from native_host.errors import MissingError, RightsError


def write_file(path: Path, data: bytes, mode: int, directory_mode: int = 0o755) -> None:
    """Replace a file as a whole, with the directories above it.

    Args:
        path: where it goes.
        data: what it holds.
        mode: its rights, whatever the umask.
        directory_mode: rights of the directories that are missing.

    Raises:
        RightsError: it cannot be written.
    """
    temporary = path.with_name(path.name + ".new")
    try:
        missing = [parent for parent in path.parents if not parent.exists()]
        for directory in reversed(missing):
            directory.mkdir()
            directory.chmod(directory_mode)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        temporary.chmod(mode)
        temporary.replace(path)
    except OSError as error:
        raise RightsError(
            f"{path} cannot be written ({error.strerror}); choose a place that is yours, or run "
            "it as root."
        ) from None


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        MissingError: there is none.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        raise MissingError(f"{path} is missing.") from None
