"""Dropdowns: one record for a whole visit to a list or menu."""

from __future__ import annotations

from typing import ClassVar, Literal

from native_host.elements import Action, Target, Withheld
from native_host.fields import Privacy, Record, described


class Move(Record):
    """The highlight came to rest on an entry."""

    level: int = described(
        "0 for the list that was opened, 1 for a submenu or column of it, and so on.",
        unit="count",
        privacy=Privacy.ACTION,
        ge=0,
        le=32,
    )
    index: int = described(
        "Position of the entry in its list, from 0.",
        unit="count",
        privacy=Privacy.ACTION,
        ge=0,
        le=1_000_000,
    )
    name: str | None = described(
        "Wording of the entry: of menu items where it is fixed, of options only where the policy "
        "names the list as static; null otherwise.",
        unit="text",
        privacy=Privacy.LABEL,
        level="labels",
        max_length=80,
    )


class Choice(Record):
    """An entry that was chosen, or taken out of a choice of several."""

    path: list[int] = described(
        "Position at every level, from 0; empty where the browser does not tell.",
        unit="list of counts",
        privacy=Privacy.ACTION,
        max_length=32,
    )
    role: str = described(
        "ARIA role of the entry, given or implied.",
        unit="word",
        privacy=Privacy.ACTION,
        pattern=r"^[a-z][a-z0-9-]{0,39}$",
    )
    set_size: int | None = described(
        "How many entries its own list has.",
        unit="count",
        privacy=Privacy.ACTION,
        ge=0,
        le=1_000_000,
    )
    name: str | None = described(
        "Wording of the entry, as for moves.",
        unit="text",
        privacy=Privacy.LABEL,
        level="labels",
        max_length=80,
    )
    name_withheld: Withheld | None = described(
        "Why the name is null.", unit="word", privacy=Privacy.SYSTEM
    )
    kept: bool = described(
        "False if the entry was taken out of the choice.", unit="yes or no", privacy=Privacy.ACTION
    )


class OpenerState(Record):
    """What the opener says of itself once the visit is over; never its text."""

    expanded: bool | None = described(
        "Whether it still is open; null if it does not say.",
        unit="yes or no",
        privacy=Privacy.ACTION,
    )
    checked: Literal["yes", "no", "mixed"] | None = described(
        "Its checked or pressed state; null if it has none.", unit="word", privacy=Privacy.ACTION
    )
    selected_index: int | None = described(
        "Position of the choice of a <select>; null for everything else and for no choice.",
        unit="count",
        privacy=Privacy.ACTION,
        ge=0,
        le=1_000_000,
    )
    selected_count: int | None = described(
        "How many options of a <select> are chosen; null for everything else.",
        unit="count",
        privacy=Privacy.ACTION,
        ge=0,
        le=1_000_000,
    )


class Dropdown(Action):
    """One visit to a list or menu that opens, from opening to choice or cancellation."""

    why: ClassVar[str] = (
        "Walking lists and menus is what agents are worst at; one record holds a whole visit."
    )

    kind: Literal["dropdown"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    opener: Target | None = described(
        "What it was opened from; null if it came from no control, as a palette of commands does.",
        unit="target",
        privacy=Privacy.ACTION,
    )
    surface: Literal[
        "native",
        "picker",
        "datalist",
        "listbox",
        "combobox",
        "menu",
        "context-menu",
        "tree",
        "grid",
        "details",
        "popover",
        "dialog",
        "panel",
    ] = described(
        "What opened. native, datalist: lists of the browser itself; picker: a <select> whose list "
        "the page may style; listbox: also a <select> that lies open in the page; panel: a "
        "pop-up that says nothing of what it is.",
        unit="word",
        privacy=Privacy.ACTION,
    )
    opened_by: Literal["mouse", "touch", "keyboard", "hover", "focus", "script"] = described(
        "What it was opened with; script: nothing that was done was seen to open it, and the visit "
        "begins with the first act in the list.",
        unit="word",
        privacy=Privacy.ACTION,
    )
    moves: list[Move] | None = described(
        "Where the highlight rested on the way, in order; null where the browser does not tell.",
        unit="list of moves",
        privacy=Privacy.ACTION,
        max_length=1000,
    )
    type_ahead: int | None = described(
        "Letters typed to jump in the list, outside of a field; null where the browser does not "
        "tell. Never which.",
        unit="count",
        privacy=Privacy.ACTION,
        ge=0,
        le=1_000_000,
    )
    filter_edits: int = described(
        "Changes to the text that filters the list; how long it was is in its text entry.",
        unit="count",
        privacy=Privacy.ACTION,
        ge=0,
        le=1_000_000,
    )
    outcome: Literal["committed", "cancelled", "replaced"] = described(
        "Whether something was chosen; replaced: another list took its place.",
        unit="word",
        privacy=Privacy.ACTION,
    )
    closed_by: (
        Literal[
            "choice",
            "escape",
            "opener",
            "outside-click",
            "blur",
            "tab-key",
            "replaced",
            "script",
            "page-left",
        ]
        | None
    ) = described(
        "What ended the visit; null where the browser does not tell.",
        unit="word",
        privacy=Privacy.ACTION,
    )
    chosen: list[Choice] = described(
        "What was chosen, in order; empty when cancelled.",
        unit="list of choices",
        privacy=Privacy.ACTION,
        max_length=200,
    )
    set_size: int | None = described(
        "How many entries the first list had, as the page says or shows.",
        unit="count",
        privacy=Privacy.ACTION,
        ge=0,
        le=1_000_000,
    )
    state: OpenerState = described(
        "The opener after the visit.", unit="state", privacy=Privacy.ACTION
    )
    duration_ms: int = described(
        "From opening to closing.", unit="ms", privacy=Privacy.TIME, ge=0, le=86_400_000
    )
    members: list[int] = described(
        "Numbers of the records of this document that belong to the visit: the press that opened "
        "it, those inside it, the entry of its filter.",
        unit="list of counts",
        privacy=Privacy.SYSTEM,
        max_length=1000,
    )
    unobservable: list[Literal["moves", "keys", "choice", "end"]] = described(
        "What the browser does not let anybody see of this visit; see DROPDOWNS.md.",
        unit="list of words",
        privacy=Privacy.SYSTEM,
        max_length=4,
    )
