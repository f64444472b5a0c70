"""The signed policy: who may record what, where, for whom.

A policy file is two lines: `workglass-policy 1 KEY SIGNATURE`, then the document, canonical JSON
on one line. KEY is the Ed25519 public key and SIGNATURE is over
`"workglass/v1/policy" || 0x00 || document`, both base64. The extension reads the same text as one
string of managed storage; the host reads it from its own file. Their SHA-256 of the document must
be equal before anything is recorded.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

import orjson
from pydantic import Field, TypeAdapter, ValidationError

from native_host import primitives
from native_host.allowlist import (
    PICTURES,
    Fault,
    Pictures,
    Site,
    find_site_faults,
    level_of,
    pictures_of,
)
from native_host.employee import EmployeeRules
from native_host.errors import FormatError, PolicyError
from native_host.fields import LEVELS, Level, Record
from native_host.primitives import PUBLIC_KEY_BYTES, Suite
from native_host.sites import SitePattern, parse_path, parse_site, path_matches

MARK = "workglass-policy"
MIN_GROUPS = 2
SIGNING_CONTEXT = b"workglass/v1/policy\x00"
SUITE_NAMES = {"x-wing": Suite.X_WING, "p-256": Suite.P256}
_FIRST_LINE = re.compile(rf"{MARK} 1 ([A-Za-z0-9+/]{{43}}=) ([A-Za-z0-9+/]{{86}}==)")

_Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
_Sentence = Annotated[str, Field(min_length=1, max_length=2000)]
_Zone = Annotated[str, Field(pattern=r"^[A-Za-z]+(/[A-Za-z0-9_+-]+)*(/\*)?$")]


class Member(Record):
    """One key of a recipient group."""

    key_id: str = Field(
        pattern=r"^[0-9a-f]{16}$", description="First 8 bytes of the SHA-256 of the public key."
    )
    suite: Literal["x-wing", "p-256"] = Field(description="HPKE suite of the key.")
    public_key: Annotated[str, Field(max_length=2000)] = Field(description="Public key, base64.")

    def public_bytes(self) -> bytes:
        """Return the public key."""
        return b64decode(self.public_key, validate=True)


class Group(Record):
    """Recipients that can open segments only together; any one group suffices."""

    id: _Slug = Field(description="Short name of the group, such as security.")
    generation: int = Field(
        ge=1, le=2**32 - 1, description="Goes up with every new set of keys of the group."
    )
    last_day: str | None = Field(
        pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
        description="Last day, UTC, on which is sealed to these keys; null: until the next policy.",
    )
    members: list[Member] = Field(
        min_length=1, max_length=8, description="Keys that are needed, all of them."
    )


class Purpose(Record):
    """What the recording is for."""

    id: _Slug = Field(description="Short name; stands in every segment.")
    sentence: _Sentence = Field(description="What is done with the recordings, in plain words.")


class Notice(Record):
    """What the person reads before anything is recorded."""

    version: int = Field(ge=1, description="Goes up when the person has to read it again.")
    organisation: _Sentence = Field(description="Who records.")
    contact: _Sentence = Field(description="Whom to ask.")


class ScreenshotRules(Record):
    """Whether and how often pictures are taken."""

    enabled: bool = Field(description="Whether masked pictures are taken at all.")
    min_interval_ms: int = Field(
        ge=500, le=3_600_000, description="Least time between two pictures, in ms."
    )


class Schedule(Record):
    """When is recorded, by the clock of the device."""

    days: list[Annotated[int, Field(ge=1, le=7)]] = Field(
        min_length=1, max_length=7, description="Days of the week; 1 is Monday."
    )
    start: str = Field(
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="First minute of the day."
    )
    end: str = Field(
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$",
        description="First minute that is not recorded any more, later on the same day.",
    )


class Collector(Record):
    """Where sealed segments are sent."""

    url: str = Field(
        pattern=r"^(wss://[^\s/?#]+|ws://(127\.0\.0\.1|localhost)(:[0-9]+)?)(/[^\s?#]*)?$",
        max_length=500,
        description="WebSocket address; without TLS only on this machine.",
    )


class Policy(Record):
    """The whole document that the organisation signs."""

    format: Literal[1] = Field(description="Version of this document's form.")
    version: int = Field(
        ge=1, le=2**32 - 1, description="Number of this policy; never goes down on a device."
    )
    organisation: _Sentence = Field(description="Who records.")
    purpose: Purpose = Field(description="What for.")
    sites: list[Site] = Field(min_length=1, max_length=5000, description="The allowlist.")
    recipients: list[Group] = Field(
        min_length=2,
        max_length=7,
        description="Who can open what is recorded: at least two groups with keys of their own, "
        "so that one that is lost does not lose everything.",
    )
    revoked_keys: list[Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]] = Field(
        max_length=1000, description="Ids of keys that must not be sealed to any more."
    )
    personal_recipient: bool = Field(
        description="Whether the person may add a key of his own, to read his own recordings."
    )
    notice: Notice = Field(description="What the person reads first.")
    employee: EmployeeRules = Field(description="What the person can do and is shown.")
    hold: bool = Field(
        description="Nothing is recorded anywhere until a policy says false; for emergencies."
    )
    screenshots: ScreenshotRules = Field(description="Rules for pictures.")
    pointer_path: bool = Field(description="Whether the way of the pointer is recorded.")
    schedule: Schedule | None = Field(description="When is recorded; null: at any time.")
    regions: list[_Zone] | None = Field(
        min_length=1,
        max_length=100,
        description="Time zones in which is recorded, such as Europe/Berlin or Europe/*; in any "
        "other, and where the device knows none, nothing is. null: anywhere.",
    )
    retention_days: int = Field(
        ge=1, le=3650, description="How long a recording is kept on the device, in days."
    )
    store_limit_mb: int = Field(
        ge=64,
        le=1_000_000,
        description="Room for recordings on the device, in MB. Pictures stop at four fifths of it; "
        "what the collector does not have is never deleted for room.",
    )
    collector: Collector | None = Field(description="Where segments are sent; null: nowhere.")


_ADAPTER: TypeAdapter[Policy] = TypeAdapter(Policy)


@dataclass(frozen=True)
class SignedPolicy:
    """A policy whose signature was verified."""

    policy: Policy
    document: bytes
    signer: bytes
    text: str

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of the document."""
        return primitives.hash_bytes(self.document)

    @cached_property
    def _rules(self) -> list[tuple[SitePattern, list[tuple[str, ...]]]]:
        return [
            (parse_site(site.match), [parse_path(path) for path in site.deny])
            for site in self.policy.sites
        ]

    def sites_of(self, origin: str, path: str) -> list[Site]:
        """Return the entries that cover a page."""
        return [
            site
            for site, (pattern, _) in zip(self.policy.sites, self._rules, strict=True)
            if pattern.covers(origin, path)
        ]

    def level_of(self, origin: str, path: str) -> Level:
        """Return how much wording of a page is recorded: the least of all entries that cover it."""
        levels = [level_of(site) for site in self.sites_of(origin, path)]
        return min(levels, key=LEVELS.index, default="outline")

    def pictures_of(self, origin: str, path: str) -> Pictures:
        """Return what pictures of a page may show: the least of all entries that cover it."""
        levels = [pictures_of(site) for site in self.sites_of(origin, path)]
        return min(levels, key=PICTURES.index, default="none")

    def verbatim_of(self, origin: str, path: str) -> frozenset[str]:
        """Return the fields of a page whose text may be recorded: those every entry names."""
        named = [{one.field for one in site.verbatim} for site in self.sites_of(origin, path)]
        return frozenset(set.intersection(*named)) if named else frozenset()

    def allows(self, origin: str, path: str) -> bool:
        """Say whether a page may be recorded: one entry covers it and none denies it.

        A denial counts for every entry of the same origin, so that a second, wider entry cannot
        open what the first one closed. It is compared without regard to case.
        """
        covered = False
        for pattern, denied in self._rules:
            if not pattern.covers_origin(origin):
                continue
            lowered = path.lower()
            if any(path_matches(tuple(p.lower() for p in parts), lowered) for parts in denied):
                return False
            covered = covered or path_matches(pattern.parts, path)
        return covered


