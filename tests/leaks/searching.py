"""Find thousands of needles in many megabytes at once, also in what is compressed there."""

from __future__ import annotations

import gzip
import re
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.leaks.encodings import LEAST, forms

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_BITS = 22
_MIX = np.uint64(0x9E3779B97F4A7C15)
_CHUNK = 1 << 20
_COMPRESSED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]|\x28\xb5\x2f\xfd")
_MOST_PACKED = 1 << 22
_MOST_UNPACKED = 1 << 24


@dataclass(frozen=True, slots=True)
class Hit:
    """A needle that was found."""

    owner: str
    text: str
    form: str
    place: str
    around: str


class Haystack:
    """Knows what to look for: the texts of many owners in all their forms."""

    def __init__(self, texts: Mapping[str, Iterable[str]], shipped: Iterable[bytes] = ()) -> None:
        """Take in what to look for.

        Args:
            texts: the secrets by their owners.
            shipped: files that were there before any of them. Six letters of a secret that stand
                there by chance, as in a list of names, say nothing.
        """
        owners: dict[bytes, set[tuple[str, str, str]]] = defaultdict(set)
        for owner, own in texts.items():
            for text in own:
                for name, form in forms(text).items():
                    owners[form].add((owner, text, name))
                    owners[form.lower()].add((owner, text, f"{name}, any case"))
        # What several trials have in common says nothing about one of them.
        self._needles: dict[bytes, tuple[str, str, str]] = {
            form: sorted(found)[0]
            for form, found in owners.items()
            if len({owner for owner, *_ in found}) == 1
        }
        self._by_start: dict[bytes, list[bytes]] = defaultdict(list)
        for needle in self._needles:
            self._by_start[needle[:LEAST]].append(needle)
        self._table = np.zeros(1 << _BITS, dtype=bool)
        self._fill()
        by_chance = {needle for data in shipped for needle, _ in self._spot(data)}
        by_chance |= {needle for data in shipped for needle, _ in self._spot(data.lower())}
        for needle in by_chance:
            if self._needles[needle][2].startswith("part"):
                del self._needles[needle]
                self._by_start[needle[:LEAST]].remove(needle)

    def _fill(self) -> None:
        starts = np.frombuffer(b"".join(self._by_start), dtype=np.uint8).reshape(-1, LEAST)
        if len(starts):
            self._table[self._slots(starts.T)] = True

    def __len__(self) -> int:
        return len(self._needles)

    @staticmethod
    def _slots(columns: np.ndarray) -> np.ndarray:
        keys = np.zeros(columns[0].shape, dtype=np.uint64)
        for at, column in enumerate(columns):
            keys |= column.astype(np.uint64) << np.uint64(8 * at)
        return (keys * _MIX) >> np.uint64(64 - _BITS)

    def search(self, data: bytes, place: str) -> list[Hit]:
        """Return every text that is in the data, also compressed or in another case."""
        found = self._find(data, place) | self._find(data.lower(), place)
        for kind, inner in unpack(data):
            found |= self._find(inner, f"{place} ({kind})")
        return sorted(found, key=lambda hit: (hit.place, hit.owner, hit.form))

    def _find(self, data: bytes, place: str) -> set[Hit]:
        found = set()
        for needle, at in self._spot(data):
            owner, text, form = self._needles[needle]
            around = data[max(0, at - 60) : at + len(needle) + 40]
            found.add(Hit(owner, text, form, place, around.decode("latin-1")))
        return found

    def _spot(self, data: bytes) -> Iterator[tuple[bytes, int]]:
        """Yield every needle in the data and where it is."""
        bytes_ = np.frombuffer(data, dtype=np.uint8)
        for begin in range(0, max(0, len(data) - LEAST + 1), _CHUNK):
            end = min(len(data) - LEAST + 1, begin + _CHUNK)
            columns = np.stack([bytes_[begin + at : end + at] for at in range(LEAST)])
            for position in np.flatnonzero(self._table[self._slots(columns)]):
                at = begin + int(position)
                for needle in self._by_start.get(data[at : at + LEAST], ()):
                    if data.startswith(needle, at):
                        yield needle, at

    def search_files(self, places: Mapping[str, Path]) -> list[Hit]:
        """Search files and whole directories."""
        found = []
        for name, place in places.items():
            for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
                if path.is_file():
                    found += self.search(path.read_bytes(), name)
        return found


def unpack(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what is compressed in the data; most of what looks like it is chance."""
    whole = memoryview(data)
    for start in _COMPRESSED.finditer(data):
        at = start.start()
        rest = whole[at : at + _MOST_PACKED]
        kind, inner = "deflate", b""
        try:
            if data[at] == 0x1F:
                kind = "gzip"
                inner = zlib.decompressobj(wbits=31).decompress(rest, _MOST_UNPACKED)
            elif data[at] == 0x28:
                kind = "zstd"
                inner = zstd.ZstdDecompressor().decompress(rest, _MOST_UNPACKED)
            else:
                inner = zlib.decompressobj().decompress(rest, _MOST_UNPACKED)
        except (zlib.error, zstd.ZstdError, EOFError, gzip.BadGzipFile):
            continue
        if len(inner) >= LEAST:
            yield kind, inner
