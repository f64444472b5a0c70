"""Which parts of a record could carry something of a page. Pure.

Found from the models themselves, so that a field that is added tomorrow is looked at as well:
every text that is not one of a list of words and not a number of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from operator import attrgetter
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from native_host.entries import Key

# Texts that the extension or the host makes itself, of a form that holds nothing else.
_OURS = frozenset({"id", "hex", "version", "language tag"})
_Texts = list[str | None]
_Gather = Callable[[BaseModel, _Texts], None]


def gather_texts(record: BaseModel, texts: _Texts) -> None:
    """Append every text of a record that could carry something of a page, and None for none.

    It runs for every record, so that the loops are those of the interpreter.
    """
    for gather in _gatherers(type(record)):
        gather(record, texts)


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
    return (
        isinstance(record, Key)
        and len(record.key) == 1
        and not {"ctrl", "meta", "alt"} & {*record.modifiers}
    )


@cache
def _gatherers(model: type[BaseModel]) -> tuple[_Gather, ...]:
    """Return what reads all fields in question: single texts at once, then lists, then parts."""
    single: list[str] = []
    others: list[_Gather] = []
    for path, annotation in _paths(model):
        leaves = set(_leaves(annotation))
        parts = [leaf for leaf in leaves if issubclass(leaf, BaseModel)]
        if not parts and list not in _origins(annotation):
            single.append(path)
        elif not parts:
            others.append(_gather_list(path))
        elif list in _origins(annotation):
            others.append(_gather_parts(path, parts))
        else:
            others.append(_gather_part(path))
    if len(single) == 1:
        return (_gather_one(single[0]), *others)
    return (_gather_singles(single), *others) if single else tuple(others)


def _gather_one(path: str) -> _Gather:
    get = attrgetter(path)
    return lambda record, texts: texts.append(get(record))


def _gather_singles(paths: list[str]) -> _Gather:
    get = attrgetter(*paths)
    return lambda record, texts: texts.extend(get(record))


def _gather_list(path: str) -> _Gather:
    get = attrgetter(path)
    return lambda record, texts: texts.extend(get(record) or ())


def _gather_part(path: str) -> _Gather:
    get = attrgetter(path)

    def gather(record: BaseModel, texts: _Texts) -> None:
        part = get(record)
        if part is not None:
            gather_texts(part, texts)

    return gather


def _gather_parts(path: str, models: list[type[BaseModel]]) -> _Gather:
    get = attrgetter(path)
    inner = [name for model in models for name, _ in _paths(model)]
    flat = len(models) == 1 and not any(
        list in _origins(kind) or any(issubclass(leaf, BaseModel) for leaf in _leaves(kind))
        for _, kind in _paths(models[0])
    )
    columns = [attrgetter(name) for name in inner]

    def gather(record: BaseModel, texts: _Texts) -> None:
        parts = get(record)
        if not parts:
            return
        if flat:
            for column in columns:
                texts.extend(map(column, parts))
            return
        for part in parts:
            gather_texts(part, texts)

    return gather


def _paths(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    """Yield the fields in question; parts that every record of the model has are gone into."""
    for name in _fields(model):
        kind = model.model_fields[name].annotation
        if isinstance(kind, type) and not get_args(kind) and issubclass(kind, BaseModel):
            yield from ((f"{name}.{inner}", part) for inner, part in _paths(kind))
        else:
            yield name, kind


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
