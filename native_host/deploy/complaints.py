"""Turn what the model says of a wrong field into a sentence with the key and the remedy. Pure."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from native_host.allowlist import Fault

_SENTENCES = {
    "missing": "`{key}` is missing; add it. {description}",
    "literal_error": "`{key}` must be {expected}; write one of these.",
    "string_type": "`{key}` must be text; put it in quotes.",
    "int_type": "`{key}` must be a whole number; write it without quotes and point.",
    "int_from_float": "`{key}` must be a whole number; write it without point.",
    "bool_type": "`{key}` must be true or false; write it without quotes.",
    "list_type": "`{key}` must be a list; put it in square brackets.",
    "model_type": "`{key}` must be a table; write its keys below [{key}].",
    "greater_than_equal": "`{key}` must be at least {ge}; raise it.",
    "less_than_equal": "`{key}` must be at most {le}; lower it.",
    "too_short": "`{key}` needs at least {min_length} entries; add what is missing. {description}",
    "too_long": "`{key}` takes at most {max_length} entries; take some out.",
    "string_too_short": "`{key}` is empty; write something. {description}",
    "string_too_long": "`{key}` takes at most {max_length} characters; shorten it.",
    "string_pattern_mismatch": "`{key}` is not of the right form; correct it. {description}",
}


def explain(error: dict[str, Any], model: type[BaseModel], top: set[str]) -> Fault:
    """Return one error of pydantic as a fault.

    Args:
        error: as `ValidationError.errors` lists it.
        model: the model that was validated.
        top: keys that the file may have at its top.
    """
    place = tuple(error["loc"])
    key = name_key(place)
    fields, field = _find_field(place, model)
    if error["type"] == "extra_forbidden":
        known = top if len(place) == 1 else set(fields)
        near = get_close_matches(str(place[-1]), sorted(known), n=1)
        remedy = f"did you mean `{near[0]}`?" if near else "take it out or correct its spelling."
        return Fault(place, f"`{key}` is no key that is known here; {remedy}")
    if error["type"] == "value_error":
        said = str(error["ctx"]["error"])
        return Fault(place, f"`{key}` is wrong. {said}")
    parts = {"key": key, "description": field.description if field is not None else ""}
    wanted = _SENTENCES.get(error["type"])
    if wanted is None:
        return Fault(place, f"`{key}` is wrong: {error['msg']}; correct it.")
    return Fault(place, wanted.format(**{**error.get("ctx", {}), **parts}).strip())


def name_key(place: tuple[str | int, ...]) -> str:
    """Return what a file calls a key; the line says which entry of a list is meant."""
    return ".".join(part for part in place if isinstance(part, str))


def _find_field(
    place: tuple[str | int, ...], model: type[BaseModel]
) -> tuple[dict[str, FieldInfo], FieldInfo | None]:
    """Return the fields beside a place, and the one that it names if there is one."""
    fields: dict[str, FieldInfo] = dict(model.model_fields)
    field = None
    for at, part in enumerate(place):
        if isinstance(part, int):
            continue
        beside, field = fields, fields.get(part)
        if field is None or not any(isinstance(each, str) for each in place[at + 1 :]):
            return beside, field
        for option in (field.annotation, *get_args(field.annotation)):
            if isinstance(option, type) and issubclass(option, BaseModel):
                fields = dict(option.model_fields)
    return fields, field
