"""Find and read what is stored: the files of a store, the segments of a collector's directory."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from native_host.errors import FormatError, MissingError, StoreError
from native_host.machine import is_locked
from native_host.vault import container
from native_host.vault.chain_file import ChainReader, NeverBegunError, SessionTrace
from native_host.vault.container import SealedSegment, StoredSegment
from native_host.vault.evidence import MAX_ANCHORS, Anchor, Checkpoint, Signed, Source
from native_host.vault.schema import SUFFIX


def find_chains(directory: Path) -> list[Path]:
    """Return the store files of a directory, oldest first (their names are UUIDv7)."""
    return sorted(directory.glob(f"*{SUFFIX}"))


def find_sessions(directory: Path) -> list[SessionTrace]:
    """Return what all readable files of a store know of sessions; damaged ones are passed over."""
    traces = []
    for path in find_chains(directory):
        try:
            with closing(ChainReader(path)) as reader:
                traces += reader.sessions()
        except StoreError:
            continue
    return traces


def read_segments(place: Path) -> Iterator[tuple[str, StoredSegment | StoreError]]:
    """Return every segment of a store directory or of a collector's directory, with its name.

    A segment or file that cannot be read comes as the error that says why.

    Raises:
        MissingError: there is neither a store nor a collector's directory.
    """
    if not place.is_dir():
        raise MissingError(f"There is no store at {place}.")
    chains = find_chains(place)
    files = sorted(place.glob(f"*/*/*{container.SUFFIX}"))
    if not chains and not files:
        raise MissingError(f"There is no store in {place}: no {SUFFIX} file and no segment.")
    return _read_all(chains, files)


def count_segments(place: Path) -> int:
    """Return how many segments `read_segments` will give; damaged files count as one."""
    count = len(list(place.glob(f"*/*/*{container.SUFFIX}")))
    for path in find_chains(place):
        try:
            with closing(ChainReader(path)) as reader:
                count += len(reader.segment_numbers())
        except StoreError:
            count += 1
    return count


def _read_all(
    chains: list[Path], files: list[Path]
) -> Iterator[tuple[str, StoredSegment | StoreError]]:
    for path in chains:
        yield from _read_chain(path)
    for path in files:
        name = f"{path.parent.name}/{path.stem}"
        try:
            yield name, container.parse(path.read_bytes())
        except (OSError, FormatError) as error:
            yield name, StoreError(f"The segment file {path.name} cannot be read: {error}")


def _read_chain(path: Path) -> Iterator[tuple[str, StoredSegment | StoreError]]:
    try:
        with closing(ChainReader(path)) as reader:
            for number in reader.segment_numbers():
                name = f"{path.stem}/{number:08d}"
                try:
                    yield name, reader.segment(number)
                except StoreError as error:
                    yield name, error
            damage = reader.find_damage()
            if damage is not None:
                yield path.stem, StoreError(damage)
    except NeverBegunError:
        return
    except StoreError as error:
        yield path.stem, error


def find_ends(directory: Path, *, live: bool) -> list[Anchor]:
    """Return how far the chains of a store have come, the newest ones; damaged ones left out.

    Args:
        directory: the store.
        live: only chains whose host runs; otherwise only those whose host is gone.
    """
    anchors: list[Anchor] = []
    for path in reversed(find_chains(directory)):
        if len(anchors) == MAX_ANCHORS // 2:
            break
        if is_locked(path.with_suffix(".lock")) is not live:
            continue
        try:
            with closing(ChainReader(path)) as reader:
                end = reader.end()
                if end is not None:
                    position, closed = end
                    source = Source.PEER if closed or live else Source.BROKEN_OFF
                    anchors.append(Anchor(source, reader.chain, position))
        except StoreError:
            continue
    return anchors


@dataclass(frozen=True, slots=True)
class Survey:
    """What the checkpoints of a store say at a glance.

    Attributes:
        broken_off: chains whose breaking off is on record.
        last_minute: the latest minute that is named; 0 if none is.
    """

    broken_off: frozenset[bytes]
    last_minute: int


def survey_checkpoints(directory: Path) -> Survey:
    """Read all checkpoints of a store once."""
    chains: set[bytes] = set()
    minute = 0
    for _, signed in read_checkpoints(directory):
        with contextlib.suppress(FormatError):
            checkpoint = Checkpoint.parse(signed.body)
            minute = max(minute, checkpoint.minute)
            chains |= {a.chain for a in checkpoint.anchors if a.source is Source.BROKEN_OFF}
    return Survey(frozenset(chains), minute)


def holds(directory: Path, anchor: Anchor) -> bool:
    """Say whether a store holds, or has shredded, what an anchor names."""
    path = directory / f"{anchor.chain.hex()}{SUFFIX}"
    if not path.exists():
        return False
    try:
        with closing(ChainReader(path)) as reader:
            return reader.holds(anchor.position)
    except StoreError:
        return False


def read_checkpoints(place: Path) -> Iterator[tuple[str, Signed]]:
    """Return every checkpoint of a store or a collector's directory, with the name of its chain.

    What cannot be read is passed over: reading the segments reports it.
    """
    for path in find_chains(place):
        try:
            with closing(ChainReader(path)) as reader:
                for signed in reader.checkpoints():
                    yield path.stem, signed
        except StoreError:
            continue
    for path in sorted(place.glob(f"*/*/*{container.SUFFIX}")):
        try:
            segment = container.parse(path.read_bytes())
        except (OSError, FormatError):
            continue
        if isinstance(segment, SealedSegment):
            for signed in segment.checkpoints:
                yield path.parent.name, signed
