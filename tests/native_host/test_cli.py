"""The command line as its users meet it: sentences, exit codes, JSON."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from native_host import installation
from native_host.__main__ import main
from tests.native_host.host_process import HostProcess, Installed
from tests.native_host.making import navigation, policy_document

EXTENSION = "abcdefghijklmnopabcdefghijklmnop"


def workglass(*words: object, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    environment = dict(os.environ)
    if home is not None:
        environment |= {"HOME": str(home)}
        environment.pop("XDG_CONFIG_HOME", None)
        environment.pop("XDG_STATE_HOME", None)
    return subprocess.run(
        [sys.executable, "-I", "-m", "native_host", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


@pytest.fixture
def keys(tmp_path):
    """Policy and recipient keys, made with the command."""
    for kind, name in (("policy", "policy"), ("recipient", "recipient"), ("recipient", "spare")):
        done = workglass("keys", "new", kind, "--out", tmp_path / f"{name}.json")
        assert done.returncode == 0, done.stderr
    return tmp_path


@pytest.fixture
def signed(keys):
    """A policy, signed with the command."""
    groups = []
    for name in ("recipient", "spare"):
        public = json.loads((keys / f"{name}.json.pub").read_text())
        member = {field: public[field] for field in ("key_id", "suite", "public_key")}
        groups.append({"id": name, "generation": 1, "last_day": None, "members": [member]})
    document = policy_document(recipients=groups)
    (keys / "policy-document.json").write_text(json.dumps(document))
    done = workglass(
        *("policy", "sign", keys / "policy-document.json"),
        *("--key", keys / "policy.json", "--out", keys / "policy.signed"),
    )
    assert done.returncode == 0, done.stderr
    return keys / "policy.signed"


def test_keys_are_private_and_never_overwritten(keys):
    """The private half is for its owner alone."""
    assert stat.S_IMODE((keys / "policy.json").stat().st_mode) == 0o600
    before = (keys / "policy.json").read_text()
    done = workglass("keys", "new", "policy", "--out", keys / "policy.json")
    assert done.returncode == 64
    assert "never overwritten" in done.stderr
    assert (keys / "policy.json").read_text() == before


def test_policy_check(signed, keys):
    """A signed policy is checked with the public half."""
    done = workglass("policy", "check", signed, "--key", keys / "policy.json.pub")
    assert done.returncode == 0
    assert "version 1" in done.stdout
    signed.write_text(signed.read_text().replace("Acme", "Acne"))
    done = workglass("policy", "check", signed, "--key", keys / "policy.json.pub")
    assert done.returncode == 78
    assert "changed after signing" in done.stderr


def test_a_wrong_policy_is_not_signed(keys):
    """The mistake is named before anything is rolled out."""
    (keys / "bad.json").write_text(json.dumps(policy_document(version="one")))
    done = workglass(
        *("policy", "sign", keys / "bad.json"),
        *("--key", keys / "policy.json", "--out", keys / "out"),
    )
    assert done.returncode == 78
    assert "version" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (keys / "out").exists()


def install(home: Path, signed: Path, keys: Path, *more: object):
    return workglass(
        *("install", "--policy", signed, "--policy-key", keys / "policy.json.pub"),
        *("--extension-id", EXTENSION, *more),
        home=home,
    )


def test_install_status_uninstall(signed, keys, tmp_path):
    """What install writes works for the browser's host, and uninstall takes it all away."""
    home = tmp_path / "home"
    home.mkdir()
    done = workglass("status", home=home)
    assert done.returncode == 1
    done = install(home, signed, keys)
    assert done.returncode == 0, done.stderr
    manifest = home / ".config/chromium/NativeMessagingHosts/com.workglass.host.json"
    launcher = Path(json.loads(manifest.read_text())["path"])
    assert os.access(launcher, os.X_OK)
    done = workglass("status", "--json", home=home)
    assert done.returncode == 0
    assert json.loads(done.stdout)["policy"]["valid"]
    started = subprocess.run(
        [launcher, f"chrome-extension://{EXTENSION}/"],
        input=b"",
        env=os.environ | {"HOME": str(home)},
        check=False,
    )
    assert started.returncode == 0
    done = workglass("uninstall", home=home)
    assert done.returncode == 0
    assert not [path for path in home.rglob("*") if path.is_file()]


def test_install_for_an_image(signed, keys, tmp_path):
    """Below another root the files say where they will be, not where they were made."""
    root = tmp_path / "image"
    root.mkdir()
    done = install(tmp_path, signed, keys, "--machine", "--root", root, "--json")
    assert done.returncode == 0, done.stderr
    manifest = root / "etc/chromium/native-messaging-hosts/com.workglass.host.json"
    path = json.loads(manifest.read_text())["path"]
    assert path == "/usr/local/lib/workglass/workglass-host"
    assert "--config /etc/workglass" in (root / path[1:]).read_text()
    assert (root / "etc/workglass/policy.signed").exists()


