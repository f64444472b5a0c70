"""Write LEAKS.md from the report, so that no figure in it was written by hand."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

PAGE = Path(__file__).with_name("LEAKS.md")
INTRODUCTION = """# How much leaks

This page is made by `make leak-report` from `build/reports/leaks.json`; its figures are those of the
last run. Do not edit it.

Every *situation* is a page with secrets that occur nowhere else, worked on with a real pointer and
real keys in a Chromium that the recorder was force-installed in. A *trial* is a situation once, with
secrets of its own, at one zoom. Afterwards the secrets are looked for:

- in about twenty encodings, whole and in parts, in every byte of the decrypted export, the store
  while it was written and after, the log, our part of the browser's profile, the worker's storage,
  core dumps, and what passed between browser and host, also where it was compressed;
- in the pixels of every released picture by colour (secrets are the only thing on the pages that is
  not grey) and by reading them with tesseract;
- in what records say of a secret's length and of how long it took to write.

`leaks` counts trials in which anything was found. `rules` counts trials in which something was
recorded that the rules forbid without giving the secret away, such as a picture of a page with a
password, or in which a fixed label was lost. The upper bound is that of Clopper and Pearson, 95 %,
one-sided: with no leak in n trials the true share is below about 3 / n.
"""


def write_page(found: dict[str, Any]) -> None:
    """Write the page."""
    parts = [INTRODUCTION, *_overall(found), *_situations(found), *_others(found)]
    PAGE.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")


def _percent(share: float | None) -> str:
    return "not measured" if share is None else f"{100 * share:.2f} %"


def _table(head: list[str], rows: list[list[Any]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return [*lines, ""]


def _cell(value: Any) -> str:
    text = html.escape(str(value), quote=False).replace("|", "\\|").replace("\n", " ")
    return text if len(text) <= 160 else f"{text[:157]}..."


def _overall(found: dict[str, Any]) -> list[str]:
    rows: list[list[Any]] = []
    if "trials" in found:
        recall = found["recall"]
        rows += [
            ["Trials", found["trials"], ""],
            ["with a leak", found["leaks"], f"below {_percent(found['upper_bound_95'])}"],
            ["with a broken rule", found["broken_rules"], ""],
            ["not played", found["not_played"], ""],
            ["Pictures released in them", found["pictures"], ""],
            [
                "Unmasked secrets that the colour shows",
                f"{recall['colour']['seen']} of {recall['colour']['shown']}",
                "how good the search is",
            ],
            [
                "Unmasked secrets that are read",
                f"{recall['reading']['read']} of {recall['reading']['shown']}",
                "dots of passwords cannot be read",
            ],
        ]
    race = found.get("race")
    if race:
        rows += [
            ["Pictures of adversarial pages", race["accepted"], ""],
            ["of which leak", race["leaking"], f"below {_percent(race['upper_bound_95'])}"],
            ["of those that were due", _percent(race["accepted_share"]), "the rest was dropped"],
        ]
    if "mutants" in found:
        tried = found["mutants"]
        rows.append(["Mutants that a situation noticed", f"{tried['red']} of {tried['total']}", ""])
    if found.get("labels_kept") is not None:
        use = found["usefulness"]
        rows += [
            ["Exact names of fixed controls kept", _percent(use["labels_kept"]), use["labels"]],
            ["Targets found again", _percent(use["steps_found"]), f"{use['steps']} steps"],
            ["Painted share of the window", _percent(use["painted_share"]), "pages rich in labels"],
        ]
    if not rows:
        return ["## In all", "", "No run over the tree as it is now has been completed yet.", ""]
    return ["## In all", "", *_table(["What", "Figure", "Note"], rows)]


def _situations(found: dict[str, Any]) -> list[str]:
    rows = [
        [
            row["number"],
            name,
            row["what"],
            row["n"],
            row["leaks"],
            f"{100 * row['upper_bound_95']:.0f} %",
            row["broken_rules"],
            "; ".join([*row["found"], *row["broken"], *row["not_played"]][:3]),
        ]
        for name, row in sorted(
            found.get("by_situation", {}).items(), key=lambda item: item[1]["number"]
        )
    ]
    head = ["No.", "Situation", "What", "n", "leaks", "below", "rules", "what was found"]
    lines = ["## Situations", "", *_table(head, rows)] if rows else []
    limits = [
        [name, row["what"], row["n"], row["leaks"], row["why"]]
        for name, row in found.get("limits", {}).items()
    ]
    if limits:
        lines += ["## What no rule catches", "", "Not counted above.", ""]
        lines += _table(["Situation", "What", "n", "leaks", "Why"], limits)
    return lines


def _others(found: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    other = found.get("differential")
    if other:
        lines += [
            "## Another secret, the same records",
            "",
            (
                f"Of {other['compared']} situations {other['differing_situations']} left other records"
                " or other pixels when the secret was another, times aside"
                f" (below {_percent(other['upper_bound_95'])}). Secrets of fields are also played with"
                " another length: any for passwords, payments and numbers of documents, else one of the"
                " same range. What a page itself shows has one length, since a longer text takes more"
                " room and boxes are recorded."
            ),
            "",
            *(f"- {name}" for name in other["differing"]),
            "",
            (
                f"Sealed one by one on a fixed clock, with other keys each time, the records of"
                f" {other['sealed']['compared']} situations make rows of the same number and sizes"
                f" for every secret; others: {', '.join(other['sealed']['differing']) or 'none'}."
            ),
            "",
            f"Too unsteady to compare: {', '.join(other['too_unsteady']) or 'none'}.",
            "",
        ]
    race = found.get("race")
    if race:
        names = sorted({k for p in race["pages"].values() for k in p} - {"accepted", "leaking"})
        rows = [
            [name, page["accepted"], page["leaking"], *(page.get(reason, 0) for reason in names)]
            for name, page in race["pages"].items()
        ]
        lines += ["## Pictures of adversarial pages", ""]
        lines += _table(["Page", "accepted", "leaking", *names], rows)
    if "mutants" in found:
        rows = [
            [
                row["name"],
                row["rule"],
                "red" if row["red"] else "NOT NOTICED",
                ", ".join(row.get("turned_red", {})) or row.get("error", ""),
            ]
            for row in found["mutants"]["list"]
        ]
        lines += ["## Mutants: a rule is switched off", ""]
        lines += _table(["Mutant", "Rule", "", "noticed by"], rows)
    use = found.get("usefulness")
    if use:
        lines += ["## What the rules cost", ""]
        rows = [[p["page"], p["controls"], p["kept"], "; ".join(p["lost"])] for p in use["pages"]]
        lines += _table(["Page", "fixed controls", "names kept", "lost"], rows)
        lines += _table(
            ["Why a fixed name is withheld", "controls"], list(use["names_withheld"].items())
        )
        lines += _table(
            ["Fixed controls painted over, by why", "controls"], list(use["wrong_masks"].items())
        )
    if "peers" in found:
        rows = [
            [name, row["version"], row["trials"], row["leaks"], _percent(row["share"])]
            for name, row in found["peers"].items()
        ]
        if "trials" in found:
            own = [row for row in found["by_situation"].values() if row["n"]]
            red = sum(row["leaks"] > 0 for row in own)
            rows.append(["this recorder", "", len(own), red, _percent(red / len(own))])
        lines += [
            "## Other recorders on the same pages",
            "",
            (
                "Each with its own defaults, every situation once, secrets looked for in the same way in"
                " what they send. They record no pixels, and are made for another purpose."
            ),
            "",
            *_table(["Recorder", "version", "situations", "leaking", "share"], rows),
        ]
    return lines
