"""`workglass contract --check`: a real store holds; whatever is forged is named, never shown."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest
from PIL import Image
from pydantic import BaseModel, TypeAdapter

from native_host.events import Stored
from native_host.policy import SignedPolicy
from native_host.review.access import FILE as ACCESS_FILE
from native_host.vault import container
from native_host.vault.content import pack_events, pack_screenshot
from native_host.vault.keys import serialize_key
from native_host.vault.layout import CloseReason, RecordKind
from native_host.vault.policies import keep_policy
from tests.native_host.every_text import FULL, carrying
from tests.native_host.host_process import HostProcess, Installed
from tests.native_host.making import (
    ORIGIN,
    click,
    navigation,
    place,
    review_key,
    screenshot,
    signed_policy,
    site,
)
from tests.native_host.vault.sealed import sealer

SECRET = "4111 1111 1111 1111"
_STORED: TypeAdapter[BaseModel] = TypeAdapter(Stored)


def jpeg(width: int = 10, height: int = 10, **options: Any) -> bytes:
    """Return a real picture."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(file, "JPEG", **options)
    return file.getvalue()


def contract(store: Path, key: Path, *options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-m", "native_host", "contract"]
    command += ["--check", str(store), "--key", str(key), *map(str, options)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


class Forge:
    """A collector's directory into which anything can be sealed, and the key to it."""

    def __init__(self, root: Path) -> None:
        self.directory = root / "collected"
        self.key = root / "review.json"
        self.key.write_text(serialize_key(review_key()))

    def seal(
        self,
        event: dict[str, Any] | bytes,
        policy: SignedPolicy | None = None,
        *,
        image: bytes | None = None,
        keep: bool = True,
    ) -> None:
        """Seal one record after a good one."""
        policy = policy or signed_policy()
        place = self.directory / "dd" / "cc"
        place.mkdir(parents=True)
        segment = sealer(policy_digest=policy.digest)
        data = event if isinstance(event, bytes) else write(event)
        records = [segment.seal(RecordKind.EVENTS, 1, pack_events([write(click(1, name=None))]))]
        if image is None:
            records.append(segment.seal(RecordKind.EVENTS, 1, pack_events([data])))
        else:
            packed = pack_screenshot(data, image)
            records.append(segment.seal(RecordKind.SCREENSHOT, 1, packed))
        closed = segment.close(CloseReason.TIME)
        whole = container.SealedSegment(
            segment.header,
            segment.header_signature,
            (*records, closed.final),
            closed.footer,
            closed.signature,
        )
        (place / "00000000.segment").write_bytes(container.serialize(whole))
        if keep:
            keep_policy(self.directory, policy)

    def check(self, *options: object) -> subprocess.CompletedProcess[str]:
        return contract(self.directory, self.key, *options)


def write(event: dict[str, Any]) -> bytes:
    """Return a record as the host writes it."""
    record = _STORED.validate_json(orjson.dumps(event))
    return record.__pydantic_serializer__.to_json(record)


@pytest.fixture
def forge(tmp_path):
    return Forge(tmp_path)


def test_a_real_store_holds(tmp_path):
    """What a host has sealed keeps to the contract; the command counts it and leaves its trace."""
    installed = Installed(tmp_path)
    host = HostProcess(installed)
    host.greet()
    image = jpeg()
    host.send(navigation(1))
    host.send({"type": "event", "event": click(2)})
    host.send(screenshot(3, image))
    host.send(navigation(4, place=place(path="/hr/pay")))
    host.send({"type": "event", "event": click(5, name=SECRET)})
    host.wait_for_ack(5)
    assert host.close() == (0, "")
    done = contract(installed.store, installed.key)
    assert (done.returncode, done.stderr) == (0, "")
    assert "All 5 records keep to the contract" in done.stdout
    assert "click: 1\n" in done.stdout
    assert "    target.name: 1\n" in done.stdout
    found = json.loads(contract(installed.store, installed.key, "--json").stdout)
    assert found["holds"]
    assert found["kinds"]["host: refused"]["records"] == 2
    assert found["kinds"]["screenshot"]["fields"]["image_sha256"] == 1
    assert found["policies"][0]["digest"] == installed.policy.digest.hex()
    trace = [json.loads(line) for line in (installed.store / ACCESS_FILE).read_text().splitlines()]
    assert [entry["command"] for entry in trace] == ["contract", "contract"]
    assert trace[0]["reason"]


def test_a_policy_that_was_replaced_is_still_held_against(tmp_path):
    """Records of each time keep to the policy of that time."""
    installed = Installed(tmp_path)
    for version, level in ((1, "labels"), (2, "outline")):
        installed.set_policy(version=version, sites=[site(f"{ORIGIN}/*", level=level)])
        host = HostProcess(installed)
        host.greet()
        name = "Save" if level == "labels" else None
        host.send({"type": "event", "event": click(version, name=name)})
        host.wait_for_ack(version)
        host.close()
    done = contract(installed.store, installed.key)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Policy version") == 2


def level(of: str, **changes: Any) -> SignedPolicy:
    return signed_policy(sites=[site(f"{ORIGIN}/*", level=of, **changes)])


OPTION = {"role": "option", "name": "Ada Brandt"}
PATH = navigation(1)["event"] | {"kind": "path", "points": [{"ms": 0, "x": 8, "y": 8}]}
del PATH["cause"], PATH["via"]
VIOLATIONS = {
    "a name at outline": (click(2, name="Save"), level("outline"), "target.name: the level"),
    "an entry's name": (click(2, **OPTION), level("labels"), "target.name: it is the wording of"),
    "a row's name in a list": (
        click(2, role="row", name="Ada"),
        level("labels", lists=["*"]),
        "target.name: it is the wording of an entry",
    ),
    "off the allowlist": (
        navigation(2, place=place(origin="https://elsewhere.example"))["event"],
        None,
        "place.path: the policy does not allow the page",
    ),
    "a denied path": (navigation(2, place=place(path="/hr/pay"))["event"], None, "place.path"),
    "a path that goes up": (
        navigation(2, place=place(path="/orders/../hr/pay"))["event"],
        None,
        "place.path: the policy does not allow the page",
    ),
    "a denied frame": (
        navigation(2, place=place(frame_path="/hr/pay"))["event"],
        None,
        "place.frame_path: the policy does not allow the frame",
    ),
    "a frame without a path": (
        navigation(2, place=place(frame_origin=ORIGIN))["event"],
        None,
        "place.frame_path",
    ),
    "the pointer's way": (PATH, None, "points: the policy does not allow"),
    "an e-mail address": (
        click(2, name="jane@corp.example"),
        None,
        "target.name: it holds what looks like content (email)",
    ),
    "a card on a test system": (click(2, name=SECRET), level("text"), "(card)"),
    "a typed key": (
        FULL[3] | {"key": "4"},
        level("text"),
        "key: it is a character that was typed",
    ),
    "a repeated field": (
        write(click(2)).replace(b'"count":1', b'"count":2,"count":1'),
        None,
        "as a whole: it is not written",
    ),
    "an undeclared field": (
        orjson.dumps(click(2) | {"title": "Jane Doe"}),
        None,
        "not declared in DATA.md, at click",
    ),
    "a field of another form": (
        orjson.dumps(click(2, name="x" * 81)),
        None,
        "not declared in DATA.md, at click.target.name",
    ),
    "another kind": (orjson.dumps({"kind": "title", "text": "Jane Doe"}), None, "not declared"),
}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_violation_is_named_and_not_shown(forge, name):
    """Exit code 1 and one sentence with record and field; the content stands nowhere."""
    event, policy, words = VIOLATIONS[name]
    forge.seal(event, policy)
    done = forge.check()
    assert done.returncode == 1
    assert done.stderr.startswith("workglass: Record 1 of segment cc/00000000")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    for content in ("4111", "jane@", "Jane", "Ada", "elsewhere", "xxxx", "/hr"):
        assert content not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("event", "policy"),
    [
        (click(2, **OPTION), level("labels", lists=["#status"])),
        (click(2, **OPTION), level("text")),
        (click(2, name="jane@corp.example"), level("text")),
        (click(2, name=None), level("outline")),
        (PATH, signed_policy(pointer_path=True)),
    ],
)
def test_what_the_policy_allows_is_none(forge, event, policy):
    """Static lists, test systems, the pointer's way where it is wanted."""
    forge.seal(event, policy)
    done = forge.check()
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "event", [event for _, event in carrying(SECRET)], ids=[name for name, _ in carrying(SECRET)]
)
def test_content_in_any_text(event):
    """Every text of every kind is looked at, under the names that DATA.md has for them."""
    from native_host.review.contract import ContractCheck
    from native_host.review.segments import OpenedEvent
    from tests.native_host.vault.sealed import core

    policy = signed_policy(sites=[site(f"{ORIGIN}/*", level="text")])
    check = ContractCheck({policy.digest: policy})
    record = _STORED.validate_json(orjson.dumps(event))
    opened = OpenedEvent("cc/0", b"d" * 16, 1, record, write(event), b"")
    check.add(core(policy_digest=policy.digest), opened)
    assert any("(card)" in violation.what for violation in check.violations)


