"""Generated files are those that the models give."""

from __future__ import annotations

import json

import pytest
from pydantic import BaseModel

from native_host import wire_types
from native_host.events import Stored
from native_host.fields import PRIVACY_MEANING, Privacy


def test_generated_files_are_current():
    """JSON Schema, TypeScript types and DATA.md follow from the models, with --check."""
    assert wire_types.main(["--check"]) == 0


def test_a_stale_file_is_noticed(tmp_path, monkeypatch, capsys):
    """The check can fail."""
    stale = tmp_path / "DATA.md"
    stale.write_text("old")
    monkeypatch.setattr(wire_types, "DATA_FILE", stale)
    assert wire_types.main(["--check"]) == 1
    assert "DATA.md is not current" in capsys.readouterr().err


def recorded_models() -> list[type[BaseModel]]:
    """Every model of which something can be stored."""
    found, waiting = [], list(wire_types._kinds(Stored))
    while waiting:
        model = waiting.pop()
        if model in found:
            continue
        found.append(model)
        for field in model.model_fields.values():
            parts = (field.annotation, *getattr(field.annotation, "__args__", ()))
            waiting += [p for p in parts if isinstance(p, type) and issubclass(p, BaseModel)]
    return found


@pytest.mark.parametrize("model", recorded_models(), ids=lambda m: m.__name__)
def test_every_field_is_described(model):
    """Description, unit and privacy class, no default, nothing undeclared, frozen."""
    assert model.model_config["extra"] == "forbid"
    assert model.model_config["frozen"]
    for name, field in model.model_fields.items():
        assert field.is_required(), name
        assert field.description, name
        extra = field.json_schema_extra
        assert isinstance(extra, dict), name
        assert extra["unit"], name
        assert extra["privacy"] in {str(privacy) for privacy in Privacy}, name


def test_every_kind_says_why():
    """What is recorded has a reason that people can read."""
    for model in wire_types._kinds(Stored):
        assert len(model.why) > 20, model.__name__


def test_every_privacy_class_is_explained():
    """DATA.md explains each class that it uses."""
    assert set(PRIVACY_MEANING) == set(Privacy)


def test_the_dictionary_is_complete():
    """Every field of every kind stands in DATA.md."""
    text = wire_types.DATA_FILE.read_text(encoding="utf-8")
    for model in recorded_models():
        for name in model.model_fields:
            assert f"| `{name}` |" in text, f"{model.__name__}.{name}"


def test_unknown_constructs_are_not_passed_over():
    """A construct the generator does not know stops it."""
    with pytest.raises(NotImplementedError):
        wire_types._type_of({"type": "object", "additionalProperties": {"type": "string"}})


def test_the_schema_is_closed():
    """Definitions refer only to each other."""
    schema = json.loads(wire_types.SCHEMA_FILE.read_text(encoding="utf-8"))
    text = json.dumps(schema)
    for name in schema["$defs"]:
        text = text.replace(f'#/$defs/{name}"', '"')
    assert "#/$defs/" not in text
