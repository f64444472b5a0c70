"""`workglass review`: read and verify a store."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from native_host.commands.output import columns, complain, print_json, say, track
from native_host.controls import Control, HostRecord
from native_host.dataset.release import SHARED_BY
from native_host.dataset.writer import write_export
from native_host.elements import OnPage
from native_host.errors import FindingsError, StoreError
from native_host.review.reading import Reader
from native_host.review.segments import OpenedEvent
from native_host.review.verdicts import GREEN, SegmentReport
from native_host.review.verification import StoreVerification

app = typer.Typer(no_args_is_help=True, help="Read and verify a store, with a key and a reason.")

Store = Annotated[Path, typer.Argument(help="A store directory or a collector's directory.")]
Keys = Annotated[
    list[Path], typer.Option("--key", help="File of a private recipient key; may be repeated.")
]
Reason = Annotated[str, typer.Option(help="Why you read; written into the store's access log.")]
SharedBy = Annotated[
    int,
    typer.Option(
        min=1,
        help="Names of options, tree items and cells leave if so many devices have them.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("verify")
def verify(store: Store, key: Keys = [], reason: Reason = "", json: Json = False) -> None:
    """Give a verdict on every segment. Without a key: signatures and hash chain only."""
    reports: list[SegmentReport] = []
    verification: StoreVerification | None = None
    reader = Reader(store, key, reason)
    for item in track(reader.verify(), "Verifying segments", reader.count()):
        if isinstance(item, StoreVerification):
            verification = item
        else:
            reports.append(item)
    doubled = verification.sequences.doubled if verification else []
    missing = verification.sequences.missing if verification else []
    green = not doubled and not missing and all(r.verdict in GREEN for r in reports)
    green = green and bool(reports)
    if json:
        print_json(_verify_report(reports, doubled, missing, green=green))
    else:
        _print_verdicts(reports, doubled, missing)
    if reports and not green:
        bad = sum(report.verdict not in GREEN for report in reports)
        raise FindingsError(
            f"Not everything is as it was sealed: {bad} of {len(reports)} segments, "
            f"{len(missing)} holes, {len(doubled)} doubled records."
        )
    if not reports:
        raise FindingsError(f"There is nothing to verify: the store files in {store} are empty.")


def _verify_report(
    reports: list[SegmentReport],
    doubled: list[tuple[str, int]],
    missing: list[tuple[str, int, int]],
    *,
    green: bool,
) -> dict[str, Any]:
    return {
        "green": green,
        "verdicts": dict(Counter(str(report.verdict) for report in reports)),
        "segments": [
            {
                "segment": report.name,
                "verdict": str(report.verdict),
                "sentence": report.sentence,
                "records": report.records,
                "events": report.events,
                "screenshots": report.screenshots,
                "sealed_bytes": report.sealed_bytes,
                "damaged_records": list(report.damaged_records),
                "opened": report.opened,
            }
            for report in reports
        ],
        "doubled": [{"session": session, "seq": seq} for session, seq in doubled],
        "missing": [
            {"session": session, "first": first, "last": last} for session, first, last in missing
        ],
    }


def _print_verdicts(
    reports: list[SegmentReport],
    doubled: list[tuple[str, int]],
    missing: list[tuple[str, int, int]],
) -> None:
    for report in reports:
        say(f"{report.verdict:<16}  {report.name}  {report.sentence}")
    for session, first, last in missing:
        say(f"{'MISSING':<16}  session {session}: records {first} to {last} are not there.")
    for session, seq in doubled:
        say(f"{'DOUBLED':<16}  session {session}: record {seq} is there twice.")
    events = sum(report.events for report in reports)
    screenshots = sum(report.screenshots for report in reports)
    say(f"{len(reports)} segments, {events} events, {screenshots} screenshots.")


@app.command("list")
def list_store(store: Store, key: Keys = [], reason: Reason = "", json: Json = False) -> None:
    """Count what is there: sizes without a key, sessions and kinds with one."""
    reader = Reader(store, key, reason)
    reports = [item for item in Reader(store, [], "").verify() if isinstance(item, SegmentReport)]
    kinds: Counter[str] = Counter()
    sessions: Counter[str] = Counter()
    if reader.seeds:
        for event in _readable(reader.events("list")):
            kinds[_kind(event)] += 1
            sessions[getattr(event.event, "session", "")] += 1
    if json:
        segments = [
            {
                "segment": report.name,
                "records": report.records,
                "events": report.events,
                "screenshots": report.screenshots,
                "sealed_bytes": report.sealed_bytes,
            }
            for report in reports
        ]
        print_json({"segments": segments, "kinds": dict(kinds), "sessions": dict(sessions)})
        return
    heading = ["segment", "records", "events", "screenshots", "sealed bytes"]
    rows = [
        [r.name, str(r.records), str(r.events), str(r.screenshots), str(r.sealed_bytes)]
        for r in reports
    ]
    for line in columns([heading, *rows]):
        say(line)
    for name, count in sorted(kinds.items()):
        say(f"{name}: {count}")


@app.command("show")
def show(
    store: Store,
    key: Annotated[list[Path], typer.Option("--key", help="File of a private recipient key.")],
    reason: Annotated[str, typer.Option(help="Why you read; written into the access log.")],
    json: Json = False,
) -> None:
    """Print what was recorded, one line per record."""
    for event in _readable(Reader(store, key, reason).events("show")):
        if json:
            sys.stdout.buffer.write(event.data + b"\n")
            continue
        recorded = event.event
        where = ""
        if isinstance(recorded, OnPage):
            where = f"  {recorded.place.origin}{recorded.place.path}"
        number = getattr(recorded, "seq", "")
        say(f"{number!s:>6}  {_kind(event)}{where}")
    sys.stdout.flush()


def tell_export(counts: dict[str, int], out: Path, shared_by: int) -> None:
    """Say what an export holds and what it leaves out."""
    say(f"{counts['events']} events and {counts['images']} images: {out}.")
    if counts["names_withheld"]:
        say(
            f"{counts['names_withheld']} names of list entries were withheld: fewer than "
            f"{shared_by} devices have them."
        )


@app.command("export")
def export(
    store: Store,
    out: Annotated[Path, typer.Option(help="New directory for the export.")],
    key: Annotated[list[Path], typer.Option("--key", help="File of a private recipient key.")],
    reason: Annotated[str, typer.Option(help="Why you read; written into the access log.")],
    shared_by: SharedBy = SHARED_BY,
    json: Json = False,
) -> None:
    """Write what was recorded: events.jsonl, one JSON object per line, and image files."""
    reader = Reader(store, key, reason)
    counts = write_export(out, lambda: reader.events("export"), shared_by)
    if json:
        print_json(counts)
    else:
        tell_export(counts, out, shared_by)
    if counts["unreadable"]:
        raise FindingsError(
            f"{counts['unreadable']} records or segments could not be opened and are not in the "
            "export; `workglass review verify` says which."
        )


def _readable(events: Iterator[OpenedEvent | StoreError]) -> Iterator[OpenedEvent]:
    """Pass events on and name what cannot be opened.

    Raises:
        FindingsError: at the end, if anything could not be opened.
    """
    unreadable = 0
    for event in events:
        if isinstance(event, StoreError):
            unreadable += 1
            complain(str(event))
        else:
            yield event
    if unreadable:
        sys.stdout.flush()
        raise FindingsError(f"{unreadable} records or segments could not be opened.")


def _kind(event: OpenedEvent) -> str:
    recorded = event.event
    if isinstance(recorded, Control | HostRecord):
        return f"{recorded.kind}: {getattr(recorded, 'what', '')}"
    return str(getattr(recorded, "kind", ""))
