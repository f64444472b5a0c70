"""What an installation consists of on a device: the files of the configuration directory.

They belong to the administrator. The host reads its policy from here and from nowhere else.
"""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

from native_host.errors import FormatError, PolicyError, RightsError
from native_host.machine import (
    check_administered,
    config_directory,
    read_file,
    user_config_directory,
)
from native_host.policy import SignedPolicy, read_policy
from native_host.vault.keys import PublicSigningKey, parse_key

POLICY_FILE = "policy.signed"
POLICY_KEY_FILE = "policy-key.json"
TOKEN_FILE = "collector.token"  # noqa: S105  # a file name
HOST_NAME = "com.workglass.host"


def find_config() -> Path:
    """Return the user's own installation if there is one, else the machine's."""
    user = user_config_directory()
    return user if (user / POLICY_FILE).exists() else config_directory()


def read_trusted_key(path: Path) -> bytes:
    """Return the key that policies must be signed with.

    Raises:
        MissingError: there is no such file.
        PolicyError: it is not the public half of a policy key.
    """
    try:
        key = parse_key(read_file(path, "policy key").decode("utf-8", "replace"))
    except FormatError as error:
        raise PolicyError(f"{path.name} is not usable as the policy key: {error}") from None
    if not isinstance(key, PublicSigningKey):
        raise PolicyError(
            f"{path.name} holds a key of another kind; install the public half of the policy key."
        )
    return b64decode(key.public_key)


def read_installed_policy(config: Path) -> SignedPolicy:
    """Return the policy in force on this device.

    Raises:
        MissingError: policy or policy key are not installed.
        PolicyError: the policy is not valid, or others than the administrator can change it.
    """
    try:
        for name in (POLICY_KEY_FILE, POLICY_FILE):
            check_administered(config / name)
    except RightsError as error:
        raise PolicyError(str(error)) from None
    trusted = read_trusted_key(config / POLICY_KEY_FILE)
    data = read_file(config / POLICY_FILE, "policy")
    try:
        return read_policy(data.decode("utf-8"), trusted)
    except UnicodeDecodeError:
        raise PolicyError("The policy is not UTF-8 text; sign it again.") from None


def stamp_policy(config: Path) -> tuple[tuple[int, int, int], ...]:
    """Return what changes when policy or policy key are replaced; a missing file counts as well."""
    stamps = []
    for name in (POLICY_KEY_FILE, POLICY_FILE):
        try:
            info = (config / name).stat()
            stamps.append((info.st_mtime_ns, info.st_ino, info.st_size))
        except OSError:
            stamps.append((0, 0, 0))
    return tuple(stamps)


def read_token(config: Path) -> str:
    """Return the collector's token.

    Raises:
        MissingError: it is not installed.
    """
    return read_file(config / TOKEN_FILE, "collector token").decode("ascii", "replace").strip()
