"""What devices write and what crashes leave: vectors in which nobody has changed anything."""

from __future__ import annotations

from collections.abc import Iterator

from native_host.review.verdicts import Verdict
from native_host.vault.evidence import Anchor, Position, Source
from native_host.vault.layout import CloseReason
from tests.vectors.store.devices import (
    COUNCIL,
    HSM,
    REVIEWER,
    STRANGER,
    Device,
    end_of,
    picture,
    remark,
    visits,
)
from tests.vectors.store.scenarios import Missing, Part, Scenario, part

IMAGE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 3 + b"\xff\xd9"


def scenarios() -> Iterator[Scenario]:
    """Yield the vectors."""
    yield from _keys()
    yield from _content()
    yield from _chains()
    yield from _crashes()


def _keys() -> Iterator[Scenario]:
    yield Scenario(
        "x-wing",
        "One closed segment, sealed to one key of suite X-Wing.",
        [part(Device().write(visits(1), visits(2, 3)))],
    )
    yield Scenario(
        "p-256",
        "One closed segment, sealed to one key of suite P-256.",
        [part(Device(groups=[[HSM]]).write(visits(1)))],
        keys=[HSM],
    )
    yield Scenario(
        "two-groups",
        "Either of two groups opens the segment; here the second one does.",
        [part(Device(groups=[[REVIEWER], [COUNCIL]]).write(visits(1, 2)))],
        keys=[COUNCIL],
    )
    yield Scenario(
        "pair",
        "A group of two, with the keys of both members.",
        [part(Device(groups=[[REVIEWER, COUNCIL]]).write(visits(1, 2)))],
        keys=[COUNCIL, REVIEWER],
    )
    yield Scenario(
        "pair-half",
        "A group of two, with the key of one member: it opens nothing.",
        [_unreadable(Device(groups=[[REVIEWER, COUNCIL]]))],
    )
    yield Scenario(
        "other-key",
        "The reader's key is none that the segment is sealed to.",
        [_unreadable(Device())],
        keys=[STRANGER],
    )
    yield Scenario(
        "without-key",
        "Nobody needs a key to check signatures and hash chain; nothing is opened.",
        [part(Device().write(visits(1)))],
        keys=[],
    )


def _unreadable(device: Device) -> Part:
    return part(device.write(visits(1)), Verdict.UNREADABLE, "keys")


def _content() -> Iterator[Scenario]:
    yield Scenario(
        "screenshot",
        "A screenshot between two records of events.",
        [part(Device().write(visits(1), picture(2, IMAGE), visits(3)))],
    )
    yield Scenario(
        "host-record",
        "The host says that an earlier session broke off.",
        [part(Device().write(remark(7), reason=CloseReason.DISCONNECT))],
    )
    yield Scenario(
        "no-records",
        "A segment that was closed without anything in it: only its sealed end.",
        [part(Device().write(reason=CloseReason.POLICY))],
    )


def _chains() -> Iterator[Scenario]:
    device = Device(groups=[[HSM]])
    yield Scenario(
        "close-reasons",
        "Seven segments of one chain, each closed for another reason.",
        [part(device.write(visits(reason.value), reason=reason)) for reason in CloseReason],
        keys=[HSM],
    )
    device = Device()
    segments = [device.write(visits(number)) for number in (1, 2, 3)]
    segments[1] = device.shred(segments[1], 1)
    verdicts = [Verdict.VERIFIED, Verdict.SHREDDED, Verdict.VERIFIED]
    yield Scenario(
        "tombstone",
        "Of three segments the middle one was forgotten; its numbers are accounted for.",
        [part(*pair) for pair in zip(segments, verdicts, strict=True)],
    )
    first, second = Device(), Device(chain="later")
    one = first.write(visits(1))
    one = one.with_(checkpoints=(first.checkpoint(end_of(one)),))
    two = second.write(visits(2))
    seen = Anchor(Source.PEER, first.chain, end_of(one))
    two = two.with_(
        checkpoints=(
            second.checkpoint(Position(), seen),
            second.checkpoint(end_of(two), seen),
        )
    )
    yield Scenario(
        "anchored",
        "Two chains; the later one has signed how far the earlier one had come.",
        [part(one), part(two)],
    )
    ahead = Position(3, 2, one.sealed.records[-1].head)
    two = two.with_(
        checkpoints=(second.checkpoint(end_of(two), Anchor(Source.BROWSER, first.chain, ahead)),)
    )
    yield Scenario(
        "on-its-way",
        "In a collector's copy the end of a chain may still be on its way.",
        [part(one), part(two)],
        delivered=True,
        missing=[Missing(first.chain, Verdict.UNANCHORED_TAIL, "missing-end")],
    )


def _crashes() -> Iterator[Scenario]:
    device = Device()
    written = device.write(visits(1), visits(2), reason=None)
    covered = written.with_(
        checkpoints=(device.checkpoint(Position()), device.checkpoint(end_of(written)))
    )
    yield Scenario(
        "crash-covered",
        "The host was killed; its last signed head covers every record that is there.",
        [part(covered, Verdict.CRASH_INCOMPLETE)],
    )
    device = Device()
    written = device.write(visits(1), visits(2), reason=None)
    short = written.with_(checkpoints=(device.checkpoint(end_of(written, records=1)),))
    yield Scenario(
        "crash-tail",
        "The host was killed; no signed head covers the last record.",
        [part(short, Verdict.UNANCHORED_TAIL)],
    )
    device = Device()
    yield Scenario(
        "crash-uncovered",
        "The host was killed before it signed any head.",
        [part(device.write(visits(1), reason=None), Verdict.UNANCHORED_TAIL)],
    )
    first, second = Device(), Device(chain="later")
    one, two = first.write(visits(1), reason=None), second.write(remark(1))
    told = second.checkpoint(end_of(two), Anchor(Source.BROKEN_OFF, first.chain, end_of(one)))
    yield Scenario(
        "crash-told",
        "The chain that came after the crash has signed where the earlier one broke off.",
        [part(one, Verdict.CRASH_INCOMPLETE), part(two.with_(checkpoints=(told,)))],
    )
