"""Segments as one string of bytes: the same bytes as in the store, nothing lost, nothing added."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.errors import FormatError
from native_host.vault import container
from tests.native_host.vault.sealed import CHAIN, segment

CLOSED, BROKEN = segment(3), segment(3, close=False)


@pytest.mark.parametrize("value", [CLOSED, BROKEN])
def test_round_trip(value):
    """A segment survives the way through the collector unchanged."""
    assert container.parse(container.serialize(value)) == value


def test_identity():
    """Device, chain and number are read from the signed header."""
    assert container.identity(CLOSED) == (b"d" * 16, CHAIN, 0)


def test_every_shorter_form_is_refused():
    """A container cut anywhere is refused."""
    data = container.serialize(segment(1))
    for length in range(0, len(data), 7):
        with pytest.raises(FormatError):
            container.parse(data[:length])


def test_trailing_bytes_are_refused():
    """Nothing after the end."""
    with pytest.raises(FormatError, match="after the end"):
        container.parse(container.serialize(CLOSED) + b"\0")


def test_a_newer_format_says_what_to_do():
    """Old software does not guess at new bytes."""
    data = bytearray(container.serialize(CLOSED))
    data[4] = 2
    with pytest.raises(FormatError, match="newer Workglass"):
        container.parse(bytes(data))


@given(st.binary(max_size=300))
def test_noise_is_refused_with_the_documented_error(data):
    """Whatever is read, the only way out is a FormatError."""
    with pytest.raises(FormatError):
        container.parse(data)
