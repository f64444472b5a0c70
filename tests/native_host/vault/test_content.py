"""What stands inside a record: whole, padded, and never larger than allowed."""

from __future__ import annotations

import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from native_host.errors import FormatError
from native_host.vault.content import (
    MAX_CONTENT,
    pack_events,
    pack_screenshot,
    padded_length,
    unpack_events,
    unpack_screenshot,
)


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_events_round_trip(events):
    """What was packed comes out, in order."""
    assert unpack_events(pack_events(events)) == events


@given(st.binary(max_size=200), st.binary(max_size=2000))
def test_screenshots_round_trip(event, image):
    """Record and picture come out as they went in."""
    assert unpack_screenshot(pack_screenshot(event, image)) == (event, image)


@given(st.integers(2, 2**26))
def test_padding_is_a_bucket_of_at_most_an_eighth_more(length):
    """Lengths fall into few buckets, and the price is small."""
    padded = padded_length(length)
    assert length <= padded <= length * 1.12 + 1
    assert padded_length(padded) == padded


def test_padding_hides_small_differences():
    """Two records that differ by a few bytes look the same from outside."""
    sizes = {len(pack_screenshot(b"e", bytes(100_000 + extra))) for extra in range(100)}
    assert len(sizes) == 1


def plaintext(length: int, codec: int, content: bytes) -> bytes:
    return length.to_bytes(4, "big") + bytes([codec]) + content


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "end too early"),
        (plaintext(100, 0, b"short"), "end too early"),
        (plaintext(3, 7, b"abc"), "unknown codec"),
        (plaintext(3, 0, b"abc") + b"\1", "padding"),
        (plaintext(3, 0, b"abc") + bytes(50), "padding"),
        (plaintext(3, 1, b"abc"), "decompress"),
    ],
)
def test_malformed_plaintext_is_refused(data, words):
    """Even inside a seal nothing is taken on trust."""
    with pytest.raises(FormatError, match=words):
        unpack_events(data)


def bomb(size: int) -> bytes:
    packed = zstd.compress(bytes(size))
    content = plaintext(len(packed), 1, packed)
    return content + bytes(padded_length(len(content)) - len(content))


def test_a_zip_bomb_ends_at_the_limit():
    """A few KB cannot become gigabytes in the reviewer's memory."""
    with pytest.raises(FormatError, match="more than the format allows"):
        unpack_events(bomb(MAX_CONTENT + 1))


def test_two_frames_in_one_record_are_refused():
    """Something hidden behind the compressed content is found."""
    packed = zstd.compress(b"\0\0\0\1a") + zstd.compress(b"\0\0\0\1b")
    content = plaintext(len(packed), 1, packed)
    with pytest.raises(FormatError, match="not to its end"):
        unpack_events(content + bytes(padded_length(len(content)) - len(content)))


def test_an_event_longer_than_its_record_is_refused():
    """Inner lengths are checked as well."""
    packed = zstd.compress(b"\0\0\0\x09abc")
    content = plaintext(len(packed), 1, packed)
    with pytest.raises(FormatError, match="end too early"):
        unpack_events(content + bytes(padded_length(len(content)) - len(content)))
