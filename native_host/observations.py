"""What an agent would have seen: pictures of the page."""

from __future__ import annotations

from typing import ClassVar, Literal

from native_host.elements import OnPage, count
from native_host.fields import MAX_SAFE_INTEGER, Privacy, described


class Screenshot(OnPage):
    """A masked picture of the tab, stored beside this record."""

    why: ClassVar[str] = "Shows an agent what the person saw, as far as it is nobody's data."

    kind: Literal["screenshot"] = described("Kind.", unit="word", privacy=Privacy.SYSTEM)
    trigger: int = count("Number of the record that the picture belongs to.", ge=1)
    reason: Literal["settled-after-action", "settled-after-load"] = described(
        "Why it was taken.", unit="word", privacy=Privacy.ACTION
    )
    frame_ms: int = described(
        "Clock time of the picture.",
        unit="ms since 1970, UTC",
        privacy=Privacy.TIME,
        ge=0,
        le=MAX_SAFE_INTEGER,
    )
    width: int = described(
        "Width of the picture.", unit="px", privacy=Privacy.PIXELS, ge=1, le=1280
    )
    height: int = described(
        "Height of the picture.", unit="px", privacy=Privacy.PIXELS, ge=1, le=8192
    )
    scale: float = described(
        "Picture pixels for one CSS pixel.", unit="ratio", privacy=Privacy.SYSTEM, gt=0, le=64
    )
    masks: int = count("Rectangles that were painted over.", Privacy.PIXELS)
    masked_share: float = described(
        "Part of the picture that is painted over.",
        unit="0 to 1",
        privacy=Privacy.PIXELS,
        ge=0,
        le=1,
    )
    image_bytes: int = count("Size of the JPEG stored beside this record.", Privacy.SYSTEM, ge=1)
    image_sha256: str = described(
        "SHA-256 of that JPEG.", unit="hex", privacy=Privacy.SYSTEM, pattern=r"^[0-9a-f]{64}$"
    )
