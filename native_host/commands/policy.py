"""`workglass policy`: sign and check policies."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import Annotated

import typer

from native_host.commands.output import print_json, say
from native_host.errors import FormatError, PolicyError
from native_host.installation import read_trusted_key
from native_host.machine import read_file, write_private
from native_host.policy import parse_policy, read_policy, sign_policy
from native_host.vault.keys import SigningKey, parse_key

app = typer.Typer(no_args_is_help=True, help="Sign and check policies.")


@app.command("sign")
def sign(
    document: Annotated[Path, typer.Argument(help="The policy, JSON.")],
    key: Annotated[Path, typer.Option(help="File of the private policy key.")],
    out: Annotated[Path, typer.Option(help="File for the signed policy.")],
) -> None:
    """Validate a policy and sign it."""
    policy = parse_policy(read_file(document, "policy"))
    signing_key = read_signing_key(key)
    write_private(out, sign_policy(policy, b64decode(signing_key.seed)).encode())
    out.chmod(0o644)  # a policy is no secret: browser and host read it under other users
    say(f"Signed version {policy.version} for {len(policy.sites)} sites: {out}.")


@app.command("check")
def check(
    signed: Annotated[Path, typer.Argument(help="A signed policy.")],
    key: Annotated[Path, typer.Option(help="File of the public policy key.")],
    json: Annotated[bool, typer.Option("--json", help="Print the document.")] = False,
) -> None:
    """Verify a signed policy."""
    text = read_file(signed, "policy").decode("utf-8", "replace")
    found = read_policy(text, read_trusted_key(key))
    if json:
        print_json(found.policy.model_dump(mode="json"))
        return
    say(f"Valid: version {found.policy.version}, digest {found.digest.hex()}.")


def read_signing_key(path: Path) -> SigningKey:
    """Return the key that signs policies.

    Raises:
        PolicyError: the file holds another kind of key, or none.
    """
    try:
        key = parse_key(read_file(path, "policy key").decode("utf-8", "replace"))
    except FormatError as error:
        raise PolicyError(f"{path}: {error}") from None
    if not isinstance(key, SigningKey):
        raise PolicyError(
            f"{path} holds no private policy key; make one with `workglass keys new`."
        )
    return key
