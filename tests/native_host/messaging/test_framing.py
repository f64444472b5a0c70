"""Frames: bytes, not characters; exact limits; nothing half is handed on."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.errors import FrameError
from native_host.messaging.framing import (
    MAX_FROM_BROWSER,
    MAX_TO_BROWSER,
    FrameDecoder,
    encode_frame,
)


def test_length_counts_bytes():
    """A message that is not ASCII is not cut."""
    message = '"ä€😀"'.encode()
    assert encode_frame(message) == struct.pack("=I", len(message)) + message


@given(st.lists(st.binary(min_size=1, max_size=300), max_size=8), st.integers(1, 64))
def test_any_cut_gives_the_same_messages(messages, size):
    """However the pipe cuts the stream, the messages come out whole and in order."""
    stream = b"".join(encode_frame(message) for message in messages)
    decoder = FrameDecoder()
    found = []
    for at in range(0, len(stream), size):
        found += decoder.feed(stream[at : at + size])
    decoder.finish()
    assert found == messages


def test_largest_message_to_the_browser():
    """One MiB passes, one byte more would close the port and is refused here."""
    assert len(encode_frame(bytes(MAX_TO_BROWSER))) == MAX_TO_BROWSER + 4
    with pytest.raises(FrameError, match="1 MiB"):
        encode_frame(bytes(MAX_TO_BROWSER + 1))


@pytest.mark.parametrize("length", [0, MAX_FROM_BROWSER + 1, 0xFFFFFFFF])
def test_lengths_no_browser_sends(length):
    """Garbage on standard input ends in a sentence, not in waiting for gigabytes."""
    with pytest.raises(FrameError, match=str(length)):
        FrameDecoder().feed(struct.pack("=I", length))


@pytest.mark.parametrize("data", [b"\x05", b"\x05\x00\x00\x00ab"])
def test_end_inside_a_frame(data):
    """A browser that dies in mid-frame is noticed."""
    decoder = FrameDecoder()
    assert decoder.feed(data) == []
    with pytest.raises(FrameError, match="middle of a frame"):
        decoder.finish()
