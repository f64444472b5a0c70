"""Every error that a user of Workglass can meet.

The tree, with the exit code of the command that ends with it (sysexits.h numbers):

* WorkglassError (70)
    * UsageError (64)        the command line asks for something impossible
    * DataError (65)         bytes that are not what they should be
        * FrameError         native messaging: the byte stream cannot be followed any further
        * FormatError        sealed bytes or key files that do not follow FORMAT.md
    * FindingsError (1)      a verification ran to its end and found something
    * MissingError (66)      a file or key that should be there is not
    * UnavailableError (69)  another program or server cannot be reached or started
    * StoreError (74)        the store cannot be written or read
    * BusyError (75)         somebody else is at it; try again
    * ProtocolError (76)     the other side speaks another version
    * RightsError (77)       the wrong owner or mode, or not allowed
    * PolicyError (78)       no valid policy: nothing is recorded
        * MissingPolicyError   none is installed
        * ReplacedPolicyError  it was replaced while a host worked by it

Each message is one sentence that says what happened and what to do. No message ever contains
recorded content: only field names, numbers, file names and codes.
"""

from __future__ import annotations

from typing import ClassVar


class WorkglassError(Exception):
    """Anything that ends a command; its text is shown to the user as it is."""

    exit_code: ClassVar[int] = 70


class UsageError(WorkglassError):
    """The command line asks for something impossible."""

    exit_code = 64


class DataError(WorkglassError):
    """Bytes that are not what they should be."""

    exit_code = 65


class FrameError(DataError):
    """The native-messaging byte stream cannot be followed any further."""


class FormatError(DataError):
    """Sealed bytes or a key file do not follow FORMAT.md."""


class FindingsError(WorkglassError):
    """A verification ran to its end and found something."""

    exit_code = 1


class MissingError(WorkglassError):
    """A file or key that should be there is not."""

    exit_code = 66


class UnavailableError(WorkglassError):
    """Another program or server cannot be reached or started."""

    exit_code = 69


class StoreError(WorkglassError):
    """The store cannot be written or read."""

    exit_code = 74


class BusyError(WorkglassError):
    """Somebody else is at it; trying again later helps."""

    exit_code = 75


class ProtocolError(WorkglassError):
    """The other side speaks another version."""

    exit_code = 76


class RightsError(WorkglassError):
    """A file has the wrong owner or mode, or the user is not allowed."""

    exit_code = 77


class PolicyError(WorkglassError):
    """There is no valid policy, so nothing is recorded."""

    exit_code = 78


class MissingPolicyError(PolicyError):
    """No policy is installed."""


class ReplacedPolicyError(PolicyError):
    """The policy was replaced while a host worked by it."""
