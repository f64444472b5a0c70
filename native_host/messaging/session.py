"""What the host answers and keeps. Pure: frames in, outputs out; clocks come in as arguments.

Rule: a record is kept only after a hello whose policy equals the host's own, only if the host's
own policy allows its page, and only under the next number of its session. What the extension
claims about its policy is compared, never used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Literal

import pybase64
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from native_host import __version__
from native_host.controls import Refused, SessionEnd, StoreLost
from native_host.elements import Place
from native_host.errors import (
    BusyError,
    DataError,
    FrameError,
    MissingPolicyError,
    PolicyError,
    ProtocolError,
    ReplacedPolicyError,
    WorkglassError,
)
from native_host.messaging.bounds import Bounds
from native_host.messaging.net import Fault, SecondNet
from native_host.policy import SignedPolicy
from native_host.vault.batching import Entry
from native_host.vault.layout import RecordKind
from native_host.wire import (
    PROTOCOL,
    Ack,
    Code,
    EventMessage,
    Hello,
    Refusal,
    ScreenshotMessage,
    Welcome,
    Witness,
)

CREDIT = 256
MAX_EVENT_BYTES = 65_536
# Questions have a port of their own and never come here.
_TO_HOST: TypeAdapter[Hello | EventMessage | ScreenshotMessage] = TypeAdapter(
    Annotated[Hello | EventMessage | ScreenshotMessage, Field(discriminator="type")]
)
# Without the adapter's own handling of options, which takes as long as sealing a record.
_validate_json = _TO_HOST.validator.validate_json
_Fault = Literal["invalid-record", "off-allowlist", "too-large", "over-quota"] | Fault
_EVENTS = RecordKind.EVENTS  # asking an enumeration for a member takes time
_JPEG_MARK = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class Reply:
    """Send a message to the extension."""

    message: Welcome | Ack | Refusal


@dataclass(frozen=True, slots=True)
class Open:
    """Look up what the store knows of this profile's sessions, then call `opened`."""

    hello: Hello


@dataclass(frozen=True, slots=True)
class EndSession:
    """Note in the store that the session said goodbye."""

    session: str


@dataclass(frozen=True, slots=True)
class Stop:
    """Flush, then end the process with this error."""

    error: WorkglassError


# An entry: hand it to the recorder, then call `stored` once it is durable.
Output = Entry | Reply | Open | EndSession | Stop


class _Peek(BaseModel):
    """As much of a message that breaks the rules as is needed to refuse it by number."""

    class Numbers(BaseModel):
        session: str
        seq: int

    type: str
    protocol: int | None = None
    event: Numbers | None = None


