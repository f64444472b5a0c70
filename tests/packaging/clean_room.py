"""A clean Debian to install packages in: debootstrap once, a fresh copy for each use.

A plain chroot forbids user namespaces, which Chromium's sandbox needs; after pivot_root in a mount
namespace of its own they work. The network is this computer's.
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOME = ROOT / "build" / "clean-room"
SUITE = "bookworm"
PERSON = "person"  # who works there
HOMES = "/home"
PACKAGES = "/var/tmp"
_ENVIRONMENT = ("env", "-i", "LANG=C.UTF-8", "TERM=dumb", "DEBIAN_FRONTEND=noninteractive")
_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_OF_OTHERS = frozenset(
    {
        *("proc", "sys", "dev", "run", "tmp", "home", "root"),
        *("var/lib/dpkg", "var/log", "var/cache", "var/tmp"),
    }
)
_ENTER = """
set -e
cd {tree}
mount --bind {tree} {tree}
cd {tree}
mount -t proc proc proc
mount -t sysfs sys sys
mount --rbind /dev dev
mount -t tmpfs shm dev/shm
mkdir -p .outside
pivot_root . .outside
cd /
umount -l /.outside
rmdir /.outside
exec "$@"
"""


def make_archive() -> Path:
    """Return the archive of a minimal Debian with Chromium; the first time takes minutes."""
    archive = HOME / f"{SUITE}.tar"
    if archive.exists():
        return archive
    sources = find_sources()
    tree = HOME / "making"
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    _run(
        "debootstrap",
        "--variant=minbase",
        "--include=ca-certificates",
        SUITE,
        str(tree),
        sources[SUITE],
    )
    listed = [f"deb {address} {suite} main\n" for suite, address in sources.items()]
    (tree / "etc/apt/sources.list").write_text("".join(listed))
    shutil.copy("/etc/resolv.conf", tree / "etc/resolv.conf")
    room = CleanRoom(tree)
    room.run("apt-get", "update", "-q")
    room.run("apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium", "procps")
    room.run("apt-get", "clean")
    room.run("useradd", "--create-home", "--shell", "/bin/sh", PERSON)
    _run(
        "tar",
        "--create",
        "--numeric-owner",
        "--xattrs",
        "-C",
        str(tree),
        "-f",
        f"{archive}.new",
        ".",
    )
    Path(f"{archive}.new").rename(archive)
    shutil.rmtree(tree)
    return archive


def find_sources() -> dict[str, str]:
    """Return where this computer has the suite from, and its security updates, by suite.

    Raises:
        AssertionError: it has other sources; only a Debian of that suite can make the room.
    """
    words = [
        "apt-get",
        "indextargets",
        "--format",
        "$(RELEASE) $(REPO_URI)",
        "Created-By: Packages",
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    pairs = [line.split(" ", 1) for line in done.stdout.splitlines()]
    found = {suite: address for suite, address in pairs if suite in (SUITE, f"{SUITE}-security")}
    if SUITE not in found:
        raise AssertionError(f"apt has no source of {SUITE} here; add one to make the clean room.")
    return dict(sorted(found.items()))


class CleanRoom:
    """One tree that stands for a computer."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree

    @classmethod
    def fresh(cls, name: str) -> CleanRoom:
        """Return a new one."""
        archive = make_archive()
        tree = HOME / name
        shutil.rmtree(tree, ignore_errors=True)
        tree.mkdir(parents=True)
        _run("tar", "--extract", "--numeric-owner", "--xattrs", "-C", str(tree), "-f", str(archive))
        return cls(tree)

    def inside(self, path: str) -> Path:
        """Return where a path of it is for us."""
        return self.tree / path.lstrip("/")

    def run(
        self, *command: str, person: str | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in it to its end, with processes of its own."""
        words = [*_enter(self.tree), *_as(person), *command]
        return _finish(words, check=check)

    def files(self) -> list[str]:
        """Return everything in it by path, kind, rights and owner.

        Left out: homes, and what package managers and programs write about themselves.
        """
        found = []
        for above, directories, names in os.walk(self.tree):
            place = Path(above).relative_to(self.tree)
            if place.as_posix() in _OF_OTHERS:
                directories.clear()
                continue
            for name in (*directories, *names):
                info = (Path(above) / name).lstat()
                found.append(f"{place / name} {info.st_mode:o} {info.st_uid}:{info.st_gid}")
        return sorted(found)


class Session:
    """One running computer: what is run in it sees the processes of the others."""

    def __init__(self, room: CleanRoom) -> None:
        self.room = room
        self._outer = subprocess.Popen(
            [*_enter(room.tree), "sleep", "infinity"],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._first = self._find_first()

    def _find_first(self) -> int:
        """Return the process that is number one inside, once it is where it belongs."""
        children = Path(f"/proc/{self._outer.pid}/task/{self._outer.pid}/children")
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            for child in children.read_text().split():
                if Path(f"/proc/{child}/cmdline").read_bytes().startswith(b"sleep"):
                    return int(child)
            time.sleep(0.05)
        raise AssertionError("the room does not start")

    def words(self, person: str | None, command: tuple[str, ...]) -> list[str]:
        """Return the command line that runs a command in it."""
        enter = ["nsenter", f"--target={self._first}", "--mount", "--pid"]
        return [*enter, *_as(person), *command]

    def run(
        self, *command: str, person: str | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return _finish(self.words(person, command), check=check)

    def spawn(self, *command: str, person: str | None = None, log: Path) -> subprocess.Popen[bytes]:
        """Start a command."""
        with log.open("wb") as file:
            return subprocess.Popen(
                self.words(person, command),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )

    def programs(self) -> dict[int, str]:
        """Return what runs in it, by number."""
        script = 'for p in /proc/[0-9]*; do echo "${p#/proc/} $(readlink $p/exe)"; done'
        lines = self.run("sh", "-c", script).stdout.splitlines()
        pairs = [line.split(" ", 1) for line in lines]
        return {int(pair[0]): pair[1] for pair in pairs if len(pair) == 2}

    def close(self) -> None:
        """End everything that runs in it."""
        os.killpg(self._outer.pid, signal.SIGKILL)
        self._outer.wait()


def _enter(tree: Path) -> list[str]:
    script = _ENTER.format(tree=shlex.quote(str(tree)))
    unshare = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"]
    return [*unshare, "sh", "-c", script, "sh"]


def _as(person: str | None) -> list[str]:
    if person is None:
        return [*_ENVIRONMENT, _PATH, "HOME=/root"]
    become = ["setpriv", f"--reuid={person}", f"--regid={person}", "--init-groups"]
    return [*become, *_ENVIRONMENT, _PATH, f"HOME={HOMES}/{person}"]


def _finish(words: list[str], *, check: bool) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if check and done.returncode != 0:
        raise AssertionError(f"{shlex.join(words[-6:])}: {done.stdout}\n{done.stderr}")
    return done


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{shlex.join(command)}: {done.stdout[-2000:]}\n{done.stderr[-2000:]}")


if __name__ == "__main__":
    print(make_archive())
