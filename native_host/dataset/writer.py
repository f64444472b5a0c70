"""Write opened events as files: one JSON object per line, and the pictures beside them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import orjson

from native_host.dataset.release import SHARED_BY, SharedNames
from native_host.errors import StoreError, UsageError
from native_host.observations import Screenshot
from native_host.review.segments import OpenedEvent

EVENTS_FILE = "events.jsonl"
IMAGES_DIRECTORY = "images"


Events = Iterable[OpenedEvent | StoreError]


def write_export(
    directory: Path, read: Callable[[], Events], shared_by: int = SHARED_BY
) -> dict[str, int]:
    """Write an export into a new directory; return how many of what it holds.

    A picture's line gains `image_file`, the path of its JPEG in the export.

    Args:
        directory: where to.
        read: opens the events; called once to see which entries' names enough devices share, and
            once to write.
        shared_by: how many devices that is.

    Raises:
        UsageError: the directory is not empty, or a file.
        StoreError: a file cannot be written.
    """
    if directory.exists() and not directory.is_dir():
        raise UsageError(f"{directory} is a file; export into a new directory.")
    counts = {"events": 0, "images": 0, "unreadable": 0, "names_withheld": 0}
    try:
        if directory.is_dir() and any(directory.iterdir()):
            raise UsageError(f"{directory} is not empty; export into a new directory.")
        names = _count_names(read(), shared_by)
        (directory / IMAGES_DIRECTORY).mkdir(parents=True, exist_ok=True, mode=0o700)
        with _create(directory / EVENTS_FILE) as file:
            for event in read():
                if isinstance(event, StoreError):
                    counts["unreadable"] += 1
                    continue
                line = orjson.loads(event.data)
                counts["names_withheld"] += names.withhold(line)
                if isinstance(event.event, Screenshot):
                    name = f"{IMAGES_DIRECTORY}/{event.event.session}-{event.event.seq}.jpg"
                    with _create(directory / name) as image:
                        image.write(event.image)
                    line["image_file"] = name
                    counts["images"] += 1
                file.write(orjson.dumps(line) + b"\n")
                counts["events"] += 1
    except OSError as error:
        raise StoreError(
            f"The export cannot be written ({error.strerror}); free some space or choose another "
            "directory."
        ) from None
    return counts


def _count_names(events: Events, shared_by: int) -> SharedNames:
    names = SharedNames(shared_by)
    for event in events:
        if isinstance(event, OpenedEvent):
            names.count(event.device, orjson.loads(event.data))
    return names


def _create(path: Path):  # type: ignore[no-untyped-def]  # noqa: ANN202  # what fdopen gives
    """Open a new file that only its owner may read: an export is plaintext."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
