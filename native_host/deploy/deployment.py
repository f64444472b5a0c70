"""One file for a whole fleet: the policy and how it is rolled out, from `deployment.toml`. Pure.

The keys of the policy stand at the top of the file as they stand in a policy and are checked by
the same model. What TOML cannot write is left out: an omitted key that may be null is null, an
omitted list that may be empty is empty. Every other key has to be there.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, TypeVar, get_args, get_origin

import orjson
from pydantic import BaseModel, Field, ValidationError

from native_host.allowlist import Fault
from native_host.deploy.complaints import explain, name_key
from native_host.deploy.lines import Place, find_lines, line_of
from native_host.errors import DataError
from native_host.fields import MAX_SAFE_INTEGER, Record
from native_host.policy import Policy, find_faults

_Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
_Version = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,8})(\.(0|[1-9][0-9]{0,8})){0,3}$")]
_Url = Annotated[
    str,
    Field(pattern=r"^(https?://[A-Za-z0-9.:_-]+|file://)/[A-Za-z0-9/._~{}%+-]+$", max_length=500),
]
_MANY = 50  # sentences; the same mistake in every entry needs no more
M = TypeVar("M", bound=BaseModel)
_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)$")


class DeploymentError(DataError):
    """A deployment file that cannot be used; the sentences name line, key and remedy."""


class FirefoxBuild(Record):
    """The build of the extension for Firefox."""

    id: str = Field(
        pattern=r"^[A-Za-z0-9._-]{1,60}@[A-Za-z0-9._-]{1,60}$",
        max_length=80,
        description="Id of the extension in Firefox, such as workglass@example.com.",
    )
    xpi_url: _Url = Field(
        description="Where Firefox gets the extension; `{ring}` and `{version}` stand for those."
    )


class Extension(Record):
    """Which extension browsers install, and where from."""

    id: str = Field(
        pattern=r"^[a-p]{32}$",
        description="Id that `workglass keys new extension` printed: 32 letters from a to p.",
    )
    update_url: _Url = Field(
        description="Where browsers read the update XML; `{ring}` stands for the ring's id and is "
        "needed with several rings."
    )
    crx_url: _Url = Field(
        description="Where browsers get the packed extension; `{ring}` and `{version}` stand for "
        "those."
    )
    firefox: FirefoxBuild | None = Field(description="For Firefox; omitted: nothing is rendered.")


class Ring(Record):
    """A part of the fleet that gets a version of the extension before others do."""

    id: _Slug = Field(description="Short name of the ring, such as pilot; names its directory.")
    version: _Version = Field(description="Version of the extension that its update XML offers.")
    minimum_version: _Version | None = Field(
        description="Version below which browsers disable the extension; only once the whole ring "
        "has it. Omitted: none."
    )


class HostPlaces(Record):
    """Full path of the program that browsers start, by system."""

    linux: str = Field(
        pattern=r"^(/[A-Za-z0-9._+-]+)+$", description="On Linux; no spaces, as in Debian's paths."
    )
    windows: str = Field(
        pattern=r"^[A-Z]:(\\[A-Za-z0-9._ ()+-]+)+$",
        description="On Windows; a literal string in single quotes.",
    )
    macos: str = Field(pattern=r"^(/[A-Za-z0-9._ +-]+)+$", description="On macOS.")


class Rollout(Record):
    """What is no part of the policy: nothing of it is signed or changes what is recorded."""

    extension: Extension = Field(description="The extension.")
    rings: list[Ring] = Field(min_length=1, max_length=20, description="Parts of the fleet.")
    host: HostPlaces = Field(description="The program that browsers start.")
    help_desk: Annotated[str, Field(min_length=1, max_length=500)] = Field(
        description="Whom people turn to; stands on the help desk's page."
    )


@dataclass(frozen=True, slots=True)
class Deployment:
    """A valid deployment file."""

    policy: Policy
    rollout: Rollout
    source: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the file, hex."""
        return sha256(self.source).hexdigest()


def parse_deployment(source: bytes, name: str = "deployment.toml") -> Deployment:
    """Read a deployment file.

    Args:
        source: the bytes of the file.
        name: what sentences call it.

    Raises:
        DeploymentError: it is wrong; each fault has a sentence of its own.
    """
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise DeploymentError(f"{name}, line {line}: this is no UTF-8; save it as UTF-8.") from None
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DeploymentError(_explain_syntax(name, text, str(error))) from None
    policy_part = {key: value for key, value in document.items() if key in Policy.model_fields}
    rest = {key: value for key, value in document.items() if key not in Policy.model_fields}
    policy, faults = _validate(Policy, policy_part)
    rollout, more = _validate(Rollout, rest)
    faults += more
    if policy is not None:
        faults += [
            Fault(place, f"`{name_key(place)}` is wrong. {sentence}")
            for place, sentence in find_faults(policy)
        ]
    if rollout is not None:
        faults += _find_rollout_faults(rollout)
    if policy is None or rollout is None or faults:
        raise DeploymentError(_write_complaint(name, text, faults))
    return Deployment(policy=policy, rollout=rollout, source=source)


