"""The file that an administrator writes: every fault has its line, its key and what to do."""

from __future__ import annotations

import json

import pytest

from native_host.deploy.deployment import DeploymentError, parse_deployment
from native_host.deploy.lines import find_lines, line_of
from native_host.policy import parse_policy
from tests.native_host.deploy.deployments import (
    EXAMPLE,
    deployment,
    edited,
    line,
    many_sites,
    workglass,
)


def complaint(*changes: tuple[str, str]) -> list[str]:
    """Return the sentences about an edited example."""
    with pytest.raises(DeploymentError) as caught:
        parse_deployment(edited(*changes))
    first, *rest = str(caught.value).splitlines()
    return rest or [first]


def test_the_example():
    """What administrators copy is valid, and its policy is one for host and extension."""
    given = deployment()
    assert [ring.id for ring in given.rollout.rings] == ["pilot", "everybody"]
    document = json.dumps(given.policy.model_dump(mode="json")).encode()
    assert parse_policy(document) == given.policy


def test_what_may_be_left_out():
    """TOML knows no null: what may be null or empty is so if it is not there."""
    text = EXAMPLE.replace("revoked_keys = []\n", "").replace('regions = ["Europe/*"]\n', "")
    start, end = text.index("[schedule]"), text.index("[[sites]]")
    given = parse_deployment((text[:start] + text[end:]).encode())
    assert given.policy.revoked_keys == []
    assert given.policy.regions is None
    assert given.policy.schedule is None
    assert given.policy.collector is None
    assert given.policy.sites[2].verbatim == []
    assert given.policy.recipients[1].last_day is None


def test_a_date_without_quotes():
    """TOML has dates of its own, and one is meant."""
    given = deployment(('last_day = "2027-12-31"', "last_day = 2027-12-31"))
    assert given.policy.recipients[0].last_day == "2027-12-31"


@pytest.mark.parametrize(
    ("old", "new", "at", "words"),
    [
        ('level = "labels"', 'level = "lables"', 'level = "lables"', "`sites.level` must be 'outl"),
        ("hold = false", 'hold = "no"', "hold =", "`hold` must be true or false; write it without"),
        ("retention_days = 30", "retention_days = 0", "retention_days", "at least 1; raise it"),
        ("retention_days = 30", "retention_days = 30.5", "retention_days", "a whole number"),
        ("retention_days = 30", 'retention_days = "30"', "retention_days", "a whole number"),
        ("retention_days = 30", "retention_days = 99999999999999999999", "retention_days", "large"),
        ("store_limit_mb", "store_limit_md", "store_limit_md", "did you mean `store_limit_mb`?"),
        ("min_interval_ms", "min_interval", "min_interval", "did you mean `min_interval_ms`?"),
        ('mark = "bottom-right"', "mark = 4", "mark =", "`employee.mark` must be 'top-left'"),
        ('contact = "the', 'kontakt = "the', "[notice]", "`notice.contact` is missing; add it."),
        ("days = [1, 2, 3", "days = [\n  1,\n  9", "  9, 4", "`schedule.days` must be at most 7"),
        ('deny = ["/app/hr/*", ', 'deny = ["app", ', "deny =", "`sites.deny` is wrong."),
        ('"https://crm.', '"https://CRM.', "match =", "`sites.match` is wrong."),
        ('end = "19:00"', 'end = "01:00"', "end =", "ends before it begins"),
        (
            'exception = "DPIA-2026-07"',
            "",
            '[[sites]]\nid = "training"',
            "number of the assessment",
        ),
        (
            'id = "tickets"',
            'id = "crm"',
            'id = "crm"\nmatch = "https://*',
            "twice in sites; rename one",
        ),
        ('public_key = "', 'public_key = "AAAA', "public_key", "wrong length for its suite"),
        (
            'id = "everybody"',
            'id = "pilot"',
            'id = "pilot"\nversion = "0.1.0"\n\n[host]',
            "rename one",
        ),
        ("updates-{ring}", "updates", "update_url", "put {ring} into it"),
        ("updates-{ring}.xml", "updates-{ring}", "update_url", "must end with .xml"),
        ("workglass-{version}.crx", "w-{vision}.crx", "crx_url", "take the others out"),
        (
            'crx_url = "https',
            'crx_url = "ftp',
            "crx_url",
            "`extension.crx_url` is not of the right",
        ),
        (
            'version = "0.1.0"',
            'version = "0.1.0"\nminimum_version = "0.2"',
            "minimum_version",
            "lower the first",
        ),
        ("'C:\\Program", "'Program", "windows =", "`host.windows` is not of the right form"),
    ],
)
def test_faults(old, new, at, words):
    """One fault, one sentence, with the line on which it stands."""
    said = complaint((old, new))
    told = next((sentence for sentence in said if words in sentence), str(said))
    assert told.startswith(f"deployment.toml, line {line(at, edited((old, new)))}: "), told


