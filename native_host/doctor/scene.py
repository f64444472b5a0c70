"""Where the doctor looks: a root that stands for /, a person's directories, clock and disk. I/O."""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from native_host import installation, machine
from native_host.doctor.facts import Disk, Entry, TextFile

System = Literal["linux", "macos", "windows"]
LONGEST_TEXT = 4_000_000  # a policy of 5000 sites has less
_REAL_ROOT = Path("/")


def measure_disk(path: Path) -> Disk:
    """Return the room of the file system that a path is, or will be, on."""
    while not path.exists():
        path = path.parent
    usage = shutil.disk_usage(path)
    return Disk(free=usage.free, total=usage.total)


@dataclass(frozen=True, slots=True)
class Scene:
    """What is examined.

    Attributes:
        root: stands for /; its owner counts as the administrator.
        home: the person's home directory, below the root.
        settings: his configuration directory, below the root.
        config: the host's configuration directory, likewise.
        for_machine: whether that is the machine's and not the person's own.
        store: his store directory.
        person: number of the user who works here.
        system: whose places are meant.
        now: returns the clock, seconds since 1970.
        disk: returns the room of a file system.
    """

    root: Path
    home: Path
    settings: Path
    config: Path
    for_machine: bool
    store: Path
    person: int
    system: System = "linux"
    now: Callable[[], float] = time.time
    disk: Callable[[Path], Disk] = measure_disk

    @classmethod
    def of(cls, root: Path | None, config: Path | None, store: Path | None) -> Scene:
        """Return this computer for the user who asks, or a tree of files that is made like one."""
        top = _REAL_ROOT if root is None else root.resolve()

        def below(path: Path) -> Path:
            return path if root is None else top / path.relative_to(path.anchor)

        own = below(machine.user_config_directory())
        machines = below(machine.config_directory())
        has_own = (own / installation.POLICY_FILE).exists()
        chosen = config or (own if has_own else machines)
        return cls(
            root=top,
            home=below(Path.home()),
            settings=own.parent,
            config=chosen,
            for_machine=chosen == machines,
            store=store or below(machine.store_directory()),
            person=0 if machine.WINDOWS else os.geteuid(),
            system="windows" if machine.WINDOWS else "macos" if machine.MACOS else "linux",
        )

    def is_this_computer(self) -> bool:
        """Say whether no other tree is examined."""
        return self.root == _REAL_ROOT

    def below(self, path: str) -> Path:
        """Return where a path of the device is here."""
        return self.root / path.lstrip("/")

    def name(self, path: Path) -> str:
        """Return what a path is called on the device."""
        if self.is_this_computer() or not path.is_relative_to(self.root):
            return str(path)
        return f"/{path.relative_to(self.root)}"

    def administrator(self) -> int:
        """Return the number of the user who alone may change what is the machine's."""
        return self.root.stat().st_uid

    def entry(self, path: Path) -> Entry | None:
        """Return what lies at a path, links not followed; None: nothing."""
        try:
            info = path.lstat()
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            return None
        return _entry(self.name(path), info)

    def followed(self, path: Path) -> Entry | None:
        """Return what a path leads to, under its own name; None: nothing."""
        try:
            return _entry(self.name(path), path.stat())
        except (OSError, RuntimeError):
            return None

    def text(self, path: Path) -> TextFile | None:
        """Return a file with its text; None: there is none."""
        entry = self.followed(path)
        if entry is None or entry.kind != "file":
            return None
        try:
            with path.open("rb") as file:
                data = file.read(LONGEST_TEXT)
        except OSError:
            return TextFile(entry, None)
        return TextFile(entry, data.decode("utf-8", "replace"))

    def list(self, directory: Path) -> list[Path]:
        """Return what lies in a directory, by name; nothing where there is none."""
        try:
            return sorted(directory.iterdir())
        except OSError:
            return []


def _entry(name: str, info: os.stat_result) -> Entry:
    mode = info.st_mode
    return Entry(
        path=name,
        owner=info.st_uid,
        mode=stat.S_IMODE(mode),
        kind="link"
        if stat.S_ISLNK(mode)
        else "directory"
        if stat.S_ISDIR(mode)
        else "file"
        if stat.S_ISREG(mode)
        else "other",
        size=info.st_size,
        changed=info.st_mtime,
    )
