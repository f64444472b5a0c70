"""Which parts of a record could carry something of a page. Pure.

Found from the models themselves, so that a field that is added tomorrow is looked at as well:
every text that is not one of a list of words and not a number of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from native_host.entries import Key

# Texts that the extension or the host makes itself, of a form that holds nothing else.
_OURS = frozenset({"id", "hex", "version", "language tag"})
_Texts = list[str | None]
_Values = dict[str, Any]
_Step = Callable[[_Values, _Texts], None]


def gather_texts(record: BaseModel, texts: _Texts) -> None:
    """Append every text of a record that could carry something of a page, and None for none.

    It runs for every record, so it takes values from where models keep them, many at once.
    """
    for route, steps in _plan(type(record)):
        values = record.__dict__
        for name in route:
            values = values[name].__dict__
        for step in steps:
            step(values, texts)


def name_texts(record: BaseModel, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the same texts, each with the name of its field."""
    for name in _fields(type(record)):
        value, place = getattr(record, name), f"{path}{name}"
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str):
                yield place, item
            elif isinstance(item, BaseModel):
                yield from name_texts(item, f"{place}.")


def is_typed(record: BaseModel) -> bool:
    """Say whether a record of a key tells a character that was typed, not a shortcut."""
    if record.__class__ is not Key:  # isinstance() of a model takes as long as sealing one
        return False
    values = record.__dict__
    return len(values["key"]) == 1 and not {"ctrl", "meta", "alt"} & {*values["modifiers"]}


@cache
def _plan(model: type[BaseModel]) -> tuple[tuple[tuple[str, ...], tuple[_Step, ...]], ...]:
    """Return what to read of a record and of the parts that every record of its kind has."""
    single: list[str] = []
    steps: list[_Step] = []
    parts: list[tuple[tuple[str, ...], tuple[_Step, ...]]] = []
    for name in _fields(model):
        kind = model.model_fields[name].annotation
        models = [leaf for leaf in _leaves(kind) if issubclass(leaf, BaseModel)]
        if models == [kind]:
            parts += [((name, *route), inner) for route, inner in _plan(models[0])]
        elif models and list in _origins(kind):
            steps.append(_read_parts(name, models))
        elif models:
            steps.append(_read_part(name))
        elif list in _origins(kind):
            steps.append(_read_list(name))
        else:
            single.append(name)
    if single:
        steps.insert(0, _read_singles(single))
    return (*([((), tuple(steps))] if steps else []), *parts)


def _read_singles(names: list[str]) -> _Step:
    get = itemgetter(*names)
    if len(names) == 1:
        return lambda values, texts: texts.append(get(values))
    return lambda values, texts: texts.extend(get(values))


def _read_list(name: str) -> _Step:
    return lambda values, texts: texts.extend(values[name] or ())


def _read_part(name: str) -> _Step:
    def read(values: _Values, texts: _Texts) -> None:
        if values[name] is not None:
            gather_texts(values[name], texts)

    return read


def _read_parts(name: str, models: list[type[BaseModel]]) -> _Step:
    """Return what reads a list of parts; of parts that hold texts only, text by text."""
    columns = [attrgetter(inner) for inner in _fields(models[0])] if _are_flat(models) else []

    def read(values: _Values, texts: _Texts) -> None:
        for column in columns:
            texts.extend(map(column, values[name] or ()))
        if not columns:
            for part in values[name] or ():
                gather_texts(part, texts)

    return read


def _are_flat(models: list[type[BaseModel]]) -> bool:
    kinds = [models[0].model_fields[name].annotation for name in _fields(models[0])]
    return len(models) == 1 and not any(
        list in _origins(kind) or any(issubclass(leaf, BaseModel) for leaf in _leaves(kind))
        for kind in kinds
    )


@cache
def _fields(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(name for name, field in model.model_fields.items() if _may_carry(field))


def _may_carry(field: FieldInfo) -> bool:
    extra = field.json_schema_extra
    unit = extra.get("unit") if isinstance(extra, dict) else None
    return unit not in _OURS and any(_carries(part) for part in _leaves(field.annotation))


def _carries(part: Any) -> bool:
    if part is str:
        return True
    return isinstance(part, type) and issubclass(part, BaseModel) and bool(_fields(part))


def _leaves(annotation: Any) -> Iterator[Any]:
    """Yield the types that an annotation is made of; words of a fixed list are no type."""
    if isinstance(annotation, type) and not get_args(annotation):
        yield annotation
    for part in get_args(annotation):
        yield from _leaves(part)


def _origins(annotation: Any) -> set[Any]:
    """Return the generic types that an annotation is made of."""
    found = {get_origin(annotation)}
    for part in get_args(annotation):
        found |= _origins(part)
    return found
