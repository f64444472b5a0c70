"""`workglass notice`: the text to post where people see it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from native_host.commands.output import complain, say
from native_host.deploy.posting import Language, parse_profile, write_posting
from native_host.deploy.resources import read_profile
from native_host.installation import read_trusted_key
from native_host.machine import read_file
from native_host.policy import read_policy

app = typer.Typer(no_args_is_help=True, help="What people are told.")


@app.callback()
def group() -> None:
    """Keep `print` a command of its own."""


@app.command("print")
def print_posting(
    signed: Annotated[Path, typer.Argument(help="A signed policy.")],
    key: Annotated[Path, typer.Option(help="File of the public policy key.")],
    language: Annotated[Language, typer.Option(help="en or de.")] = "en",
) -> None:
    """Print the posting that the policy's jurisdiction profile asks for."""
    text = read_file(signed, "policy").decode("utf-8", "replace")
    policy = read_policy(text, read_trusted_key(key)).policy
    profile = parse_profile(read_profile(policy.employee.jurisdiction))
    for paragraph in write_posting(policy, profile, language):
        say(paragraph + "\n")
    if profile.checked_by_counsel is None:
        complain(f"No counsel has checked the profile {profile.id} yet ({profile.law}).")
