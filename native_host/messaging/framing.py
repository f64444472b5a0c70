"""Native-messaging frames: a 32-bit length in native byte order, then that many bytes of JSON.

Pure. The length counts bytes, not characters: counting characters cuts every message that is not
ASCII.
"""

from __future__ import annotations

import struct

from native_host.errors import FrameError

MAX_FROM_BROWSER = 64 * 2**20  # Chromium refuses to send more
MAX_TO_BROWSER = 2**20  # Chromium closes the port on more
_LENGTH = struct.Struct("=I")


def encode_frame(message: bytes) -> bytes:
    """Return the frame of a message to the browser.

    Raises:
        FrameError: the browser would close the port on it.
    """
    if len(message) > MAX_TO_BROWSER:
        raise FrameError("A message to the browser is larger than 1 MiB.")
    return _LENGTH.pack(len(message)) + message


class FrameDecoder:
    """Cut a byte stream into messages. Feed it what was read, in order."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Return the messages that are complete with this data.

        Raises:
            FrameError: a length that no browser sends; the stream cannot be followed any further.
        """
        buffer = self._buffer
        buffer += data
        messages, at, size = [], 0, len(buffer)
        with memoryview(buffer) as view:
            while size - at >= _LENGTH.size:
                (length,) = _LENGTH.unpack_from(view, at)
                if not 0 < length <= MAX_FROM_BROWSER:
                    raise FrameError(
                        f"A frame claims {length} bytes, which no browser sends; "
                        "this program is started by a browser, not by hand."
                    )
                end = at + _LENGTH.size + length
                if size < end:
                    break
                messages.append(bytes(view[at + _LENGTH.size : end]))
                at = end
        del buffer[:at]  # once for all: what is left is moved
        return messages

    def finish(self) -> None:
        """Say that the stream has ended.

        Raises:
            FrameError: it ended inside a frame.
        """
        if self._buffer:
            raise FrameError(
                "The browser went away in the middle of a frame; that record was not stored."
            )
