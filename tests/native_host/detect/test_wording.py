"""Which texts of a record are looked at: all that could carry something of a page."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, TypeAdapter

from native_host.detect.wording import gather_texts, name_texts, texts_of_place
from native_host.events import Stored
from tests.bench.sample import event_bytes
from tests.native_host.every_text import FULL
from tests.test_generated import recorded_models

_STORED: TypeAdapter[BaseModel] = TypeAdapter(Stored)
# Texts of a fixed form that hold numbers of ours, or versions: what is random there is so by us.
OURS = {
    *("session", "document", "notice_digest", "image_sha256", "chain"),
    *("locale", "extension_version"),
}


def test_what_is_not_looked_at_is_ours():
    """A new field is looked at unless its unit says that it is a number of ours."""
    skipped = set()
    for model in recorded_models():
        for name, field in model.model_fields.items():
            holds_text = field.annotation in (str, str | None, list[str])
            extra = field.json_schema_extra
            assert isinstance(extra, dict)
            if holds_text and extra["unit"] in ("id", "hex", "version", "language tag"):
                skipped.add(name)
                assert any(hasattr(mark, "pattern") for mark in field.metadata), name
    assert skipped == OURS


@pytest.mark.parametrize("event", FULL, ids=lambda event: event["kind"])
def test_both_ways_of_reading_agree(event):
    """What runs for every record reads what the check with names reads."""
    _check(_STORED.validate_python(event, strict=False))


def test_both_ways_agree_on_a_day_of_work():
    """The same for records as the measurements take them."""
    for seq in range(1, 200):
        _check(_STORED.validate_json(event_bytes(seq)))


def _check(record: BaseModel) -> None:
    texts: list[str | None] = []
    gather_texts(record, texts)
    place = record.__dict__.get("place")
    if place is not None:
        texts += texts_of_place(place.__dict__)
    assert sorted(filter(None, texts)) == sorted(text for _, text in name_texts(record))
