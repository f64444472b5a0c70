"""One chain in the making: opens segments, seals entries, closes, signs checkpoints.

Pure: clocks and randomness come in with `Machine`; what to write goes out. The device holds public
keys only, so nothing that is sealed here can be opened here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from native_host.policy import SignedPolicy, find_groups
from native_host.primitives import KEY_BYTES, hash_bytes
from native_host.vault.batching import Entry, Limits, reason_to_close
from native_host.vault.content import pack_events, pack_screenshot
from native_host.vault.device import Device
from native_host.vault.evidence import Anchor, Checkpoint, Position, Signed, sign_checkpoint
from native_host.vault.keys import suite_of
from native_host.vault.layout import NO_HASH, CloseReason, HeaderCore, RecordKind
from native_host.vault.sealing import (
    ClosedSegment,
    Recipient,
    SealedRecord,
    SegmentSealer,
    commit_to_key,
)

HOUR_MS = 3_600_000
MINUTE_MS = 60_000
CHECKPOINT_MS = 60_000
CHECKPOINT_RECORDS = 256


@dataclass(frozen=True, slots=True)
class Machine:
    """Clocks and randomness, handed in so that tests can fix them."""

    wall_ms: Callable[[], int]
    mono_ms: Callable[[], float]
    random: Callable[[int], bytes]
    new_chain: Callable[[], bytes]


class Chain:
    """The segments of one host process."""

    def __init__(
        self,
        policy: SignedPolicy,
        device: Device,
        machine: Machine,
        limits: Limits,
    ) -> None:
        """Begin without a segment.

        Args:
            policy: whom to seal for.
            device: who signs.
            machine: clocks and randomness.
            limits: bounds of segments.
        """
        self._policy = policy
        self._device = device
        self._machine = machine
        self._limits = limits
        self._sealer: SegmentSealer | None = None
        self._segment_bytes = 0
        self._opened_ms = 0.0
        self._last_ms = 0.0
        self._previous = NO_HASH
        self._checkpoints = 0
        self._checkpoint_ms = machine.mono_ms()
        self._unchecked_records = 0
        self.id = machine.new_chain()
        self.position = Position()
        self.segment = -1
        self.notice_version = 0
        # The person's own key, where the policy allows one.
        self.personal: Recipient | None = None

    @property
    def is_open(self) -> bool:
        """Whether a segment is open."""
        return self._sealer is not None

    @property
    def minute(self) -> int:
        """The present minute since 1970."""
        return self._machine.wall_ms() // MINUTE_MS

    def open_segment(self) -> tuple[int, bytes, bytes]:
        """Begin a segment; return its number, header and signature.

        Raises:
            PolicyError: the recipients' keys have come to their last day.
        """
        policy, machine = self._policy.policy, self._machine
        wall_ms = machine.wall_ms()
        day = datetime.fromtimestamp(wall_ms / 1000, UTC).date().isoformat()
        groups = [
            [Recipient(bytes.fromhex(m.key_id), m.public_bytes()) for m in group.members]
            for group in find_groups(policy, day)
        ]
        if self.personal is not None:
            groups.append([self.personal])
        self.segment += 1
        segment_key = machine.random(KEY_BYTES)
        hour = wall_ms // HOUR_MS
        core = HeaderCore(
            suite=suite_of(policy.recipients[0].members[0].suite),
            device=self._device.device,
            chain=self.id,
            segment=self.segment,
            opened_hour=hour,
            policy_version=policy.version,
            policy_digest=self._policy.digest,
            notice_version=self.notice_version,
            purpose=policy.purpose.id,
            pseudonym=self._device.pseudonym(hour),
            commitment=commit_to_key(segment_key, self.id, self.segment),
            previous=self._previous,
            signer=self._device.public_key(),
        )
        self._sealer = SegmentSealer(
            core, groups, segment_key, self._device.signing_key, machine.random
        )
        self._segment_bytes = 0
        self._opened_ms = machine.mono_ms()
        return self.segment, self._sealer.header, self._sealer.header_signature

    def seal(self, group: Sequence[Entry]) -> SealedRecord:
        """Seal entries that become one record."""
        sealer = self._require_sealer()
        first = group[0]
        if first.kind is RecordKind.SCREENSHOT:
            plaintext = pack_screenshot(first.event, first.image)
        else:
            plaintext = pack_events([entry.event for entry in group])
        record = sealer.seal(first.kind, len(group), plaintext)
        self._segment_bytes += len(record.sealed)
        self._last_ms = self._machine.mono_ms()
        self._advance(record)
        return record

    def close_segment(self, reason: CloseReason) -> tuple[int, ClosedSegment]:
        """End the open segment; return its number and end."""
        closed = self._require_sealer().close(reason)
        self._previous = hash_bytes(closed.footer)
        self._sealer = None
        self._advance(closed.final)
        return self.segment, closed

    def reason_to_close(self) -> CloseReason | None:
        """Say why the open segment should end now, if it should."""
        if self._sealer is None:
            return None
        return reason_to_close(
            self._limits,
            records=self._sealer.records,
            stored_bytes=self._segment_bytes,
            opened_ms=self._opened_ms,
            last_ms=self._last_ms,
            now_ms=self._machine.mono_ms(),
        )

    def is_checkpoint_due(self) -> bool:
        """Say whether the head should be signed: every minute, also when nothing happens.

        An idle stretch without a signed head could be cut off without a trace.
        """
        if self._checkpoints == 0 or self._unchecked_records >= CHECKPOINT_RECORDS:
            return True
        return self._machine.mono_ms() - self._checkpoint_ms >= CHECKPOINT_MS

    def sign_checkpoint(self, anchors: Sequence[Anchor]) -> tuple[int, int, Signed]:
        """Sign how far this chain has come; return number, segment and checkpoint."""
        number = self._checkpoints
        self._checkpoints += 1
        self._checkpoint_ms = self._machine.mono_ms()
        self._unchecked_records = 0
        checkpoint = Checkpoint(
            device=self._device.device,
            signer=self._device.public_key(),
            chain=self.id,
            number=number,
            minute=self.minute,
            position=self.position,
            anchors=tuple(anchors),
        )
        signed = sign_checkpoint(checkpoint, self._device.signing_key)
        return number, self.position.segment, signed

    def _advance(self, record: SealedRecord) -> None:
        self.position = Position(self.segment, record.index + 1, record.head)
        self._unchecked_records += 1

    def _require_sealer(self) -> SegmentSealer:
        if self._sealer is None:
            raise AssertionError("a record was sealed without a segment")
        return self._sealer
