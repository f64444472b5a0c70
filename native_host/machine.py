"""The only file that knows operating systems: paths, rights, locks, standard streams.

Linux is what the tests run on. What stands under `if WINDOWS` or names macOS is written from the
vendors' documentation and UNVERIFIED: nobody has run it yet.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from native_host.errors import MissingError, RightsError, StoreError

WINDOWS = sys.platform == "win32"
MACOS = sys.platform == "darwin"
_PR_SET_DUMPABLE = 4
_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4
_LOCKABLE_BYTES = 2**30


def config_directory() -> Path:
    """Return where the administrator's files are: policy, policy key, collector token."""
    if WINDOWS:
        return Path(os.environ["PROGRAMDATA"]) / "Workglass"
    if MACOS:
        return Path("/Library/Application Support/Workglass")
    return Path("/etc/workglass")


def user_config_directory() -> Path:
    """Return where the same files are after an install for one user only."""
    if WINDOWS:
        return Path(os.environ["APPDATA"]) / "Workglass"
    if MACOS:
        return Path.home() / "Library/Application Support/Workglass/config"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "workglass"


def store_directory() -> Path:
    """Return where this user's sealed records are."""
    if WINDOWS:
        return Path(os.environ["LOCALAPPDATA"]) / "Workglass" / "store"
    if MACOS:
        return Path.home() / "Library/Application Support/Workglass/store"
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "workglass" / "store"


def launcher_directory(*, machine: bool) -> Path:
    """Return where the script lies that the browsers start."""
    if WINDOWS:
        return (config_directory() if machine else user_config_directory()) / "bin"
    return Path("/usr/local/lib/workglass") if machine else Path.home() / ".local/lib/workglass"


def native_manifest_directories(*, machine: bool) -> dict[str, Path]:
    """Return, by browser, where native-messaging manifests lie.

    Windows finds manifests through the registry instead: UNVERIFIED and not installed from here.
    """
    home = Path.home()
    if MACOS:
        support = Path("/Library" if machine else home / "Library") / "Application Support"
        base = Path("/Library") if machine else support
        places = {
            "chromium": support / "Chromium",
            "chrome": base / "Google/Chrome",
            "edge": base / ("Microsoft/Edge" if machine else "Microsoft Edge"),
            "brave": support / "BraveSoftware/Brave-Browser",
        }
        return {browser: place / "NativeMessagingHosts" for browser, place in places.items()}
    if machine:
        return {
            "chromium": Path("/etc/chromium/native-messaging-hosts"),
            "chrome": Path("/etc/opt/chrome/native-messaging-hosts"),
            "edge": Path("/etc/opt/edge/native-messaging-hosts"),
            "brave": Path("/etc/opt/chrome/native-messaging-hosts"),  # it reads Chrome's
        }
    return {
        "chromium": home / ".config/chromium/NativeMessagingHosts",
        "chrome": home / ".config/google-chrome/NativeMessagingHosts",
        "edge": home / ".config/microsoft-edge/NativeMessagingHosts",
        "brave": home / ".config/BraveSoftware/Brave-Browser/NativeMessagingHosts",
    }


def prepare_process() -> None:
    """Keep what is in memory out of files: no core dumps, no swap where that is allowed.

    New files are private. Where a limit forbids to lock memory, swapping stays possible: encrypted
    swap is the administrator's to provide (ADMIN.md).
    """
    if WINDOWS:
        return
    import resource

    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not MACOS:
        _guard_memory(resource.getrlimit(resource.RLIMIT_MEMLOCK)[0])


def _guard_memory(lockable: int) -> None:
    """Forbid other processes of the user to read this one's memory, and lock it if allowed.

    With PR_SET_DUMPABLE 0 the kernel writes no core even where a crash handler asks for one, and
    refuses ptrace and /proc/PID/mem to everybody but root.
    """
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    # Under a small limit every later allocation would fail instead of being swappable.
    if lockable < 0 or lockable >= _LOCKABLE_BYTES:
        libc.mlockall(_MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT)


