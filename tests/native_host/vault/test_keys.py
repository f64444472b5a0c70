"""Key files: readable back, told apart, and never repeated in an error."""

from __future__ import annotations

import pytest

from native_host.errors import FormatError
from native_host.primitives import Suite, open_share, seal_share
from native_host.vault.keys import (
    PublicRecipientKey,
    PublicSigningKey,
    make_recipient_key,
    make_signing_key,
    parse_key,
    public_half,
    serialize_key,
)

SEED = bytes(range(32))


@pytest.mark.parametrize(
    "key",
    [
        make_recipient_key(SEED, "x-wing"),
        make_recipient_key(SEED, "p-256"),
        make_signing_key(SEED),
        public_half(make_recipient_key(SEED, "x-wing")),
        public_half(make_signing_key(SEED)),
    ],
)
def test_round_trip(key):
    """What was written is read."""
    assert parse_key(serialize_key(key)) == key


def test_public_halves_hold_no_seed():
    """What is given away opens nothing and signs nothing."""
    for key in (make_recipient_key(SEED, "x-wing"), make_signing_key(SEED)):
        half = public_half(key)
        assert isinstance(half, PublicRecipientKey | PublicSigningKey)
        assert key.seed not in serialize_key(half)


@pytest.mark.parametrize("text", ["", "{}", "not json", '{"workglass_key": 1, "kind": "x"}'])
def test_anything_else_is_refused_without_repeating_it(text):
    """A wrong file may be somebody's secret."""
    with pytest.raises(FormatError) as caught:
        parse_key(text)
    assert str(caught.value) == "It is not a Workglass key file."


@pytest.mark.parametrize("suite", list(Suite))
def test_a_seed_gives_the_same_key_every_time(suite):
    """The seed is the whole key: what was sealed last year opens today."""
    name = "x-wing" if suite is Suite.X_WING else "p-256"
    key = make_recipient_key(SEED, name)
    assert key == make_recipient_key(SEED, name)
    sealed = seal_share(suite, key.member().public_bytes(), b"s" * 32, b"info")
    assert open_share(suite, SEED, sealed, b"info") == b"s" * 32
    with pytest.raises(FormatError):
        open_share(suite, SEED, sealed, b"other info")
