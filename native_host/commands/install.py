"""`workglass package`, `install` and `uninstall`: what browsers and the host are given."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from native_host.commands.output import complain, print_json, say
from native_host.deploy.install import Places, install, uninstall
from native_host.deploy.package import read_package, write_package
from native_host.errors import UsageError
from native_host.machine import read_file

PACKAGED = Path("/usr/lib/workglass/workglass-host")  # where the host package puts the launcher
Machine = Annotated[bool, typer.Option("--machine/--user", help="For all users, or for you only.")]
Root = Annotated[
    Path | None, typer.Option(help="Directory that stands for /, to prepare an image.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def install_command(
    policy: Annotated[Path, typer.Option(help="The signed policy.")],
    policy_key: Annotated[Path, typer.Option(help="File of the public policy key.")],
    package: Annotated[
        Path | None, typer.Option(help="What `workglass package` made; needs --machine.")
    ] = None,
    extension_id: Annotated[str | None, typer.Option(help="Id of the packed extension.")] = None,
    token: Annotated[Path | None, typer.Option(help="File of the collector's token.")] = None,
    browser: Annotated[
        list[str],
        typer.Option(help="chromium, chrome, edge or brave; may be repeated; default: all."),
    ] = [],
    python: Annotated[
        Path | None,
        typer.Option(help="Interpreter that Workglass is installed in; default: this one."),
    ] = None,
    machine: Machine = False,
    root: Root = None,
    json: Json = False,
) -> None:
    """Install policy, launcher and native-messaging manifests, so that browsers find the host.

    With --package also the managed policies that make browsers install the extension.
    """
    places = Places.of(for_machine=machine, root=root)
    browser_policies = None
    if (package is None) == (extension_id is None):
        raise UsageError("Give either --package or --extension-id.")
    if package is not None:
        if not machine:
            raise UsageError(
                "Browsers take managed policies from the machine only; give --machine, or "
                "--extension-id and leave them out."
            )
        signed = read_file(policy, "policy").decode("utf-8", "replace")
        extension_id, browser_policies = read_package(package, signed)
    interpreter = str(python or sys.executable)
    installed, files = install(
        places,
        policy_file=policy,
        key_file=policy_key,
        token_file=token,
        extension_id=extension_id or "",
        browser_policies=browser_policies,
        browsers=browser,
        python=interpreter,
    )
    if root is not None and python is None:
        complain(
            f"The launcher starts {interpreter}, the interpreter of this computer; --python names "
            "the one that Workglass is installed in there."
        )
    if json:
        print_json(
            {
                "policy": installed.policy.version,
                "python": interpreter,
                "files": [str(file) for file in files],
            }
        )
        return
    for file in files:
        say(f"wrote {file}")
    say(f"Policy version {installed.policy.version} is installed; the host runs in {interpreter}.")
    if browser_policies is None:
        say("Browsers get the extension by managed policy: see packaging/ADMIN.md.")


def package_command(
    policy: Annotated[Path, typer.Option(help="The signed policy.")],
    policy_key: Annotated[Path, typer.Option(help="File of the public policy key.")],
    key: Annotated[Path, typer.Option(help="File of the private extension key.")],
    update_url: Annotated[str, typer.Option(help="Where browsers will read updates.xml.")],
    out: Annotated[Path, typer.Option(help="Directory for the files.")],
    json: Json = False,
) -> None:
    """Make all that browsers are given: packed extension, update XML, managed policies, manifest.

    The same files, policy and keys give the same bytes.
    """
    extension_id, files = write_package(
        out, policy_file=policy, key_file=policy_key, extension_key=key, update_url=update_url
    )
    if json:
        print_json({"extension_id": extension_id, "files": [str(file) for file in files]})
        return
    for file in files:
        say(f"wrote {file}")
    say(f"The extension's id is {extension_id}.")


def uninstall_command(machine: Machine = False, root: Root = None, json: Json = False) -> None:
    """Remove what install wrote. Sealed records stay where they are."""
    if machine and root is None and PACKAGED.exists():
        raise UsageError(
            "Workglass came as packages here; the system's package manager removes them, such as "
            "`apt-get remove workglass-policy workglass`."
        )
    places = Places.of(for_machine=machine, root=root)
    removed = uninstall(places)
    if json:
        print_json({"removed": [str(file) for file in removed]})
        return
    for file in removed:
        say(f"removed {file}")
    say(f"Sealed records, if there are any, are still in {places.store}.")
