"""The `workglass` command: puts the groups together and turns errors into sentences."""

from __future__ import annotations

import sys

import typer

from native_host.commands import keys, policy, review
from native_host.commands.lab import lab
from native_host.errors import WorkglassError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Record work in the browser: sealed on the device, readable only with a key.",
)
app.add_typer(keys.app, name="keys")
app.add_typer(policy.app, name="policy")
app.add_typer(review.app, name="review")
app.command("lab")(lab)


def main() -> int:
    """Run the command line; return the exit code."""
    try:
        app()
    except WorkglassError as error:
        sys.stderr.write(f"workglass: {error}\n")
        return error.exit_code
    return 0
