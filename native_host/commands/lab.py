"""`workglass lab`: try the whole product in a throw-away browser."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import orjson
import typer

from native_host.commands.output import complain
from native_host.errors import UnavailableError
from native_host.lab import starting
from native_host.lab.setup import Plan
from native_host.lab.trial import Lab, run_lab


def lab(
    command: Annotated[
        list[str] | None, typer.Argument(help="What to run beside the browser, after --.")
    ] = None,
    site: Annotated[
        list[str], typer.Option(help="Pattern of pages to record; may be repeated.")
    ] = [],
    policy: Annotated[Path | None, typer.Option(help="A policy document to start from.")] = None,
    store: Annotated[Path | None, typer.Option(help="Directory for the sealed records.")] = None,
    headless: Annotated[bool, typer.Option(help="Run without a screen.")] = False,
    acknowledge: Annotated[bool, typer.Option(help="Press the notice's button.")] = False,
    cdp_port: Annotated[
        int, typer.Option(min=0, max=65535, help="Debugging port; 0: any free one.")
    ] = 0,
    collector: Annotated[bool, typer.Option(help="Send segments to a collector.")] = False,
) -> None:
    """Start a real, isolated Chromium with Workglass installed by policy, and a fresh store.

    Prints as JSON where everything is, sets the same in the environment of COMMAND and runs it;
    without a COMMAND it goes on until the browser is closed. Leaves the store and its keys.
    """
    plan = Plan(
        sites=site,
        store=(store or Path(tempfile.mkdtemp(prefix="workglass-")) / "store").absolute(),
        policy=policy,
        headless=headless,
        acknowledge=acknowledge,
        port=cdp_port,
        collector=collector,
    )
    code = 0
    starting.end_on_signals()
    with run_lab(plan) as running:
        sys.stdout.write(orjson.dumps(running.describe()).decode() + "\n")
        sys.stdout.flush()
        code = _run(command, running) if command else _wait(running)
    complain(f"The store is {plan.store}, its keys are in {running.keys}.")
    raise typer.Exit(code)


def _run(command: list[str], running: Lab) -> int:
    try:
        process = starting.start(command, environment=os.environ | running.environment())
    except OSError as error:
        raise UnavailableError(f"{command[0]} cannot be started ({error.strerror}).") from None
    try:
        return process.wait()
    except BaseException:  # we are told to end meanwhile
        starting.end(process)
        raise


def _wait(running: Lab) -> int:
    try:
        running.browser.process.wait()
    except KeyboardInterrupt:
        complain("Closing the browser.")
    return 0
