"""The comparison of two secrets notices what it is there for."""

from __future__ import annotations

from tests.leaks.differential import compare_sealed, differ, is_unsteady, seal

CLICK = '{"kind": "click"}'


def entry(length: str) -> str:
    """Return a record that tells how long a text is."""
    return f'{{"kind": "text-entry", "length": "{length}"}}'


def test_the_same_records_make_rows_of_the_same_sizes():
    """Whatever the keys are."""
    left = (CLICK, entry("8-15"))
    assert seal(left) == seal(left)
    assert [count for count, _ in seal(left)] == [1, 1]
    assert compare_sealed({"a": [left], "b": [left]}) is True


def test_one_more_record_and_a_longer_one_are_noticed():
    """A secret that decides how much is recorded."""
    left = (CLICK,)
    assert compare_sealed({"a": [left], "b": [(CLICK, CLICK)]}) is False
    longer = entry("8-15" * 40)
    assert compare_sealed({"a": [(entry("8-15"),)], "b": [(longer,)]}) is False


def test_what_time_decides_is_no_difference():
    """Where no two turns are the same with one secret either, nothing is said."""
    turns = {
        name: [(CLICK,) * n for n in range(start, 20, 2)] for name, start in (("a", 1), ("b", 2))
    }
    assert compare_sealed(turns) is None


def test_pictures_are_compared_with_those_taken_after_the_same():
    """One more picture is a matter of time; another picture after the same press is not."""
    empty, same = "pixels load aa", "pixels press bb"
    assert not differ({(CLICK, empty, same)}, {(CLICK, same)})
    assert differ({(CLICK, empty, same)}, {(CLICK, empty, "pixels press cc")})
    assert not differ({(CLICK, same), (CLICK, "pixels press cc")}, {(CLICK, "pixels press cc")})


def test_a_picture_that_was_taken_once_is_of_another_moment():
    """After the load it may show the page before the press or after it, whatever the secret is."""
    turns = [(CLICK, "pixels press bb"), (CLICK, "pixels press bb")]
    ours, theirs = [*turns, (CLICK, "pixels load aa")], [*turns, (CLICK, "pixels load bb")]
    assert differ(ours, theirs)
    assert not differ(ours, theirs, 2)
    assert differ([*ours, ours[-1]], [*theirs, theirs[-1]], 2)


def test_other_records_are_a_difference():
    """Whatever the pictures are."""
    assert differ({(CLICK,)}, {(CLICK, CLICK)})


def test_a_few_equal_turns_are_enough_to_be_steady():
    """However many turns there were: only where each is another one nothing can be said."""
    one, other, third = (CLICK,), (CLICK, CLICK), (CLICK, CLICK, CLICK)
    assert is_unsteady([one, other, third])
    assert not is_unsteady([one, other, third, one, one])
    assert not is_unsteady([one, other])
    pictures = [(CLICK, f"pixels press {n}") for n in (1, 2, 3)]
    assert is_unsteady(pictures)
    assert not is_unsteady([*pictures, (CLICK, "pixels press 1")])
