"""A planted leak is found and told of; without one nothing is."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image, ImageDraw

from tests.leaks import differential, page
from tests.leaks.judge import by_situation, judge
from tests.leaks.race import count
from tests.leaks.report import is_clean, sum_up
from tests.leaks.situation import make_trial
from tests.leaks.situations import BY_NAME
from tests.leaks.trials import Batch, plan, search


def picture(text: str = "", colour: str = "#222222") -> bytes:
    """Return a released picture."""
    image = Image.new("RGB", (400, 200), "white")
    ImageDraw.Draw(image).text((20, 80), text, fill=colour, font_size=24)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70)
    return out.getvalue()


def played(tmp_path, name, events=(), images=(), **trial_more):
    """Return the verdict on one trial, of which this was recorded."""
    trial = make_trial(BY_NAME[name], 7, 100, "a test")
    for key, value in trial_more.items():
        setattr(trial, key, value)
    place = {"path": f"/leaks/{trial.situation.template}/{trial.code}", "document": "d"}
    told = [{"kind": "click", "place": place} | event for event in events or [{}]]
    shot = {"kind": "screenshot", "place": place, "reason": "settled-after-action"}
    (tmp_path / "export").mkdir()
    text = json.dumps([{k: str(v) for k, v in e.items()} for e in told])
    (tmp_path / "export" / "events").write_text(text.replace("SECRET", trial.secret))
    hits, searched = search([trial], {"decrypted export": tmp_path / "export"})
    batch = Batch([trial], told, [(shot, image) for image in images], hits, searched)
    [verdict] = judge(batch, read=False)
    return verdict


def test_nothing_is_found_where_nothing_is(tmp_path):
    """A page that was recorded as it should be."""
    verdict = played(tmp_path, "row-pressed", images=[picture("Keep this label")])
    assert (verdict.leaks, verdict.broken) == ([], [])
    assert verdict.records == 1


def test_a_text_in_a_record_is_found(tmp_path):
    """Also in another encoding."""
    verdict = played(tmp_path, "row-pressed", events=[{"target": {"name": "SECRET"}}])
    assert any("decrypted export" in leak for leak in verdict.leaks)


def test_edits_of_a_secret_are_found(tmp_path):
    """They are its length."""
    event = {"kind": "dropdown", "filter_edits": 12}
    verdict = played(tmp_path, "password-hints", events=[event])
    assert any("edits" in leak for leak in verdict.leaks)


def test_a_visit_to_a_pad_is_found(tmp_path):
    """The positions of its keys are the digits."""
    verdict = played(tmp_path, "pin-panel", events=[{"kind": "dropdown"}])
    assert any("positions" in leak for leak in verdict.leaks)


def test_a_colour_in_a_picture_is_found(tmp_path):
    """A few letters are enough."""
    verdict = played(tmp_path, "row-pressed", images=[picture("ZQ", "#c000c0")])
    assert verdict.leaks == ["picture: the secret's colour"]


@pytest.mark.parametrize("name", ["password-typed", "card-section", "ssn-spaced"])
def test_a_length_of_a_closed_field_is_a_leak(tmp_path, name):
    """Of other fields a range may be told."""
    event = {"kind": "text-entry", "inserted": "8-15", "length": None}
    assert played(tmp_path, name, events=[event]).leaks
    (tmp_path / "other").mkdir()
    assert not played(tmp_path / "other", "plain-field", events=[event]).leaks


def test_the_time_that_a_secret_took_is_a_leak(tmp_path):
    """It tells how long it is."""
    event = {"kind": "text-entry", "inserted": None, "length": None, "duration_ms": 900}
    assert played(tmp_path, "password-typed", events=[event]).leaks


def test_broken_rules_are_told(tmp_path):
    """A picture beside a password, a record of a denied page, a label that is gone."""
    for number, (name, images) in enumerate(
        [("password-typed", [picture()]), ("payroll", []), ("choice-values", [])]
    ):
        (tmp_path / str(number)).mkdir()
        verdict = played(tmp_path / str(number), name, images=images)
        assert verdict.broken, name
        assert not verdict.leaks


def test_a_leak_makes_the_report_red(tmp_path):
    """In the sum, in its situation, and in the page."""
    verdict = played(tmp_path, "row-pressed", images=[picture("ZQ", "#c000c0")])
    found = sum_up([verdict]) | {"captures": {"leaking": 0}}
    assert (found["trials"], found["leaks"]) == (1, 1)
    assert by_situation([verdict])["row-pressed"]["leaks"] == 1
    assert not is_clean(found)
    assert any("row-pressed" in line for line in page._situations(found))


def test_a_race_alone_is_judged_by_itself():
    """Of what was not played nothing is said."""
    assert is_clean({"captures": {"leaking": 0}})
    assert not is_clean({"captures": {"leaking": 1}})


def test_pictures_are_counted_with_their_reasons():
    """Of one page, by the records that they were due for."""
    place = {"path": "/leaks/race-x.html/trial-a"}
    events = [
        {"kind": "click", "seq": 4, "place": place},
        {"kind": "control", "what": "screenshot-dropped", "trigger": 4, "reason": "page-changed"},
        {"kind": "control", "what": "screenshot-dropped", "trigger": 5, "reason": "rate"},
    ]
    shots = [({"place": place}, picture()), ({"place": place}, picture("ZQ", "#d00000"))]
    assert count("race-x.html", events, shots) == {"page-changed": 1, "accepted": 2, "leaking": 1}


def test_only_what_the_secret_decides_differs():
    """What time decides is different in every turn; what the secret decides never meets."""
    trials = [t for t in plan([BY_NAME["plain-field"]], "s") if t.zoom == 100]
    steady = [(trial, ("same",)) for trial in trials]
    assert differential.compare(steady, [])["differing"] == {}
    telling = [(trial, (f"length {len(trial.secret)}",)) for trial in trials]
    more = [(t, (f"length {len(t.secret)}",)) for t in differential.again(trials, ["plain-field"])]
    found = differential.compare(telling, more)
    assert list(found["differing"]) == ["plain-field, longer"]
    noisy = [(trial, (f"noise {number}",)) for number, trial in enumerate(trials)]
    more = [
        (trial, (f"noise {number + 50}",))
        for number, trial in enumerate(differential.again(trials, ["plain-field"]))
    ]
    found = differential.compare(noisy, more)
    assert found["differing"] == {}
    assert found["too_unsteady"] == ["plain-field"]


def test_times_and_names_by_chance_are_left_out():
    """Nothing else is."""
    trial = make_trial(BY_NAME["plain-field"], 1, 100, "s")
    event = {"seq": 4, "wall_ms": 5, "idle_ms": 3, "length": "8-15", "path": f"/x/{trial.code}"}
    assert differential.canonical(event, trial) == {"length": "8-15", "path": "/x/CODE"}
