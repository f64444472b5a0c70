"""Hold opened records against the contract: DATA.md, and the policy they were made under. Pure.

Reading a record has shown already that it holds no field that is not declared. Here: that it is
written as the models write it, that its page and its wording are within its policy, that no text
is content of a page, and that a picture is nothing but the picture it is said to be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from pydantic import BaseModel

from native_host.actions import Path
from native_host.detect.content import MADE_UP, find_content
from native_host.detect.wording import is_typed, name_texts
from native_host.elements import OnPage
from native_host.errors import FormatError, StoreError
from native_host.fields import LEVELS, Level
from native_host.observations import Screenshot
from native_host.policy import SignedPolicy
from native_host.review.jpeg import read_size
from native_host.review.segments import OpenedEvent
from native_host.sites import is_template
from native_host.vault.layout import HeaderCore

# Entries are data. In a list that is the same for everybody these may be told, others never are.
_ENTRIES = {"row", "cell", "rowheader", "listitem", "heading"}
_LISTED = {"option", "treeitem", "gridcell"}
_Fault = tuple[str, str]  # field, and what is wrong with it


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that the contract does not allow; never the content itself."""

    segment: str
    record: int | None
    field: str
    what: str

    def describe(self) -> str:
        """Return one sentence."""
        if self.record is None:
            return f"{self.what}."
        where = f"Record {self.record} of segment {self.segment}"
        return f"{where} breaks the contract at {self.field}: {self.what}."


@dataclass(slots=True)
class ContractCheck:
    """Counts what there is and remembers what must not be."""

    policies: Mapping[bytes, SignedPolicy]
    records: Counter[str] = field(default_factory=Counter)
    fields: dict[str, Counter[str]] = field(default_factory=dict)
    violations: list[Violation] = field(default_factory=list)
    _unknown: set[bytes] = field(default_factory=set)

    def add(self, core: HeaderCore, opened: OpenedEvent) -> None:
        """Take the next record."""
        event = opened.event
        kind = _kind(event)
        self.records[kind] += 1
        counts = self.fields.setdefault(kind, Counter())
        counts.update(name for name, _ in _values(event))
        for place, what in self._find_faults(core, opened):
            self.violations.append(
                Violation(opened.segment, opened.record, f"{kind} {place}", what)
            )

    def add_unreadable(self, error: StoreError) -> None:
        """Take something that does not open, or opens to what is not declared."""
        self.violations.append(Violation("", None, "", str(error).rstrip(".")))

    def _find_faults(self, core: HeaderCore, opened: OpenedEvent) -> Iterator[_Fault]:
        event = opened.event
        if event.__pydantic_serializer__.to_json(event) != opened.data:
            yield "as a whole", "it is not written as its model writes it"
        policy = self.policies.get(core.policy_digest)
        level: Level = "outline"
        if policy is None:
            if core.policy_digest not in self._unknown:
                self._unknown.add(core.policy_digest)
                digest = core.policy_digest.hex()[:16]
                what = f"its policy (version {core.policy_version}, {digest}…) is not at hand"
                yield "policy", f"{what}; name its file with --policy"
        elif isinstance(event, OnPage):
            place = event.place
            origin, path = place.frame_origin or place.origin, place.frame_path or place.path
            level = policy.level_of(origin, path)
            yield from _beyond_policy(event, policy)
            yield from _beyond_level(event, level, lists=_has_lists(policy, origin, path))
        for name, text in name_texts(event):
            kinds = find_content(text)
            kinds -= MADE_UP if level == "text" or policy is None else frozenset()
            for kind in sorted(kinds):
                yield name, f"it holds what looks like content ({kind})"
        if is_typed(event):
            yield "key", "it is a character that was typed"
        if isinstance(event, Screenshot):
            yield from _beyond_picture(event, opened.image)


def _beyond_policy(event: OnPage, policy: SignedPolicy) -> Iterator[_Fault]:
    place = event.place
    if not is_template(place.path) or not policy.allows(place.origin, place.path):
        yield "place.path", "the policy does not allow the page"
    if place.frame_origin is not None or place.frame_path is not None:
        frame = place.frame_path or ""
        if not is_template(frame) or not policy.allows(place.frame_origin or place.origin, frame):
            yield "place.frame_path", "the policy does not allow the frame"
    if isinstance(event, Screenshot) and not policy.policy.screenshots.enabled:
        yield "image_sha256", "the policy allows no pictures"
    if isinstance(event, Path) and not policy.policy.pointer_path:
        yield "points", "the policy does not allow the way of the pointer"


def _has_lists(policy: SignedPolicy, origin: str, path: str) -> bool:
    return any(site.lists for site in policy.sites_of(origin, path))


def _beyond_level(
    record: BaseModel, level: Level, *, lists: bool, path: str = ""
) -> Iterator[_Fault]:
    """Yield fields that hold something and must not at this level."""
    role = getattr(record, "role", None)
    for name, info in type(record).model_fields.items():
        value, place = getattr(record, name), f"{path}{name}"
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, BaseModel):
                yield from _beyond_level(part, level, lists=lists, path=f"{place}.")
        extra = info.json_schema_extra
        least = extra["level"] if isinstance(extra, dict) else "outline"
        if value is None or least == "outline":
            continue
        if LEVELS.index(level) < LEVELS.index(least):
            yield place, f"the level of its site is {level}"
        elif level == "labels" and (role in _ENTRIES or (role in _LISTED and not lists)):
            yield place, "it is the wording of an entry, which this level does not allow"


def _beyond_picture(event: Screenshot, image: bytes) -> Iterator[_Fault]:
    if len(image) != event.image_bytes or sha256(image).hexdigest() != event.image_sha256:
        yield "image_sha256", "the picture is another one"
        return
    try:
        size = read_size(image)
    except FormatError as error:
        yield "image", str(error)
        return
    if size != (event.width, event.height):
        yield "width", "the picture has another size"


def _kind(event: BaseModel) -> str:
    words = (getattr(event, "kind", ""), getattr(event, "what", ""))
    return ": ".join(word for word in words if word)


def _values(record: BaseModel, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every field that holds something, by its name; of lists each entry."""
    for name in type(record).model_fields:
        value = getattr(record, name)
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, BaseModel):
                yield from _values(part, f"{path}{name}.")
            elif part is not None:
                yield f"{path}{name}", part
