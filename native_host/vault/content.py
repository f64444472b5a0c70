"""What stands inside a sealed record (FORMAT.md, section 5). Pure; the home of zstd.

A record's plaintext is `u32 length || u8 codec || content || zeros`. The zeros round the length up
to a Padme bucket (at most 12 % more), so that the size of a ciphertext tells little about the
size of what is in it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from native_host.errors import FormatError
from native_host.vault.layout import Reader

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

STORED, ZSTD = 0, 1
ZSTD_LEVEL = 1
MAX_CONTENT = 16 * 2**20  # what a record may unfold to: a zip bomb ends here
_HEAD_BYTES = 5
_COMPRESSOR = zstd.ZstdCompressor(level=ZSTD_LEVEL)  # each frame starts afresh; making one is dear


def pack_events(events: Sequence[bytes]) -> bytes:
    """Return the plaintext of a record that holds these events, compressed together."""
    parts: list[bytes] = []
    for event in events:
        parts += (len(event).to_bytes(4, "big"), event)
    joined = b"".join(parts)
    return _pad(ZSTD, _COMPRESSOR.compress(joined, mode=zstd.ZstdCompressor.FLUSH_FRAME))


def unpack_events(plaintext: bytes) -> list[bytes]:
    """Return the events of a record.

    Raises:
        FormatError: malformed, or larger than a record may be.
    """
    reader = Reader(_content(plaintext))
    events = []
    while not reader.at_end():
        events.append(reader.take(reader.number(4)))
    return events


def pack_screenshot(event: bytes, image: bytes) -> bytes:
    """Return the plaintext of a record that holds a picture and the event that describes it."""
    return _pad(STORED, len(event).to_bytes(4, "big") + event + image)


def unpack_screenshot(plaintext: bytes) -> tuple[bytes, bytes]:
    """Return the event and the picture of a record.

    Raises:
        FormatError: malformed, or larger than a record may be.
    """
    content = _content(plaintext)
    reader = Reader(content)
    event = reader.take(reader.number(4))
    return event, content[4 + len(event) :]


def padded_length(length: int) -> int:
    """Return the Padme bucket of a length: E significant bits, the rest rounded up.

    Source: Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication
    with PURBs" (2019), algorithm 1.
    """
    if length < 2:  # noqa: PLR2004  # the formula takes a logarithm of a logarithm
        return length
    exponent = length.bit_length() - 1
    free_bits = exponent - exponent.bit_length()
    mask = (1 << free_bits) - 1 if free_bits > 0 else 0
    return (length + mask) & ~mask


def _pad(codec: int, content: bytes) -> bytes:
    if len(content) > MAX_CONTENT:
        raise FormatError("A record is larger than the format allows.")
    length = _HEAD_BYTES + len(content)
    return b"".join(
        (
            len(content).to_bytes(4, "big"),
            codec.to_bytes(1, "big"),
            content,
            bytes(padded_length(length) - length),
        )
    )


def _content(plaintext: bytes) -> bytes:
    reader = Reader(plaintext)
    length, codec = reader.number(4), reader.number(1)
    content = reader.take(length)
    expected = padded_length(_HEAD_BYTES + length)
    if len(plaintext) != expected or any(plaintext[_HEAD_BYTES + length :]):
        raise FormatError("The padding of a record is wrong.")
    if codec == STORED:
        return content
    if codec == ZSTD:
        return _decompress(content)
    raise FormatError("A record names an unknown codec.")


def _decompress(content: bytes) -> bytes:
    decompressor = zstd.ZstdDecompressor()
    try:
        unfolded = decompressor.decompress(content, max_length=MAX_CONTENT)
    except zstd.ZstdError:
        raise FormatError("A record does not decompress.") from None
    if not decompressor.eof or decompressor.unused_data:
        raise FormatError("A record unfolds to more than the format allows, or not to its end.")
    return unfolded
