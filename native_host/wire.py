"""Messages between extension and host, and between host and collector.

PROTOCOL.md tells the order of the messages and shows one example of each. No message has
defaults; the first one on each link carries the protocol version.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypeAliasType

from native_host.elements import HEX32, UUID7
from native_host.events import ControlRecord, PageRecord
from native_host.fields import MAX_SAFE_INTEGER, Record
from native_host.observations import Screenshot, StepView

PROTOCOL = 2
UPLINK_PROTOCOL = "workglass-uplink-1"
HEX64 = r"^[0-9a-f]{64}$"


class Code(StrEnum):
    """Reasons for a refusal. Values never change their meaning; new ones are appended."""

    PROTOCOL_VERSION = "protocol-version"
    POLICY_MISSING = "policy-missing"
    POLICY_INVALID = "policy-invalid"
    POLICY_DIFFERS = "policy-differs"
    POLICY_OLD = "policy-old"
    STORE_UNWRITABLE = "store-unwritable"
    BUSY = "busy"
    MALFORMED_FRAME = "malformed-frame"
    UNEXPECTED_MESSAGE = "unexpected-message"
    INVALID_RECORD = "invalid-record"
    OFF_ALLOWLIST = "off-allowlist"
    TOO_LARGE = "too-large"
    NOTICE_MISSING = "notice-missing"
    OVER_QUOTA = "over-quota"
    ON_HOLD = "on-hold"
    SECOND_NET = "second-net"
    DETECTOR_ERROR = "detector-error"
    DETECTOR_SLOW = "detector-slow"


class Witness(Record):
    """How far a store file had come when a record was acknowledged."""

    chain: str = Field(pattern=HEX32, description="Random number of the store file.")
    segment: int = Field(ge=0, le=2**32 - 1, description="Segment of it.")
    records: int = Field(ge=1, le=65_536, description="Records of that segment.")
    head: str = Field(pattern=HEX64, description="Head of its hash chain after the last of them.")


class Hello(Record):
    """First message of the extension on a new port."""

    type: Literal["hello"]
    protocol: int = Field(description="Version of this protocol.")
    extension_version: str = Field(max_length=40, description="Version of the extension.")
    profile: str = Field(pattern=HEX32, description="Random number of this browser profile.")
    session: str = Field(pattern=UUID7, description="Session whose records follow.")
    policy_digest: str = Field(
        pattern=HEX64, description="SHA-256 of the policy document the extension works by."
    )
    policy_version: int = Field(ge=0, le=2**32 - 1, description="Version of that policy.")
    notice_version: int = Field(
        ge=0, le=2**32 - 1, description="Version of the notice acknowledged; 0: none."
    )
    acknowledged: int = Field(
        ge=0, le=MAX_SAFE_INTEGER, description="Last number of the session that was acknowledged."
    )
    witness: Witness | None = Field(
        description="The last one the browser was given, also by an earlier host; null: none."
    )


class Forget(Record):
    """The only message of a port of its own: shred what was sealed in the last minutes."""

    type: Literal["forget"]
    protocol: int = Field(description="Version of this protocol.")
    minutes: int = Field(ge=1, le=1440, description="How many minutes back.")


class AskAccess(Record):
    """The only message of a port of its own: who has opened recordings of this device?"""

    type: Literal["ask-access"]
    protocol: int = Field(description="Version of this protocol.")


class AskKey(Record):
    """The only message of a port of its own: is there a key of the person's own?"""

    type: Literal["ask-key"]
    protocol: int = Field(description="Version of this protocol.")


class SetKey(Record):
    """The only message of a port of its own: seal to this key of the person's own from now on."""

    type: Literal["set-key"]
    protocol: int = Field(description="Version of this protocol.")
    key: str | None = Field(
        max_length=10_000, description="Text of the public key's file; null: to none any more."
    )


class OwnKey(Record):
    """The host's answer to ask-key and set-key: how it is now."""

    type: Literal["own-key"]
    key_id: str | None = Field(
        pattern=r"^[0-9a-f]{16}$",
        description="First 8 bytes of the SHA-256 of the key that is sealed to; null: none.",
    )
    since_ms: int | None = Field(
        ge=0, le=MAX_SAFE_INTEGER, description="Since when it is in place, ms since 1970, UTC."
    )
    fault: str | None = Field(
        max_length=1000, description="Why the key in place cannot be used; null: it can."
    )


class Shredded(Record):
    """The host's answer to forget: what was shredded, in counts."""

    type: Literal["shredded"]
    segments: int = Field(ge=0, description="Segments that are gone.")
    events: int = Field(ge=0, description="Records in them without a picture.")
    screenshots: int = Field(ge=0, description="Pictures in them.")
    earlier_minutes: int = Field(
        ge=0, description="How many minutes before the span went as well; a segment goes whole."
    )
    at_collector: int = Field(
        ge=0, description="How many of these segments the collector has; there they stay."
    )
    complete: bool = Field(description="Whether all of the span is gone.")


