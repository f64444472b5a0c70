"""The lab: isolated, for ordinary users too, several at once, and gone afterwards."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

import pytest

from native_host.policy import parse_policy
from tests.e2e.recording import of_kind, recording
from tests.native_host.making import policy_document

ROOT = Path(__file__).parents[2]


def lab(*words: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-m", "native_host", "lab", "--headless", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        **options,
    )


PROBE = (
    "import os, json, urllib.request;"
    "names = [n for n in os.environ if n.startswith('WORKGLASS_')];"
    "urllib.request.urlopen(os.environ['WORKGLASS_CDP'] + '/json/version').read();"
    "print(json.dumps({n: os.environ[n] for n in names})); raise SystemExit(7)"
)


def test_a_command_gets_what_it_needs(tmp_path, pages):
    """Environment and JSON say the same; the command's exit code is the lab's."""
    store = tmp_path / "store"
    done = lab("--site", pages.pattern, "--store", str(store), "--", sys.executable, "-c", PROBE)
    assert done.returncode == 7, done.stderr
    described, environment = (json.loads(line) for line in done.stdout.splitlines())
    assert environment["WORKGLASS_CDP"] == described["cdp"]
    assert environment["WORKGLASS_STORE"] == described["store"] == str(store)
    assert Path(environment["WORKGLASS_KEY"]).exists()
    assert environment["WORKGLASS_EXTENSION_ID"] == described["extension_id"]


def test_nothing_is_left_but_store_and_keys(tmp_path, pages):
    """Profile, policies, manifest and processes are gone; the machine's own are as before."""
    before = sorted(str(p) for p in Path("/etc/chromium").rglob("*"))
    store = tmp_path / "store"
    done = lab("--site", pages.pattern, "--store", str(store), "--", "true")
    assert done.returncode == 0, done.stderr
    described = json.loads(done.stdout)
    assert not Path(described["profile"]).parent.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["store", "store.keys"]
    assert sorted(str(p) for p in Path("/etc/chromium").rglob("*")) == before
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert described["profile"] not in running.stdout


@pytest.fixture
def temporary():
    """A directory for temporary files, with a name that a browser's socket has room for."""
    with tempfile.TemporaryDirectory(prefix="wg-") as directory:
        yield Path(directory)


@pytest.mark.parametrize(
    ("number", "when", "command"),
    [
        (signal.SIGTERM, "running", []),
        (signal.SIGHUP, "running", ["--", "sleep", "300"]),
        (signal.SIGTERM, "starting", []),
    ],
)
def test_a_lab_that_is_terminated(tmp_path, temporary, pages, number, when, command):
    """Browser, collector, command and temporary directory are gone; the store is left."""
    store = tmp_path / "store"
    process = subprocess.Popen(
        # Whoever runs the tests may ignore hang-ups, and a lab would then do so as well.
        ["env", "--default-signal=HUP", sys.executable, "-I", "-m", "native_host", "lab"]
        + ["--headless", "--site", pages.pattern]
        + ["--collector", "--acknowledge", "--store", str(store), *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"TMPDIR": str(temporary)},
    )
    assert process.stdout is not None
    if when == "running":
        assert json.loads(process.stdout.readline())["store"] == str(store)
    else:
        deadline = time.monotonic() + 60
        while not list(temporary.glob("*/profile")):
            assert time.monotonic() < deadline
            time.sleep(0.01)
    started = children(process.pid)
    assert started
    process.send_signal(number)
    assert process.wait(30) == 128 + number
    process.stdout.close()
    assert list(temporary.iterdir()) == []
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        *("store", "store.collector", "store.keys")
    ]
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert str(tmp_path) not in running.stdout
    assert str(temporary) not in running.stdout
    deadline = time.monotonic() + 10
    while any(runs(child) for child in started):
        assert time.monotonic() < deadline, "a process of the lab goes on"
        time.sleep(0.05)


