"""`workglass status`: what is recorded on this computer and whether it can be."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from native_host import installation, machine
from native_host.commands.output import print_json, say
from native_host.doctor.examination import Examination
from native_host.doctor.findings import Finding, Severity, find_worst, state_of
from native_host.doctor.scene import Scene
from native_host.errors import StoreError, WorkglassError
from native_host.incidents import NONE, Incidents, read_incidents
from native_host.uplink import progress
from native_host.vault.archive import find_chains
from native_host.vault.chain_file import ChainReader

REFUSAL_FILE = "refusal.json"


def status(
    config: Annotated[Path | None, typer.Option(help="Directory of the installed policy.")] = None,
    store: Annotated[Path | None, typer.Option(help="Directory of the sealed records.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say whether this computer can record, what it holds, and what stood in the way last.

    Ends with 0 if a browser could record now, else with 1.
    """
    found = gather(config or installation.find_config(), store or machine.store_directory())
    # Browsers of this computer say nothing about a directory that was named.
    scene = Scene.of(None, config, store)
    findings = Examination(scene, quick=True, own_only=config is not None).run()
    found["doctor"] = _shorten(findings)
    if json:
        print_json(found)
    else:
        _print(found)
    raise typer.Exit(0 if found["policy"]["valid"] and found["refusal"] is None else 1)


def gather(config: Path, store: Path) -> dict[str, Any]:
    """Return what can be known without any key."""
    totals = {"segments": 0, "records": 0, "events": 0, "screenshots": 0, "bytes": 0}
    damaged, running = [], 0
    for path in find_chains(store) if store.is_dir() else []:
        try:
            with closing(ChainReader(path)) as reader:
                running += reader.in_use
                for name, count in reader.totals().items():
                    totals[name] += count
        except StoreError as error:
            damaged.append(str(error))
    try:
        incidents = read_incidents(store)
    except StoreError as error:
        incidents = NONE
        damaged.append(str(error))
    policy = _policy(config)
    uplink = _uplink(store, policy.get("collector"))
    return {
        "config": str(config),
        "policy": policy,
        "store": str(store),
        "hosts_running": running,
        "stored": totals,
        "segments_at_collector": sum(uplink.stored.values()),
        "uplink": {"trouble": uplink.trouble, "parked": uplink.parked},
        "damaged": damaged,
        "refusal": _read(store / REFUSAL_FILE),
        "incidents": incidents.model_dump() | {"sentence": _sentence(incidents)},
    }


def _shorten(findings: list[Finding]) -> dict[str, Any]:
    """Return the state in a word, and the finding to begin with."""
    worst = find_worst(findings)
    told = worst is not None and worst.severity >= Severity.WARNING
    return {
        "state": state_of(findings),
        "finding": worst.as_json() if worst is not None and told else None,
    }


def _sentence(incidents: Incidents) -> str | None:
    return incidents.describe() if incidents.records else None


def _policy(config: Path) -> dict[str, Any]:
    try:
        signed = installation.read_installed_policy(config)
    except WorkglassError as error:
        return {"valid": False, "sentence": str(error)}
    return {
        "valid": True,
        "version": signed.policy.version,
        "digest": signed.digest.hex(),
        "sites": [site.match for site in signed.policy.sites],
        "collector": signed.policy.collector.url if signed.policy.collector else None,
    }


def _uplink(store: Path, url: str | None) -> progress.Progress:
    """Return how far sending to the collector of the policy has got."""
    try:
        data = (store / progress.FILE).read_bytes()
    except OSError:
        data = b""
    return progress.parse_progress(data, url or "")


def _read(path: Path) -> Any:
    try:
        return orjson.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


_STATES = {
    "ready": "Nothing stands in the way of recording.",
    "ready-with-warnings": "Recording is possible; something needs a look.",
    "not-ready": "Something stands in the way of recording.",
}


def _print(found: dict[str, Any]) -> None:
    say(_STATES[found["doctor"]["state"]])
    finding = found["doctor"]["finding"]
    if finding is not None:
        say(f"{finding['sentence']} {finding['remedy']} (`workglass doctor` tells all of it.)")
    policy = found["policy"]
    if policy["valid"]:
        say(f"Policy version {policy['version']} is in force for: {', '.join(policy['sites'])}.")
    else:
        say(f"Nothing can be recorded: {policy['sentence']}")
    stored = found["stored"]
    say(
        f"{stored['events']} events and {stored['screenshots']} screenshots are sealed in "
        f"{found['store']} ({stored['bytes']} bytes); "
        f"the collector has {found['segments_at_collector']} of {stored['segments']} segments."
    )
    say(f"{found['hosts_running']} browser profiles are connected now.")
    if found["refusal"]:
        say(f"What stood in the way last: {found['refusal']['sentence']}")
    if found["incidents"]["sentence"]:
        say(found["incidents"]["sentence"])
    if found["uplink"]["trouble"]:
        say(f"Sending stopped last because: {found['uplink']['trouble']}")
    for chain, sentence in found["uplink"]["parked"].items():
        say(f"The store file {chain} is not sent to the collector: {sentence}")
    for sentence in found["damaged"]:
        say(sentence)