def parse_policy(document: bytes) -> Policy:
    """Validate a policy document.

    Raises:
        PolicyError: it is not JSON or breaks a rule; the sentence names the place.
    """
    try:
        policy = _ADAPTER.validate_json(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the document"
        message = first["msg"].removeprefix("Value error, ")
        raise PolicyError(f"The policy is wrong at {place}: {message}.") from None
    for fault in find_faults(policy):
        raise PolicyError(fault.sentence)
    return policy


def find_faults(policy: Policy) -> Iterator[Fault]:
    """Yield what no single field shows: parts of a policy that do not go together."""
    for at, group in enumerate(policy.recipients):
        for number, member in enumerate(group.members):
            sentence = _find_key_fault(group, member)
            if sentence is not None:
                yield Fault(("recipients", at, "members", number, "public_key"), sentence)
    if len({member.suite for group in policy.recipients for member in group.members}) > 1:
        yield Fault(
            ("recipients",),
            "All recipient keys of a policy must be of one suite; make the others anew.",
        )
    yield from _find_doubles("sites", [site.id for site in policy.sites])
    for at, site in enumerate(policy.sites):
        for fault in find_site_faults(site):
            yield Fault(("sites", at, *fault.place), fault.sentence)
    if policy.schedule is not None and policy.schedule.end <= policy.schedule.start:
        yield Fault(
            ("schedule", "end"),
            "The policy's schedule ends before it begins; a night needs two policies.",
        )
    yield from _find_doubles("recipients", [group.id for group in policy.recipients])
    yield from _find_key_clashes(policy)


def find_groups(policy: Policy, day: str) -> list[Group]:
    """Return the recipient groups whose keys may be sealed to on a day.

    Args:
        policy: a valid policy.
        day: YYYY-MM-DD, UTC.

    Raises:
        PolicyError: fewer than two are left.
    """
    groups = [g for g in policy.recipients if g.last_day is None or g.last_day >= day]
    if len(groups) < MIN_GROUPS:
        ended = [g.id for g in policy.recipients if g not in groups]
        raise PolicyError(
            f"The keys of {' and '.join(ended)} have come to their last day; install a policy with "
            "the next generation of keys."
        )
    return groups


def canonical(policy: Policy) -> bytes:
    """Return the document as it is signed: sorted keys, no spaces, UTF-8."""
    return orjson.dumps(policy.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)


def sign_policy(policy: Policy, private_key: bytes) -> str:
    """Return the text of a policy file."""
    document = canonical(policy)
    signature = primitives.sign(private_key, SIGNING_CONTEXT + document)
    key = primitives.public_signing_key(private_key)
    first = f"{MARK} 1 {b64encode(key).decode()} {b64encode(signature).decode()}"
    return f"{first}\n{document.decode()}\n"


def read_policy(text: str, trusted_key: bytes) -> SignedPolicy:
    """Verify a policy file against the key that was fixed at install, then validate it.

    Raises:
        PolicyError: unsigned, signed by another key, changed, not canonical or not valid.
    """
    first, _, rest = text.partition("\n")
    document = rest.removesuffix("\n").encode()
    found = _FIRST_LINE.fullmatch(first)
    if found is None:
        raise PolicyError(
            f"The policy has no signature line; sign it with `workglass policy sign` "
            f"(its first line must begin with {MARK!r})."
        )
    signer, signature = b64decode(found[1]), b64decode(found[2])
    if signer != trusted_key:
        raise PolicyError(
            "The policy is signed by another key than the one fixed at install; install the "
            "organisation's key or sign the policy with it."
        )
    try:
        primitives.verify(signer, signature, SIGNING_CONTEXT + document)
    except FormatError:
        raise PolicyError(
            "The policy's signature does not fit its text; it was changed after signing, so sign "
            "it again."
        ) from None
    policy = parse_policy(document)
    if canonical(policy) != document:
        raise PolicyError("The policy is not canonical JSON; sign it with `workglass policy sign`.")
    return SignedPolicy(policy=policy, document=document, signer=signer, text=text)


def _find_key_fault(group: Group, member: Member) -> str | None:
    try:
        key = member.public_bytes()
    except (Base64Error, ValueError):
        return f"A public key of recipient group {group.id!r} is not base64; copy it anew."
    if len(key) != PUBLIC_KEY_BYTES[SUITE_NAMES[member.suite]]:
        return (
            f"A public key of recipient group {group.id!r} has the wrong length for its suite; "
            "copy it anew."
        )
    if primitives.hash_bytes(key)[:8].hex() != member.key_id:
        return (
            f"The key id {member.key_id} in recipient group {group.id!r} is not that of the key; "
            "copy both from one file."
        )
    return None


def _find_key_clashes(policy: Policy) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, group in enumerate(policy.recipients):
        for number, member in enumerate(group.members):
            place = ("recipients", at, "members", number, "key_id")
            key = member.key_id
            if key in policy.revoked_keys:
                yield Fault(
                    place, f"The key {key} is a recipient and revoked; take it out of one list."
                )
            if key in seen:
                yield Fault(
                    place, f"The key {key} is named twice; every group needs keys of its own."
                )
            seen.add(key)


def _find_doubles(what: str, names: list[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, name in enumerate(names):
        if name in seen:
            yield Fault((what, at, "id"), f"The policy names {name!r} twice in {what}; rename one.")
        seen.add(name)
