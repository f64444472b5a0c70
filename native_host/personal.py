"""A key of the person's own: with it he opens his own recordings, and nobody else's.

Only the public half ever lies on the device. Where the policy allows one it becomes a recipient
group of every segment; where it does not, the file is passed over.
"""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

from native_host.errors import FormatError, PolicyError, StoreError
from native_host.machine import read_file, write_private
from native_host.policy import Policy, SignedPolicy
from native_host.vault.keys import (
    PublicRecipientKey,
    PublicSigningKey,
    parse_key,
    serialize_key,
    suite_of,
)
from native_host.vault.sealing import Recipient, check_recipient

FILE = "personal-key.json"


class PersonalKey:
    """The key as the file says it now; looked at again whenever it is asked for."""

    def __init__(self, policy: SignedPolicy, directory: Path) -> None:
        """Remember where to look.

        Args:
            policy: the policy in force.
            directory: the person's own configuration directory.
        """
        self._policy = policy.policy
        self._path = directory / FILE
        self._stamp: tuple[int, int, int] | None = None
        self._found: Recipient | None = None

    def find(self) -> Recipient | None:
        """Return the key, if there is one and the policy allows it.

        Raises:
            PolicyError: there is a file that cannot be used as one.
        """
        if not self._policy.personal_recipient:
            return None
        try:
            info = self._path.stat()
        except (FileNotFoundError, NotADirectoryError):
            self._stamp = self._found = None
            return None
        except OSError as error:
            raise PolicyError(
                f"The personal key {self._path} cannot be read ({error.strerror})."
            ) from None
        stamp = (info.st_mtime_ns, info.st_ino, info.st_size)
        if stamp != self._stamp:
            self._found = read_own(self._policy, self._path)
            self._stamp = stamp
        return self._found


def read_own(policy: Policy, path: Path) -> Recipient:
    """Return the key in a file that is in place.

    Raises:
        PolicyError: it cannot be used.
    """
    try:
        key = check_key(policy, read_file(path, "personal key").decode("utf-8", "replace"))
    except FormatError as error:
        raise PolicyError(f"{path} is not usable as a personal key: {error}") from None
    return Recipient(bytes.fromhex(key.key_id), b64decode(key.public_key))


def check_key(policy: Policy, text: str) -> PublicRecipientKey:
    """Return what a key file holds, if it can be the person's own key.

    Raises:
        FormatError: it cannot; the sentence says why and never repeats what the file holds.
    """
    key = parse_key(text)
    if isinstance(key, PublicSigningKey):
        raise FormatError("It is a key for policies; a recipient key is needed.")
    if not isinstance(key, PublicRecipientKey):
        raise FormatError(
            "It holds the private half of a key, which must never be on this computer: take the "
            "public half, the file that ends in .pub."
        )
    suite = policy.recipients[0].members[0].suite
    if key.suite != suite:
        raise FormatError(
            f"It is a key of suite {key.suite}, and everything is sealed with suite {suite}."
        )
    if key.key_id in policy.revoked_keys:
        raise FormatError("Your organisation has revoked this key.")
    if any(key.key_id == member.key_id for group in policy.recipients for member in group.members):
        raise FormatError(
            "It is a key of your organisation, which opens the recordings of others as well."
        )
    check_recipient(suite_of(suite), b64decode(key.public_key))
    return key


def import_key(policy: Policy, text: str, directory: Path) -> None:
    """Put a key in place; whatever is sealed from now on is sealed to it as well.

    Raises:
        PolicyError: the policy allows none.
        FormatError: it cannot be used.
        StoreError: it cannot be written.
    """
    if not policy.personal_recipient:
        raise PolicyError("Your organisation's policy does not allow a key of your own.")
    key = check_key(policy, text)
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(f"{directory} cannot be made ({error.strerror}).") from None
    write_private(directory / FILE, serialize_key(key).encode())


def remove_key(directory: Path) -> None:
    """Take the key away; what was sealed to it before stays so.

    Raises:
        StoreError: it cannot be removed.
    """
    try:
        (directory / FILE).unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{directory / FILE} cannot be removed ({error.strerror}).") from None
