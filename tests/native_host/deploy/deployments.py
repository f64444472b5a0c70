"""Make deployments for tests: the example that administrators copy, with changes."""

from __future__ import annotations

import subprocess
import sys
from base64 import b64decode
from pathlib import Path

from native_host.deploy.deployment import Deployment, parse_deployment
from native_host.deploy.fleet import Source
from native_host.deploy.resources import read_template
from native_host.policy import SignedPolicy, read_policy, sign_policy
from native_host.vault.keys import make_signing_key, public_half, serialize_key
from tests.native_host.making import POLICY_SEED

EXAMPLE = (Path(__file__).parents[3] / "packaging" / "deployment.example.toml").read_text("utf-8")
KEY = make_signing_key(POLICY_SEED)


def edited(*changes: tuple[str, str]) -> bytes:
    """Return the example with texts replaced, each once."""
    text = EXAMPLE
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text.encode()


def line(of: str, text: str | bytes = EXAMPLE) -> int:
    """Return the line, from 1, on which something stands first."""
    if isinstance(text, bytes):
        text = text.decode()
    return text[: text.index(of)].count("\n") + 1


def deployment(*changes: tuple[str, str]) -> Deployment:
    """Return a valid deployment."""
    return parse_deployment(edited(*changes))


def source(*changes: tuple[str, str]) -> Source:
    """Return what is rendered of the example."""
    given = deployment(*changes)
    return Source(
        deployment=given,
        signed_policy=sign_policy(given.policy, POLICY_SEED),
        public_key=serialize_key(public_half(KEY)),
        template=read_template,
    )


def signed(given: Source) -> SignedPolicy:
    """Return the policy that is rendered."""
    return read_policy(given.signed_policy, b64decode(KEY.public_key))


def many_sites(count: int, pattern: str) -> str:
    """Return entries of the allowlist, by number."""
    return "".join(
        f'[[sites]]\nid = "n{n}"\nmatch = "{pattern.replace("N", str(n))}"\nlevel = "labels"\n'
        'content = "own"\npictures = "masked"\n\n'
        for n in range(count)
    )


def workglass(*words: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-I", "-m", "native_host", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