def test_several_faults_at_once():
    """An administrator need not run it again for each, and they come in the file's order."""
    said = complaint(
        ("format = 1\n", ""),
        ("hold = false", "hold = 0"),
        ('level = "text"', 'level = "all"'),
        ("[[rings]]", "[[ring]]"),
    )
    numbers = [int(sentence.split("line ")[1].split(":")[0]) for sentence in said]
    assert numbers == sorted(numbers)
    assert [sentence.split("`")[1] for sentence in said] == [
        "format",
        "hold",
        "sites.level",
        "ring",
    ]


def test_the_same_fault_in_every_entry():
    """Nobody reads thousands of sentences."""
    changes = ("[[sites]]", many_sites(99, "HN") + "[[sites]]")
    said = complaint(changes)
    assert len(said) == 51
    assert said[-1] == "And 49 more; correct these first."


def test_a_table_where_a_value_belongs():
    """Tables, lists and values are told apart."""
    (said,) = complaint(('regions = ["Europe/*"]', 'regions = "Europe/*"'))
    assert "`regions` must be a list; put it in square brackets." in said
    (said,) = complaint(
        ("[purpose]\nid", "purpose = 1\nhelp_desk_"), ("help_desk_", "#"), ("sentence", "#")
    )
    assert "`purpose` must be a table" in said


@pytest.mark.parametrize(
    ("changes", "number", "words"),
    [
        ([("hold = false", "hold = ")], line("hold ="), "no TOML"),
        ([("hold = false", "hold = false\nhold = true")], line("hold =") + 1, "no TOML"),
        ([("[purpose]", "[purpose")], line("[purpose]"), "no TOML"),
    ],
)
def test_no_toml(changes, number, words):
    """What is no TOML is told by its line as well."""
    (said,) = complaint(*changes)
    assert f"line {number}: " in said
    assert words in said


def test_not_utf_8():
    """Another encoding is named, with the line."""
    with pytest.raises(DeploymentError, match="line 2: this is no UTF-8"):
        parse_deployment(b"a = 1\nb = '\xff'\n")


TRICKY = """\
a.b = 1 # [not a table]
"quoted key" = '''
[[no]]
c = 2
'''
[t . "u"]
x = [ # comment ]
  1, "]",
  { y = 3, z = [4,
    5] },
]
[[many]]
one = 1
[[many]]
one = \"\"\"
text \\\"\"\" more
\"\"\"
[many.inner]
two = 2
[[many.deep]]
three = 3
"""


@pytest.mark.parametrize(
    ("place", "number"),
    [
        (("a", "b"), 1),
        (("quoted key",), 2),
        (("t", "u"), 6),
        (("t", "u", "x"), 7),
        (("t", "u", "x", 1), 8),
        (("t", "u", "x", 2, "y"), 9),
        (("t", "u", "x", 2, "z", 1), 10),
        (("many", 0, "one"), 13),
        (("many", 1, "one"), 15),
        (("many", 1, "inner", "two"), 19),
        (("many", 1, "deep", 0, "three"), 21),
        (("many", 0, "missing"), 12),
        (("missing",), 1),
    ],
)
def test_lines(place, number):
    """Every way to write a key has its line."""
    assert line_of(find_lines(TRICKY), place) == number


def test_the_command(tmp_path):
    """A wrong file ends with 65 and sentences, a right one with 0."""
    file = tmp_path / "deployment.toml"
    file.write_bytes(edited(("hold = false", "hold = 0"), ('level = "text"', 'level = "all"')))
    done = workglass("deploy", "check", file)
    said = done.stderr.splitlines()
    assert done.returncode == 65
    assert said[0] == f"workglass: {file} has 2 faults."
    assert said[1].startswith(f"{file}, line {line('hold =')}: `hold` must be")
    file.write_text(EXAMPLE)
    done = workglass("deploy", "check", file)
    assert done.returncode == 0
    assert "Valid: policy version 1, 3 sites, 2 rings." in done.stdout
    assert "nobody has their private halves" in done.stderr
    assert workglass("deploy", "check", tmp_path / "none.toml").returncode == 66
