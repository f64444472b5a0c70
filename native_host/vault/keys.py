"""Key files (FORMAT.md, section 10): JSON, one key each, the private half as its 32-byte seed.

Pure: text in, values out, and back.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from native_host import primitives
from native_host.errors import FormatError
from native_host.fields import Record
from native_host.policy import SUITE_NAMES, Member
from native_host.primitives import Suite

_Base64 = Annotated[
    str,
    Field(pattern=r"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$", max_length=2000),
]
_Bytes32 = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{43}=$")]
_KeyId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class RecipientKey(Record):
    """A key that opens what is recorded; kept by reviewers, never on a recording device."""

    workglass_key: Literal[1]
    kind: Literal["recipient"]
    suite: Literal["x-wing", "p-256"]
    key_id: _KeyId
    seed: _Bytes32
    public_key: _Base64

    def member(self) -> Member:
        """Return the public half, as a policy names it."""
        return Member(key_id=self.key_id, suite=self.suite, public_key=self.public_key)


class SigningKey(Record):
    """A key that signs policies; kept by the organisation."""

    workglass_key: Literal[1]
    kind: Literal["policy"]
    seed: _Bytes32
    public_key: _Bytes32


class PublicSigningKey(Record):
    """The public half of a policy key; fixed on every device at install."""

    workglass_key: Literal[1]
    kind: Literal["policy-public"]
    public_key: _Bytes32


class PublicRecipientKey(Record):
    """The public half of a recipient key, to put into a policy."""

    workglass_key: Literal[1]
    kind: Literal["recipient-public"]
    suite: Literal["x-wing", "p-256"]
    key_id: _KeyId
    public_key: _Base64


Key = Annotated[
    RecipientKey | SigningKey | PublicSigningKey | PublicRecipientKey, Field(discriminator="kind")
]
_ADAPTER: TypeAdapter[Key] = TypeAdapter(Key)


def make_recipient_key(seed: bytes, suite_name: Literal["x-wing", "p-256"]) -> RecipientKey:
    """Return the key of a 32-byte seed."""
    public = primitives.public_recipient_key(suite_of(suite_name), seed)
    return RecipientKey(
        workglass_key=1,
        kind="recipient",
        suite=suite_name,
        key_id=primitives.hash_bytes(public)[:8].hex(),
        seed=b64encode(seed).decode(),
        public_key=b64encode(public).decode(),
    )


def make_signing_key(seed: bytes) -> SigningKey:
    """Return the policy key of a 32-byte seed."""
    public = primitives.public_signing_key(seed)
    return SigningKey(
        workglass_key=1,
        kind="policy",
        seed=b64encode(seed).decode(),
        public_key=b64encode(public).decode(),
    )


def public_half(key: RecipientKey | SigningKey) -> PublicRecipientKey | PublicSigningKey:
    """Return what may be given to anybody."""
    if isinstance(key, SigningKey):
        return PublicSigningKey(workglass_key=1, kind="policy-public", public_key=key.public_key)
    return PublicRecipientKey(
        workglass_key=1,
        kind="recipient-public",
        suite=key.suite,
        key_id=key.key_id,
        public_key=key.public_key,
    )


def parse_key(text: str) -> Key:
    """Read a key file.

    Raises:
        FormatError: it is no key file. The sentence never repeats what the file holds.
    """
    try:
        key = _ADAPTER.validate_json(text)
    except ValidationError:
        raise FormatError("It is not a Workglass key file.") from None
    if isinstance(key, RecipientKey | PublicRecipientKey):
        public = b64decode(key.public_key)
        if len(public) != primitives.PUBLIC_KEY_BYTES[suite_of(key.suite)]:
            raise FormatError("It is a key file, but its public key has the wrong length.")
        if primitives.hash_bytes(public)[:8].hex() != key.key_id:
            raise FormatError("It is a key file, but its key id is not that of its public key.")
    return key


def serialize_key(key: Key) -> str:
    """Return the text of a key file."""
    return key.model_dump_json(indent=2) + "\n"


def suite_of(name: str) -> Suite:
    """Return the suite that a key or policy calls by this name."""
    return SUITE_NAMES[name]
