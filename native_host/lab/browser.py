"""Start a real Chromium that sees its own `/etc/chromium` and nothing of the machine's.

A private mount namespace holds the managed policies and the native-messaging manifest, so that
several labs run beside each other and beside the user's own browser. Without root a user namespace
comes first; where the system forbids those, one sentence says so.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from native_host.errors import UnavailableError
from native_host.lab.starting import end, start

# The wrapper script of Debian adds flags of its own; the binary itself does not.
_BINARIES = ("/usr/lib/chromium/chromium", "/usr/bin/chromium", "/usr/bin/chromium-browser")
_ETC = Path("/etc/chromium")
PERSON = "person"  # of a lab: its person's own configuration
_START_SECONDS = 30.0
_LONGEST_TEMPORARY = 60  # a socket's path has 107 characters, of which Chromium takes 46
_FEATURES_OFF = "--disable-features="
_ISOLATION = "IsolateOrigins,site-per-process,IsolateSandboxedIframes,OriginKeyedProcessesByDefault"
_FLAGS = (
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-breakpad",
    "--disable-default-apps",
    "--disable-search-engine-choice-screen",
    f"{_FEATURES_OFF}Translate,OptimizationHints,MediaRouter",
    "--password-store=basic",
    "--window-position=0,0",
    "--window-size=1280,800",
)


@dataclass(slots=True)
class Browser:
    """A running browser."""

    process: subprocess.Popen[bytes]
    address: str

    def is_running(self) -> bool:
        """Say whether it still runs."""
        return self.process.poll() is None

    def kill(self) -> None:
        """End the browser and everything it started, at once."""
        end(self.process)

    def wait(self, seconds: float) -> bool:
        """Wait for the browser to end; say whether it did."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


def find_chromium() -> str:
    """Return the path of Chromium.

    Raises:
        UnavailableError: it is not installed, or only as a snap.
    """
    for path in (os.environ.get("WORKGLASS_CHROMIUM"), *_BINARIES, shutil.which("chromium")):
        if path and Path(path).is_file():
            if "/snap/" in str(Path(path).resolve()):
                raise UnavailableError(
                    "Chromium is a snap here, and a snap cannot start a native messaging host; "
                    "install Chromium from Debian packages."
                )
            return path
    raise UnavailableError("Chromium is not installed; install it with `apt-get install chromium`.")


def start_plain_browser(profile: Path, *, headless: bool) -> Browser:
    """Start Chromium without policy and extension, all frames of a page in one process.

    Then one debugging session reaches every frame. Nobody works in this browser, so nobody needs
    its sites kept apart.

    Args:
        profile: a fresh profile directory.
        headless: run without a screen.

    Raises:
        UnavailableError: it does not start.
    """
    _check_screen(headless=headless)
    flags = [flag for flag in _FLAGS if not flag.startswith(_FEATURES_OFF)]
    off = next(flag for flag in _FLAGS if flag.startswith(_FEATURES_OFF))
    flags += [f"{off},{_ISOLATION}", "--disable-site-isolation-trials"]
    command = [find_chromium(), *flags, *_dressing(profile, 0, headless=headless), "about:blank"]
    return _start(command, profile)


def start_browser(
    etc: Path,
    profile: Path,
    *,
    port: int,
    headless: bool,
    language: str | None = None,
    url: str = "about:blank",
) -> Browser:
    """Start Chromium in a mount namespace of its own and wait until it answers.

    Args:
        etc: what the browser is to see as /etc/chromium.
        profile: a fresh profile directory.
        port: debugging port; 0 lets the browser choose.
        headless: run without a screen.
        language: of the browser's own words, such as de; None: the machine's.
        url: the page to begin with.

    Raises:
        UnavailableError: it does not start, or namespaces are forbidden.
    """
    _check_screen(headless=headless)
    if not _ETC.is_dir():
        raise UnavailableError(f"{_ETC} is missing, which Debian's Chromium brings along.")
    command = [find_chromium(), *_FLAGS, *_dressing(profile, port, headless=headless), url]
    if language is not None:
        command.insert(1, f"--lang={language}")
    return _start(isolate([(etc, _ETC)], command), profile, language)


