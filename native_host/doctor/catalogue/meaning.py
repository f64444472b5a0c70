"""What a finding means wherever it is found. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Layer = Literal["browser", "policy", "manifest", "host", "store", "uplink"]
SeverityName = Literal["ok", "info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a finding means wherever it is found.

    Attributes:
        layer: where it belongs.
        severity: how bad it is.
        meaning: what is so.
        remedy: what to do; empty where nothing is to be done.
    """

    layer: Layer
    severity: SeverityName
    meaning: str
    remedy: str = ""