def test_uplink_finds_the_users_own_installation(signed, keys, tmp_path):
    """Like status it looks in the user's configuration before the machine's."""
    home = tmp_path / "home"
    home.mkdir()
    assert install(home, signed, keys).returncode == 0
    done = workglass("uplink", home=home)
    assert done.returncode == 64
    assert "names no collector" in done.stderr


def test_rights_of_a_machine_wide_installation(signed, keys, tmp_path):
    """Every user's host reads all of it, token included, however strict root's umask is."""
    root, token = tmp_path / "image", tmp_path / "token"
    root.mkdir()
    token.write_text("a long random token")
    before = os.umask(0o077)
    try:
        done = install(
            tmp_path, signed, keys, "--machine", "--root", root, "--token", token, "--json"
        )
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stderr
    assert (root / "etc/workglass/collector.token").read_text() == "a long random token"
    for path in root.rglob("*"):
        runs = path.is_dir() or path.name == "workglass-host"
        assert stat.S_IMODE(path.stat().st_mode) == (0o755 if runs else 0o644), path


def test_rights_of_an_installation_for_one_user(signed, keys, tmp_path):
    """It is nobody else's business."""
    home, token = tmp_path / "home", tmp_path / "token"
    home.mkdir()
    token.write_text("a long random token")
    assert install(home, signed, keys, "--token", token).returncode == 0
    for path in home.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_the_interpreter_of_an_image(signed, keys, tmp_path):
    """The builder's own interpreter is not put into an image in silence."""
    launcher = tmp_path / "image/usr/local/lib/workglass/workglass-host"
    words = ["--machine", "--root", tmp_path / "image"]
    done = install(tmp_path, signed, keys, *words)
    assert sys.executable in launcher.read_text()
    assert f"starts {sys.executable}" in done.stderr
    done = install(tmp_path, signed, keys, *words, "--python", "/opt/workglass/bin/python")
    assert "exec /opt/workglass/bin/python " in launcher.read_text()
    assert sys.executable not in launcher.read_text() + done.stdout + done.stderr
    done = install(tmp_path, signed, keys, *words, "--python", "python3")
    assert done.returncode == 64
    assert "full path" in done.stderr


def test_an_invalid_policy_is_not_installed(signed, keys, tmp_path):
    """Nothing is written unless everything is right."""
    home = tmp_path / "home"
    home.mkdir()
    signed.write_text(signed.read_text()[:-20])
    done = install(home, signed, keys)
    assert done.returncode == 78
    assert not list(home.iterdir())


def test_wrong_extension_id(signed, keys, tmp_path):
    """A typing error in the id would keep the browser from finding the host."""
    done = workglass(
        *("install", "--policy", signed, "--policy-key", keys / "policy.json.pub"),
        *("--extension-id", "short"),
        home=tmp_path,
    )
    assert done.returncode == 64
    assert "no extension id" in done.stderr


@pytest.fixture
def store(tmp_path):
    """A store with three records and its key."""
    installed = Installed(tmp_path)
    host = HostProcess(installed)
    host.greet()
    for seq in (1, 2, 3):
        host.send(navigation(seq))
    host.wait_for_ack(3)
    host.close()
    return installed


def test_verify(store):
    """VERIFIED, exit code 0; without a key the same for what needs none."""
    done = workglass("review", "verify", store.store, "--key", store.key, "--reason", "test")
    assert done.returncode == 0
    assert done.stdout.startswith("VERIFIED")
    done = workglass("review", "verify", store.store, "--json")
    report = json.loads(done.stdout)
    assert report["green"]
    assert report["segments"][0]["opened"] is False


def test_one_flipped_byte_names_segment_and_record(store):
    """Exit code 1, the segment's name, the record's number."""
    [file] = store.store.glob("*.sqlite")
    import sqlite3

    connection = sqlite3.connect(file)
    [(sealed,)] = connection.execute("SELECT sealed FROM record WHERE id = 0").fetchall()
    connection.close()
    data = bytearray(file.read_bytes())
    data[data.index(sealed) + 30] ^= 1
    file.write_bytes(bytes(data))
    done = workglass("review", "verify", store.store, "--key", store.key, "--reason", "test")
    assert done.returncode == 1
    assert f"{file.stem}/00000000" in done.stdout
    assert "Record 0" in done.stdout
    assert "Not everything is as it was sealed" in done.stderr


