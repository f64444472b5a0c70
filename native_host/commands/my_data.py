"""`workglass my-data`: what the person does with a key of his own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from native_host.commands.output import print_json, say
from native_host.commands.review import SharedBy, tell_export
from native_host.dataset.release import SHARED_BY
from native_host.dataset.writer import write_export
from native_host.errors import FindingsError
from native_host.review.reading import Reader

app = typer.Typer(no_args_is_help=True, help="Open your own recordings with a key of your own.")


@app.callback()
def my_data() -> None:
    """Keep the group a group: it has one command so far."""


@app.command("export")
def export(
    store: Annotated[Path, typer.Option(help="A store directory or a collector's directory.")],
    key: Annotated[Path, typer.Option(help="File of your private key.")],
    out: Annotated[Path, typer.Option(help="New directory for the export.")],
    reason: Annotated[str, typer.Option(help="Why you read; written into the access log.")],
    shared_by: SharedBy = SHARED_BY,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write what was sealed to your key, and nothing of anybody else, as `review export` does."""
    reader = Reader(store, [key], reason)
    counts = write_export(out, reader.own_events, shared_by)
    others = len(reader.others)
    if json:
        print_json(counts | {"segments_of_others": others})
    else:
        tell_export(counts, out, shared_by)
        say(f"{others} segments are not sealed to this key and were left closed.")
    if counts["unreadable"]:
        raise FindingsError(
            f"{counts['unreadable']} records or segments could not be opened and are not in the "
            "export; whose they are cannot be told of all of them."
        )