class Access(Record):
    """Somebody has opened recordings of this device, and has signed for it."""

    wall_ms: int = Field(ge=0, le=MAX_SAFE_INTEGER, description="When, ms since 1970, UTC.")
    reader: str = Field(max_length=200, description="Who, in the organisation's words.")
    command: Literal["list", "show", "export", "verify"] = Field(description="What was done.")
    reason: str = Field(max_length=500, description="Why, in the reader's words.")
    first_minute: int = Field(ge=0, description="Recordings from this minute since 1970 on.")
    last_minute: int = Field(ge=0, description="Up to this minute.")
    segments: int = Field(ge=0, description="How many segments were opened.")
    key: str = Field(max_length=16, description="First 8 bytes of the SHA-256 of the signing key.")


class AccessList(Record):
    """The host's answer to ask-access."""

    type: Literal["access-list"]
    entries: list[Access] = Field(max_length=500, description="The newest, in order of time.")
    earlier: int = Field(ge=0, description="How many older ones there are beside.")
    faults: list[str] = Field(
        max_length=20, description="What is wrong with entries that are not believed."
    )


class EventMessage(Record):
    """One record without a picture."""

    type: Literal["event"]
    event: Annotated[PageRecord | StepView | ControlRecord, Field(discriminator="kind")]


class ScreenshotMessage(Record):
    """One record with its picture."""

    type: Literal["screenshot"]
    event: Screenshot
    image: str = Field(max_length=8_000_000, description="The masked JPEG, base64.")


class Welcome(Record):
    """The host's answer to a hello it accepts."""

    type: Literal["welcome"]
    protocol: int = Field(description="Version of this protocol.")
    host_version: str = Field(max_length=40, description="Version of the host.")
    policy_version: int = Field(ge=1, description="Version of the host's own policy.")
    last_seq: int = Field(
        ge=0, le=MAX_SAFE_INTEGER, description="Last number of the session that is stored."
    )
    credit: int = Field(ge=1, le=100_000, description="Records that may be under way at once.")


class Ack(Record):
    """Everything up to this number is on disk."""

    type: Literal["ack"]
    session: str = Field(pattern=UUID7, description="Session the number belongs to.")
    seq: int = Field(ge=0, le=MAX_SAFE_INTEGER, description="Last number that is on disk.")
    witness: Witness | None = Field(
        description="How far the store file has come, for the browser to remember."
    )


class Refusal(Record):
    """The host refuses; nothing is recorded until the cause is gone."""

    type: Literal["refusal"]
    code: Code = Field(description="Cause, for programs.")
    sentence: str = Field(max_length=1000, description="Cause and remedy, for people.")


ToHost = TypeAliasType(
    "ToHost",
    Annotated[
        Hello | EventMessage | ScreenshotMessage | Forget | AskAccess | AskKey | SetKey,
        Field(discriminator="type"),
    ],
)
ToExtension = TypeAliasType(
    "ToExtension",
    Annotated[
        Welcome | Ack | Refusal | Shredded | AccessList | OwnKey, Field(discriminator="type")
    ],
)


class ChainId(Record):
    """One store file of one device."""

    device: str = Field(pattern=HEX32, description="Random number of the device.")
    chain: str = Field(pattern=HEX32, description="Random number of the store file.")


class Offer(ChainId):
    """The host asks where to go on with a chain."""

    type: Literal["offer"]


class Resume(ChainId):
    """The collector answers an offer: it holds every segment below this one."""

    type: Literal["resume"]
    next_segment: int = Field(ge=0, le=2**32 - 1, description="First segment it does not hold.")


class SegmentHead(ChainId):
    """Head of a binary message; the sealed segment follows it."""

    type: Literal["segment"]
    segment: int = Field(ge=0, le=2**32 - 1, description="Number in the chain.")
    size: int = Field(ge=1, le=64 * 2**20, description="Bytes that follow.")
    sha256: str = Field(pattern=HEX64, description="SHA-256 of these bytes.")


class Stored(ChainId):
    """Everything of the chain up to this segment is on the collector's disk."""

    type: Literal["stored"]
    segment: int = Field(ge=0, le=2**32 - 1, description="Last segment, none missing before it.")


class UplinkRefusal(Record):
    """The collector refuses; the host keeps what it has."""

    type: Literal["uplink-refusal"]
    code: Literal["bad-message", "bad-segment", "out-of-order", "conflict", "store-unwritable"]
    sentence: str = Field(max_length=1000, description="Cause and remedy, for people.")


ToCollector = TypeAliasType(
    "ToCollector", Annotated[Offer | SegmentHead, Field(discriminator="type")]
)
FromCollector = TypeAliasType(
    "FromCollector", Annotated[Resume | Stored | UplinkRefusal, Field(discriminator="type")]
)
