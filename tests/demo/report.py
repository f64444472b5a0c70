"""The demo's report: a timeline with the masked pictures, counts, what was withheld and why."""

from __future__ import annotations

import base64
import html
from pathlib import Path
from typing import Any

from tests.demo.compare import Comparison, withheld

STYLE = """
:root { color-scheme: light dark }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
td, th { border-bottom: 1px solid #8885; padding: .3rem .6rem; text-align: left; vertical-align: top }
.counts { display: flex; flex-wrap: wrap; gap: 1rem; list-style: none; padding: 0 }
.counts li { border: 1px solid #8885; border-radius: .5rem; padding: .5rem 1rem }
.counts b { display: block; font-size: 1.6rem }
figure { margin: .6rem 0 } img { border: 1px solid #8888; max-width: 100% }
figcaption, .quiet { color: #777 } .bad { color: #b3261e; font-weight: 600 }
"""


def write(
    file: Path,
    diary: dict[str, Any],
    events: list[dict[str, Any]],
    result: Comparison,
    verdicts: dict[str, Any],
    leaks: list[tuple[str, str]],
    export: Path,
) -> Path:
    """Write the page; pictures stand inside it."""
    known = {event["seq"]: action for action, event in result.pairs}
    begin = min((event["wall_ms"] for event in events if "place" in event), default=0)
    rows = [_row(event, known, begin, export) for event in events if "place" in event]
    reasons = withheld(diary, events)
    file.write_text(
        f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Workglass demo</title>
<style>{STYLE}</style>
<h1>What was recorded, and what was not</h1>
<p>A scripted person worked in Django's admin. What follows was sealed in the browser's own
computer, sent to a collector that cannot read it, and opened here with the reviewer's key.</p>
<ul class="counts">{"".join(f"<li><b>{n}</b>{name}</li>" for name, n in result.counts.items())}</ul>
<h2>Verification</h2><table>{"".join(_verdict(name, v) for name, v in verdicts.items())}</table>
<p>{_secrets(diary, leaks)}</p>
<h2>Withheld, and why</h2><table>
{"".join(f"<tr><td>{html.escape(r)}<td>{n}" for r, n in sorted(reasons.items()))}</table>
<h2>Missed, doubled, invented</h2>{_faults(result)}
<h2>Timeline</h2><table><tr><th>s<th>record<th>where<th>what the person did</tr>{"".join(rows)}</table>
</html>""",
        encoding="utf-8",
    )
    return file


def summary(result: Comparison, verdicts: dict[str, Any], leaks: list[tuple[str, str]]) -> str:
    """Return what the demo prints at its end."""
    counts = result.counts
    lines = [
        (
            f"{counts['expected']} actions: {counts['found']} found, {counts['missed']} missed, "
            f"{counts['doubled']} doubled, {counts['invented']} invented; "
            f"{counts['screenshots']} masked screenshots."
        ),
    ]
    for name, report in verdicts.items():
        said = ", ".join(f"{n} {verdict}" for verdict, n in report["verdicts"].items())
        lines.append(f"{name}: {said}.")
    lines += [f"MISSED {a['kind']}: {a['what']}" for a in result.missed]
    lines += [f"INVENTED {e['kind']} {e['seq']}: {describe(e)}" for e in result.invented]
    lines += [f"DOUBLED {e['kind']} {e['seq']}: {describe(e)}" for e in result.doubled]
    lines += [f"LEAK of {text!r} in {file}" for text, file in leaks]
    return "\n".join(lines)


def describe(event: dict[str, Any]) -> str:
    """Return a record in a few words."""
    target = (
        event.get("target") or (event.get("opener") if event["kind"] == "dropdown" else None) or {}
    )
    name = f" “{target['name']}”" if target.get("name") else ""
    if event["kind"] == "click":
        times = "" if event["count"] == 1 else f" (click {event['count']})"
        return f"click on {target['role']}{name}{times}"
    if event["kind"] == "dropdown":
        chosen = [place + 1 for choice in event["chosen"] for place in choice["path"][-1:]]
        places = ", ".join(map(str, chosen))
        what = f"entry {places} of {event['set_size']}" if chosen else event["outcome"]
        return f"{event['surface']} list{name}, opened by {event['opened_by']}: {what}"
    if event["kind"] == "navigation":
        return f"page: {event['cause']}"
    if event["kind"] != "screenshot":
        return f"{_words(event)}{name}"
    return f"screenshot, {round(100 * event['masked_share'])} % painted over"


WORDS: dict[str, tuple[str, ...]] = {
    "key": ("modifiers", "key", "count"),
    "text-entry": ("field", "edits", "inserted", "ended_by"),
    "focus": ("by",),
    "form": ("outcome",),
    "clipboard": ("what",),
    "file": ("by", "files"),
    "dialog": ("change", "by"),
    "window": ("change",),
    "tab": ("change",),
    "scroll": ("by",),
    "drag": ("by",),
    "selection": ("by",),
}


def _words(event: dict[str, Any]) -> str:
    """Return the kind of a record with its telling fields."""
    found: list[str] = []
    for field in WORDS.get(event["kind"], ()):
        value = event[field]
        found += value if isinstance(value, list) else [str(value)] if value is not None else []
    return " ".join([event["kind"].replace("-", " ") + ":" * bool(found), *found])


def _row(event: dict[str, Any], known: dict[int, dict[str, Any]], begin: int, export: Path) -> str:
    seconds = (event["wall_ms"] - begin) / 1000
    did = known.get(event.get("seq"), {}).get("what", "")
    picture = ""
    if event["kind"] == "screenshot":
        data = base64.b64encode((export / event["image_file"]).read_bytes()).decode()
        picture = (
            f'<figure><img alt="masked screenshot" src="data:image/jpeg;base64,{data}">'
            f"<figcaption>{event['masks']} rectangles painted over</figcaption></figure>"
        )
    where = event["place"]["path"]
    return (
        f"<tr><td>{seconds:.1f}<td>{html.escape(describe(event))}{picture}"
        f"<td>{html.escape(where)}<td class=quiet>{html.escape(did)}"
    )


def _verdict(name: str, report: dict[str, Any]) -> str:
    said = ", ".join(f"{n} {verdict}" for verdict, n in report["verdicts"].items())
    return f"<tr><td>{html.escape(name)}<td>{said}<td>{len(report['segments'])} segments"


def _secrets(diary: dict[str, Any], leaks: list[tuple[str, str]]) -> str:
    count = len(diary["texts"])
    if not leaks:
        return (
            f"{count} typed texts, the password among them, were searched for in the export, the "
            "store, the collector's copy and our part of the browser profile: none was found."
        )
    return f'<span class="bad">{len(leaks)} typed texts were found.</span>'


def _faults(result: Comparison) -> str:
    faults = [f"missed: {a['what']}" for a in result.missed]
    faults += [f"doubled: {describe(e)}" for e in result.doubled]
    faults += [f"invented: {describe(e)}" for e in result.invented]
    if not faults:
        return "<p>None.</p>"
    return "<ul>" + "".join(f"<li class=bad>{html.escape(f)}" for f in faults) + "</ul>"
