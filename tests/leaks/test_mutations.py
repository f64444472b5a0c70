"""Every mutant can be made, and names situations that exist."""

from __future__ import annotations

import pytest

from tests.leaks.mutants import locate
from tests.leaks.mutations import MUTANTS
from tests.leaks.race import RACES
from tests.leaks.server import PAGES
from tests.leaks.situations import BY_NAME, SITUATIONS


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_changes_the_source(mutant):
    """Its text is there once: a rule that was rewritten needs its mutant rewritten."""
    for edit in mutant.edits:
        locate(edit)
        assert edit.old != edit.new
    races = {race.name for race in RACES}
    assert mutant.situations or mutant.races
    assert set(mutant.situations) <= set(BY_NAME)
    assert set(mutant.races) <= races


def test_names_are_unique():
    """A report has a row for each."""
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 30
    assert len(BY_NAME) == len(SITUATIONS)


def test_every_situation_has_its_page():
    """And no page is left over."""
    pages = {path.name for path in PAGES.glob("*.html")}
    used = {situation.template for situation in SITUATIONS}
    assert used <= pages
    others = {name for name in pages - used if not name.startswith(("race-", "rich-"))}
    assert others == {"inside.html", "record.html"}


def test_a_text_that_is_not_there_once_is_refused():
    """Neither nowhere nor everywhere."""
    from tests.leaks.mutants import Edit

    for text in ("no such text in any file", "return"):
        with pytest.raises(LookupError):
            locate(Edit(text, ""))
