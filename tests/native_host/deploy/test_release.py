"""A rendered directory: versions only go up, leftovers go away, nothing else is touched."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest

from native_host.deploy.fleet import Source, render_fleet
from native_host.deploy.release import read_signed, write_release
from native_host.errors import UsageError
from native_host.policy import sign_policy
from tests.native_host.deploy.deployments import EXAMPLE, signed, source, workglass
from tests.native_host.making import OTHER_SEED


def write(directory, *changes: tuple[str, str]):
    given = source(*changes)
    return write_release(directory, render_fleet(given), signed(given))


def content(directory):
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file()
    }


def test_checksums(tmp_path):
    """The ordinary tool finds every file as it was rendered."""
    write(tmp_path / "out")
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", "checksums.sha256"],
        cwd=tmp_path / "out",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    listed = (tmp_path / "out/checksums.sha256").read_text().splitlines()
    assert len(listed) == len(content(tmp_path / "out")) - 1


def test_rendering_again(tmp_path):
    """The same again is no change, a newer version takes the place of the old."""
    write(tmp_path)
    before = content(tmp_path)
    assert write(tmp_path) == []
    assert content(tmp_path) == before
    write(tmp_path, ("version = 1 ", "version = 2 "))
    assert read_signed((tmp_path / "policy/policy.signed").read_text()).policy.version == 2


@pytest.mark.parametrize(
    ("version", "words"), [("2", "another policy of the same version 2"), ("1", "only go up")]
)
def test_no_way_back(tmp_path, version, words):
    """A refused rendering changes nothing."""
    write(tmp_path, ("version = 1 ", "version = 2 "))
    before = content(tmp_path)
    changes = [
        ("version = 1 ", f"version = {version} "),
        ("retention_days = 30", "retention_days = 9"),
    ]
    with pytest.raises(UsageError, match=words):
        write(tmp_path, *changes)
    assert content(tmp_path) == before


def test_a_ring_that_is_promoted(tmp_path):
    """Rings are no part of the policy: their versions change under the same one."""
    write(tmp_path)
    policy = (tmp_path / "policy/policy.signed").read_bytes()
    write(tmp_path, ('id = "pilot"\nversion = "0.1.0"', 'id = "pilot"\nversion = "0.2.0"'))
    assert (tmp_path / "policy/policy.signed").read_bytes() == policy
    assert 'version="0.2.0"' in (tmp_path / "update/updates-pilot.xml").read_text()
    assert 'version="0.1.0"' in (tmp_path / "update/updates-everybody.xml").read_text()


def test_what_is_rendered_no_more_goes_away(tmp_path):
    """A ring that was given up leaves no policy behind; what others put there stays."""
    write(tmp_path)
    (tmp_path / "notes.txt").write_text("ours")
    gone = write(tmp_path, ('id = "pilot"\nversion = "0.1.0"\n\n[[rings]]\n', ""))
    assert gone
    assert not (tmp_path / "linux/pilot").exists()
    assert (tmp_path / "linux/everybody").is_dir()
    assert (tmp_path / "notes.txt").read_text() == "ours"


def test_a_list_of_files_that_leads_elsewhere(tmp_path):
    """Checksums that somebody has edited take nothing away outside."""
    out = tmp_path / "out"
    write(out)
    (tmp_path / "precious").write_text("x")
    with (out / "checksums.sha256").open("a") as file:
        file.write(f"{'0' * 64}  ../precious\n{'0' * 64}  {tmp_path}/precious\n")
    write(out)
    assert (tmp_path / "precious").exists()


def test_another_directory(tmp_path):
    """Nothing is mixed with something else, or with another key's."""
    (tmp_path / "thesis.txt").write_text("x")
    with pytest.raises(UsageError, match="something else"):
        write(tmp_path)
    other = tmp_path / "other"
    write(other)
    given = source(("version = 1 ", "version = 2 "))
    foreign: Source = replace(given, signed_policy=sign_policy(given.deployment.policy, OTHER_SEED))
    with pytest.raises(UsageError, match="another key"):
        write_release(other, render_fleet(foreign), read_signed(foreign.signed_policy))
    (other / "policy/policy.signed").write_text("nonsense")
    with pytest.raises(UsageError, match="cannot be compared"):
        write(other)


def test_the_command(tmp_path):
    """One command from the file to the tree; a public key signs nothing."""
    (tmp_path / "deployment.toml").write_text(EXAMPLE)
    key, out = tmp_path / "policy-key.json", tmp_path / "rendered"
    assert workglass("keys", "new", "policy", "--out", key).returncode == 0
    words = ("deploy", "render", tmp_path / "deployment.toml", "--out", out, "--key")
    done = workglass(*words, key)
    assert done.returncode == 0, done.stderr
    assert "Rendered policy version 1" in done.stdout
    assert not [path for path, data in content(out).items() if b"seed" in data]
    refused = workglass(*words, f"{key}.pub")
    assert refused.returncode == 78
    assert "no private policy key" in refused.stderr
    older = tmp_path / "older.toml"
    older.write_text(EXAMPLE.replace("retention_days = 30", "retention_days = 29"))
    again = workglass("deploy", "render", older, "--out", out, "--key", key)
    assert again.returncode == 64
    assert "Raise `version` to 2" in again.stderr
