"""Packages: what is in them, who owns it, and that the same source gives the same bytes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from native_host.deploy.fleet import render_fleet
from native_host.deploy.windows import compact
from packers.debian import Description, write_deb
from packers.freeze import Frozen
from packers.host import describe_host, stage_host
from packers.materials import write_extension_materials
from packers.places import LAUNCHER
from packers.policy import describe_policy, stage_policy
from packers.tree import Tree, write_checksums
from packers.windows import Value, escape, list_values, product_version, write_source
from tests.native_host.deploy import deployments

TIME = 1_767_225_600
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    """Write the example, rendered."""
    root = tmp_path_factory.mktemp("rendered")
    for path, data in render_fleet(deployments.source()).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


@pytest.fixture
def frozen(tmp_path):
    """Make what looks like a frozen host."""
    directory = tmp_path / "dist" / "workglass"
    (directory / "_internal").mkdir(parents=True)
    (directory / "workglass").write_bytes(b"\x7fELF GLIBC_2.4 GLIBC_2.17")
    (directory / "workglass").chmod(0o755)
    (directory / "_internal" / "libone.so").write_bytes(b"\x7fELF GLIBC_2.9")
    return Frozen(directory, ["orjson"])


def listed(deb: Path) -> dict[str, tuple[str, str]]:
    """Return rights and owner of everything in a package, by its path."""
    said = subprocess.run(
        ["dpkg-deb", "--contents", deb], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 5) for line in said.splitlines()]
    found = {row[5].partition(" -> ")[0].removeprefix("./"): (row[0], row[1]) for row in rows}
    del found[""]
    return found


def field(deb: Path, name: str) -> str:
    done = subprocess.run(
        ["dpkg-deb", "--field", deb, name], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


needs_dpkg = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="no dpkg-deb here")


@needs_dpkg
def test_a_policy_package_holds_what_was_rendered_and_no_conffile(rendered, tmp_path):
    """A conffile would outlive the removal, and browsers would go on installing the extension."""
    policy = deployments.deployment().policy
    source = rendered / "linux" / "pilot"
    about = describe_policy(policy, "pilot", 3)
    deb = write_deb(stage_policy(source, tmp_path / "tree"), about, tmp_path / "out", TIME)
    held = listed(deb)
    files = {path for path in held if not path.endswith("/")}
    assert files == {p.relative_to(source).as_posix() for p in source.rglob("*") if p.is_file()}
    assert {owner for _, owner in held.values()} == {"root/root"}
    assert {held[path][0] for path in files} == {"-rw-r--r--"}
    control = tmp_path / "control"
    subprocess.run(["dpkg-deb", "--control", deb, control], check=True)
    assert not (control / "conffiles").exists()
    assert field(deb, "Version") == f"{policy.version}-3"
    assert field(deb, "Depends") == "workglass (>= 0.1.0)"
    assert field(deb, "Architecture") == "all"


@needs_dpkg
def test_a_package_is_the_same_whoever_makes_it_and_when(rendered, tmp_path):
    """Neither umask, nor times, nor the order on the disk are in the bytes."""
    about = describe_policy(deployments.deployment().policy, "pilot", 1)
    made = []
    for name, umask in (("one", 0o022), ("another-place", 0o077)):
        before = os.umask(umask)
        try:
            tree = stage_policy(rendered / "linux" / "pilot", tmp_path / name / "tree")
            made.append(write_deb(tree, about, tmp_path / name / "out", TIME).read_bytes())
        finally:
            os.umask(before)
    assert made[0] == made[1]


@needs_dpkg
def test_the_host_package_starts_its_own_version(frozen, tmp_path):
    """What browsers start and the command both lead into the directory of the version."""
    tree = stage_host(frozen, "1.2.3", "{}\n", tmp_path / "tree")
    deb = write_deb(tree, describe_host(frozen, "1.2.3"), tmp_path / "out", TIME)
    held = listed(deb)
    assert held["usr/lib/workglass/1.2.3/workglass"][0] == "-rwxr-xr-x"
    assert held["usr/lib/workglass/1.2.3/_internal/libone.so"][0] == "-rw-r--r--"
    assert held[LAUNCHER][0] == "-rwxr-xr-x"
    assert {owner for _, owner in held.values()} == {"root/root"}
    launcher = (tree.root / LAUNCHER).read_text()
    assert 'exec /usr/lib/workglass/1.2.3/workglass host "$@"' in launcher
    assert (
        tree.root / "usr/bin/workglass"
    ).resolve() == tree.root / "usr/lib/workglass/1.2.3/workglass"
    assert field(deb, "Depends") == "libc6 (>= 2.17)"


def test_the_example_names_the_launcher_of_the_host_package():
    """Manifests of a deployment that is copied from the example lead to the package's launcher."""
    assert deployments.deployment().rollout.host.linux == f"/{LAUNCHER}"


def test_directories_of_the_system_are_nobodys(rendered, tmp_path):
    """A package that owned /etc/opt would take it away when it goes."""
    tree = stage_policy(rendered / "linux" / "pilot", tmp_path / "tree")
    owned = tree.directories()
    assert "etc/opt/chrome" in owned
    assert not {"etc", "etc/opt", "usr", "usr/lib"} & set(owned)


