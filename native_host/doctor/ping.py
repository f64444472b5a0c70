"""Start the host as a browser does, ask it something harmless, and read its answer. I/O.

The question is `ask-key`: it has a port of its own, works whatever the state of recording is, and
records nothing. The store is an empty directory that is taken away again.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import tempfile
from pathlib import Path

from native_host.doctor.facts import Answer
from native_host.doctor.scene import Scene
from native_host.errors import FrameError
from native_host.messaging.framing import FrameDecoder, encode_frame
from native_host.wire import PROTOCOL, AskKey

SECONDS = 20.0  # a busy computer is no fault of the host
_COMPLAINT = 300


def ping(scene: Scene, program: str, origin: str) -> Answer:
    """Start the program that a manifest names and talk to it.

    Args:
        scene: where we are; the host of another tree is told to stay in it.
        program: as the manifest names it.
        origin: what the browser appends.
    """
    path = scene.below(program)
    if not scene.is_this_computer() and not _has_interpreter(path):
        return Answer(program, tried=False)
    question = AskKey(type="ask-key", protocol=PROTOCOL).model_dump_json().encode()
    with tempfile.TemporaryDirectory(prefix="workglass-doctor-") as store:
        options = ["--store", store]
        if not scene.is_this_computer():
            options += ["--config", str(scene.config)]
        version, protocol = _ask_version(path, options)
        try:
            done = subprocess.run(
                [str(path), *options, origin],
                input=encode_frame(question),
                capture_output=True,
                timeout=SECONDS,
                check=False,
                cwd=path.parent,  # as browsers do
            )
        except subprocess.TimeoutExpired:
            return Answer(program, version=version, protocol=protocol)
        except OSError as error:
            return Answer(program, failure=f"It cannot be started ({error.strerror}).")
    message = _read_answer(done.stdout)
    if message is None and done.returncode != 0:
        return Answer(program, failure=_describe(done.returncode, done.stderr))
    return Answer(program, message=message, version=version, protocol=protocol)


def _ask_version(path: Path, options: list[str]) -> tuple[str | None, int | None]:
    """Ask for version and protocol; a host that does not know the question says nothing."""
    try:
        done = subprocess.run(
            [str(path), *options, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None, None
    match done.stdout.decode("utf-8", "replace").split():
        case [version, "protocol", number] if number.isdigit():
            return version, int(number)
    return None, None


def _has_interpreter(script: Path) -> bool:
    """Say whether what a launcher starts is on this computer; a program needs nothing else."""
    try:
        text = script.read_bytes()[:4096].decode("utf-8", "replace")
    except OSError:
        return True  # starting it says what is wrong
    started = [line for line in text.splitlines() if line.startswith("exec ")]
    if not text.startswith("#!") or not started:
        return True
    return Path(shlex.split(started[0])[1]).exists()


def _read_answer(output: bytes) -> dict[str, object] | None:
    try:
        frames = FrameDecoder().feed(output)
        found = json.loads(frames[0]) if frames else None
    except (FrameError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _describe(code: int, complaint: bytes) -> str:
    lines = [line for line in complaint.decode("utf-8", "replace").splitlines() if line.strip()]
    said = lines[-1].strip()[:_COMPLAINT] if lines else "without a word"
    return f"It ended with code {code}: {said}"