def test_a_file_that_lost_its_entries_is_not_green(store):
    """A database page whose entries are gone reads like one that never had any."""
    import sqlite3

    [file] = store.store.glob("*.sqlite")
    connection = sqlite3.connect(file)
    connection.execute("DELETE FROM segment")
    connection.commit()
    connection.close()
    done = workglass("review", "verify", store.store)
    assert done.returncode == 1
    assert "without their segment" in done.stdout
    connection = sqlite3.connect(file)
    connection.execute("DELETE FROM record")
    connection.commit()
    connection.close()
    done = workglass("review", "verify", store.store)
    assert done.returncode == 1
    assert "The chain is not here: its own signed head saw record 2" in done.stdout


def test_show_says_so_when_something_does_not_open(store, keys):
    """Nothing shown is not the same as nothing there."""
    key = ["--key", keys / "recipient.json", "--reason", "test"]
    done = workglass("review", "show", store.store, *key)
    assert (done.returncode, done.stdout) == (1, "")
    assert "could not be opened" in done.stderr


def test_a_reason_of_any_length_gets_a_sentence(store):
    """A log line has its limits."""
    done = workglass("review", "list", store.store, "--key", store.key, "--reason", "r" * 501)
    assert done.returncode == 64
    assert "at most 500" in done.stderr


def test_without_the_key_only_sizes_and_counts(store):
    """What a stranger with the files can learn."""
    done = workglass("review", "list", store.store, "--json")
    listed = json.loads(done.stdout)
    assert listed["kinds"] == {}
    assert listed["segments"][0]["events"] == 3
    assert done.returncode == 0
    for words in (["show"], ["export", "--out", store.store.parent / "x"]):
        done = workglass("review", *words, store.store, "--reason", "test")
        assert done.returncode == 2
        assert "--key" in done.stderr


def test_list_show_export(store, tmp_path):
    """With the key: kinds, records, files."""
    key = ["--key", store.key, "--reason", "test"]
    listed = json.loads(workglass("review", "list", store.store, *key, "--json").stdout)
    assert listed["kinds"] == {"navigation": 3}
    shown = workglass("review", "show", store.store, *key, "--json").stdout.splitlines()
    assert [json.loads(line)["seq"] for line in shown] == [1, 2, 3]
    out = tmp_path / "export"
    done = workglass("review", "export", store.store, *key, "--out", out, "--json")
    assert json.loads(done.stdout) == {
        "events": 3,
        "images": 0,
        "unreadable": 0,
        "names_withheld": 0,
    }


def test_the_wrong_key(store, keys):
    """The sentence names the keys that would open the store."""
    done = workglass(
        *("review", "verify", store.store),
        *("--key", keys / "recipient.json", "--reason", "test"),
    )
    assert done.returncode == 1
    assert "UNREADABLE" in done.stdout
    assert "sealed to" in done.stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["review", "verify", "nowhere"], 66),
        (["review", "verify", "nowhere", "--key", "none.json"], 64),
        (["review", "verify", "nowhere", "--key", "none.json", "--reason", "test"], 66),
        (["policy", "check", "none", "--key", "none"], 66),
        (["collector", "serve", "--dir", "d", "--token-file", "none"], 66),
        (["uplink", "--config", "none"], 66),
        (["lab", "--headless"], 78),
        (["lab", "--headless", "--site", "example.com"], 78),
    ],
)
def test_one_sentence_and_the_documented_code(words, code, tmp_path, monkeypatch):
    """Whatever is missing, the answer is one line that names it."""
    monkeypatch.chdir(tmp_path)
    done = workglass(*words)
    assert done.returncode == code, done.stderr
    assert done.stderr.startswith("workglass: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["seed", "key_id", "public_key"])
@pytest.mark.parametrize("value", ["", "A", "????", "AAAA"])
def test_a_damaged_recipient_key(store, name, value):
    """Whatever is wrong in it, nothing is opened and one sentence says which file it is."""
    key = json.loads(store.key.read_text()) | {name: value}
    store.key.write_text(json.dumps(key))
    done = workglass("review", "verify", store.store, "--key", store.key, "--reason", "test")
    assert done.returncode == 65
    assert done.stderr.startswith(f"workglass: {store.key}: It is ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("value", ["", "A", "????", "AAAA"])
def test_a_damaged_policy_key(signed, keys, value):
    """A seed of the wrong length signs nothing, a public half verifies nothing."""
    for file, name in (("policy.json", "seed"), ("policy.json.pub", "public_key")):
        key = json.loads((keys / file).read_text()) | {name: value}
        (keys / file).write_text(json.dumps(key))
    document = keys / "policy-document.json"
    signing = workglass(
        *("policy", "sign", document, "--key", keys / "policy.json", "--out", keys / "new")
    )
    checking = workglass("policy", "check", signed, "--key", keys / "policy.json.pub")
    for done in (signing, checking):
        assert done.returncode == 78
        assert "not a Workglass key file" in done.stderr
        assert done.stderr.count("\n") == 1
    assert not (keys / "new").exists()


def test_an_installed_policy_key_that_is_damaged(tmp_path):
    """The host refuses, so that the browser can show why nothing is recorded."""
    installed = Installed(tmp_path)
    file = installed.config / installation.POLICY_KEY_FILE
    file.write_text(json.dumps(json.loads(file.read_text()) | {"public_key": "A"}))
    host = HostProcess(installed)
    refusal = host.greet()
    assert refusal is not None
    assert refusal["type"] == "refusal"
    assert "policy key" in refusal["sentence"]
    code, complaint = host.close()
    assert code == 78
    assert complaint.count("\n") == 1


def test_export_onto_a_file(store, tmp_path):
    """A file that is there is left alone."""
    out = tmp_path / "notes.txt"
    out.write_text("mine")
    done = workglass(
        *("review", "export", store.store, "--key", store.key),
        *("--reason", "test", "--out", out),
    )
    assert done.returncode == 64
    assert "is a file" in done.stderr
    assert out.read_text() == "mine"


@pytest.mark.parametrize(
    "words",
    [
        ["collector", "serve", "--dir", "d", "--token-file", "t", "--port", "99999"],
        ["lab", "--site", "http://127.0.0.1/*", "--headless", "--cdp-port", "99999"],
    ],
)
def test_a_port_that_cannot_be(words):
    """The command line is wrong, and says so."""
    done = workglass(*words)
    assert done.returncode == 2
    assert "65535" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "target"),
    [
        (["host"], "native_host.messaging.host.run_host"),
        (["review", "verify", "x"], "native_host.review.reading.read_segments"),
    ],
)
def test_a_fault_of_ours(arguments, target, monkeypatch, capsys):
    """One sentence, exit code 70, and nothing that was recorded: unless somebody looks for it."""

    def stumble(*_):
        raise KeyError("customer 4711")

    monkeypatch.setattr(target, stumble)
    monkeypatch.setattr(sys, "argv", ["workglass", *arguments])
    monkeypatch.delenv("WORKGLASS_DEBUG", raising=False)
    assert main() == 70
    complaint = capsys.readouterr().err
    assert "KeyError" in complaint
    assert "4711" not in complaint
    assert complaint.count("\n") == 1
    monkeypatch.setenv("WORKGLASS_DEBUG", "1")
    with pytest.raises(KeyError):
        main()


