"""What a policy grants the person who is recorded, and what law the notice goes by. Pure."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from native_host.fields import Record

Jurisdiction = Literal["general", "US-NY", "US-CT", "US-DE", "US-CA", "DE"]


class EmployeeRules(Record):
    """The person's side: pauses, the mark in the page, whom to ask for an exemption."""

    jurisdiction: Jurisdiction = Field(
        description="Profile whose text notice and posting carry (extension/src/shared/profiles)."
    )
    longest_pause_minutes: int = Field(
        ge=15, le=60, description="Longest pause that is offered in minutes: 15 to 60."
    )
    pause_until_tomorrow: bool = Field(
        description="Whether a pause until the next morning is offered as well."
    )
    mark: Literal["top-left", "top-right", "bottom-left", "bottom-right"] = Field(
        description="Corner of recorded pages that the mark stands in; it cannot be turned off."
    )
    exemption_mail: str | None = Field(
        pattern=r"^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+$",
        max_length=200,
        description="Where a request for an exemption is mailed to; null: it is saved as a file.",
    )
    access_keys: list[Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{43}=$")]] = Field(
        max_length=100,
        description="Public Ed25519 keys, base64, that sign who has opened recordings.",
    )
