"""Vectors in which records, the end of a segment or what is sealed in it are not right."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from native_host.vault.content import ZSTD, _pad, zstd
from native_host.vault.layout import CloseReason, RecordKind
from tests.native_host.making import navigation
from tests.vectors.store.devices import Content, Device, Written, visits
from tests.vectors.store.scenarios import Scenario, forged, part, truncated
from tests.vectors.store.tampering import (
    change_record,
    flip,
    flip_record,
    keep_records,
    relink,
    sign_footer,
)


def scenarios() -> Iterator[Scenario]:
    """Yield the vectors."""
    yield from _edited()
    yield from _replayed()
    yield from _cut()
    yield from _content()


def _three() -> Written:
    return Device().write(visits(1), visits(2), visits(3))


def _edited() -> Iterator[Scenario]:
    yield Scenario(
        "record-edited",
        "One bit of a record's ciphertext was changed.",
        [forged(flip_record(_three(), 1), "record-head")],
        keys=[],
    )
    thief = Device()
    edited = flip_record(thief.write(visits(1), visits(2), visits(3)), 1)
    yield Scenario(
        "record-edited-relinked",
        "One bit of a record was changed, and hash chain and footer were made to fit with the "
        "stolen signing key: only the seal tells.",
        [forged(sign_footer(relink(edited), thief), "seal")],
    )
    yield Scenario(
        "record-kind",
        "A record of events is said to be one of the host.",
        [forged(change_record(_three(), 0, kind=RecordKind.HOST), "record-head")],
    )
    yield Scenario(
        "records-reordered",
        "Two records changed places.",
        [truncated(keep_records(_three(), 0, 2, 1, 3), "record-number")],
    )
    yield Scenario(
        "record-dropped",
        "A record in the middle is gone.",
        [truncated(keep_records(_three(), 0, 2, 3), "record-number")],
    )
    yield Scenario(
        "record-number-beyond",
        "A record has number 70,000: no reader may turn the ratchet that far.",
        [truncated(change_record(_three(), 2, index=70_000), "record-number")],
    )


def _replayed() -> Iterator[Scenario]:
    device = Device()
    first, second = device.write(visits(1), visits(2)), device.write(visits(3), visits(4))
    foreign = first.sealed.records[0]
    yield Scenario(
        "record-of-another-segment",
        "A record of segment 0 was copied into segment 1.",
        [part(first), forged(change_record(second, 0, **_parts(foreign)), "record-head")],
    )
    for name, other in (("chain", Device(chain="other")), ("device", Device("desktop"))):
        thief = Device()
        target = thief.write(visits(1), visits(2))
        source = other.write(visits(1), visits(2)).sealed.records[1]
        mixed = sign_footer(relink(change_record(target, 1, **_parts(source))), thief)
        yield Scenario(
            f"record-of-another-{name}",
            f"A record of another {name} was copied in, and hash chain and footer were made to fit "
            "with the stolen signing key: only the seal tells.",
            [forged(mixed, "seal")],
        )


def _parts(record: object) -> dict[str, object]:
    return {name: getattr(record, name) for name in ("kind", "count", "sealed", "head")}


def _cut() -> Iterator[Scenario]:
    yield Scenario(
        "end-cut",
        "The last two records are gone; the footer still counts them.",
        [truncated(keep_records(_three(), 0, 1), "footer")],
        keys=[],
    )
    whole = _three()
    yield Scenario(
        "footer-cut",
        "The footer is gone; the sealed end says that there was one.",
        [truncated(whole.with_(footer=b"", footer_signature=b""), "footer")],
        keys=[],
    )
    yield Scenario(
        "footer-signature",
        "One bit of the footer's signature was changed.",
        [forged(whole.with_(footer_signature=flip(whole.sealed.footer_signature, 3)), "footer")],
    )
    device = Device()
    first, second = device.write(visits(1)), device.write(visits(2))
    swapped = second.with_(
        footer=first.sealed.footer, footer_signature=first.sealed.footer_signature
    )
    yield Scenario(
        "footer-of-another-segment",
        "The footer of segment 0 stands behind segment 1.",
        [part(first), forged(swapped, "footer")],
    )
    thief = Device()
    written = thief.write(visits(1), visits(2), visits(3))
    yield Scenario(
        "end-cut-signed",
        "The end was cut off and a new footer signed with the stolen key; the sealed end is "
        "missing.",
        [truncated(sign_footer(keep_records(written, 0, 1), thief), "final")],
        keys=[],
    )
    shorter = keep_records(written, 0, 1, 3)
    yield Scenario(
        "end-moved",
        "The end was cut off, the sealed end moved up, and a footer signed with the stolen key: "
        "the ratchet has moved on, so that no seal can be made there.",
        [forged(sign_footer(relink(shorter), thief), "seal")],
    )
    yield Scenario(
        "end-otherwise",
        "The footer was signed anew with the stolen key and gives another reason than the sealed "
        "end.",
        [forged(sign_footer(written, thief, reason=CloseReason.POLICY), "final")],
    )
    yield Scenario(
        "footer-events",
        "The footer, signed with the stolen key, counts other events than the records.",
        [forged(sign_footer(written, thief, events=9), "footer")],
        keys=[],
    )


def _content() -> Iterator[Scenario]:
    genuine = visits(1)
    event = genuine.events[0]
    folded = zstd.compress(bytes(17 * 2**20), level=1)
    yield _sealed("zip-bomb", "A record unfolds to 17 MiB.", "limits", _pad(ZSTD, folded))
    yield _sealed(
        "padding-not-zero",
        "The padding of a record holds something.",
        "padding",
        genuine.plaintext[:-1] + b"\x01",
    )
    yield _sealed(
        "padding-too-long",
        "A record is padded to more than its bucket.",
        "padding",
        genuine.plaintext + bytes(64),
    )
    yield _sealed("unknown-codec", "A record names codec 7.", "content", _pad(7, event))
    frames = zstd.compress(_framed(event)) + zstd.compress(_framed(event))
    yield _sealed("two-frames", "A second zstd frame follows.", "content", _pad(ZSTD, frames))
    spoken = orjson.dumps(navigation(1)["event"] | {"typed": "secret"})
    yield _sealed(
        "undeclared",
        "An event has a field that DATA.md does not list.",
        "content",
        _pad(0, _framed(spoken)),
    )
    yield _sealed(
        "count",
        "A record says two events and holds one.",
        "count",
        genuine.plaintext,
        count=2,
    )


def _framed(event: bytes) -> bytes:
    return len(event).to_bytes(4, "big") + event


def _sealed(name: str, sentence: str, fault: str, plaintext: bytes, count: int = 1) -> Scenario:
    content = Content(RecordKind.EVENTS, count, plaintext)
    return Scenario(name, f"{sentence} It was sealed so.", [forged(Device().write(content), fault)])
