"""`workglass keys`: make key files."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from native_host.commands.output import say
from native_host.deploy.package import make_extension_key
from native_host.errors import UsageError
from native_host.machine import write_private
from native_host.vault.keys import (
    make_recipient_key,
    make_signing_key,
    public_half,
    serialize_key,
)

app = typer.Typer(no_args_is_help=True, help="Make key files.")


class Kind(StrEnum):
    """What a key is for."""

    RECIPIENT = "recipient"
    POLICY = "policy"
    EXTENSION = "extension"


class SuiteName(StrEnum):
    """Suites of recipient keys."""

    X_WING = "x-wing"
    P256 = "p-256"


@app.command("new")
def new_key(
    kind: Annotated[
        Kind,
        typer.Argument(
            help="recipient: opens records; policy: signs policies; extension: fixes its id."
        ),
    ],
    out: Annotated[Path, typer.Option(help="File for the private key.")],
    suite: Annotated[SuiteName, typer.Option(help="Suite of a recipient key.")] = SuiteName.X_WING,
) -> None:
    """Make a key: the private half in FILE (mode 0600), the public half in FILE.pub.

    An extension key is a PEM file without a public half; keep it for ever.
    """
    public_file = out.with_name(out.name + ".pub")
    for file in (out, public_file):
        if file.exists():
            raise UsageError(f"{file} exists already; a key is never overwritten.")
    if kind is Kind.EXTENSION:
        pem, extension_id = make_extension_key()
        write_private(out, pem)
        say(f"Private key: {out} (keep it for ever). The extension's id is {extension_id}.")
        return
    seed = os.urandom(32)
    key = make_signing_key(seed) if kind is Kind.POLICY else make_recipient_key(seed, suite.value)
    write_private(out, serialize_key(key).encode())
    write_private(public_file, serialize_key(public_half(key)).encode())
    say(f"Private key: {out} (keep it off recording devices). Public key: {public_file}.")
