"""Headers and footers: every byte has its place, and nothing follows the last one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from native_host.errors import FormatError
from native_host.primitives import SEALED_SHARE_BYTES, Suite
from native_host.vault.layout import CloseReason, Footer, Header, HeaderCore, Share

CORE = HeaderCore(
    suite=Suite.X_WING,
    device=b"d" * 16,
    chain=b"c" * 16,
    segment=3,
    opened_hour=500_000,
    policy_version=7,
    policy_digest=b"p" * 32,
    notice_version=2,
    purpose="train-ui-agents",
    pseudonym=b"s" * 16,
    commitment=b"k" * 32,
    previous=b"v" * 32,
    signer=b"g" * 32,
)
SHARE = Share(b"i" * 8, b"x" * SEALED_SHARE_BYTES[Suite.X_WING])
HEADER = Header(CORE, ((SHARE,), (SHARE, SHARE)))
FOOTER = Footer(b"h" * 32, 5, 12, CloseReason.IDLE, b"e" * 32)


def test_round_trip():
    """Serializing and parsing give the same value."""
    assert Header.parse(HEADER.serialize()) == HEADER
    assert Footer.parse(FOOTER.serialize()) == FOOTER


@pytest.mark.parametrize("value", [HEADER, FOOTER])
def test_trailing_bytes_are_refused(value):
    """Nothing after the end."""
    with pytest.raises(FormatError, match="after the end"):
        type(value).parse(value.serialize() + b"\0")


@pytest.mark.parametrize("value", [HEADER, FOOTER])
def test_every_shorter_form_is_refused(value):
    """A header or footer cut anywhere is no header or footer."""
    data = value.serialize()
    for length in range(len(data)):
        with pytest.raises(FormatError):
            type(value).parse(data[:length])


def test_a_newer_format_says_what_to_do():
    """Old software does not guess at new bytes."""
    data = bytearray(HEADER.serialize())
    data[4] = 2
    with pytest.raises(FormatError, match="use a newer Workglass"):
        Header.parse(bytes(data))


def test_an_unknown_suite_is_refused():
    """A suite that is not known cannot be opened by trying another."""
    data = bytearray(HEADER.serialize())
    data[5] = 9
    with pytest.raises(FormatError, match="unknown suite"):
        Header.parse(bytes(data))


@pytest.mark.parametrize("count", [0, 9, 255])
def test_group_counts_are_bounded(count):
    """A header cannot make its reader work without end."""
    data = bytearray(CORE.serialize())
    with pytest.raises(FormatError, match="groups"):
        Header.parse(bytes(data) + bytes([count]) + b"\1" * 5000)


@pytest.mark.parametrize("count", [0, 9, 255])
def test_member_counts_are_bounded(count):
    """The same for the members of a group."""
    with pytest.raises(FormatError, match="members"):
        Header.parse(CORE.serialize() + bytes([1, count]) + b"\1" * 5000)


@given(st.binary(max_size=400))
def test_noise_is_refused_with_the_documented_error(data):
    """Whatever is read, the only way out is a FormatError."""
    for kind in (Header, Footer):
        with pytest.raises(FormatError):
            kind.parse(data)
