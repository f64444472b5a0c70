"""Which addresses are on the allowlist.

Rule: an address counts as allowed only if every part of it says so; whatever does not parse is
not allowed. `extension/src/shared/sites.ts` follows the same rules, and both are held to the
vectors in `tests/vectors/sites`.

A pattern is `scheme://host[:port]/path`. The host may begin with `*.` (any name below, not the
name itself). Without a port only the scheme's own port is meant. The path is made of parts
between slashes, each fixed or `*`; `*` at the end stands for any rest, also none: `/hr/*` covers
`/hr`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from native_host.errors import PolicyError

_PATTERN = re.compile(
    r"(?P<scheme>https?)://(?P<wild>\*\.)?(?P<host>(?:[a-z0-9_-]+\.)*[a-z0-9_-]+)"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<path>/[!-~]*)"
)
_PATH_PATTERN = re.compile(
    r"/(?:[A-Za-z0-9._~!$&'()+,=:@-]+|\*)?(?:/(?:[A-Za-z0-9._~!$&'()+,=:@-]+|\*)?)*"
)
_ORIGIN = re.compile(
    r"(?P<scheme>https?)://(?P<host>(?:[a-z0-9_-]+\.)*[a-z0-9_-]+)(?::(?P<port>[1-9][0-9]{0,4}))?"
)
_TEMPLATE_PART = re.compile(r"\{\}|[A-Za-z0-9._~!$&'()+,=:@-]+")
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class SitePattern:
    """A parsed pattern of the allowlist."""

    scheme: str
    host: str
    subdomains: bool
    port: int
    parts: tuple[str, ...]

    def covers_origin(self, origin: str) -> bool:
        """Say whether pages of this origin can be meant."""
        found = _ORIGIN.fullmatch(origin)
        if found is None or found["scheme"] != self.scheme:
            return False
        if int(found["port"] or _DEFAULT_PORTS[self.scheme]) != self.port:
            return False
        if self.subdomains:
            return found["host"].endswith("." + self.host)
        return found["host"] == self.host

    def covers(self, origin: str, path: str) -> bool:
        """Say whether a page at this origin and path is meant."""
        return self.covers_origin(origin) and path_matches(self.parts, path)


def parse_site(pattern: str) -> SitePattern:
    """Parse a pattern of the allowlist.

    Raises:
        PolicyError: the pattern is not of the form above.
    """
    found = _PATTERN.fullmatch(pattern)
    if found is None:
        raise PolicyError(
            f"The site pattern {pattern!r} is not of the form scheme://host[:port]/path with "
            "lower-case ASCII and * only for the first part of the host or a whole part of the "
            "path; correct it in the policy."
        )
    port = int(found["port"] or _DEFAULT_PORTS[found["scheme"]])
    if not 0 < port < 65536:  # noqa: PLR2004  # 16 bits
        raise PolicyError(f"The site pattern {pattern!r} names a port that does not exist.")
    return SitePattern(
        scheme=found["scheme"],
        host=found["host"],
        subdomains=found["wild"] is not None,
        port=port,
        parts=parse_path(found["path"]),
    )


def overlap(one: SitePattern, other: SitePattern) -> bool:
    """Say whether two entries may cover a page of the same origin."""
    if (one.scheme, one.port) != (other.scheme, other.port):
        return False
    if one.host == other.host:
        return one.subdomains == other.subdomains
    return _is_under(one, other) or _is_under(other, one)


def _is_under(pattern: SitePattern, wide: SitePattern) -> bool:
    return wide.subdomains and pattern.host.endswith(f".{wide.host}")


def parse_path(pattern: str) -> tuple[str, ...]:
    """Split a path pattern into its parts.

    Raises:
        PolicyError: the pattern has `*` inside a part or characters that no path template has.
    """
    if _PATH_PATTERN.fullmatch(pattern) is None:
        raise PolicyError(
            f"The path pattern {pattern!r} must be parts between slashes, each fixed or a lone *."
        )
    return tuple(pattern[1:].split("/"))


def is_template(path: str) -> bool:
    """Say whether a path is written as records write it: nothing encoded, doubled or going up.

    A denied path could otherwise be spelled so that no pattern knows it.
    """
    if not path.startswith("/"):
        return False
    *parts, last = path[1:].split("/")
    return all(
        _TEMPLATE_PART.fullmatch(part) and part not in (".", "..")
        for part in [*parts, *([last] if last else [])]
    )


def path_matches(parts: tuple[str, ...], path: str) -> bool:
    """Say whether a normalised path, or its template, matches the parts of a pattern."""
    if not path.startswith("/"):
        return False
    given = path[1:].split("/")
    if parts[-1] == "*":
        fixed = parts[:-1]
        return len(given) >= len(fixed) and _parts_match(fixed, given)
    return len(given) == len(parts) and _parts_match(parts, given)


def _parts_match(parts: tuple[str, ...], given: list[str]) -> bool:
    return all(part in ("*", have) for part, have in zip(parts, given, strict=False))
