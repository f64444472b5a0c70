"""The `workglass` command: puts the groups together and turns errors into sentences."""

from __future__ import annotations

import sys

import typer

from native_host.commands import deploy, keys, my_data, notice, policy, review
from native_host.commands.contract import contract
from native_host.commands.doctor import doctor
from native_host.commands.forget import forget
from native_host.commands.install import install_command, package_command, uninstall_command
from native_host.commands.lab import lab
from native_host.commands.purge import purge_command
from native_host.commands.replay import replay_command
from native_host.commands.status import status
from native_host.commands.uplink import collector_app, uplink
from native_host.errors import UsageError, WorkglassError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Record work in the browser: sealed on the device, readable only with a key.",
)


@app.command("host")
def host() -> None:
    """Seal what one browser sends; started by the browser, see PROTOCOL.md."""
    raise UsageError("The host is started by the browser; see `workglass install`.")


app.add_typer(keys.app, name="keys")
app.add_typer(policy.app, name="policy")
app.add_typer(deploy.app, name="deploy")
app.add_typer(notice.app, name="notice")
app.add_typer(review.app, name="review")
app.add_typer(my_data.app, name="my-data")
app.add_typer(collector_app, name="collector")
app.command("package")(package_command)
app.command("install")(install_command)
app.command("uninstall")(uninstall_command)
app.command("status")(status)
app.command("doctor")(doctor)
app.command("contract")(contract)
app.command("forget")(forget)
app.command("purge")(purge_command)
app.command("lab")(lab)
app.command("replay")(replay_command)
app.command("uplink")(uplink)


def main() -> int:
    """Run the command line; return the exit code."""
    try:
        app()
    except WorkglassError as error:
        sys.stderr.write(f"workglass: {error}\n")
        return error.exit_code
    return 0
