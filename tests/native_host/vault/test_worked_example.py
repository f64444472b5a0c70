"""The example that FORMAT.md prints is one that verifies."""

from __future__ import annotations

from tests.vectors.store import example


def test_printed_values_are_right():
    """Every printed byte follows from the vector and its reader's seed."""
    assert example.main(["--check"]) == 0


def test_a_wrong_value_is_noticed(tmp_path, monkeypatch, capsys):
    """The check can fail."""
    stale = tmp_path / "FORMAT.md"
    document = example.DOCUMENT.read_text(encoding="utf-8")
    place = document.index("K[0]  ") + 20
    wrong = "0" if document[place] != "0" else "1"
    stale.write_text(document[:place] + wrong + document[place + 1 :], encoding="utf-8")
    monkeypatch.setattr(example, "DOCUMENT", stale)
    assert example.main(["--check"]) == 1
    assert "not current" in capsys.readouterr().err
