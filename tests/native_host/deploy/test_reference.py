"""The tables of every key in ADMIN.md follow from the models."""

from __future__ import annotations

import tomllib
from typing import Any

from native_host.deploy import reference
from native_host.deploy.deployment import Rollout
from native_host.policy import Policy
from tests.native_host.deploy.deployments import EXAMPLE


def test_the_page_is_current():
    """`python -m native_host.deploy.reference` writes it."""
    assert reference.main(["--check"]) == 0


def test_a_stale_page_is_noticed(tmp_path, capsys):
    """The check can fail."""
    page = tmp_path / "ADMIN.md"
    page.write_text(f"a\n{reference.BEGIN}\nold\n{reference.END}\nb\n")
    assert reference.main(["--check"], page) == 1
    assert "ADMIN.md is not current" in capsys.readouterr().err
    assert reference.main([], page) == 0
    assert reference.main(["--check"], page) == 0
    assert page.read_text().startswith("a\n")
    assert page.read_text().endswith("\nb\n")


def keys_of(value: Any, above: str = "") -> set[str]:
    if isinstance(value, list):
        return set().union(*(keys_of(each, above) for each in value))
    if not isinstance(value, dict):
        return set()
    found = {f"{above}{key}" for key in value}
    return found.union(*(keys_of(each, f"{above}{key}.") for key, each in value.items()))


def test_every_key_of_the_example_is_in_the_table():
    """What administrators copy is explained."""
    table = {
        row.split("`")[1].strip("[]")
        for row in reference.write_reference().splitlines()
        if row.startswith("| `")
    }
    assert keys_of(tomllib.loads(EXAMPLE)) <= table
    assert {*Policy.model_fields, *Rollout.model_fields} <= table
