"""What is known of chains beside their own segments: signed heads of themselves and of others.

Pure. A valid prefix is not the whole: whoever cuts the end off a chain leaves something that
verifies. Only what was said elsewhere, at the time, tells that more was there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from native_host.errors import FormatError
from native_host.vault.evidence import Position, Signed, Source, read_checkpoint

_SOURCES = {
    None: "its own signed head",
    Source.PEER: "another chain of the device",
    Source.BROWSER: "the browser",
    Source.BROKEN_OFF: "the chain that recorded its breaking off",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """How far a chain had come, and who says so."""

    position: Position
    source: Source | None  # None: the chain itself

    def describe(self) -> str:
        """Name the source."""
        return _SOURCES[self.source]


@dataclass(slots=True)
class AnchorCheck:
    """The furthest evidence for every chain; does not grow with their length."""

    furthest: dict[bytes, Evidence] = field(default_factory=dict)
    signers: dict[bytes, bytes] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def gather(cls, checkpoints: Iterable[tuple[str, Signed]]) -> AnchorCheck:
        """Read all checkpoints of a store, in its order."""
        check = cls()
        for name, signed in checkpoints:
            check.add(name, signed)
        return check

    def add(self, name: str, signed: Signed) -> None:
        """Take a checkpoint; one that does not hold is a fault of its chain."""
        try:
            checkpoint = read_checkpoint(signed)
        except FormatError as error:
            self.faults.append((name, f"A signed head of the chain does not hold: {error}"))
            return
        signer = self.signers.setdefault(checkpoint.device, checkpoint.signer)
        if signer != checkpoint.signer or checkpoint.chain.hex() != name:
            self.faults.append((name, "A signed head in its place is not the device's."))
            return
        self._take(checkpoint.chain, Evidence(checkpoint.position, None))
        for anchor in checkpoint.anchors:
            self._take(anchor.chain, Evidence(anchor.position, anchor.source))

    def _take(self, chain: bytes, evidence: Evidence) -> None:
        if evidence.position.records == 0:
            return
        known = self.furthest.get(chain)
        if known is None or _reach(evidence) > _reach(known):
            self.furthest[chain] = evidence


def _reach(evidence: Evidence) -> tuple[int, int, bool]:
    """Order evidence; of two that reach as far, the one from outside the chain counts."""
    position = evidence.position
    return position.segment, position.records, evidence.source is not None
