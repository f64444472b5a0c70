"""`workglass replay`: do again what was recorded, from the recorded data alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from native_host.commands.output import print_json, say
from native_host.dataset.writer import EVENTS_FILE
from native_host.errors import DataError, FindingsError, MissingError, UsageError
from native_host.replay.plan import plan, read_records
from native_host.replay.report import ENOUGH, Line
from native_host.replay.running import Wishes, replay


def replay_command(
    export: Annotated[Path, typer.Argument(help="What `workglass review export` wrote.")],
    against: Annotated[
        str, typer.Option(help="Where to begin: a page, or a site whose recorded page is taken.")
    ],
    texts: Annotated[
        Path | None, typer.Option(help="JSON file of what to write, by record or field.")
    ] = None,
    session: Annotated[
        str | None, typer.Option(help="Which session, where the export holds several.")
    ] = None,
    state: Annotated[
        str | None, typer.Option(help="Expression that the page is asked for at the end.")
    ] = None,
    pause_ms: Annotated[
        int, typer.Option(min=0, help="Longest rest between two steps, in milliseconds.")
    ] = 350,
    headed: Annotated[bool, typer.Option("--headed", help="Show the browser.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Perform the recorded steps in a fresh Chromium; say of each: found, ambiguous or missed."""
    records = read_records(_lines(export))
    sessions = sorted({record.session for record in records})
    if session is None and len(sessions) > 1:
        raise UsageError(
            f"The export holds {len(sessions)} sessions; choose one with --session: "
            f"{', '.join(sessions)}."
        )
    steps = plan([record for record in records if session in (None, record.session)])
    if not steps:
        raise DataError("The export holds no step that could be performed.")
    wishes = Wishes(
        against=against,
        texts=_texts(texts),
        headless=not headed,
        pause_ms=pause_ms,
        state=state,
    )
    report = replay(steps, wishes, lambda line: None if json else _show(line))
    if json:
        print_json(report.as_json())
    else:
        say(
            f"{report.count('found')} found, {report.count('ambiguous')} ambiguous, "
            f"{report.count('missed')} missed; {report.count('checked')} checks as recorded, "
            f"{report.count('differs')} differ."
        )
    if not report.is_good:
        raise FindingsError(
            f"{report.share:.1%} of the steps were found again; {ENOUGH:.0%} make a good recording."
        )


def _show(line: Line) -> None:
    does = f"{line.kind}: {line.does}"
    say(f"{line.seq:>6}  {does:<20}  {line.status:<9}  {line.sentence}")


def _lines(export: Path) -> list[bytes]:
    path = export / EVENTS_FILE if export.is_dir() else export
    try:
        return path.read_bytes().splitlines()
    except OSError as error:
        raise MissingError(f"{path} cannot be read ({error.strerror}).") from None


def _texts(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        found: Any = orjson.loads(path.read_bytes())
    except OSError as error:
        raise MissingError(f"{path} cannot be read ({error.strerror}).") from None
    except orjson.JSONDecodeError:
        raise DataError(f"{path} is no JSON; it has to be an object of texts.") from None
    if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
        raise DataError(f"{path} has to be one JSON object whose values are texts.")
    return found
