"""The policy on this machine, and the moment in which it is replaced. I/O of the host's rules."""

from __future__ import annotations

import asyncio
from pathlib import Path

import orjson

from native_host.errors import (
    MissingError,
    MissingPolicyError,
    PolicyError,
    ReplacedPolicyError,
    StoreError,
)
from native_host.installation import read_installed_policy, stamp_policy
from native_host.machine import FileLock, read_file, write_private
from native_host.policy import SignedPolicy

SEEN_FILE = "seen.json"
LOOK_SECONDS = 0.5


class Rules:
    """The administrator's policy, and the highest version that was ever in force here."""

    def __init__(self, config: Path, store: Path) -> None:
        """Read both.

        Raises:
            StoreError: the highest version cannot be read or kept.
        """
        self._config = config
        self._store = store
        self._stamp = stamp_policy(config)
        self.policy = self._read_policy()
        with FileLock(store / "seen.lock") as lock:
            lock.acquire(wait=True)  # a host of another profile may start at the same moment
            self.highest_version = self._read_highest()
            policy = self.policy
            if isinstance(policy, SignedPolicy) and policy.policy.version > self.highest_version:
                data = orjson.dumps({"policy_version": policy.policy.version})
                write_private(store / SEEN_FILE, data)

    async def watch(self) -> None:
        """Wait until the administrator replaces or removes the policy.

        Raises:
            ReplacedPolicyError: then; the next hello compares the new one with the browser's.
        """
        while stamp_policy(self._config) == self._stamp:  # noqa: ASYNC110  # files, not tasks
            await asyncio.sleep(LOOK_SECONDS)
        raise ReplacedPolicyError(
            "The policy on this machine was changed; recording starts anew with it."
        )

    def find_hold(self) -> int | None:
        """Return the version of the policy on this machine now, if it holds all recording."""
        found = self._read_policy()
        if isinstance(found, SignedPolicy) and found.policy.hold:
            return found.policy.version
        return None

    def _read_policy(self) -> SignedPolicy | PolicyError:
        try:
            return read_installed_policy(self._config)
        except MissingError as error:
            return MissingPolicyError(str(error))
        except PolicyError as error:
            return error

    def _read_highest(self) -> int:
        path = self._store / SEEN_FILE
        if not path.exists():
            return 0
        try:
            return int(orjson.loads(read_file(path, "version file"))["policy_version"])
        except (ValueError, KeyError, TypeError):
            raise StoreError(
                f"The file {path} is damaged; ask whoever runs this machine to remove it."
            ) from None
