"""The policy vectors that the extension is tested with are what the host says of the same texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from native_host.errors import PolicyError
from native_host.policy import read_policy
from native_host.primitives import public_signing_key
from tests.native_host.making import POLICY_SEED

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "policy" / "policies.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_host_and_extension_agree(case):
    """A text is a valid policy on both sides or on none, and has one digest."""
    key = public_signing_key(POLICY_SEED)
    if case["kind"] == "valid":
        assert read_policy(case["text"], key).digest.hex() == case["digest"]
    elif not case["seen_version"]:  # what was in force before is checked elsewhere in the host
        with pytest.raises(PolicyError):
            read_policy(case["text"], key)
