"""What the host's own policy allows: which pages, and how much of their wording. Pure."""

from __future__ import annotations

from pydantic import BaseModel

from native_host.elements import Place, carries_name
from native_host.errors import PolicyError
from native_host.fields import Level
from native_host.policy import SignedPolicy
from native_host.sites import is_template

_KEPT = 1000
_Address = tuple[str, str, str | None, str | None]  # origin and path, of the page and of the frame


class Bounds:
    """Remembers what the policy said of an address: most records are of a few pages."""

    def __init__(self, policy: SignedPolicy | PolicyError) -> None:
        """Begin with nothing looked up; without a policy nothing is allowed."""
        self._policy = policy
        self._allowed: dict[_Address, bool] = {}
        self._has_outlines = isinstance(policy, PolicyError) or any(
            site.level == "outline" for site in policy.policy.sites
        )

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

    def exceeded_by(self, event: BaseModel) -> bool:
        """Say whether a record gives wording of a site whose wording is not recorded."""
        if not self._has_outlines:
            return False
        if isinstance(self._policy, PolicyError):
            return True
        return self.level_of(event) == "outline" and carries_name(event)

    def level_of(self, event: BaseModel) -> Level:
        """Return the level of the page or frame that a record is of; the least if it is of none."""
        place: Place | None = event.__dict__.get("place")
        if isinstance(self._policy, PolicyError) or place is None:
            return "outline"
        origin, path = place.frame_origin or place.origin, place.frame_path or place.path
        return self._policy.level_of(origin, path)


def _allows(policy: SignedPolicy, address: _Address) -> bool:
    origin, path, frame_origin, frame_path = address
    if not is_template(path) or not is_template(frame_path or "/"):
        return False
    if not policy.allows(origin, path):
        return False
    if frame_path is None:
        return frame_origin is None
    return policy.allows(frame_origin or origin, frame_path)
