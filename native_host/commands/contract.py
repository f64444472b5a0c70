"""`workglass contract`: what may be recorded, and whether a store holds nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from native_host.commands.output import print_json, say
from native_host.errors import FindingsError, StoreError
from native_host.machine import read_file
from native_host.review.contract import ContractCheck
from native_host.review.reading import Reader
from native_host.vault.policies import find_policies

DATA_FILE = Path(__file__).parents[1] / "DATA.md"
REASON = "Check that the store holds nothing outside the contract."


def contract(
    check: Annotated[
        Path | None, typer.Option(help="A store directory or a collector's directory.")
    ] = None,
    key: Annotated[
        list[Path], typer.Option("--key", help="File of a private recipient key; repeatable.")
    ] = [],
    policy: Annotated[
        list[Path],
        typer.Option("--policy", help="A signed policy that is not in the store; repeatable."),
    ] = [],
    reason: Annotated[str, typer.Option(help="Why you read; for the access log.")] = REASON,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the data dictionary, or check that a store holds nothing outside of it.

    Whether the records are as they were sealed is another question: `workglass review verify`.
    """
    if check is None:
        say(read_file(DATA_FILE, "data dictionary").decode().rstrip())
        return
    if not key:
        raise typer.BadParameter("--key is needed to open the records.")
    reader = Reader(check, key, reason)
    found = ContractCheck(find_policies([*([check] if check.is_dir() else []), *policy]))
    for core, item in reader.contract():
        if isinstance(item, StoreError):
            found.add_unreadable(item)
        elif core is not None:
            found.add(core, item)
    if json:
        print_json(_report(found))
    else:
        _print(found)
    if found.violations:
        more = len(found.violations) - 1
        raise FindingsError(found.violations[0].describe() + (f" And {more} more." if more else ""))
    if not found.records:
        raise FindingsError(f"There is nothing to check: {check} holds no records.")


def _report(found: ContractCheck) -> dict[str, Any]:
    return {
        "policies": [
            {"version": each.policy.version, "digest": digest.hex(), "signer": each.signer.hex()}
            for digest, each in found.policies.items()
        ],
        "holds": not found.violations and bool(found.records),
        "records": sum(found.records.values()),
        "kinds": {
            kind: {"records": count, "fields": dict(sorted(found.fields[kind].items()))}
            for kind, count in sorted(found.records.items())
        },
        "violations": [
            {
                "segment": violation.segment,
                "record": violation.record,
                "field": violation.field,
                "what": violation.what,
            }
            for violation in found.violations
        ],
    }


def _print(found: ContractCheck) -> None:
    for policy in found.policies.values():
        say(f"Policy version {policy.policy.version}, signed with {policy.signer.hex()}.")
    for kind, count in sorted(found.records.items()):
        say(f"{kind}: {count}")
        for name, times in sorted(found.fields[kind].items()):
            say(f"    {name}: {times}")
    for violation in found.violations:
        say(violation.describe())
    if not found.violations and found.records:
        say(f"All {sum(found.records.values())} records keep to the contract (DATA.md).")