STARTING = (
    "import os, signal, sys; from native_host.lab.starting import end_on_signals, start;"
    # What a shell runs in the background is born deaf to Ctrl+C, and so is all that it starts.
    "signal.signal(signal.SIGINT, signal.default_int_handler);"
    "end_on_signals(); print('starting', flush=True);"
    # So many places to look in that the program is not found for a while.
    "start(['sleep', sys.argv[1]], environment={'PATH': '/:' * 60000 + os.environ['PATH']})"
)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_is_being_started_goes_too(number):
    """A signal that comes while a process is being started leaves none behind."""
    seconds = f"300.{os.getpid()}"
    process = subprocess.Popen([sys.executable, "-c", STARTING, seconds], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    while not children(process.pid):
        assert process.poll() is None
    process.send_signal(number)
    assert process.wait(30) == 128 + number
    process.stdout.close()
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert f"sleep {seconds}" not in running.stdout


def runs(process: int) -> bool:
    """Say whether a process is there and does something; who has ended may wait to be collected."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def children(parent: int) -> list[int]:
    """Return the processes that a process has started itself."""
    # Where there are none, ps says so by its exit code.
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False
    )
    return [int(word) for word in listed.stdout.split()]


def test_several_at_once(playwright, tmp_path, pages):
    """Two labs with different allowlists do not see each other's policies."""
    one_store, two_store = tmp_path / "one", tmp_path / "two"
    with (
        recording(playwright, one_store, pages.pattern) as one,
        recording(playwright, two_store, f"{pages.other_origin}/*") as two,
    ):
        for run in (one, two):
            for origin in (pages.origin, pages.other_origin):
                page = run.open(f"{origin}/buttons.html")
                page.mouse.click(40, 40)
                page.wait_for_timeout(300)
        first, second = one.finish(), two.finish()
    assert [e["place"]["origin"] for e in of_kind(first, "click")] == [pages.origin]
    assert [e["place"]["origin"] for e in of_kind(second, "click")] == [pages.other_origin]


def test_with_a_policy_of_ones_own(tmp_path, pages):
    """The lab signs a given document and becomes its recipient."""
    document = policy_document(version=4, organisation="Somebody else")
    parse_policy(json.dumps(document).encode())
    (tmp_path / "policy.json").write_text(json.dumps(document))
    done = lab(
        *("--policy", str(tmp_path / "policy.json"), "--site", pages.pattern),
        *("--store", str(tmp_path / "store"), "--acknowledge", "--", "true"),
    )
    assert done.returncode == 0, done.stderr
    verified = subprocess.run(
        [sys.executable, "-I", "-m", "native_host", "review", "verify", str(tmp_path / "store")]
        + ["--key", str(tmp_path / "store.keys" / "review.json"), "--reason", "test", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(verified.stdout)["green"]


def test_a_command_that_does_not_exist(tmp_path, pages):
    """One sentence, and everything is cleaned up."""
    done = lab("--site", pages.pattern, "--store", str(tmp_path / "s"), "--", "/no/such/command")
    assert done.returncode == 69
    assert "cannot be started" in done.stderr


@pytest.fixture
def ordinary_user():
    """An account without rights, made for the test where the test runs as root."""
    if os.geteuid() != 0:
        yield None
        return
    name = "workglass-lab"
    subprocess.run(["useradd", "--create-home", name], check=True, capture_output=True)
    yield pwd.getpwnam(name)
    subprocess.run(["pkill", "-KILL", "-u", name], check=False)
    subprocess.run(["userdel", "--remove", "--force", name], check=False, capture_output=True)


def interpreter_for_all() -> str | None:
    """Return a Python of our version that other users may run."""
    own = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for place in (Path(sys.base_prefix) / "bin" / own, Path("/usr/bin") / own):
        around = place.resolve().parents
        if place.exists() and all(folder.stat().st_mode & 0o001 for folder in around):
            return str(place)
    return None


def test_an_ordinary_user(ordinary_user, tmp_path, pages):
    """Without root the lab runs in a user namespace, with the browser's own sandbox.

    Where the system forbids such namespaces, one sentence says so.
    """
    if ordinary_user is None:
        done = lab("--site", pages.pattern, "--store", str(tmp_path / "store"), "--", "true")
        assert done.returncode == 0, done.stderr
        return
    python = interpreter_for_all()
    if python is None:
        pytest.skip("there is no Python that another user may run")
    home = Path(ordinary_user.pw_dir)
    _install_copy(home, python)
    subprocess.run(["chown", "-R", ordinary_user.pw_name, str(home)], check=True)
    done = subprocess.run(
        ["runuser", "-u", ordinary_user.pw_name, "--", str(home / "venv/bin/python"), "-I", "-m"]
        + ["native_host", "lab", "--headless", "--site", pages.pattern]
        + ["--store", str(home / "store"), "--acknowledge", "--", "true"],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    as_user = ["runuser", "-u", ordinary_user.pw_name, "--"]
    unshare = ["unshare", "--user", "--map-root-user", "--mount", "true"]
    if subprocess.run(as_user + unshare, check=False, capture_output=True).returncode != 0:
        assert done.returncode == 69
        assert "user namespaces" in done.stderr
        assert len(done.stderr.splitlines()) == 1
        return
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["store"] == str(home / "store")
    assert list((home / "store").glob("*.sqlite")), "nothing was recorded"


def _install_copy(home: Path, python: str) -> None:
    """Give the user the product, and this environment's packages, in a place of his own."""
    leave_out = shutil.ignore_patterns(".git", "node_modules", "build", ".venv", "*cache*", "tests")
    shutil.copytree(ROOT, home / "workglass", ignore=leave_out)
    packages = Path(sysconfig.get_path("purelib"))
    shutil.copytree(packages, home / "packages", ignore=shutil.ignore_patterns("playwright*"))
    subprocess.run([python, "-m", "venv", "--without-pip", str(home / "venv")], check=True)
    site = next((home / "venv" / "lib").glob("python*/site-packages"))
    (site / "copy.pth").write_text(f"{home / 'workglass'}\n{home / 'packages'}\n")
