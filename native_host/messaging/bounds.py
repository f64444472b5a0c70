"""What the host's own policy allows: which pages, how much of them and their fields. Pure."""

from __future__ import annotations

from pydantic import BaseModel

from native_host.allowlist import PICTURES
from native_host.elements import Place, Target, carries_name
from native_host.entries import BARRED_CLASSES, TextEntry
from native_host.errors import PolicyError
from native_host.fields import Level
from native_host.observations import Screenshot
from native_host.policy import SignedPolicy
from native_host.sites import is_template


class Bounds:
    """What the policy in force says of places and records."""

    def __init__(self, policy: SignedPolicy | PolicyError) -> None:
        """Begin; without a policy nothing is allowed."""
        self._policy = policy
        self._has_outlines = isinstance(policy, PolicyError) or any(
            site.level == "outline" for site in policy.policy.sites
        )

    def allow(self, place: Place) -> bool:
        """Say whether page and frame may be recorded."""
        if isinstance(self._policy, PolicyError):
            return False
        return _allows(self._policy, place)

    def exceeded_by(self, event: BaseModel) -> bool:
        """Say whether a record gives more of its page than may be recorded."""
        kind = event.__class__  # isinstance() of a model takes as long as sealing one
        if kind is Screenshot and self._shows_too_much(event):
            return True
        if kind is TextEntry and self._tells_text(event):
            return True
        if not self._has_outlines:
            return False
        if isinstance(self._policy, PolicyError):
            return True
        return self.level_of(event) == "outline" and carries_name(event)

    def _shows_too_much(self, event: BaseModel) -> bool:
        """Say whether a picture is of a higher level than its page may have."""
        if isinstance(self._policy, PolicyError):
            return True
        place: Place = event.__dict__["place"]
        most = self._policy.pictures_of(place.origin, place.path)
        return PICTURES.index(event.__dict__["level"]) > PICTURES.index(most)

    def _tells_text(self, event: BaseModel) -> bool:
        """Say whether an entry gives a text that the policy does not name, or of a barred class."""
        values = event.__dict__
        if values["text"] is None:
            return False
        if isinstance(self._policy, PolicyError) or values["field_class"] in BARRED_CLASSES:
            return True
        place: Place = values["place"]
        origin, path = place.frame_origin or place.origin, place.frame_path or place.path
        return not _names(self._policy.verbatim_of(origin, path), values["target"])

    def level_of(self, event: BaseModel) -> Level:
        """Return the level of the page or frame that a record is of; the least if it is of none."""
        place: Place | None = event.__dict__.get("place")
        if isinstance(self._policy, PolicyError) or place is None:
            return "outline"
        origin, path = place.frame_origin or place.origin, place.frame_path or place.path
        return self._policy.level_of(origin, path)


def _names(fields: frozenset[str], target: Target) -> bool:
    """Say whether a record's own description of a field is one that the policy names."""
    known = {s.value for s in target.selectors if s.by in ("id", "test-id")}
    known |= {s.value.removeprefix(target.tag) for s in target.selectors if s.by == "name"}
    if target.name is not None:
        known.add(f"label:{target.name}")
    return not fields.isdisjoint(known)


def _allows(policy: SignedPolicy, place: Place) -> bool:
    if not is_template(place.path) or not is_template(place.frame_path or "/"):
        return False
    if not policy.allows(place.origin, place.path):
        return False
    if place.frame_path is None:
        return place.frame_origin is None
    return policy.allows(place.frame_origin or place.origin, place.frame_path)
