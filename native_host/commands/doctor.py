"""`workglass doctor`: what stands in the way of recording, layer by layer, and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from native_host.commands.output import print_json, say
from native_host.doctor.examination import Examination
from native_host.doctor.findings import LAYERS, Finding, Severity, exit_code, state_of
from native_host.doctor.scene import Scene

_TITLES = {
    "browser": "Browsers",
    "policy": "Policies",
    "manifest": "Native-messaging manifests",
    "host": "Host",
    "store": "Store, keys and clock",
    "uplink": "Way to the collector",
}
_MARKS = {
    Severity.OK: "ok     ",
    Severity.INFO: "info   ",
    Severity.WARNING: "WARNING",
    Severity.ERROR: "ERROR  ",
}
_STATES = {
    "ready": "Nothing stands in the way of recording.",
    "ready-with-warnings": "Recording is possible; the warnings need a look.",
    "not-ready": "The errors stand in the way of recording.",
}


def doctor(
    root: Annotated[
        Path | None, typer.Option(help="Directory that stands for /, to look at an image.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="Directory of the installed policy.")] = None,
    store: Annotated[Path | None, typer.Option(help="Directory of the sealed records.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Look at browsers, policies, manifests, host, store and collector, and say what is wrong.

    Starts the host once, as a browser does, and records nothing. Ends with 0 if nothing is to be
    done, with 1 after warnings, with 3 after errors.
    """
    findings = Examination(Scene.of(root, config, store)).run()
    if json:
        print_json({"state": state_of(findings), "findings": [each.as_json() for each in findings]})
    else:
        _print(findings)
    raise typer.Exit(exit_code(findings))


def _print(findings: list[Finding]) -> None:
    for layer in LAYERS:
        of_layer = [each for each in findings if each.layer == layer]
        if of_layer:
            say(_TITLES[layer])
        for each in of_layer:
            say(f"  {_MARKS[each.severity]}  {each.sentence}  [{each.id}]")
            if each.remedy:
                say(f"           {each.remedy}")
    say(_STATES[state_of(findings)])
