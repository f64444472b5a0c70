"""The frozen host without a browser: its package is replaced and removed while it runs.

The program is spoken to as browsers do. Quicker than the same with a browser, and it needs none.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from types import SimpleNamespace

from native_host.deploy.release import read_signed
from packers.places import read_version
from tests.native_host.host_process import HostProcess
from tests.native_host.making import ORIGIN, SESSION, navigation
from tests.packaging.built import build_host, build_policy, next_version
from tests.packaging.clean_room import PACKAGES, PERSON, ROOT, CleanRoom, Session
from tests.packaging.deployment import RING, make_deployment
from tests.packaging.lines import Line, look

HOME = ROOT / "build" / "hosts"
SITES = f"""[[sites]]
id = "orders"
match = "{ORIGIN}/*"
level = "labels"
content = "own"
pictures = "masked"

"""


class PackagedHost(HostProcess):
    """What the launcher of the package starts, for the person."""

    def __init__(self, session: Session, policy: object) -> None:
        self.installed = SimpleNamespace(policy=policy)
        origin = "chrome-extension://abcdefghijklmnopabcdefghijklmnop/"
        command = session.words(PERSON, ("/usr/lib/workglass/workglass-host", origin))
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe)

    def record(self, *numbers: int) -> None:
        """Hand over records and wait until they are kept."""
        for number in numbers:
            self.send(navigation(number))
        try:
            self.wait_for_ack(numbers[-1])
        except AssertionError as error:
            raise AssertionError(f"{error}: {self.finish()}") from None


def show() -> Iterator[Line]:
    """Run every command, then replace and remove packages below hosts that run."""
    shutil.rmtree(HOME, ignore_errors=True)
    made = make_deployment(HOME / "deployment", server="http://127.0.0.1:9", sites=SITES)
    policy = read_signed((made.rendered / "policy/policy.signed").read_text())
    first, second = read_version(), next_version()
    debs = [
        next(build_host(first).glob("*.deb")),
        next(build_policy(made, HOME / "out", RING).glob("*.deb")),
        next(build_host(second).glob("*.deb")),
    ]
    room = CleanRoom.fresh("hosts")
    for deb in debs:
        shutil.copy(deb, room.inside(PACKAGES) / deb.name)
    host, rules, newer = (f"{PACKAGES}/{deb.name}" for deb in debs)
    before = room.files()
    session = Session(room)
    try:
        session.run("dpkg", "--install", host, rules)
        yield from _try_commands(session)
        yield from _replace(session, policy, newer, first, second)
        yield from _remove(session, policy)
        changed = sorted(set(room.files()) ^ set(before))
        yield look("the list of files is as before", not changed, changed[:5] or "no difference")
    finally:
        session.close()


def _try_commands(session: Session) -> Iterator[Line]:
    tried = {
        "host --version": (0, "protocol"),
        "status": (0, "in force"),
        "doctor": (0, "Chromium"),
        "uplink": (64, "no collector"),
        "forget --minutes 5": (66, "There is no store"),
        "my-data export --help": (0, "--key"),
        "review verify --help": (0, "--reason"),
        "contract": (0, "navigation"),
        "purge": (0, "keeps nothing"),
        "deploy diff a b": (66, "deployment file"),
        "uninstall --machine": (64, "package"),
        "package --policy a --policy-key b --key c --out d --update-url https://e/f.xml": (66, ""),
    }
    for words, (code, said) in tried.items():
        done = session.run("workglass", *words.split(), person=PERSON, check=False)
        text = " ".join((done.stdout + done.stderr).split())
        alive = "fault of ours" not in text and "Traceback" not in text
        held = alive and done.returncode == code and said in text
        yield look(f"frozen: workglass {words}", held, f"code {done.returncode}: {text[:90]}")


def _replace(
    session: Session, policy: object, newer: str, first: str, second: str
) -> Iterator[Line]:
    host = PackagedHost(session, policy)
    answer = host.greet()
    yield look(
        "the host of the package answers", bool(answer and answer["host_version"] == first), answer
    )
    host.record(1, 2, 3)
    session.run("dpkg", "--install", newer)
    gone = not (session.room.tree / "usr/lib/workglass" / first).exists()
    yield look(
        "the next version is in the place of the first", gone, f"{second} beside a host of {first}"
    )
    host.record(4, 5, 6)
    time.sleep(3)  # it has looked at its policy several times
    host.record(7)
    code, errors = host.close()
    yield look(
        "the host that ran recorded on and closed its file",
        (code, errors) == (0, ""),
        f"code {code} {errors}",
    )
    host = PackagedHost(session, policy)
    answer = host.greet(acknowledged=7)
    new = bool(answer and answer["host_version"] == second and answer["last_seq"] == 7)
    yield look("the next start is the next version, and knows every record", new, answer)
    host.record(8)
    host.close()
    said = session.run("workglass", "status", "--json", person=PERSON, check=False)
    stored = json.loads(said.stdout)["stored"]
    yield look("nothing is lost", stored["events"] >= 8, stored)


def _remove(session: Session, policy: object) -> Iterator[Line]:
    host = PackagedHost(session, policy)
    host.greet(acknowledged=8)
    host.record(9)
    session.run("dpkg", "--remove", "workglass-policy")
    code, errors = host.finish()
    yield look("a host ends once its policy is gone", code == 78, f"code {code} {errors.strip()}")
    session.run("sh", "-c", f"dpkg --install {PACKAGES}/workglass-policy_*.deb")
    host = PackagedHost(session, policy)
    host.greet(acknowledged=9, session=SESSION)
    host.record(10)
    session.run("dpkg", "--remove", "--force-depends", "workglass")
    code, errors = host.finish()
    yield look(
        "a host ends when its package is removed, and closes its file",
        code == 0,
        f"code {code} {errors}",
    )
    left = {exe for exe in session.programs().values() if "workglass" in exe}
    yield look("no program of ours runs any more", not left, left or "none")
    session.run("dpkg", "--remove", "workglass-policy")
