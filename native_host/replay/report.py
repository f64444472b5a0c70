"""What a replay says of itself, for people and for programs. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

ENOUGH = 0.98

Outcome = Literal["found", "ambiguous", "missed", "checked", "differs"]


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one step."""

    seq: int
    kind: str
    does: str
    status: Outcome
    how: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """A whole replay."""

    lines: list[Line]
    end_state: Any = None

    def count(self, status: Outcome) -> int:
        """Return how many steps ended like this."""
        return Counter(line.status for line in self.lines)[status]

    @property
    def share(self) -> float:
        """Part of the steps whose element was found; checks of state and address do not count."""
        found, lost = self.count("found"), self.count("ambiguous") + self.count("missed")
        return found / (found + lost) if found + lost else 0.0

    @property
    def is_good(self) -> bool:
        """Whether the recording can be replayed."""
        return self.share >= ENOUGH

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "steps": [
                {
                    "seq": line.seq,
                    "kind": line.kind,
                    "does": line.does,
                    "status": line.status,
                    "how": line.how,
                    "sentence": line.sentence,
                }
                for line in self.lines
            ],
            "found": self.count("found"),
            "ambiguous": self.count("ambiguous"),
            "missed": self.count("missed"),
            "differs": self.count("differs"),
            "share": round(self.share, 4),
            "end_state": self.end_state,
        }
