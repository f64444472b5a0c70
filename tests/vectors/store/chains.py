"""Vectors in which segments, chains or what devices signed about them are not right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from native_host.primitives import hash_bytes
from native_host.review.verdicts import Verdict
from native_host.vault.container import ShreddedSegment
from native_host.vault.evidence import Anchor, Position, Signed, Source
from tests.native_host.making import SESSION
from tests.vectors.store.devices import Device, Written, end_of, seed, visits
from tests.vectors.store.scenarios import Missing, Scenario, forged, part, truncated
from tests.vectors.store.tampering import flip, flip_signature


def scenarios() -> Iterator[Scenario]:
    """Yield the vectors."""
    yield from _order()
    yield from _owners()
    yield from _checkpoints()
    yield from _gone()
    yield from _tombstones()
    yield from _numbers()


def _order() -> Iterator[Scenario]:
    device = Device()
    one, two, three = (device.write(visits(number)) for number in (1, 2, 3))
    yield Scenario(
        "segment-dropped",
        "Of three segments the middle one is gone.",
        [part(one), truncated(three, "segment-number")],
        keys=[],
    )
    yield Scenario(
        "segment-repeated",
        "A segment is there twice.",
        [part(one), part(two), truncated(two, "segment-number"), part(three)],
        keys=[],
    )
    device = Device()
    one, two = device.write(visits(1)), device.write(visits(2), previous=seed("fork"))
    yield Scenario(
        "forked-previous",
        "A segment names another one before it than the one that is there.",
        [part(one), forged(two, "previous")],
    )


def _owners() -> Iterator[Scenario]:
    device, stranger = Device(), Device("stranger's")
    one = device.write(visits(1))
    stranger.chain = device.chain
    stranger.write()  # his segment 1 is to follow the device's segment 0
    name = {"device": device.number, "previous": hash_bytes(one.sealed.footer)}
    yield Scenario(
        "foreign-signer",
        "The second segment of a chain is a stranger's, who signs with his own key.",
        [part(one), forged(stranger.write(visits(2), **name), "signer")],
    )
    device = Device()
    one, two = device.write(visits(1)), device.write(visits(2), device=seed("other number")[:16])
    yield Scenario(
        "foreign-device",
        "The second segment of a chain names another device.",
        [part(one), forged(two, "device")],
    )


def _checkpoints() -> Iterator[Scenario]:
    device = Device()
    written = device.write(visits(1), visits(2), reason=None)
    ahead = device.checkpoint(Position(0, 5, seed("head")))
    yield Scenario(
        "checkpoint-ahead",
        "A signed head saw five records; two are left.",
        [truncated(written.with_(checkpoints=(ahead,)), "checkpoint")],
    )
    other = device.checkpoint(Position(0, 1, seed("head")))
    yield Scenario(
        "checkpoint-other-head",
        "A signed head saw another record 0.",
        [forged(written.with_(checkpoints=(other,)), "checkpoint")],
    )
    last = device.checkpoint(end_of(written))
    yield Scenario(
        "checkpoint-fork",
        "An earlier signed head saw another record 0; the latest one agrees with what is there.",
        [forged(written.with_(checkpoints=(other, last)), "checkpoint")],
        keys=[],
    )
    wrong = Missing(device.chain, Verdict.FORGED, "checkpoint")
    yield Scenario(
        "checkpoint-signature",
        "One bit of a signed head's signature was changed.",
        [forged(written.with_(checkpoints=(flip_signature(last),)), "checkpoint")],
        missing=[wrong],
    )
    stranger = Device("stranger's")
    claimed = stranger.checkpoint(end_of(written), chain=device.chain)
    yield Scenario(
        "checkpoint-of-a-stranger",
        "Somebody without any key has cut a broken-off chain and signs in his own name that this "
        "is how far it came.",
        [forged(written.with_(checkpoints=(claimed,)), "checkpoint")],
    )
    elsewhere = device.checkpoint(Position(), chain=seed("another chain")[:16])
    yield Scenario(
        "checkpoint-elsewhere",
        "A signed head lies with a segment of another chain.",
        [forged(written.with_(checkpoints=(elsewhere,)), "checkpoint")],
        missing=[wrong],
    )


def _gone() -> Iterator[Scenario]:
    first, second = Device(), Device(chain="later")
    one, rest = first.write(visits(1)), first.write(visits(2))
    two = second.write(visits(3))
    end = Anchor(Source.PEER, first.chain, end_of(rest, 1))
    two = two.with_(checkpoints=(second.checkpoint(end_of(two), end),))
    yield Scenario(
        "end-of-chain",
        "The last segment of a chain is gone; a later chain has signed that it was there.",
        [part(one), part(two)],
        keys=[],
        missing=[Missing(first.chain, Verdict.TRUNCATED, "missing-end")],
    )
    yield Scenario(
        "chain-gone",
        "A whole chain is gone; a later one has signed that it was there.",
        [part(two)],
        keys=[],
        missing=[Missing(first.chain, Verdict.TRUNCATED, "missing-chain")],
    )
    whole = first.write(visits(3), visits(4), reason=None)
    cut = whole.with_(records=whole.sealed.records[:1])
    seen = Anchor(Source.BROWSER, first.chain, end_of(whole, 2))
    three = second.write(visits(5))
    told = second.checkpoint(end_of(three, 1), seen)
    yield Scenario(
        "tail-cut",
        "Records were cut off a chain that broke off; the browser remembers the last one that was "
        "acknowledged to it, and a later chain has signed what it said.",
        [
            part(one),
            part(rest),
            truncated(cut, "checkpoint"),
            part(two),
            part(three.with_(checkpoints=(told,))),
        ],
        keys=[],
    )


def _tombstones() -> Iterator[Scenario]:
    device = Device()
    one, two = device.write(visits(1)), device.write(visits(2))
    grave = device.shred(one, 0)
    assert isinstance(grave.stored, ShreddedSegment)
    signed = grave.stored.tombstone
    yield Scenario(
        "tombstone-edited",
        "A tombstone was changed to count fewer events.",
        [forged(_grave(replace(signed, body=flip(signed.body, 220))), "tombstone")],
    )
    stranger = Device("stranger's")
    foreign = stranger.shred(two, 1, device=device.number, chain=device.chain)
    yield Scenario(
        "tombstone-of-a-stranger",
        "A stranger has signed the tombstone of the device's second segment.",
        [part(one), forged(foreign, "signer")],
    )
    yield Scenario(
        "tombstone-other-footer",
        "A tombstone does not name the footer that the next segment follows.",
        [
            part(device.shred(one, 0, footer_hash=seed("footer")), Verdict.SHREDDED),
            forged(two, "previous"),
        ],
    )
    later = Device(chain="later")
    three = later.write(visits(2))
    saw = Anchor(Source.PEER, device.chain, Position(0, 9, seed("head")))
    told = later.checkpoint(end_of(three), saw)
    first = Device()
    lone = first.shred(first.write(visits(1)), 0)
    yield Scenario(
        "tombstone-too-small",
        "A tombstone counts two records; another chain has signed that nine were there.",
        [truncated(lone, "checkpoint"), part(three.with_(checkpoints=(told,)))],
    )


def _grave(signed: Signed) -> Written:
    return Written(ShreddedSegment(signed))


def _numbers() -> Iterator[Scenario]:
    yield Scenario(
        "numbers-missing",
        "Every seal holds, and a number of the session is in no record.",
        [part(Device().write(visits(1), visits(3)))],
        numbers={"missing": [[SESSION, 2, 2]], "doubled": []},
    )
    yield Scenario(
        "numbers-twice",
        "Every seal holds, and a number of the session is in two records.",
        [part(Device().write(visits(1), visits(1)))],
        numbers={"missing": [], "doubled": [[SESSION, 1]]},
    )