def set_binary_streams() -> None:
    """Stop Windows from rewriting line ends inside frames."""
    if WINDOWS:
        import msvcrt

        msvcrt.setmode(0, os.O_BINARY)  # type: ignore[attr-defined]  # Windows only
        msvcrt.setmode(1, os.O_BINARY)  # type: ignore[attr-defined]  # Windows only


def prepare_private_directory(path: Path) -> None:
    """Make a directory that only this user may enter, or check that it is one.

    Raises:
        RightsError: it belongs to somebody else, others may enter it, or it is a link.
        StoreError: it cannot be made or written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        info = path.lstat()
    except OSError as error:
        raise StoreError(
            f"The store directory {path} cannot be made ({error.strerror}); "
            "choose another place or mend its rights."
        ) from None
    if stat.S_ISLNK(info.st_mode):
        raise RightsError(f"The store directory {path} is a link; use a real directory.")
    if not WINDOWS:
        if info.st_uid != os.geteuid():
            raise RightsError(f"The store directory {path} belongs to another user; use your own.")
        if info.st_mode & 0o077:
            raise RightsError(
                f"Others may enter the store directory {path}; close it with `chmod 700 {path}`."
            )
    check_writable(path)


def check_writable(path: Path) -> None:
    """Try to make a file in a directory: rights alone do not tell on a read-only file system.

    Raises:
        StoreError: no file can be made.
    """
    try:
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise StoreError(
            f"The store directory {path} cannot be written ({error.strerror}); nothing is "
            "recorded until it can."
        ) from None


def write_private(path: Path, data: bytes) -> None:
    """Replace a file as a whole, readable by its owner only; it is on disk on return.

    Raises:
        StoreError: the file cannot be written; an older one is left as it was.
    """
    temporary: Path | None = None
    try:
        # A name of its own for every writer, and never through a link that lies there already.
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_directory(path.parent)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise StoreError(f"The file {path} cannot be written ({error.strerror}).") from None


def check_administered(path: Path) -> None:
    """Check that only an administrator can have written a file of the machine-wide installation.

    Raises:
        RightsError: its user could have put it there: whoever records would choose his own rules.
    """
    if WINDOWS or path.parent != config_directory() or not path.exists():
        return
    for place in (path, path.parent):
        info = place.stat()
        if info.st_uid != 0 or info.st_mode & 0o022:
            raise RightsError(
                f"{place} can be changed by others than the administrator; give it to root and "
                "close it with `chmod go-w`."
            )


def sync_file(path: Path) -> None:
    """Force what others wrote to a file onto the disk; a file that is not there is passed over.

    Raises:
        StoreError: the disk did not take it.
    """
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreError(f"The file {path} cannot be opened ({error.strerror}).") from None
    try:
        os.fsync(descriptor)
    except OSError as error:
        raise StoreError(f"The file {path} cannot be kept ({error.strerror}).") from None
    finally:
        os.close(descriptor)


def sync_directory(path: Path) -> None:
    """Make names in a directory durable; Windows does so by itself."""
    if WINDOWS:
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_file(path: Path, what: str) -> bytes:
    """Read a whole file.

    Raises:
        MissingError: there is no such file.
        RightsError: it may not be read.
    """
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise MissingError(f"There is no {what} at {path}.") from None
    except OSError as error:
        raise RightsError(f"The {what} at {path} cannot be read ({error.strerror}).") from None


class FileLock:
    """An advisory lock that ends with its process, however that ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self, *, wait: bool = False) -> bool:
        """Take the lock; say whether it was taken.

        Args:
            wait: if somebody holds it, wait for him instead of giving up.

        Raises:
            StoreError: the lock file cannot be made.
        """
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(
                f"The lock {self._path} cannot be made ({error.strerror}); mend the directory's "
                "rights or space."
            ) from None
        try:
            if WINDOWS:
                import msvcrt

                mode = msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK  # type: ignore[attr-defined]  # Windows only
                msvcrt.locking(descriptor, mode, 1)  # type: ignore[attr-defined]  # Windows only
            else:
                import fcntl

                fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Give the lock back."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def is_locked(path: Path) -> bool:
    """Say whether a live process holds the lock."""
    if not path.exists():
        return False
    lock = FileLock(path)
    with contextlib.suppress(OSError, StoreError):
        if lock.acquire():
            lock.release()
            return False
    return True
