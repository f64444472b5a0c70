"""How a recorded field is declared: what it is, its unit, how private, at which level, how long.

A field without the first three cannot be declared, so it cannot be recorded; DATA.md and the JSON
Schema are printed from them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

MAX_SAFE_INTEGER = 2**53 - 1  # the largest integer that JavaScript numbers hold exactly


class Privacy(StrEnum):
    """Privacy classes, from what says nothing about a person to what says most."""

    SYSTEM = "system"
    TIME = "time"
    PLACE = "place"
    ACTION = "action"
    LABEL = "label"
    PIXELS = "pixels"
    TEXT = "text"


PRIVACY_MEANING = {
    Privacy.SYSTEM: "Numbers and words the system needs to keep order. Say nothing about a person.",
    Privacy.TIME: "When something happened.",
    Privacy.PLACE: "Which site and page. Of the address only plain words stay, as the field says.",
    Privacy.ACTION: "What was done: which button, where, how. Never what was typed.",
    Privacy.LABEL: "The fixed wording of a control, as its maker wrote it. Never its content.",
    Privacy.PIXELS: "A picture: masked, drawn without pixels, or more by a signed exception.",
    Privacy.TEXT: "What was written into a field that the signed policy names, word for word.",
}


Level = Literal["outline", "labels", "text"]
LEVELS: tuple[Level, ...] = ("outline", "labels", "text")  # from the least that is said to the most


class Kept(StrEnum):
    """For how long something stays."""

    SEALED = "sealed"
    TOMBSTONE = "tombstone"
    DEVICE = "device"


KEPT_MEANING = {
    Kept.SEALED: "In sealed records only. On the device for the policy's `retention_days` at most, "
    "then shredded; at a collector as long as the organisation keeps its copy and the keys.",
    Kept.TOMBSTONE: "As `sealed`; then the number stays in the tombstone of what was shredded, so "
    "that nothing can go missing unnoticed.",
    Kept.DEVICE: "In a file beside the sealed records, not sealed, until the store is removed.",
}


class Record(BaseModel):
    """Base of everything that crosses a process border or is stored.

    Unknown fields are an error and no field has a default: what is not declared here, and so
    not disclosed in DATA.md, cannot be stored.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        hide_input_in_errors=True,  # an error text must not carry what it complains about
        defer_build=True,  # models that a process never uses cost it nothing
    )


def described(
    description: str,
    *,
    unit: str,
    privacy: Privacy,
    level: Level = "outline",
    kept: Kept = Kept.SEALED,
    **constraints: Any,
) -> Any:
    """Declare a required field of a record.

    Args:
        description: what the field holds, for the employee who reads DATA.md.
        unit: "ms", "CSS px", "count", "text", "id", "flag", "word" or another plain unit.
        privacy: the class that says how much the field tells about a person.
        level: the least level of a site at which the field holds anything; null below.
        kept: for how long it stays.
        constraints: limits, as pydantic's `Field` takes them.
    """
    return Field(
        description=description,
        json_schema_extra={
            "unit": unit,
            "privacy": privacy.value,
            "level": level,
            "kept": kept.value,
        },
        **constraints,
    )