def test_maintainer_scripts_are_shell():
    """Both shells that packages are installed with read them."""
    for path in (ROOT / "packaging" / "maintainer").glob("*.sh"):
        subprocess.run(["sh", "-n", path], check=True)
        subprocess.run(["bash", "--posix", "-n", path], check=True)


def test_an_upgrade_ends_no_host(tmp_path):
    """Only a removal does; the script looks at what the package manager says."""
    about = Description(
        "n",
        "1",
        1,
        None,
        "M <m@example.com>",
        "S",
        "T",
        before_removal='leaves "$1" && echo ended\n',
    )
    tree = Tree(tmp_path / "tree")
    tree.write("usr/lib/n/file", b"")
    if shutil.which("dpkg-deb") is None:
        pytest.skip("no dpkg-deb here")
    write_deb(tree, about, tmp_path / "out", TIME)
    script = tree.root / "DEBIAN" / "prerm"
    for word, told in (("remove", "ended\n"), ("upgrade", "")):
        done = subprocess.run(["sh", script, word], capture_output=True, text=True, check=False)
        assert done.stdout == told


def test_registry_values_are_escaped_as_windows_installer_reads_them():
    """Brackets and braces would be taken for references, and the JSON arrive empty."""
    assert escape('{"a":[1]}') == '[\\{]"a":[\\[]1[\\]][\\}]'
    assert escape("#text") == "##text"
    assert escape("plain text\n") == "plain text\n"


def test_the_registry_gets_what_was_rendered(rendered):
    """Each browser: settings, managed storage, manifest; Firefox the manifest."""
    values = list_values(rendered, "pilot")
    by_name = {(value.key, value.name): value.data for value in values}
    policies = json.loads(
        (rendered / "linux/pilot/etc/opt/edge/policies/managed/workglass.json").read_text()
    )
    edge = r"SOFTWARE\Policies\Microsoft\Edge"
    assert by_name[edge, "ExtensionSettings"] == compact(policies["ExtensionSettings"])
    [extension] = policies["ExtensionSettings"]
    signed = (rendered / "policy/policy.signed").read_text()
    assert by_name[rf"{edge}\3rdparty\extensions\{extension}\policy", "policy"] == signed
    firefox = r"SOFTWARE\Mozilla\NativeMessagingHosts\com.workglass.host"
    assert by_name[firefox, ""].endswith("com.workglass.host.firefox.json")
    assert len(values) == 13


def test_the_source_of_the_installer_says_the_same_as_the_values(tmp_path):
    """Line feeds stay line feeds, quotes stay quotes; every component belongs to a feature."""
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "policy.signed").write_text("text")
    (tmp_path / "host" / "_internal").mkdir(parents=True)
    (tmp_path / "host" / "workglass-host.exe").write_bytes(b"")
    (tmp_path / "host" / "_internal" / "library.dll").write_bytes(b"")
    value = Value(r"SOFTWARE\One", "policy", 'first "line"\n{second}\n')
    text = write_source("Example & Co", "0.1.1", [value], tmp_path, with_host=True)
    tree = ElementTree.fromstring(text)
    space = "{http://schemas.microsoft.com/wix/2006/wi}"
    [held] = tree.iter(f"{space}RegistryValue")
    assert held.get("Value") == escape(value.data)
    components = {each.get("Id") for each in tree.iter(f"{space}Component")}
    assert components == {each.get("Id") for each in tree.iter(f"{space}ComponentRef")}
    assert text == write_source("Example & Co", "0.1.1", [value], tmp_path, with_host=True)


def test_versions_of_the_installer_go_up_with_those_of_the_policy():
    """Windows Installer compares three numbers and knows none above 255 in the first two."""
    versions = [
        product_version(*each) for each in ((1, 1), (1, 2), (2, 1), (255, 9), (256, 1), (65535, 1))
    ]
    numbers = [tuple(map(int, version.split("."))) for version in versions]
    assert numbers == sorted(numbers)
    assert max(number[0] for number in numbers) <= 255
    with pytest.raises(SystemExit):
        product_version(65536, 1)


def test_the_bill_of_the_extension_is_its_lock_file():
    """Each package with version and digest; nothing that differs between two builds."""
    lock = ROOT / "extension" / "package-lock.json"
    text = write_extension_materials(lock, "0.1.0")
    bill = json.loads(text)
    assert text == write_extension_materials(lock, "0.1.0")
    assert "serialNumber" not in bill
    assert "timestamp" not in bill["metadata"]
    names = {
        place.rpartition("node_modules/")[2] for place in json.loads(lock.read_text())["packages"]
    }
    assert {each["name"] for each in bill["components"]} == names - {""}
    assert all(
        re.fullmatch("[0-9a-f]{128}", each["hashes"][0]["content"]) for each in bill["components"]
    )


def test_checksums_are_read_by_sha256sum(tmp_path):
    """Whoever downloads packages checks them with what every system has."""
    (tmp_path / "pilot").mkdir()
    (tmp_path / "pilot" / "a.deb").write_bytes(b"one")
    (tmp_path / "b.rpm").write_bytes(b"two")
    write_checksums(tmp_path)
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)