def _check_screen(*, headless: bool) -> None:
    if not headless and not os.environ.get("DISPLAY"):
        raise UnavailableError("There is no screen (DISPLAY is not set); run it headless.")


def _dressing(profile: Path, port: int, *, headless: bool) -> list[str]:
    flags = [f"--user-data-dir={profile}", f"--remote-debugging-port={port}"]
    flags.append("--remote-allow-origins=*")
    if headless:
        flags.append("--headless=new")
    if os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium does not sandbox what root starts
    return flags


def _start(command: list[str], profile: Path, language: str | None = None) -> Browser:
    """Start it and wait until it answers."""
    profile.mkdir(parents=True, exist_ok=True, mode=0o700)
    log_path = profile.parent / "browser.log"
    with log_path.open("wb") as log:
        environment = _environment(profile.parent) | ({"LANGUAGE": language} if language else {})
        process = start(command, environment=environment, output=log, in_session=True)
    browser = Browser(process, "")
    try:
        browser.address = f"http://127.0.0.1:{_read_port(process, profile, log_path)}"
    except BaseException:  # also when we are told to end meanwhile
        browser.kill()
        raise
    return browser


def _environment(root: Path) -> dict[str, str]:
    """Let the browser put its temporary files where they are taken away, also after a kill.

    A socket is among them, so the directory's name must leave room for it. What the host keeps for
    the person (a key of his own) is taken away with them, and the real person's is not used.
    """
    person = {"XDG_CONFIG_HOME": str(root / PERSON)}
    if len(str(root)) > _LONGEST_TEMPORARY:
        return os.environ | person
    return os.environ | person | {"TMPDIR": str(root)}


def isolate(mounts: Sequence[tuple[Path, Path]], command: list[str]) -> list[str]:
    """Return a command that sees directories of ours in place of the machine's; nothing else does.

    Args:
        mounts: what is seen, and where.
        command: what is started.
    """
    each = (shlex.join(["mount", "--bind", str(what), str(where)]) for what, where in mounts)
    mount = " && ".join(each)
    unshare = ["unshare", "--mount", "--propagation", "private"]
    if os.geteuid() == 0:
        return [*unshare, "sh", "-c", f'{mount} && exec "$@"', "sh", *command]
    # As root of a user namespace Chromium would refuse its own sandbox: a second one gives the
    # user his own number back.
    again = f"unshare --user --map-user={os.geteuid()} --map-group={os.getegid()}"
    inner = f'{mount} && exec {again} "$@"'
    return ["unshare", "--user", "--map-root-user", *unshare[1:], "sh", "-c", inner, "sh", *command]


def _read_port(process: subprocess.Popen[bytes], profile: Path, log: Path) -> int:
    """Wait for the file in which the browser writes its debugging port."""
    file = profile / "DevToolsActivePort"
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise UnavailableError(_why_not_started(log.read_text("utf-8", "replace")))
        if file.exists() and (lines := file.read_text().splitlines()):
            return int(lines[0])
        time.sleep(0.02)
    raise UnavailableError(f"Chromium did not answer within {_START_SECONDS:.0f} s.")


def _why_not_started(log: str) -> str:
    if "unshare" in log or "mount:" in log or "Operation not permitted" in log:
        return (
            "The lab needs a private mount namespace and this system forbids it; run it as root, "
            "or allow unprivileged user namespaces (sysctl user.max_user_namespaces)."
        )
    last = next((line for line in reversed(log.splitlines()) if line.strip()), "no message")
    return f"Chromium ended at once: {last[-300:]}"


def interpreter() -> str:
    """Return the Python that runs us, for the launcher that the browser starts."""
    return sys.executable
