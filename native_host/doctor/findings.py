"""What the doctor says: a finding, how bad it is, and what the exit code is then. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal

from native_host.doctor.catalogue import MEANINGS
from native_host.doctor.catalogue.meaning import Layer, Meaning, SeverityName

LAYERS: tuple[Layer, ...] = ("browser", "policy", "manifest", "host", "store", "uplink")
EXIT_WARNING = 1
EXIT_ERROR = 3  # 2 is the shell's word for a wrong command line


class Severity(IntEnum):
    """How bad it is; the worst finding decides about the exit code."""

    OK = 0
    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> SeverityName:
        """The name that people and programs read."""
        return _WORDS[self]


_WORDS: dict[Severity, SeverityName] = {
    Severity.OK: "ok",
    Severity.INFO: "info",
    Severity.WARNING: "warning",
    Severity.ERROR: "error",
}
_SEVERITIES = {word: severity for severity, word in _WORDS.items()}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is so.

    Attributes:
        id: name in the catalogue; never changes its meaning.
        sentence: what is so, on this computer.
        remedy: what to do, with the file or command; empty where nothing is to be done.
    """

    id: str
    sentence: str
    remedy: str
    layer: Layer

    @property
    def severity(self) -> Severity:
        """Return how bad it is."""
        return _SEVERITIES[MEANINGS[self.id].severity]

    def as_json(self) -> dict[str, Any]:
        """Return what `--json` prints."""
        return {
            "id": self.id,
            "layer": self.layer,
            "severity": self.severity.word,
            "sentence": self.sentence,
            "remedy": self.remedy,
        }


def find(
    finding: str, sentence: str, remedy: str | None = None, layer: Layer | None = None
) -> Finding:
    """Return a finding of the catalogue.

    Args:
        finding: its name there.
        sentence: what is so.
        remedy: what to do; None: what the catalogue says.
        layer: where it was found, where that is not always the same.
    """
    meaning: Meaning = MEANINGS[finding]
    return Finding(
        id=finding,
        sentence=sentence,
        remedy=meaning.remedy if remedy is None else remedy,
        layer=layer or meaning.layer,
    )


def order(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by layer, the worst of each layer first."""
    return sorted(findings, key=lambda each: (LAYERS.index(each.layer), -each.severity))


def find_worst(findings: Iterable[Finding]) -> Finding | None:
    """Return the finding to begin with: the worst, of several the first layer's."""
    ordered = order(findings)
    return max(ordered, key=lambda each: each.severity, default=None)


def exit_code(findings: Iterable[Finding]) -> int:
    """Return 0 if nothing is to be done, 1 after warnings, 3 after errors."""
    worst = max((each.severity for each in findings), default=Severity.OK)
    return {Severity.WARNING: EXIT_WARNING, Severity.ERROR: EXIT_ERROR}.get(worst, 0)


State = Literal["ready", "ready-with-warnings", "not-ready"]


def state_of(findings: Iterable[Finding]) -> State:
    """Return the one word for a whole examination."""
    states: dict[int, State] = {EXIT_WARNING: "ready-with-warnings", EXIT_ERROR: "not-ready"}
    return states.get(exit_code(findings), "ready")
