"""Whether a picture is nothing but a picture: a JPEG of one size, without notes in it. Pure."""

from __future__ import annotations

from native_host.errors import FormatError

_START, _END, _SCAN, _MARK = 0xD8, 0xD9, 0xDA, 0xFF
_FRAMES = {0xC0, 0xC1, 0xC2}  # baseline, extended, progressive
_PLAIN = {0xC4, 0xDB, 0xDD, _SCAN} | _FRAMES  # tables, restart interval
_HEADS = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00"}  # the two that browsers write
_MAX_HEAD = 4096
_OF_PIXELS = {0x00, *range(0xD0, 0xD8)}
_MARKER_BYTES, _LENGTH_BYTES = 2, 2


def read_size(image: bytes) -> tuple[int, int]:
    """Return width and height.

    Raises:
        FormatError: it is no JPEG, or holds comments, camera data or anything after its end.
    """
    size = None
    at = _MARKER_BYTES
    if _marker(image, 0) != _START:
        raise FormatError("it is no JPEG")
    while (marker := _marker(image, at)) != _END:
        begin = at + _MARKER_BYTES + _LENGTH_BYTES
        at += _MARKER_BYTES + int.from_bytes(image[begin - _LENGTH_BYTES : begin], "big")
        part = image[begin:at]
        if marker in _HEADS:
            if not part.startswith(_HEADS[marker]) or len(part) > _MAX_HEAD:
                raise FormatError("a head of the JPEG holds something else")
        elif marker not in _PLAIN:
            raise FormatError(f"the JPEG has a part of type {marker:02x}, which may say anything")
        if marker in _FRAMES:
            if size is not None:
                raise FormatError("the JPEG holds two pictures")
            size = int.from_bytes(part[3:5], "big"), int.from_bytes(part[1:3], "big")
        if marker == _SCAN:
            at = _end_of_scan(image, at)
    if size is None or at + _MARKER_BYTES != len(image):
        raise FormatError("the JPEG has no size, or something stands after its end")
    return size


def _marker(image: bytes, at: int) -> int:
    if len(image) < at + _MARKER_BYTES or image[at] != _MARK:
        raise FormatError("the JPEG breaks off, or a part of it begins where none should")
    return image[at + 1]


def _end_of_scan(image: bytes, at: int) -> int:
    """Return where the next marker stands that does not belong to the pixels."""
    while True:
        at = image.find(b"\xff", at)
        if at < 0:
            raise FormatError("the JPEG breaks off")
        if _marker(image, at) not in _OF_PIXELS:
            return at
        at += _MARKER_BYTES