PICTURES = {
    "another size": (jpeg(20, 10), {}, "another size"),
    "no JPEG": (b"\xff\xd8\xff\xe0 not really a picture", {}, "image: "),
    "a comment": (jpeg(comment=b"Jane Doe"), {}, "a part of type fe"),
    "camera data": (jpeg(exif=b"Exif\x00\x00Jane Doe"), {}, "a part of type e1"),
    "something behind it": (jpeg() + b"Jane Doe", {}, "after its end"),
    "cut off": (jpeg()[:-2], {}, "breaks off"),
    "another picture": (jpeg(), {"image_sha256": "0" * 64}, "image_sha256"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_nothing_but_that_picture(forge, name):
    """Size as recorded, and no room for anything that nobody sees."""
    image, changes, words = PICTURES[name]
    event = screenshot(2, image)["event"] | changes
    forge.seal(event, image=image)
    done = forge.check()
    assert done.returncode == 1
    assert words in done.stderr
    assert "Jane" not in done.stdout + done.stderr


def test_pictures_where_none_are_allowed(forge):
    """The policy says whether there may be any."""
    image = jpeg()
    none = {"enabled": False, "min_interval_ms": 2000}
    forge.seal(screenshot(2, image)["event"], signed_policy(screenshots=none), image=image)
    assert "the policy allows no pictures" in forge.check().stderr


@pytest.mark.parametrize("progressive", [False, True])
def test_good_pictures(forge, progressive):
    """Both ways of writing a JPEG, with a head and a colour profile."""
    image = jpeg(icc_profile=b"profile" * 50, progressive=progressive, quality=30)
    forge.seal(screenshot(2, image)["event"], image=image)
    done = forge.check()
    assert done.returncode == 0, done.stderr


def test_without_the_policy_nothing_is_proven(forge, tmp_path):
    """A collector has no policies: the reader names them; one of another digest does not do."""
    forge.seal(click(2), keep=False)
    assert "is not at hand" in forge.check().stderr
    file = tmp_path / "policy.signed"
    file.write_text(signed_policy(version=2).text)
    assert forge.check("--policy", file).returncode == 1
    file.write_text(signed_policy().text)
    assert forge.check("--policy", file).returncode == 0
    file.write_text(signed_policy().text.replace("Acme", "Acne"))
    done = forge.check("--policy", file)
    assert done.returncode == 78
    assert "changed after signing" in done.stderr


def test_a_store_without_records_proves_nothing(tmp_path, forge):
    """Nothing to check is no success."""
    (tmp_path / "collected").mkdir()
    assert forge.check().returncode != 0


def test_the_wrong_key_proves_nothing(forge, tmp_path):
    """What does not open was not checked."""
    forge.seal(click(2))
    other = tmp_path / "other.json"
    other.write_text(serialize_key(review_key(bytes(range(200, 232)))))
    done = contract(forge.directory, other)
    assert done.returncode == 1
    assert "cannot be opened" in done.stderr


def test_a_key_is_needed(forge):
    """The command says so."""
    command = [sys.executable, "-I", "-m", "native_host", "contract", "--check", "x"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--key" in done.stderr


def test_the_dictionary_is_printed():
    """Without a store: what may be recorded at all."""
    command = [sys.executable, "-I", "-m", "native_host", "contract"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "# What is recorded" in done.stdout
