"""Entries of the allowlist: which pages, how much of their wording, what their pictures show.

Rule: what is said of the words of others, or of private accounts, binds whatever else an entry
says. `extension/src/shared/sites.ts` follows the same rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, Field

from native_host.errors import PolicyError
from native_host.fields import LEVELS, Level, Record
from native_host.sites import parse_path, parse_site

_Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
_Sentence = Annotated[str, Field(min_length=1, max_length=2000)]
# Hosts of services where people have private accounts; what stands below them is meant as well.
PERSONAL_HOSTS = (
    "mail.yahoo.com",
    "outlook.live.com",
    "hotmail.com",
    "icloud.com",
    "mail.aol.com",
    "gmx.net",
    "gmx.de",
    "gmx.com",
    "web.de",
    "freenet.de",
    "t-online.de",
    "mail.ru",
    "yandex.ru",
    "mail.com",
    "proton.me",
    "protonmail.com",
    "tutanota.com",
    "posteo.de",
    "facebook.com",
    "messenger.com",
    "instagram.com",
    "x.com",
    "twitter.com",
    "tiktok.com",
    "reddit.com",
    "pinterest.com",
    "snapchat.com",
    "tinder.com",
    "web.whatsapp.com",
    "web.telegram.org",
    "discord.com",
    "vk.com",
    "weibo.com",
    "paypal.com",
    "venmo.com",
    "photos.google.com",
    "youtube.com",
    "netflix.com",
    "myfitnesspal.com",
)


def _checked_site(pattern: str) -> str:
    try:
        parse_site(pattern)
    except PolicyError as error:
        raise ValueError(str(error)) from None
    return pattern


def _checked_path(pattern: str) -> str:
    try:
        parse_path(pattern)
    except PolicyError as error:
        raise ValueError(str(error)) from None
    return pattern


Pictures = Literal["none", "skeleton", "masked", "fields"]
PICTURES: tuple[Pictures, ...] = (
    "none",
    "skeleton",
    "masked",
    "fields",
)  # from the least that is shown
Content = Literal["own", "inbound", "personal"]
_MOST_LEVEL: dict[Content, Level] = {"own": "text", "inbound": "labels", "personal": "outline"}
_MOST_PICTURES: dict[Content, Pictures] = {
    "own": "fields",
    "inbound": "masked",
    "personal": "skeleton",
}
_TOKEN = "[A-Za-z][A-Za-z0-9_-]{0,79}"  # noqa: S105  # the form of a name, no secret
_LIST = rf'^(\*|#{_TOKEN}|\[(name|data-testid)="{_TOKEN}"\])$'


class VerbatimField(Record):
    """One field whose text is recorded word for word."""

    field: str = Field(
        pattern=rf'^(#{_TOKEN}|\[(name|data-testid)="{_TOKEN}"\]|label:[^\r\n]{{1,80}})$',
        description='Which: #id, [name="word"] or [data-testid="word"], of plain words as '
        "selectors in records are; or label: and the field's label as records have it.",
    )
    purpose: _Sentence = Field(description="What its text is needed for; shown in the notice.")


class Site(Record):
    """One entry of the allowlist."""

    id: _Slug = Field(description="Short name of the site in reports.")
    match: Annotated[str, AfterValidator(_checked_site)] = Field(
        description="Pattern of the pages, such as https://crm.example.com/app/*."
    )
    deny: list[Annotated[str, AfterValidator(_checked_path)]] = Field(
        description="Path patterns within the site that are never recorded, such as /hr/*."
    )
    level: Level = Field(
        description="How much of the wording of its pages is recorded. outline: none; labels: that "
        "of controls and menu items; text: for test systems without personal data, also that of "
        "options, cells, rows and headings. What fields hold is never recorded."
    )
    lists: list[Annotated[str, Field(pattern=_LIST)]] = Field(
        max_length=200,
        description="Lists whose entries are the same for everybody, so that their wording is "
        'recorded: #id, [name="word"] or [data-testid="word"] of the list or of what opens it; '
        "* for every list of the site.",
    )
    content: Content = Field(
        description="Whose words its pages show. own: those of the organisation; inbound: mail, "
        "chat or tickets, words of people who got no notice: never more than labels and masked "
        "pictures; personal: private accounts: never more than outlines and skeletons."
    )
    pictures: Pictures = Field(
        description="What its pictures show. none: there are none; skeleton: boxes and roles, "
        "drawn; masked: everything painted over but known controls; fields: only fields, pictures "
        "and data painted over, which needs an exception."
    )
    exception: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]{2,79}$")] | None = Field(
        description="Number of the documented assessment that allows `fields` or `verbatim`; null "
        "where neither is used."
    )
    verbatim: list[VerbatimField] = Field(
        max_length=100,
        description="Fields whose text is recorded word for word. Never fields of the classes "
        "secret, payment, government-id and identity, whatever stands here.",
    )


def level_of(site: Site) -> Level:
    """Return how much wording an entry lets be recorded."""
    return min(site.level, _MOST_LEVEL[site.content], key=LEVELS.index)


def pictures_of(site: Site) -> Pictures:
    """Return what an entry lets pictures show."""
    return min(site.pictures, _MOST_PICTURES[site.content], key=PICTURES.index)


class Fault(NamedTuple):
    """What a policy says that cannot be."""

    place: tuple[str | int, ...]
    sentence: str


def find_site_faults(site: Site) -> Iterator[Fault]:
    """Yield what one entry says against itself: it wants more than its pages allow."""
    if level_of(site) != site.level or pictures_of(site) != site.pictures:
        yield Fault(
            ("level",) if level_of(site) != site.level else ("pictures",),
            f"The site {site.id!r} shows {site.content} content: its level can be at most "
            f"{_MOST_LEVEL[site.content]} and its pictures {_MOST_PICTURES[site.content]}.",
        )
    if site.content != "own" and (site.verbatim or site.lists):
        yield Fault(
            ("verbatim",) if site.verbatim else ("lists",),
            f"The site {site.id!r} shows {site.content} content: `lists` and `verbatim` must be "
            "empty.",
        )
    if site.content != "personal" and _is_personal(site):
        yield Fault(
            ("content",),
            f"The site {site.id!r} covers a service where people have private accounts; its "
            "`content` must be personal.",
        )
    if site.exception is None and (site.pictures == "fields" or site.verbatim):
        yield Fault(
            ("exception",),
            f"The site {site.id!r} uses `fields` or `verbatim` and so needs the number of the "
            "assessment that allows it, in `exception`.",
        )


def _is_personal(site: Site) -> bool:
    pattern = parse_site(site.match)
    return any(
        pattern.host == host
        or pattern.host.endswith("." + host)
        or (pattern.subdomains and host.endswith("." + pattern.host))
        for host in PERSONAL_HOSTS
    )
