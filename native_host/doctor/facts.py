"""What the doctor looks at, as data: nothing here knows how it was found out. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Packaging = Literal["deb", "rpm", "files", "snap", "flatpak"]
Step = Literal["proxy", "connection", "certificate", "answer", "untried"]
Family = Literal["chromium", "firefox"]
WRITABLE_BY_OTHERS = 0o022
READABLE_BY_ALL = 0o004
PRIVATE = 0o077


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or directory, without what it holds.

    Attributes:
        path: what it is called on the device.
        owner: number of the user it belongs to.
        mode: its rights.
        kind: what it is.
        size: bytes.
        changed: when it was written last, seconds since 1970.
    """

    path: str
    owner: int
    mode: int
    kind: Literal["file", "directory", "link", "other"]
    size: int = 0
    changed: float = 0.0

    def is_safe(self, owners: Sequence[int]) -> bool:
        """Say whether nobody but these users can change it."""
        return self.owner in owners and not self.mode & WRITABLE_BY_OTHERS


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file with what it holds; None where it cannot be read."""

    entry: Entry
    text: str | None

    @property
    def path(self) -> str:
        """What it is called on the device."""
        return self.entry.path


@dataclass(frozen=True, slots=True)
class Manifest:
    """A native-messaging manifest, its directory, and the program that it names.

    Attributes:
        file: the manifest.
        directory: where it lies.
        launcher: the program; None: it is not there.
        launcher_directory: where that lies.
        leads_to: the program's path, links followed.
    """

    file: TextFile
    directory: Entry
    launcher: TextFile | None
    launcher_directory: Entry | None
    leads_to: str = ""


@dataclass(frozen=True, slots=True)
class Installed:
    """One way in which a browser is on this computer."""

    packaging: Packaging
    path: str
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A browser profile of the person."""

    path: str
    developer_mode: bool
    versions: Mapping[str, Sequence[str]]  # of extensions, by id


@dataclass(frozen=True, slots=True)
class Switch:
    """A command-line switch of a browser, and where it stands."""

    place: str
    switch: str


@dataclass(frozen=True, slots=True)
class Browser:
    """One kind of browser, with everything on this computer that is about it."""

    name: str
    title: str
    family: Family
    installed: Sequence[Installed] = ()
    policy_files: Sequence[TextFile] = ()
    policy_directory: Entry | None = None
    policy_place: str = ""
    cloud: bool = False
    machine_manifest: Manifest | None = None
    user_manifest: Manifest | None = None
    manifest_place: str = ""
    profiles: Sequence[Profile] = ()
    switches: Sequence[Switch] = ()

    def can_start_host(self) -> bool:
        """Say whether one of its installations is not shut off from the system."""
        return any(each.packaging not in ("snap", "flatpak") for each in self.installed)


@dataclass(frozen=True, slots=True)
class Setup:
    """The configuration directory of the host, and who may write what.

    Attributes:
        config: its path.
        for_machine: whether it is the machine's and not the person's own.
        administrator: number of the user who alone may change what is the machine's.
        person: number of the user who examines, and works here.
    """

    config: str
    for_machine: bool
    administrator: int
    person: int
    directory: Entry | None = None
    policy: TextFile | None = None
    policy_key: TextFile | None = None
    token: TextFile | None = None
    versions: Sequence[str] = ()  # directories of versions

    def owners(self, *, machine: bool) -> tuple[int, ...]:
        """Return who may own a file of the machine, or of the person."""
        return (self.administrator,) if machine else (self.administrator, self.person)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the host said when it was started as a browser starts it.

    Attributes:
        program: what was started.
        tried: false where its interpreter is not on this computer.
        failure: why it could not be started, or how it ended.
        message: what it answered; None: nothing.
        version: what it says of itself; None: nothing.
        protocol: likewise.
    """

    program: str
    tried: bool = True
    failure: str | None = None
    message: Mapping[str, object] | None = None
    version: str | None = None
    protocol: int | None = None


@dataclass(frozen=True, slots=True)
class Store:
    """The store directory of the person.

    Attributes:
        path: where it is.
        entry: the directory; None: there is none.
        files: what lies in it.
        write_fault: why nothing can be written there.
        device: the device file.
        damaged: a sentence for each store file that cannot be read.
        seen_version: highest policy version that was in force here; 0: none.
        refusal: the sentence with which the host refused last.
        parked: what is not sent any more, and why.
    """

    path: str
    entry: Entry | None = None
    files: Sequence[Entry] = ()
    write_fault: str | None = None
    device: TextFile | None = None
    damaged: Sequence[str] = ()
    seen_version: int = 0
    refusal: str | None = None
    parked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Disk:
    """The file system of the store."""

    free: int
    total: int


@dataclass(frozen=True, slots=True)
class Contact:
    """How far a connection to the collector came.

    Attributes:
        url: where to.
        step: what did not work; None: everything did.
        reason: why.
        proxy: the proxy on the way, without a password.
        status: HTTP status of the answer.
        date: the collector's clock, seconds since 1970.
        here: this computer's clock at the same moment.
        certificate_ends: when its certificate ends, seconds since 1970.
    """

    url: str
    step: Step | None = None
    reason: str = ""
    proxy: str | None = None
    status: int | None = None
    date: float | None = None
    here: float = 0.0
    certificate_ends: float | None = None
