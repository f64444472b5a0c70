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
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOME = ROOT / "build" / "clean-room"
MIRROR = os.environ.get("WORKGLASS_DEBIAN_MIRROR", "http://deb.debian.org")
SUITE = "bookworm"
PERSON = "person"  # who works there
_ENVIRONMENT = ("env", "-i", "LANG=C.UTF-8", "TERM=dumb", "DEBIAN_FRONTEND=noninteractive")
_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
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
    tree = HOME / "making"
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    _run(
        "debootstrap",
        "--variant=minbase",
        "--include=ca-certificates",
        SUITE,
        str(tree),
        f"{MIRROR}/debian",
    )
    sources = f"deb {MIRROR}/debian {SUITE} main\n"
    sources += f"deb {MIRROR}/debian-security {SUITE}-security main\n"
    (tree / "etc/apt/sources.list").write_text(sources)
    shutil.copy("/etc/resolv.conf", tree / "etc/resolv.conf")
    room = CleanRoom(tree)
    room.run("apt-get", "update", "-q")
    room.run("apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium", "procps")
    room.run("apt-get", "clean")
    room.run("useradd", "--create-home", "--shell", "/bin/sh", PERSON)
    _run("tar", "--create", "--numeric-owner", "--xattrs", "-C", str(tree), "-f", f"{archive}.new", ".")
    Path(f"{archive}.new").rename(archive)
    shutil.rmtree(tree)
    return archive


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

    def words(self, *command: str, person: str | None = None) -> list[str]:
        """Return the command line that runs a command in it."""
        inside = [*_ENVIRONMENT, _PATH, "HOME=/root", *command]
        if person is not None:
            inside = ["setpriv", f"--reuid={person}", f"--regid={person}", "--init-groups"]
            inside += [*_ENVIRONMENT, _PATH, f"HOME=/home/{person}", *command]
        enter = _ENTER.format(tree=shlex.quote(str(self.tree)))
        unshare = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
        return [*unshare, "--propagation", "private", "sh", "-c", enter, "sh", *inside]

    def run(
        self, *command: str, person: str | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in it to its end; each run has processes of its own."""
        done = subprocess.run(
            self.words(*command, person=person), capture_output=True, text=True, check=False
        )
        if check and done.returncode != 0:
            raise AssertionError(f"{shlex.join(command)}: {done.stdout}\n{done.stderr}")
        return done

    def start(self) -> Session:
        """Start processes that share one view of the computer, until the session is closed."""
        return Session(self)

    def files(self) -> list[str]:
        """Return everything in it by its path, kind and rights, but what runs and lies in homes."""
        found = []
        for above, directories, names in os.walk(self.tree):
            place = Path(above).relative_to(self.tree)
            if place.parts[:1] in {("proc",), ("sys",), ("dev",)}:
                directories.clear()
                continue
            for name in (*directories, *names):
                info = (Path(above) / name).lstat()
                found.append(f"{place / name} {info.st_mode:o} {info.st_uid}:{info.st_gid}")
        return sorted(found)


class Session:
    """One running computer: what is run in it sees the processes of the others."""

    def __init__(self, room: CleanRoom) -> None:
        self._first = subprocess.Popen(
            room.words("sleep", "infinity"), start_new_session=True, stdin=subprocess.DEVNULL
        )

    def close(self) -> None:
        """End everything that runs in it."""
        os.killpg(self._first.pid, signal.SIGKILL)
        self._first.wait()


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{shlex.join(command)}: {done.stdout[-2000:]}\n{done.stderr[-2000:]}")


if __name__ == "__main__":
    print(make_archive())
