"""The native messaging host process: standard input and output, and the tasks between them.

Started by the browser, with words of its own as arguments; never by hand. The first frame is read
before anything heavy is imported, since the browser's start must not wait for us.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from native_host import machine
from native_host.errors import FrameError, WorkglassError
from native_host.messaging.framing import FrameDecoder, encode_frame

if TYPE_CHECKING:
    from pydantic import BaseModel

READ_BYTES = 1 << 16


def run_host(config: Path, store: Path) -> int:
    """Serve one port until the browser closes it; return the exit code.

    Args:
        config: directory of the administrator's files.
        store: directory of the sealed records.
    """
    machine.prepare_process()
    machine.set_binary_streams()
    decoder = FrameDecoder()
    frames: list[bytes] = []
    try:
        while not frames:
            data = os.read(0, READ_BYTES)
            if not data:
                decoder.finish()
                return 0
            frames = decoder.feed(data)
    except FrameError as error:
        sys.stderr.write(f"workglass host: {error}\n")
        return error.exit_code
    # Only now: these cost ten times as much as what is above.
    import asyncio

    from native_host.messaging.enquiries import answer, is_enquiry
    from native_host.messaging.service import HostService
    from native_host.messaging.session import refusal_for

    if is_enquiry(frames[0]):
        try:
            _write(answer(frames[0], config, store))
        except WorkglassError as error:
            _write(refusal_for(error))
            sys.stderr.write(f"workglass host: {error}\n")
            return error.exit_code
        return 0
    try:
        asyncio.run(HostService(config, store).serve(decoder, frames))
    except WorkglassError as error:
        sys.stderr.write(f"workglass host: {error}\n")
        return error.exit_code
    return 0


def _write(message: BaseModel) -> None:
    frame = encode_frame(message.model_dump_json().encode())
    while frame:
        frame = frame[os.write(1, frame) :]


def main(arguments: list[str]) -> int:
    """Run `workglass host [--config DIR] [--store DIR] WORD...`.

    What the browser appends is not used: Chromium the extension's origin, on Windows a window
    handle as well; Firefox the path of the manifest and the extension's id. The browser has
    compared origin or id with the manifest (`allowed_origins`, `allowed_extensions`) before.
    """
    if arguments[-1:] == ["--version"]:  # `workglass doctor` asks for it
        from native_host import __version__
        from native_host.wire import PROTOCOL

        sys.stdout.write(f"{__version__} protocol {PROTOCOL}\n")
        return 0
    config, store = machine.config_directory(), machine.store_directory()
    rest = list(arguments)
    while rest and rest[0] in ("--config", "--store") and len(rest) > 1:
        option, value = rest.pop(0), Path(rest.pop(0))
        if option == "--config":
            config = value
        else:
            store = value
    return run_host(config, store)
