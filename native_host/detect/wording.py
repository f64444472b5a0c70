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

from native_host.elements import Place
from native_host.entries import Key

# Texts that the extension or the host makes itself, of a form that holds nothing else.
_OURS = frozenset({"id", "hex", "version", "language tag"})
_Texts = list[str | None]
_Values = dict[str, Any]
_Step = Callable[[Any, _Texts], None]
# A part by its name, or the record itself; what gives its single texts; what reads the others.
_Part = tuple[
    str | None, Callable[[_Values], tuple[str | None, ...]], tuple[tuple[str, _Step], ...]
]


def gather_texts(record: BaseModel, texts: _Texts) -> None:
    """Append every text of a record that could carry something of a page, and None for none.

    Texts of its place are left out: many records are of one place, which is looked at once. It
    runs for every record, so it takes values from where models keep them, many at once.
    """
    values = record.__dict__
    for part, get, steps in _plan(type(record)):
        held = values if part is None else values[part].__dict__
        texts += get(held)
        for name, step in steps:
            if held[name]:
                step(held[name], texts)


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
def _plan(model: type[BaseModel]) -> tuple[_Part, ...]:
    """Return what to read of a record and of the parts that every record of its kind has."""
    single: list[str] = []
    steps: list[tuple[str, _Step]] = []
    parts: list[_Part] = []
    for name in _fields(model):
        kind = model.model_fields[name].annotation
        models = [leaf for leaf in _leaves(kind) if issubclass(leaf, BaseModel)]
        if models == [Place]:
            continue
        if models == [kind] and len(inner := _plan(models[0])) == 1 and inner[0][0] is None:
            parts.append((name, *inner[0][1:]))
        elif models and list in _origins(kind):
            steps.append((name, _read_parts(models)))
        elif models:
            steps.append((name, gather_texts))
        elif list in _origins(kind):
            steps.append((name, _read_list))
        else:
            single.append(name)
    own: list[_Part] = [(None, _read_singles(single), tuple(steps))] if single or steps else []
    return (*own, *parts)


def _read_singles(names: list[str]) -> Callable[[_Values], tuple[str | None, ...]]:
    get = itemgetter(*names) if names else None
    if get is None:
        return lambda _: ()
    return get if len(names) > 1 else lambda values: (get(values),)


def _read_list(items: list[str], texts: _Texts) -> None:
    texts += items


def _read_parts(models: list[type[BaseModel]]) -> _Step:
    """Return what reads a list of parts; of parts that hold texts only, text by text."""
    columns = [attrgetter(inner) for inner in _fields(models[0])] if _are_flat(models) else []

    def read(parts: list[BaseModel], texts: _Texts) -> None:
        for column in columns:
            texts.extend(map(column, parts))
        if not columns:
            for part in parts:
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


# Every text of a place that could carry something of a page, given its values.
texts_of_place = _read_singles(list(_fields(Place)))
if not _are_flat([Place]):
    raise TypeError("A place has a part whose texts would not be looked at.")
