"""The text that an organisation posts, from a policy and a jurisdiction profile. Pure.

The notice that each person reads is made in the extension; this is the short form for the wall.
"""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError

from native_host.employee import Jurisdiction
from native_host.errors import DataError
from native_host.fields import Record
from native_host.policy import Policy

Language = Literal["en", "de"]
_Texts = Annotated[list[str], Field(min_length=1)]
_SENT = {
    "en": (
        "They are not sent anywhere.",
        "Sealed, they are sent to {host}, which cannot open them.",
    ),
    "de": (
        "Sie werden nirgendwohin gesendet.",
        "Versiegelt werden sie an {host} gesendet, wo sie nicht geöffnet werden können.",
    ),
}
_MASKED = {"en": ", with masked pictures", "de": ", mit übermalten Bildern"}
_UNMASKED = {
    "en": ", with pictures that show ordinary text on {sites} and are masked elsewhere",
    "de": ", mit Bildern, die auf {sites} gewöhnlichen Text zeigen und sonst übermalt sind",
}
_EXCEPT = {"en": " (but for {fields})", "de": " (außer in {fields})"}
_FIELD = {"en": "the field {field} on {site}", "de": "dem Feld {field} auf {site}"}


class Profile(Record):
    """What the law of a place asks to be said; counsel edits these files."""

    id: Jurisdiction
    law: str
    checked_by_counsel: str | None = Field(description="Who has checked it, and when.")
    acknowledgement: str
    notice: dict[Language, _Texts]
    posting: dict[Language, _Texts]


def parse_profile(data: str) -> Profile:
    """Return a profile.

    Raises:
        DataError: a field is missing or wrong.
    """
    try:
        return Profile.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DataError(f"The jurisdiction profile is wrong at {place}: {first['msg']}.") from None


def write_posting(policy: Policy, profile: Profile, language: Language) -> list[str]:
    """Return the paragraphs to post.

    Raises:
        DataError: the profile has no posting in the language.
    """
    if language not in profile.posting:
        raise DataError(f"The profile {profile.id} has no posting in {language!r}.")
    nowhere, somewhere = _SENT[language]
    collector = policy.collector
    host = None if collector is None else urlsplit(collector.url).hostname
    parts = {
        "{organisation}": policy.notice.organisation,
        "{purpose}": policy.purpose.sentence,
        "{sites}": ", ".join(site.match for site in policy.sites),
        "{pictures}": _name_pictures(policy, language),
        "{except}": _name_fields(policy, language),
        "{days}": str(policy.retention_days),
        "{sent}": nowhere if host is None else somewhere.replace("{host}", host),
        "{contact}": policy.notice.contact,
    }
    return [_fill(paragraph, parts) for paragraph in profile.posting[language]]


def _name_pictures(policy: Policy, language: Language) -> str:
    levels = {site.match: site.pictures for site in policy.sites}
    if not policy.screenshots.enabled or set(levels.values()) == {"none"}:
        return ""
    shown = [match for match, level in levels.items() if level == "fields"]
    return _UNMASKED[language].replace("{sites}", ", ".join(shown)) if shown else _MASKED[language]


def _name_fields(policy: Policy, language: Language) -> str:
    fields = [
        _FIELD[language].replace("{field}", one.field).replace("{site}", site.match)
        for site in policy.sites
        for one in site.verbatim
    ]
    return _EXCEPT[language].replace("{fields}", ", ".join(fields)) if fields else ""


def _fill(paragraph: str, parts: dict[str, str]) -> str:
    for name, text in parts.items():
        paragraph = paragraph.replace(name, text)
    return paragraph
