"""`workglass install` and `uninstall`: the host for the browsers of this user or machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from native_host.commands.output import print_json, say
from native_host.deploy.install import Places, install, uninstall

Machine = Annotated[bool, typer.Option("--machine/--user", help="For all users, or for you only.")]
Root = Annotated[
    Path | None, typer.Option(help="Directory that stands for /, to prepare an image.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def install_command(
    policy: Annotated[Path, typer.Option(help="The signed policy.")],
    policy_key: Annotated[Path, typer.Option(help="File of the public policy key.")],
    extension_id: Annotated[str, typer.Option(help="Id of the packed extension.")],
    token: Annotated[Path | None, typer.Option(help="File of the collector's token.")] = None,
    browser: Annotated[
        list[str], typer.Option(help="chromium, chrome or edge; may be repeated; default: all.")
    ] = [],
    machine: Machine = False,
    root: Root = None,
    json: Json = False,
) -> None:
    """Install policy, launcher and native-messaging manifests, so that browsers find the host."""
    places = Places.of(for_machine=machine, root=root)
    installed, files = install(
        places,
        policy_file=policy,
        key_file=policy_key,
        token_file=token,
        extension_id=extension_id,
        browsers=browser,
    )
    if json:
        print_json({"policy": installed.policy.version, "files": [str(file) for file in files]})
        return
    for file in files:
        say(f"wrote {file}")
    say(
        f"Policy version {installed.policy.version} is installed. Browsers get the extension and "
        "the same policy by managed policy: see packaging/ADMIN.md."
    )


def uninstall_command(machine: Machine = False, root: Root = None, json: Json = False) -> None:
    """Remove what install wrote. Sealed records stay where they are."""
    places = Places.of(for_machine=machine, root=root)
    removed = uninstall(places)
    if json:
        print_json({"removed": [str(file) for file in removed]})
        return
    for file in removed:
        say(f"removed {file}")
    say(f"Sealed records, if there are any, are still in {places.store}.")