class HostSession:
    """The host's side of one port."""

    def __init__(
        self, policy: SignedPolicy | PolicyError, highest_version: int, net: SecondNet
    ) -> None:
        """Begin with no session.

        Args:
            policy: the host's own policy, or why there is none.
            highest_version: the highest policy version this device has worked by before.
            net: looks at every record before it is kept.
        """
        self._policy = policy
        self._highest_version = highest_version
        self._session: str | None = None
        self._last_seq = 0  # last number taken
        self._stored_seq = 0  # last number on disk
        self._witness: Witness | None = None
        self._room_for_pictures = True
        self._bounds = Bounds(policy)
        self._net = net

    def receive(self, frame: bytes, now_ms: int) -> list[Output]:
        """Take one message of the extension."""
        try:
            message = _validate_json(frame)
        except ValidationError as error:
            return self._refuse_invalid(frame, error, now_ms)
        # By its tag: isinstance() of a model takes as long as sealing one.
        if message.type == "hello":
            return self._greet(message)
        if self._session is None:
            return _stop(Code.UNEXPECTED_MESSAGE, "The first message must be a hello.", DataError)
        return self._take(message, len(frame), now_ms)

    def opened(self, hello: Hello, last_seq: int, now_ms: int) -> list[Output]:
        """Go on after `Open`: the store holds this session up to `last_seq`.

        What was acknowledged and is not there cannot be sent again: it is on record as lost, and
        the session goes on behind it.
        """
        if isinstance(self._policy, PolicyError):
            raise AssertionError("a session was opened without a policy")
        outputs: list[Output] = []
        if hello.acknowledged > last_seq:
            outputs.append(_keep_lost(hello.session, last_seq + 1, hello.acknowledged, now_ms))
            last_seq = hello.acknowledged
        self._session, self._last_seq, self._stored_seq = hello.session, last_seq, last_seq
        return [
            *outputs,
            Reply(
                Welcome(
                    type="welcome",
                    protocol=PROTOCOL,
                    host_version=__version__,
                    policy_version=self._policy.policy.version,
                    last_seq=last_seq,
                    credit=CREDIT,
                )
            ),
        ]

    def stored(self, entries: Sequence[Entry], witness: Witness | None) -> list[Output]:
        """Acknowledge what is durable now.

        Args:
            entries: what was stored.
            witness: how far the store file has come.
        """
        self._witness = witness
        for entry in reversed(entries):  # numbers of a session only grow
            if entry.seq and entry.session == self._session:
                self._stored_seq = entry.seq
                return [self._acknowledge(entry.session)]
        return []

    def _acknowledge(self, session: str) -> Reply:
        return Reply(Ack(type="ack", session=session, seq=self._stored_seq, witness=self._witness))

    def set_room(self, *, for_pictures: bool) -> None:
        """Say whether the store has room for pictures; they give way before events do."""
        self._room_for_pictures = for_pictures

    def _greet(self, hello: Hello) -> list[Output]:
        if hello.protocol != PROTOCOL:
            return self._refuse_version(hello.protocol)
        if self._session is not None:
            return _stop(Code.UNEXPECTED_MESSAGE, "A port takes one hello only.", DataError)
        if isinstance(self._policy, PolicyError):
            missing = isinstance(self._policy, MissingPolicyError)
            code = Code.POLICY_MISSING if missing else Code.POLICY_INVALID
            return _stop(code, str(self._policy), PolicyError)
        refused = self._compare_policies(hello, self._policy)
        if refused is not None:
            return refused
        if hello.notice_version != self._policy.policy.notice.version:
            return _stop(
                Code.NOTICE_MISSING,
                "The notice of the policy in force was not acknowledged; open it from the toolbar.",
                PolicyError,
            )
        return [Open(hello)]

    def _compare_policies(self, hello: Hello, policy: SignedPolicy) -> list[Output] | None:
        own = policy.policy.version
        if own < self._highest_version:
            return _stop(
                Code.POLICY_OLD,
                f"The host's policy file has version {own}, but version {self._highest_version} "
                "was in force before; install the newer policy again.",
                PolicyError,
            )
        if hello.policy_digest != policy.digest.hex():
            behind = "host" if own < hello.policy_version else "browser"
            if own == hello.policy_version:
                behind = "one side (both claim the same version)"
            return _stop(
                Code.POLICY_DIFFERS,
                f"Browser and host have different policies (versions {hello.policy_version} and "
                f"{own}): the {behind} is behind; roll the same policy out to both.",
                PolicyError,
            )
        if policy.policy.hold:
            return _stop(
                Code.ON_HOLD,
                "Your organisation has stopped all recording until further notice.",
                PolicyError,
            )
        return None

    def _take(
        self, message: EventMessage | ScreenshotMessage, size: int, now_ms: int
    ) -> list[Output]:
        event, seq = message.event, message.event.seq
        if event.session != self._session:
            return _stop(Code.UNEXPECTED_MESSAGE, "A record belongs to another session.", DataError)
        if seq != self._last_seq + 1:
            return self._acknowledge_again() if seq <= self._last_seq else self._stop_at_hole()
        kind, image = _EVENTS, b""
        if message.type == "screenshot":
            kind, image = RecordKind.SCREENSHOT, _decode_image(message)
        fault = self._find_fault(message, size, image)
        if fault is not None:
            return self._refuse(seq, fault, now_ms)
        self._last_seq = seq
        # Written out anew from the model: bytes of the frame that the model does not know, such
        # as a repeated key, cannot reach the store.
        data = event.__pydantic_serializer__.to_json(event)
        entry = Entry(kind, event.session, seq, data, image)
        return [entry, EndSession(event.session)] if event.__class__ is SessionEnd else [entry]

    def _find_fault(
        self, message: EventMessage | ScreenshotMessage, size: int, image: bytes
    ) -> _Fault | None:
        event = message.event
        place: Place | None = event.__dict__.get("place")
        if place is not None:
            fault = None if self._net.knows(place) else self._find_fault_of(place, event)
            if fault is not None:
                return fault
            if self._bounds.exceeded_by(event):
                return "invalid-record"
        if message.type == "screenshot":
            if not image:
                return "invalid-record"
            if not self._room_for_pictures:
                return "over-quota"
        elif size > MAX_EVENT_BYTES:
            return "too-large"
        return self._net.find_fault(event, self._bounds.level_of)

    def _find_fault_of(self, place: Place, event: BaseModel) -> _Fault | None:
        """Look at a place that was not met lately: most records are of a few pages."""
        if not self._bounds.allow(place):
            self._net.count("off-allowlist")
            return "off-allowlist"
        fault = self._net.find_fault(place, lambda _: self._bounds.level_of(event))
        if fault is None:
            self._net.know(place)
        return fault

    def _acknowledge_again(self) -> list[Output]:
        """Answer a number that was sent twice: its first copy counts."""
        if self._session is None or self._stored_seq < 1:
            return []
        return [self._acknowledge(self._session)]

    def _refuse(
        self,
        seq: int,
        code: _Fault,
        now_ms: int,
    ) -> list[Output]:
        """Keep the number and the reason in place of the record."""
        if self._session is None:
            raise AssertionError("a record was refused before a session began")
        self._last_seq = seq
        refused = Refused(
            kind="host",
            what="refused",
            session=self._session,
            wall_ms=now_ms,
            seq=seq,
            code=code,
        )
        data = refused.model_dump_json().encode()
        return [Entry(RecordKind.HOST, self._session, seq, data)]

    def _refuse_invalid(self, frame: bytes, error: ValidationError, now_ms: int) -> list[Output]:
        try:
            peek = _Peek.model_validate_json(frame)
        except ValidationError:
            return _stop(
                Code.MALFORMED_FRAME,
                "A message from the browser is not of the protocol; "
                "update extension and host to the same version.",
                DataError,
            )
        if peek.type == "hello" and peek.protocol not in (None, PROTOCOL):
            return self._refuse_version(peek.protocol or 0)
        if peek.event is None or self._session is None:
            return _stop(
                Code.UNEXPECTED_MESSAGE,
                f"A message from the browser is wrong at {_describe(error)}; "
                "update extension and host to the same version.",
                DataError,
            )
        if peek.event.session == self._session and peek.event.seq == self._last_seq + 1:
            return self._refuse(peek.event.seq, "invalid-record", now_ms)
        return self._stop_at_hole()

    def _refuse_version(self, theirs: int) -> list[Output]:
        behind = "extension" if theirs < PROTOCOL else "host"
        return _stop(
            Code.PROTOCOL_VERSION,
            f"The extension speaks protocol {theirs} and the host {PROTOCOL}; update the {behind}.",
            ProtocolError,
        )

    def _stop_at_hole(self) -> list[Output]:
        return _stop(
            Code.UNEXPECTED_MESSAGE,
            f"A record with a number after {self._last_seq + 1} came first; "
            "the extension will send again what is missing.",
            DataError,
        )