def test_host_is_not_for_people():
    """Started by hand without a browser it ends at once."""
    done = subprocess.run(
        [sys.executable, "-I", "-m", "native_host", "host"], input=b"", check=False
    )
    assert done.returncode == 0


def test_the_posting_of_a_policy(signed):
    """The text for the wall, in the language that is asked for."""
    key = (
        ("--key", signed / "policy.json.pub")
        if signed.is_dir()
        else ("--key", signed.parent / "policy.json.pub")
    )
    path = signed / "policy.signed" if signed.is_dir() else signed
    done = workglass("notice", "print", path, *key, "--language", "de")
    assert done.returncode == 0, done.stderr
    assert "Acme zeichnet Arbeit im Browser auf" in done.stdout
    assert "No counsel has checked" in done.stderr


def test_purge_removes_everything_of_a_person_and_only_when_it_is_meant(tmp_path):
    """The one way to get rid of recordings; it says what would go before it goes."""
    installed = Installed(tmp_path / "machine")
    home = tmp_path / "home"
    store = home / ".local/state/workglass/store"
    settings = home / ".config/workglass"
    installed.store = store
    other = home / ".config/other"
    for directory in (settings, other):
        directory.mkdir(parents=True)
        (directory / "file").write_text("something")
    host = HostProcess(installed)
    assert host.greet() is not None
    host.send(navigation(1))
    host.wait_for_ack(1)
    busy = workglass("purge", "--confirm", home=home)
    assert busy.returncode == 75
    assert "close all browsers" in busy.stderr
    assert host.close()[0] == 0

    asked = workglass("purge", home=home)
    assert asked.returncode == 64
    assert str(store) in asked.stdout
    assert "--confirm" in asked.stderr
    assert store.is_dir()

    done = workglass("purge", "--confirm", "--json", home=home)
    assert done.returncode == 0, done.stderr
    told = {each["path"] for each in json.loads(done.stdout)["directories"]}
    assert told == {str(store), str(settings)}
    assert not store.parent.exists()
    assert not settings.exists()
    assert (other / "file").exists()
    assert workglass("purge", home=home).returncode == 0


def test_purge_follows_no_link(tmp_path):
    """What a link in the place of the store leads to is somebody else's."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "file").write_text("mine")
    place = tmp_path / "home/.local/state/workglass"
    place.mkdir(parents=True)
    (place / "store").symlink_to(elsewhere)
    assert workglass("purge", "--confirm", home=tmp_path / "home").returncode == 0
    assert (elsewhere / "file").exists()
