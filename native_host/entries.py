"""What a person does with keys, fields and forms. Never what was typed."""

from __future__ import annotations

from typing import ClassVar, Literal

from native_host.elements import Action, Target
from native_host.fields import Privacy, described

Length = Literal["0", "1", "2-3", "4-7", "8-15", "16-31", "32-63", "64+"]


class Key(Action):
    """A key or combination of keys that is no text."""

    why: ClassVar[str] = "Much work is done by shortcuts and arrow keys, and clicks do not show it."

    kind: Literal["key"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    key: str = described(
        "Name of the key, such as Escape or F2; a letter, digit or sign only together with Ctrl, "
        "Meta or Alt. Keys that write, also with AltGr or an input method, are not recorded; in "
        "password fields only Tab and Enter are.",
        unit="key",
        privacy=Privacy.ACTION,
        pattern=r"^([!-@\[-~]|[A-Z][A-Za-z0-9]{1,23})$",
    )
    modifiers: list[Literal["alt", "ctrl", "meta", "shift"]] = described(
        "Keys held down meanwhile.", unit="list of words", privacy=Privacy.ACTION, max_length=4
    )
    count: int = described(
        "1; more for a key held down, whose repeats are one record.",
        unit="count",
        privacy=Privacy.ACTION,
        ge=1,
        le=1_000_000,
    )
    target: Target | None = described(
        "What had the keyboard; null if nothing had.", unit="target", privacy=Privacy.ACTION
    )


class TextEntry(Action):
    """Something was written into a field, from the first change to the end; never what."""

    why: ClassVar[str] = (
        "Agents must learn which fields are filled in and when; what was written is nobody's "
        "business."
    )

    kind: Literal["text-entry"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    target: Target = described("The field.", unit="target", privacy=Privacy.ACTION)
    field: Literal[
        "text",
        "search",
        "email",
        "tel",
        "url",
        "number",
        "date",
        "multiline",
        "rich",
        "password",
        "one-time-code",
        "payment",
        "government-id",
        "identity",
        "other",
    ] = described(
        "What sort of field, as its maker declared it; what it holds is not looked at.",
        unit="word",
        privacy=Privacy.ACTION,
    )
    edits: list[
        Literal[
            "typed",
            "deleted",
            "pasted",
            "cut",
            "dropped",
            "undone",
            "autofilled",
            "composed",
            "replaced",
        ]
    ] = described(
        "Kinds of change, each once, in the order of their first time.",
        unit="list of words",
        privacy=Privacy.ACTION,
        max_length=9,
    )
    inserted: Length | None = described(
        "How many characters were written, as a range. Null for passwords and one-time codes, and "
        "where it cannot be known.",
        unit="range",
        privacy=Privacy.ACTION,
    )
    length: Length | None = described(
        "How many characters the field held at the end, as a range. Null as for `inserted`.",
        unit="range",
        privacy=Privacy.ACTION,
    )
    duration_ms: int = described(
        "From the first change to the last.", unit="ms", privacy=Privacy.TIME, ge=0, le=86_400_000
    )
    ended_by: Literal["blur", "enter", "submit", "pause", "list-closed", "page-left"] = described(
        "What ended it; list-closed: the list that it filtered.",
        unit="word",
        privacy=Privacy.ACTION,
    )


class Focus(Action):
    """The keyboard went to another element, by a key."""

    why: ClassVar[str] = "Shows the way of those who work without a mouse."

    kind: Literal["focus"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    by: Literal["tab", "shift-tab", "arrow"] = described(
        "By which key; arrow: also Home, End, PageUp and PageDown.",
        unit="word",
        privacy=Privacy.ACTION,
    )
    target: Target = described("Where it went.", unit="target", privacy=Privacy.ACTION)


class Form(Action):
    """A form was sent, refused by its own checks, or reset."""

    why: ClassVar[str] = "The end of filling in, and whether it came to anything."

    kind: Literal["form"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    outcome: Literal["submitted", "refused", "reset"] = described(
        "What became of it.", unit="word", privacy=Privacy.ACTION
    )
    invalid: int = described(
        "Fields that the form's checks found wrong; 0 unless refused.",
        unit="count",
        privacy=Privacy.ACTION,
        ge=0,
        le=100_000,
    )
    target: Target = described("The form.", unit="target", privacy=Privacy.ACTION)


class Clipboard(Action):
    """Something was copied, cut or pasted; never what."""

    why: ClassVar[str] = "Carrying things between pages is a large part of office work."

    kind: Literal["clipboard"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    what: Literal["copy", "cut", "paste"] = described("Which.", unit="word", privacy=Privacy.ACTION)
    target: Target = described("Where.", unit="target", privacy=Privacy.ACTION)


class File(Action):
    """Files were given to the page; never their names or contents."""

    why: ClassVar[str] = "Uploads are steps of many tasks."

    kind: Literal["file"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    by: Literal["chooser", "drop"] = described(
        "Picked in the browser's window, or dropped on the page.",
        unit="word",
        privacy=Privacy.ACTION,
    )
    files: Length = described("How many, as a range.", unit="range", privacy=Privacy.ACTION)
    target: Target = described("Where.", unit="target", privacy=Privacy.ACTION)


class Dialog(Action):
    """A dialog that the page draws was opened or closed."""

    why: ClassVar[str] = "A dialog changes what can be done next, also when nobody asked for it."

    kind: Literal["dialog"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    change: Literal["opened", "closed"] = described("Which.", unit="word", privacy=Privacy.ACTION)
    by: Literal["pointer", "keyboard", "script"] = described(
        "What the person had done just before; script: nothing.",
        unit="word",
        privacy=Privacy.ACTION,
    )
    modal: bool = described(
        "Whether the page behind it is out of reach, as the page says.",
        unit="yes or no",
        privacy=Privacy.ACTION,
    )
    target: Target = described(
        "The dialog, as it was when it was opened.", unit="target", privacy=Privacy.ACTION
    )