def fill_omitted(document: dict[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """Return a document with null or nothing where a key may be omitted."""
    filled = dict(document)
    for name, field in model.model_fields.items():
        options = get_args(field.annotation)
        if name not in filled:
            if type(None) in options:
                filled[name] = None
            elif get_origin(field.annotation) is list and not any(
                getattr(rule, "min_length", 0) for rule in field.metadata
            ):
                filled[name] = []
            continue
        inner = model_in(field.annotation)
        if inner is None:
            continue
        value = filled[name]
        if isinstance(value, dict):
            filled[name] = fill_omitted(value, inner)
        elif isinstance(value, list):
            filled[name] = [
                fill_omitted(each, inner) if isinstance(each, dict) else each for each in value
            ]
    return filled


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model that a field holds, one or a list of them."""
    for part in (annotation, *get_args(annotation)):
        if isinstance(part, type) and issubclass(part, BaseModel):
            return part
    return None


def _validate(model: type[M], part: dict[str, Any]) -> tuple[M | None, list[Fault]]:
    """Return what a part of the file says, or every fault of its fields."""
    large = [Fault(place, "A number is too large; lower it.") for place in _find_large(part)]
    if large:
        return None, large
    # As JSON: strict models take its lists and dates as they are written.
    data = orjson.dumps(fill_omitted(part, model))
    try:
        return model.model_validate_json(data), []
    except ValidationError as error:
        known = {*Policy.model_fields, *Rollout.model_fields}
        details = error.errors(include_url=False, include_input=False)
        return None, [explain(dict(one), model, known) for one in details]


def _find_large(value: Any, place: Place = ()) -> list[Place]:
    """Return the places of whole numbers that JSON writers refuse."""
    if isinstance(value, dict):
        return [found for key in value for found in _find_large(value[key], (*place, key))]
    if isinstance(value, list):
        return [found for at, each in enumerate(value) for found in _find_large(each, (*place, at))]
    return [place] if isinstance(value, int) and abs(value) > MAX_SAFE_INTEGER else []


def _find_rollout_faults(rollout: Rollout) -> list[Fault]:
    faults: list[Fault] = []
    extension, rings = rollout.extension, rollout.rings
    urls: list[tuple[tuple[str, ...], str, tuple[str, ...]]]
    urls = [(("extension", "update_url"), extension.update_url, ("{ring}",))]
    urls.append((("extension", "crx_url"), extension.crx_url, ("{ring}", "{version}")))
    if extension.firefox is not None:
        xpi = ("extension", "firefox", "xpi_url")
        urls.append((xpi, extension.firefox.xpi_url, ("{ring}", "{version}")))
    for place, url, blanks in urls:
        rest = url
        for blank in blanks:
            rest = rest.replace(blank, "")
        if "{" in rest or "}" in rest:
            sentence = f"`{'.'.join(place)}` takes no other blanks than {' and '.join(blanks)}"
            faults.append(Fault(place, f"{sentence}; take the others out."))
    if not extension.update_url.endswith(".xml"):
        faults.append(
            Fault(
                ("extension", "update_url"),
                "`extension.update_url` must end with .xml; name the update XML itself.",
            )
        )
    if len(rings) > 1 and "{ring}" not in extension.update_url:
        faults.append(
            Fault(
                ("extension", "update_url"),
                "`extension.update_url` is the same for all rings; put {ring} into it.",
            )
        )
    seen: set[str] = set()
    for at, ring in enumerate(rings):
        if ring.id in seen:
            faults.append(
                Fault(("rings", at, "id"), f"Two rings are called {ring.id!r}; rename one.")
            )
        seen.add(ring.id)
        minimum = ring.minimum_version
        if minimum is not None and _numbers(minimum) > _numbers(ring.version):
            faults.append(
                Fault(
                    ("rings", at, "minimum_version"),
                    f"The ring {ring.id!r} asks for version {minimum} and offers {ring.version}; "
                    "lower the first or raise the second.",
                )
            )
    return faults


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in f"{version}.0.0.0".split(".")[:4])


def _explain_syntax(name: str, text: str, message: str) -> str:
    found = _AT_LINE.search(message)
    line = int(found[1]) if found is not None else text.count("\n") + 1
    said = _AT_LINE.sub("", message).removesuffix(" (at end of document)")
    return f"{name}, line {line}: this is no TOML ({said}); correct the line."


def _write_complaint(name: str, text: str, faults: list[Fault]) -> str:
    lines = find_lines(text)
    told = sorted({(line_of(lines, fault.place), fault.sentence) for fault in faults})
    sentences = [f"{name}, line {line}: {sentence}" for line, sentence in told]
    if len(sentences) == 1:
        return sentences[0]
    more = len(sentences) - _MANY
    rest = [f"And {more} more; correct these first."] if more > 0 else []
    return "\n".join([f"{name} has {len(sentences)} faults.", *sentences[:_MANY], *rest])
