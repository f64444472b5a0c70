"""A tree of files that stands for / and is the same whoever makes it."""

from __future__ import annotations

import os
import shutil
from hashlib import md5, sha256
from pathlib import Path

# Of the system itself: no package of ours owns them, so none takes them away.
STANDARD = frozenset(
    {
        *("etc", "etc/opt", "opt", "usr", "usr/bin", "usr/lib", "usr/share", "usr/share/doc"),
    }
)


class Tree:
    """Files below a directory, on their way into a package."""

    def __init__(self, root: Path) -> None:
        """Begin an empty one; what was there goes."""
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        self.root = root

    def write(self, path: str, data: bytes, mode: int = 0o644) -> None:
        """Add a file."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        target.chmod(mode)

    def copy(self, source: Path, path: str) -> None:
        """Add a file or a directory with all that is in it; links stay links."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True)
        else:
            shutil.copyfile(source, target)
            target.chmod(source.stat().st_mode & 0o777)

    def link(self, path: str, to: str) -> None:
        """Add a symbolic link."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(to)

    def settle(self, time: int) -> None:
        """Give everything the same time, and rights that do not depend on a umask."""
        for path in [*self._all(), self.root]:
            if not path.is_symlink():
                executable = path.is_dir() or path.stat().st_mode & 0o100
                path.chmod(0o755 if executable else 0o644)
            os.utime(path, (time, time), follow_symlinks=False)

    def files(self) -> list[str]:
        """Return files and links by their path."""
        return sorted(self._name(path) for path in self._all() if not _is_directory(path))

    def directories(self) -> list[str]:
        """Return the directories that are ours."""
        found = [self._name(path) for path in self._all() if _is_directory(path)]
        return sorted(path for path in found if path not in STANDARD)

    def kilobytes(self) -> int:
        """Return the room that it takes once it is installed."""
        sizes = [path.lstat().st_size for path in self._all() if not _is_directory(path)]
        return sum((size + 1023) // 1024 for size in sizes)

    def md5_sums(self) -> str:
        """Return what `dpkg --verify` compares with."""
        lines = []
        for path in self.files():
            file = self.root / path
            if not file.is_symlink():
                digest = md5(file.read_bytes(), usedforsecurity=False).hexdigest()
                lines.append(f"{digest}  {path}\n")
        return "".join(lines)

    def _all(self) -> list[Path]:
        return sorted(self.root.rglob("*"))

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def _is_directory(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def write_checksums(directory: Path) -> Path:
    """Write the digests of all files beside them, as `sha256sum --check` reads them."""
    sums = directory / "SHA256SUMS"
    lines = [
        f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(directory).as_posix()}\n"
        for path in sorted(directory.rglob("*"))
        if path.is_file() and path != sums
    ]
    sums.write_text("".join(lines), encoding="utf-8")
    return sums
