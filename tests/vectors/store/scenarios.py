"""What a vector is: stored segments, who reads them, and what he has to find."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from native_host.review.verdicts import GREEN, Verdict
from native_host.vault import container
from tests.vectors.store.devices import REVIEWER, Content, Key, Written

READABLE = (Verdict.VERIFIED, Verdict.CRASH_INCOMPLETE, Verdict.UNANCHORED_TAIL)


@dataclass(frozen=True)
class Part:
    """One container, and the verdict on it."""

    data: bytes
    verdict: Verdict
    fault: str | None = None
    contents: tuple[Content, ...] = ()


@dataclass(frozen=True)
class Missing:
    """A chain of which something is not there, or whose evidence does not hold."""

    chain: bytes
    verdict: Verdict
    fault: str


@dataclass(frozen=True)
class Scenario:
    """One vector."""

    name: str
    sentence: str
    parts: Sequence[Part]
    keys: Sequence[Key] = (REVIEWER,)
    missing: Sequence[Missing] = ()
    numbers: dict[str, Any] | None = None
    delivered: bool = False
    positive: bool = field(init=False)

    def __post_init__(self) -> None:
        found = [*self.parts, *self.missing]
        green = self.numbers is None and all(item.verdict in GREEN for item in found)
        object.__setattr__(self, "positive", green)

    def serialize(self) -> str:
        """Return the vector file: the head first, then what it is about."""
        document: dict[str, Any] = {
            "name": self.name,
            "sentence": self.sentence,
            "kind": "positive" if self.positive else "negative",
            "expect": {
                "segments": [_finding(part.verdict, part.fault) for part in self.parts],
                "missing": [
                    {"chain": gone.chain.hex(), **_finding(gone.verdict, gone.fault)}
                    for gone in self.missing
                ],
            },
            "delivered": self.delivered,
            "keys": [key.entry() for key in self.keys],
            "containers": [b64encode(part.data).decode() for part in self.parts],
            "events": [self._events(part) for part in self.parts],
            "images": [self._images(part) for part in self.parts],
        }
        if self.positive or self.numbers is not None:
            document["expect"]["numbers"] = self.numbers or {"missing": [], "doubled": []}
        return json.dumps(document, indent=1, ensure_ascii=False) + "\n"

    def _opens(self, part: Part) -> bool:
        return bool(self.keys) and part.verdict in READABLE

    def _events(self, part: Part) -> list[str]:
        if not self._opens(part):
            return []
        return [event.decode() for content in part.contents for event in content.events]

    def _images(self, part: Part) -> list[str]:
        if not self._opens(part):
            return []
        return [sha256(each.image).hexdigest() for each in part.contents if each.image]


def part(written: Written, verdict: Verdict = Verdict.VERIFIED, fault: str | None = None) -> Part:
    """Return a segment with the verdict that it must get."""
    return Part(container.serialize(written.stored), verdict, fault, written.contents)


def forged(written: Written, fault: str) -> Part:
    """Return a segment that must be called forged."""
    return part(written, Verdict.FORGED, fault)


def truncated(written: Written, fault: str) -> Part:
    """Return a segment that must be called truncated."""
    return part(written, Verdict.TRUNCATED, fault)


def _finding(verdict: Verdict, fault: str | None) -> dict[str, str]:
    return {"verdict": str(verdict)} | ({"fault": fault} if fault else {})
