"""`workglass purge`: everything of one person, gone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from native_host import machine
from native_host.commands.output import print_json, say
from native_host.errors import UsageError
from native_host.vault.purging import check_unused, measure_holdings, purge


def purge_command(
    confirm: Annotated[
        bool, typer.Option("--confirm", help="Really do it; without, say what would go.")
    ] = False,
    store: Annotated[Path | None, typer.Option(help="Directory of the sealed records.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Remove your sealed records, your own key and every other file that Workglass keeps for you.

    Nothing stays, no tombstones either; what a collector has already is not reached. Close all
    browsers before. Removing the packages never does this.
    """
    records = store or machine.store_directory()
    # With --store the person's own configuration is none of it.
    directories = [records] if store is not None else [records, machine.user_config_directory()]
    check_unused(records)
    holdings = measure_holdings(directories)
    if confirm:
        purge(holdings)
    if json:
        listed = [{"path": str(h.path), "files": h.files, "bytes": h.size} for h in holdings]
        print_json({"purged": confirm, "directories": listed})
    else:
        for holding in holdings:
            did = "removed" if confirm else "would remove"
            say(f"{did} {holding.path}: {holding.files} files, {holding.size} bytes")
        if not holdings:
            say("Workglass keeps nothing for you on this computer.")
    if holdings and not confirm:
        raise UsageError("Nothing was removed. To remove all of it for good, add --confirm.")
