"""`workglass collector` and `workglass uplink`: both ends of the way to the collector."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import Annotated

import typer

from native_host import installation, machine
from native_host.collector import server
from native_host.commands.output import say
from native_host.errors import UsageError
from native_host.uplink.client import CA_FILE, Uplink

collector_app = typer.Typer(no_args_is_help=True, help="Keep sealed segments of devices.")


@collector_app.callback()
def _group() -> None:
    """Keep sealed segments of devices; holds no key."""


@collector_app.command("serve")
def serve(
    directory: Annotated[Path, typer.Option("--dir", help="Directory for the segments.")],
    token_file: Annotated[Path, typer.Option(help="File with the token that devices present.")],
    host: Annotated[str, typer.Option(help="Address; without TLS only loopback.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0: any free one.")] = 8443,
    tls_cert: Annotated[Path | None, typer.Option(help="Certificate chain, PEM.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Private key, PEM.")] = None,
) -> None:
    """Take sealed segments over WebSocket and acknowledge them once they are on disk."""
    if (tls_cert is None) != (tls_key is None):
        raise UsageError("--tls-cert and --tls-key belong together.")
    tls = (tls_cert, tls_key) if tls_cert is not None and tls_key is not None else None
    token = machine.read_file(token_file, "token file").decode("ascii", "replace").strip()
    asyncio.run(_serve(directory, host, port, token, tls))


async def _serve(
    directory: Path, host: str, port: int, token: str, tls: tuple[Path, Path] | None
) -> None:
    running = await server.start(directory, host=host, port=port, token=token, tls=tls)
    address = next(iter(running.sockets)).getsockname()
    scheme = "ws" if tls is None else "wss"
    say(f"Listening on {scheme}://{host}:{address[1]}/, segments go to {directory}.")
    import sys

    sys.stdout.flush()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with running:
        await stop.wait()


def uplink(
    config: Annotated[Path | None, typer.Option(help="Directory of the installed policy.")] = None,
    store: Annotated[Path | None, typer.Option(help="Directory of the sealed records.")] = None,
) -> None:
    """Send what is closed to the collector of the policy now, and end.

    While a host is sending from the same store it ends after ten seconds with code 75.
    """
    config = config or installation.find_config()
    policy = installation.read_installed_policy(config).policy
    if policy.collector is None:
        raise UsageError("The policy names no collector; nothing is sent.")
    sender = Uplink(
        store or machine.store_directory(),
        policy.collector.url,
        installation.read_token(config),
        config / CA_FILE,
    )
    say(f"The collector has {asyncio.run(sender.send_all())} segments of this store.")
