"""Vectors in which the header or the keys are not what the device wrote."""

from __future__ import annotations

from collections.abc import Iterator

from native_host.review.verdicts import Verdict
from native_host.vault import container
from native_host.vault.sealing import commit_to_key
from tests.vectors.store.devices import (
    COUNCIL,
    REVIEWER,
    Device,
    Written,
    seed,
    visits,
)
from tests.vectors.store.scenarios import Part, Scenario, forged, part
from tests.vectors.store.tampering import (
    change_core,
    change_groups,
    flip,
    groups_of,
    rebuild,
    sign_header,
)

CORE_END = -1168 - 8 - 1 - 1  # one group of one X-Wing member: where the count of groups stands


def scenarios() -> Iterator[Scenario]:
    """Yield the vectors."""
    yield from _unsigned()
    yield from _groups()
    yield from _shares()
    yield from _unreadable()


def _unsigned() -> Iterator[Scenario]:
    written = Device().write(visits(1))
    later = flip(written.sealed.header, 45)
    yield Scenario(
        "header-byte",
        "One bit of the opened hour in the header was changed.",
        [forged(written.with_(header=later), "header-signature")],
    )
    signature = flip(written.sealed.header_signature, 40)
    yield Scenario(
        "header-signature",
        "One bit of the header's signature was changed.",
        [forged(written.with_(header_signature=signature), "header-signature")],
    )
    digest = change_core(written, policy_digest=seed("wider policy"))
    yield Scenario(
        "policy-digest",
        "The header names another policy than the one it was recorded under.",
        [forged(written.with_(header=digest), "header-signature")],
        keys=[],
    )
    thief = Device()
    written = thief.write(visits(1))
    digest = change_core(written, policy_digest=seed("wider policy"))
    yield Scenario(
        "policy-digest-signed",
        "The thief of the signing key has put another policy into the header: no record fits it.",
        [forged(sign_header(written, digest, thief), "record-head")],
        keys=[],
    )
    yield Scenario(
        "policy-digest-rebuilt",
        "The thief of the signing key has made hash chain and footer fit another policy as well; "
        "the shares are bound to the core.",
        [forged(rebuild(written, digest, thief), "share")],
    )


def _groups() -> Iterator[Scenario]:
    two = [[REVIEWER], [COUNCIL]]
    written = Device(groups=two).write(visits(1))
    first, second = groups_of(written)
    added = change_groups(written, first, second, groups_of(Device().write())[0])
    yield Scenario(
        "group-added",
        "A group was added to the header.",
        [forged(written.with_(header=added), "header-signature")],
    )
    yield Scenario(
        "group-dropped",
        "A group was taken out of the header.",
        [forged(written.with_(header=change_groups(written, first)), "header-signature")],
    )
    swapped = change_groups(written, second, first)
    yield Scenario(
        "groups-swapped",
        "The two groups of the header change places.",
        [forged(written.with_(header=swapped), "header-signature")],
    )
    thief = Device(groups=two)
    written = thief.write(visits(1))
    yield Scenario(
        "group-dropped-rebuilt",
        "The thief of the signing key has taken a group out and made hash chain and footer fit; "
        "the ratchet starts from the hash of the header.",
        [forged(rebuild(written, change_groups(written, groups_of(written)[0]), thief), "seal")],
    )
    swapped = change_groups(written, *reversed(groups_of(written)))
    yield Scenario(
        "groups-swapped-rebuilt",
        "The thief of the signing key has swapped the groups and made hash chain and footer fit; "
        "a share is bound to its place.",
        [forged(rebuild(written, swapped, thief), "share")],
    )


def _shares() -> Iterator[Scenario]:
    thief = Device()
    first, second = thief.write(visits(1)), thief.write(visits(2))
    foreign = change_groups(second, *groups_of(first))
    yield Scenario(
        "share-of-another-segment",
        "The share of segment 0 stands in the header of segment 1, signed with the stolen key.",
        [part(first), forged(rebuild(second, foreign, thief), "share")],
    )
    device = Device()
    other = commit_to_key(seed("another key"), device.chain, 0)
    yield Scenario(
        "commitment",
        "The shares hold a key that opens every record, and the header is committed to another.",
        [forged(device.write(visits(1), commitment=other), "commitment")],
    )


def _unreadable() -> Iterator[Scenario]:
    device = Device()
    written = device.write(visits(1))
    header = written.sealed.header
    yield _refused(
        "group-bomb",
        "The header counts 255 groups.",
        "limits",
        sign_header(written, header[:CORE_END] + b"\xff" + header[CORE_END + 1 :], device),
    )
    yield _refused(
        "member-bomb",
        "The first group counts 255 members.",
        "limits",
        sign_header(written, header[: CORE_END + 1] + b"\xff" + header[CORE_END + 2 :], device),
    )
    yield _refused(
        "no-group",
        "The header names no group: nobody could ever open the segment.",
        "limits",
        sign_header(written, header[:CORE_END] + b"\0", device),
    )
    yield _refused(
        "header-trailing",
        "A byte follows the last group of a header that is signed with it.",
        "trailing",
        sign_header(written, header + b"\0", device),
    )
    yield _refused(
        "unknown-suite",
        "The header names suite 3.",
        "suite",
        sign_header(written, header[:5] + b"\x03" + header[6:], device),
    )
    yield _refused(
        "newer-header",
        "The header is of format 2.",
        "format",
        sign_header(written, header[:4] + b"\x02" + header[5:], device),
    )
    data = container.serialize(written.stored)
    yield _refused(
        "newer-container", "The container is of format 2.", "format", data[:4] + b"\x02" + data[5:]
    )
    yield _refused("trailing", "A byte follows the container.", "trailing", data + b"\0")
    yield _refused(
        "cut-short", "The container ends in the middle.", "bytes", data[: len(data) // 2]
    )
    count = 4 + 1 + 4 + len(header) + 64
    yield _refused(
        "record-bomb",
        "The container counts 4,294,967,295 records.",
        "limits",
        data[:count] + b"\xff" * 4 + data[count + 4 :],
    )


def _refused(name: str, sentence: str, fault: str, found: Written | bytes) -> Scenario:
    data = found if isinstance(found, bytes) else container.serialize(found.stored)
    return Scenario(name, sentence, [Part(data, Verdict.UNREADABLE, fault)])
