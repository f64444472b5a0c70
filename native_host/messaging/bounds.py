"""What the host's own policy allows: which pages, how much of them and their fields. Pure."""

from __future__ import annotations

from native_host.allowlist import PICTURES
from native_host.elements import OnPage, Place, Target, carries_name
from native_host.entries import BARRED_CLASSES, TextEntry
from native_host.errors import PolicyError
from native_host.observations import Screenshot
from native_host.policy import SignedPolicy

_KEPT = 1000
_Address = tuple[str, str, str | None, str | None]  # origin and path, of the page and of the frame


class Bounds:
    """Remembers what the policy said of an address: most records are of a few pages."""

    def __init__(self, policy: SignedPolicy | PolicyError) -> None:
        """Begin with nothing looked up; without a policy nothing is allowed."""
        self._policy = policy
        self._allowed: dict[_Address, bool] = {}

    def allow(self, place: Place) -> bool:
        """Say whether page and frame may be recorded."""
        if isinstance(self._policy, PolicyError):
            return False
        key = (place.origin, place.path, place.frame_origin, place.frame_path)
        known = self._allowed.get(key)
        if known is None:
            known = _allows(self._policy, key)
            if len(self._allowed) >= _KEPT:
                self._allowed.clear()
            self._allowed[key] = known
        return known

    def exceeded_by(self, event: OnPage) -> bool:
        """Say whether a record gives more of its page than may be recorded."""
        policy = self._policy
        if isinstance(policy, PolicyError):
            return True
        if isinstance(event, Screenshot):
            most = policy.pictures_of(event.place.origin, event.place.path)
            return PICTURES.index(event.level) > PICTURES.index(most)
        place = event.place
        origin, path = place.frame_origin or place.origin, place.frame_path or place.path
        if isinstance(event, TextEntry) and event.text is not None:
            named = policy.verbatim_of(origin, path)
            if event.field_class in BARRED_CLASSES or not _names(named, event.target):
                return True
        if all(site.level != "outline" for site in policy.policy.sites):
            return False
        return policy.level_of(origin, path) == "outline" and carries_name(event)


def _names(fields: frozenset[str], target: Target) -> bool:
    """Say whether a record's own description of a field is one that the policy names."""
    known = {s.value for s in target.selectors if s.by in ("id", "test-id")}
    known |= {s.value.removeprefix(target.tag) for s in target.selectors if s.by == "name"}
    if target.name is not None:
        known.add(f"label:{target.name}")
    return not fields.isdisjoint(known)


def _allows(policy: SignedPolicy, address: _Address) -> bool:
    origin, path, frame_origin, frame_path = address
    if not policy.allows(origin, path):
        return False
    if frame_path is None:
        return frame_origin is None
    return policy.allows(frame_origin or origin, frame_path)
