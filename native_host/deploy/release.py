"""Write a rendered deployment into its directory: versions only go up, leftovers go away."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path, PurePosixPath

from native_host.deploy.files import read_text, write_file
from native_host.deploy.fleet import CHECKSUMS_FILE, SIGNED_FILE, list_checksums
from native_host.errors import PolicyError, RightsError, UsageError
from native_host.policy import SignedPolicy, read_policy

_SIGNER = 2  # the third word of a signed policy


def write_release(directory: Path, files: dict[str, bytes], signed: SignedPolicy) -> list[Path]:
    """Write all files of a rendered deployment; return those that were taken away.

    Args:
        directory: where it goes; it may hold an earlier one.
        files: content by path.
        signed: the policy among them.

    Raises:
        UsageError: the directory holds something else, or a policy that is as new or newer.
        RightsError: it cannot be written.
    """
    _check_earlier(directory, signed)
    sums = directory / CHECKSUMS_FILE
    before = _listed(read_text(sums)) if sums.exists() else set()
    content = files | {CHECKSUMS_FILE: list_checksums(files).encode()}
    for path, data in content.items():
        write_file(directory / path, data, 0o644)
    gone = [directory / path for path in sorted(before - set(content))]
    for file in gone:
        _remove(file, directory)
    return gone


def read_signed(text: str) -> SignedPolicy:
    """Verify a signed policy with the key that it names itself.

    Raises:
        PolicyError: it is not signed or not valid.
    """
    words = text.partition("\n")[0].split(" ")
    try:
        return read_policy(text, b64decode(words[_SIGNER], validate=True))
    except (IndexError, ValueError):
        raise PolicyError("This is no signed policy.") from None


def _check_earlier(directory: Path, signed: SignedPolicy) -> None:
    earlier = directory / SIGNED_FILE
    if not earlier.exists():
        if directory.is_dir() and any(directory.iterdir()):
            raise UsageError(
                f"{directory} holds something else than a rendered deployment; choose another."
            )
        return
    try:
        found = read_signed(read_text(earlier))
    except PolicyError as error:
        raise UsageError(
            f"{earlier} cannot be compared ({error}); choose another directory."
        ) from None
    if found.signer != signed.signer:
        raise UsageError(
            f"{directory} holds a policy that another key has signed, and devices that trust that "
            "key refuse this one; use that key, or choose another directory."
        )
    old, new = found.policy.version, signed.policy.version
    if old > new:
        raise UsageError(
            f"{directory} holds policy version {old} and this is version {new}: versions only go "
            f"up. Raise `version` to {old + 1}."
        )
    if old == new and found.digest != signed.digest:
        raise UsageError(
            f"{directory} holds another policy of the same version {old}: devices could not tell "
            f"them apart. Raise `version` to {old + 1}."
        )


def _listed(sums: str) -> set[str]:
    """Return the files of an earlier rendering; nothing outside of its directory."""
    found = {line.partition("  ")[2] for line in sums.splitlines()}
    return {
        path for path in found if path and path[0] != "/" and ".." not in PurePosixPath(path).parts
    }


def _remove(file: Path, directory: Path) -> None:
    try:
        file.unlink(missing_ok=True)
        for above in file.parents:
            if above == directory or not above.is_dir() or any(above.iterdir()):
                return
            above.rmdir()
    except OSError as error:
        raise RightsError(f"{file} cannot be removed ({error.strerror}).") from None
