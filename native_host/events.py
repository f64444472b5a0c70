"""What is recorded. Nothing that is not declared here can be stored.

The kinds of record are declared beside what they are about: actions, visits to dropdowns,
observations, controls. JSON Schema, the TypeScript types of the extension and the data dictionary
DATA.md are generated from these models (`python -m native_host.wire_types`). No model holds a
person's name, account, a page title, a query value or a fragment.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypeAliasType

from native_host.actions import (
    Click,
    Drag,
    Navigation,
    Path,
    Scroll,
    Selection,
    TabChange,
    Window,
)
from native_host.controls import (
    EndedWithoutGoodbye,
    Forgotten,
    Gap,
    Held,
    NoticeAcknowledged,
    Recovered,
    Refused,
    RolledBack,
    ScreenshotDropped,
    SessionEnd,
    SessionStart,
    StoreLost,
)
from native_host.entries import Clipboard, Dialog, File, Focus, Form, Key, TextEntry
from native_host.observations import Coverage, Outline, Screenshot, StepView
from native_host.visits import Dropdown

ControlRecord = TypeAliasType(
    "ControlRecord",
    Annotated[
        NoticeAcknowledged | SessionStart | SessionEnd | Gap | Forgotten | ScreenshotDropped,
        Field(discriminator="what"),
    ],
)
# What people do in pages, and what else belongs to a page and comes from its content script.
PageRecord = TypeAliasType(
    "PageRecord",
    Annotated[
        Click
        | Dropdown
        | Navigation
        | TabChange
        | Window
        | Scroll
        | Path
        | Drag
        | Selection
        | Key
        | TextEntry
        | Focus
        | Form
        | Clipboard
        | File
        | Dialog
        | Outline
        | Coverage,
        Field(discriminator="kind"),
    ],
)
# What the extension sends one by one.
Event = TypeAliasType(
    "Event",
    Annotated[PageRecord | StepView | Screenshot | ControlRecord, Field(discriminator="kind")],
)
HostMade = TypeAliasType(
    "HostMade",
    Annotated[
        EndedWithoutGoodbye | Refused | StoreLost | Held | Recovered | RolledBack,
        Field(discriminator="what"),
    ],
)
# What a store holds and an export prints, one JSON object each.
Stored = TypeAliasType(
    "Stored",
    Annotated[
        PageRecord | StepView | Screenshot | ControlRecord | HostMade, Field(discriminator="kind")
    ],
)
