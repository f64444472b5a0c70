"""A search that cannot find anything proves nothing: what is planted is found."""

from __future__ import annotations

import gzip
import io
import json
import zlib

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.leaks.canaries import KINDS, UNSEARCHABLE, luhn, make_canary
from tests.leaks.encodings import forms, windows
from tests.leaks.searching import Haystack, zstd
from tests.leaks.session import joined
from tests.leaks.situation import make_trial
from tests.leaks.situations import BY_NAME, SITUATIONS
from tests.leaks.statistics import upper_bound
from tests.leaks.tiles import HUES, shows_tile

MARK = "ZQ17KAHDEFH"
NOISE = np.random.default_rng(7).integers(0, 256, 300_000, dtype=np.uint8).tobytes()


def test_about_twenty_encodings():
    """Of each secret, whole and in parts."""
    names = {name for name in forms(MARK) if not name.startswith("part")}
    assert len(names) >= 20
    assert len(list(windows(MARK))) == len(MARK) - 5


@pytest.mark.parametrize("kind", sorted(set(KINDS) - UNSEARCHABLE))
def test_every_form_of_every_kind_is_found(kind):
    """In noise, at any place, and attributed to its owner."""
    secret = make_canary(kind, 17, "a test")
    haystack = Haystack({"mine": [secret], "other": [make_canary("mark", 18, "another")]})
    assert haystack.search(NOISE, "noise") == []
    for name, form in forms(secret).items():
        hits = haystack.search(NOISE[:777] + form + NOISE[777:], "place")
        assert {hit.owner for hit in hits} == {"mine"}, name


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, zstd.compress])
def test_what_is_compressed_is_found(pack):
    """Also behind other bytes."""
    text = json.dumps(dict.fromkeys(str(at) for at in range(2000)))
    packed = pack(f"{text} {MARK} {text[::-1]} {MARK}".encode())
    assert MARK.encode() not in packed
    assert Haystack({"mine": [MARK]}).search(NOISE + packed + NOISE[:99], "place")


def test_another_case_and_a_digest_are_found():
    """A page may fold the case, a program may store a digest."""
    haystack = Haystack({"mine": [MARK]})
    assert haystack.search(b".." + MARK.swapcase().encode() + b"..", "place")
    assert haystack.search(json.dumps({"x": "Zq17kAhDeFh"}).encode(), "place")


def test_letters_that_were_told_one_by_one_are_found():
    """Records with a letter each are joined before they are searched."""
    events = [{"kind": "key", "place": {"document": "d"}, "key": letter} for letter in MARK]
    text = "\n".join(joined(events)).encode()
    assert Haystack({"mine": [MARK]}).search(text, "export")


def test_secrets_are_unique_and_well_formed():
    """No two trials share a part, and a card's number is one."""
    trials = [
        make_trial(situation, number, 100, "seed") for number, situation in enumerate(SITUATIONS)
    ]
    secrets = [trial.secret for trial in trials if trial.texts]
    assert len(set(secrets)) == len(secrets)
    card = make_canary("card", 7, "seed")
    assert luhn(card[:-1]) == card[-1]
    assert int(make_iban_number(make_canary("iban", 13, "seed"))) % 97 == 1


def make_iban_number(iban: str) -> str:
    """Return the number whose rest by 97 is 1."""
    moved = iban[4:] + iban[:4]
    return "".join(str(int(letter, 36)) for letter in moved)


def test_longer_secrets_stay_in_their_range():
    """The second turn of a situation has another length where only ranges may be told."""
    situation = BY_NAME["plain-field"]
    short, long = (make_trial(situation, 1, 100, "s", longer=more).secret for more in (0, 1))
    assert len(short) < len(long) <= 31
    assert len(short) >= 16


@pytest.mark.parametrize("hue", HUES)
def test_a_few_coloured_letters_are_seen_after_coding(hue):
    """As small as a page shows them at 80 %, in a picture of the recorder's quality."""
    picture = Image.new("RGB", (640, 400), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((100, 100, 300, 200), fill="#8a8f98")
    draw.text((20, 20), "Keep this label", fill="#222222")
    assert not shows_tile(coded(picture))
    draw.text((310, 150), "ZQ", fill=hue, font_size=16)
    assert shows_tile(coded(picture))


def coded(picture: Image.Image) -> bytes:
    """Return it as the recorder keeps it."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=70)
    return out.getvalue()


def test_upper_bounds():
    """No leak gives about 3 / n; the exact values are those of the tables."""
    assert upper_bound(0, 500) == pytest.approx(3 / 500, rel=0.01)
    assert upper_bound(0, 10) == pytest.approx(0.2589, abs=1e-4)
    assert upper_bound(2, 100) == pytest.approx(0.0616, abs=1e-4)
    assert upper_bound(5, 5) == 1
    assert upper_bound(0, 0) == 1


def test_what_was_there_before_says_nothing():
    """Six letters of a secret in our own list of names; anything more is still found."""
    shipped = [b"margot maria marian marie"]
    haystack = Haystack({"mine": ["Maria Nmtedhn"]}, shipped)
    assert haystack.search(shipped[0], "profile") == []
    assert haystack.search(b"ariaNm", "export")
    assert haystack.search(b"Maria Nmtedhn", "export")
    whole = Haystack({"mine": ["marian"]}, shipped)
    assert whole.search(shipped[0], "profile"), "a whole secret counts wherever it is"


def test_six_letters_that_are_in_some_random_id_say_nothing():
    """An account's number begins with two letters that are hexadecimal digits as well."""
    account = "DE83531010909657158623"
    haystack = Haystack({"mine": [account]})
    assert haystack.search(b'"document":"bfc45ed4de83530cb23fde025c36e6d6"', "export") == []
    assert haystack.search(account[3:12].encode(), "export")
    assert haystack.search(account[:9].lower().encode(), "export")