def _keep_lost(session: str, first: int, last: int, now_ms: int) -> Entry:
    lost = StoreLost(
        kind="host", what="store-lost", session=session, wall_ms=now_ms, first=first, last=last
    )
    return Entry(RecordKind.HOST, session, 0, lost.model_dump_json().encode())


def refusal_for(error: WorkglassError) -> Refusal:
    """Return what the extension is told when something outside the protocol stops the host."""
    code = Code.STORE_UNWRITABLE
    if isinstance(error, FrameError):
        code = Code.MALFORMED_FRAME
    elif isinstance(error, BusyError):
        code = Code.BUSY
    elif isinstance(error, ProtocolError):
        code = Code.PROTOCOL_VERSION
    elif isinstance(error, ReplacedPolicyError):
        code = Code.POLICY_DIFFERS
    elif isinstance(error, PolicyError):
        code = Code.POLICY_INVALID
    return Refusal(type="refusal", code=code, sentence=str(error)[:1000])


def _describe(error: ValidationError) -> str:
    """Name the place of the first fault; a field we do not know is not repeated."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] == "extra_forbidden":
        return "a field that is not declared"
    return ".".join(str(part) for part in first["loc"]) or "its start"


def _stop(code: Code, sentence: str, error: type[WorkglassError]) -> list[Output]:
    refusal = Refusal(type="refusal", code=code, sentence=sentence)
    return [Reply(refusal), Stop(error(sentence))]


def _decode_image(message: ScreenshotMessage) -> bytes:
    """Return the JPEG, or nothing if it is not the one that its record describes."""
    try:
        image = pybase64.b64decode(message.image, validate=True)
    except ValueError:
        return b""
    described = message.event
    if len(image) != described.image_bytes or not image.startswith(_JPEG_MARK):
        return b""
    return image if sha256(image).hexdigest() == described.image_sha256 else b""
