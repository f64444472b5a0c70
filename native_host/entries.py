"""What a person does with keys, fields and forms. Never what was typed."""

from __future__ import annotations

from typing import ClassVar, Literal

from native_host.elements import Action, Target
from native_host.fields import Privacy, described

Length = Literal["0", "1", "2-3", "4-7", "8-15", "16-31", "32-63", "64+"]
# From the most private class to the least.
FieldClass = Literal[
    "secret", "payment", "government-id", "identity", "contact", "free-text", "generic"
]
# Of these nothing is recorded but that something was entered.
CLOSED_CLASSES = ("secret", "payment", "government-id")
# What is written into fields of these classes is never recorded, whatever the policy says.
BARRED_CLASSES = (*CLOSED_CLASSES, "identity")


class Key(Action):
    """A key or combination of keys that is no text."""

    why: ClassVar[str] = "Much work is done by shortcuts and arrow keys, and clicks do not show it."

    kind: Literal["key"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    key: str = described(
        "Name of the key, such as Escape or F2; a letter, digit or sign only together with Ctrl, "
        "Meta or Alt. Keys that write, also with AltGr or an input method, are not recorded; in "
        "fields for secrets, payments and numbers of documents only Tab and Enter are.",
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
    """Something was written into a field, from the first change to the end; not what.

    The text itself is recorded only where the signed policy names the very field.
    """

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
        "pin-pad",
        "signature",
        "other",
    ] = described(
        "What sort of control, as its maker declared it; pin-pad: buttons with digits that are "
        "pressed one after the other; signature: an area that is drawn on.",
        unit="word",
        privacy=Privacy.ACTION,
    )
    field_class: FieldClass = described(
        "How private the field is, by type, autocomplete, wording around it, shape and history; "
        "what it holds is not looked at. A field that cannot be judged is a secret.",
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
            "entered",
        ]
    ] = described(
        "Kinds of change, each once, in the order of their first time. For secrets, payments and "
        "numbers of documents only `entered`.",
        unit="list of words",
        privacy=Privacy.ACTION,
        max_length=9,
    )
    inserted: Length | None = described(
        "How many characters were written, as a range. Null for secrets, payments and numbers of "
        "documents, and where it cannot be known.",
        unit="range",
        privacy=Privacy.ACTION,
    )
    length: Length | None = described(
        "How many characters the field held at the end, as a range. Null as for `inserted`.",
        unit="range",
        privacy=Privacy.ACTION,
    )
    duration_ms: int | None = described(
        "From the first change to the last, rounded up to whole seconds; null as for `inserted`.",
        unit="ms",
        privacy=Privacy.TIME,
        ge=0,
        le=86_400_000,
    )
    text: str | None = described(
        "What the field held at the end, word for word. Null unless the signed policy names the "
        "field (`verbatim`); never of secrets, payments, numbers of documents or personal details.",
        unit="text",
        privacy=Privacy.TEXT,
        max_length=1000,
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
