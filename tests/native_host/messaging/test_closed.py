"""Whatever does not fit, nothing is recorded, and one sentence says why."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64encode

import orjson
import pytest

from native_host import installation, primitives
from native_host.policy import MARK, SIGNING_CONTEXT, sign_policy
from native_host.primitives import public_signing_key
from native_host.vault.archive import find_chains
from tests.native_host.host_process import HostProcess, Installed
from tests.native_host.making import (
    OTHER_SEED,
    POLICY_SEED,
    click,
    make_policy,
    navigation,
    place,
    policy_document,
    signed_policy_text,
    site,
)


def signed(document: dict) -> str:
    """Sign what no policy command would sign."""
    data = orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
    key = b64encode(public_signing_key(POLICY_SEED)).decode()
    signature = b64encode(primitives.sign(POLICY_SEED, SIGNING_CONTEXT + data)).decode()
    return f"{MARK} 1 {key} {signature}\n{data.decode()}\n"


POLICIES = {
    "unsigned": (json.dumps(policy_document()), "policy-invalid", "no signature line"),
    "of another signer": (
        sign_policy(make_policy(), OTHER_SEED),
        "policy-invalid",
        "signed by another key",
    ),
    "changed": (signed_policy_text().replace("/hr/*", "/hx/*"), "policy-invalid", "changed after"),
    "of a later form": (signed(policy_document(format=2)), "policy-invalid", "wrong at format"),
    "of a later first line": (
        signed_policy_text().replace(f"{MARK} 1 ", f"{MARK} 2 "),
        "policy-invalid",
        "no signature line",
    ),
    "rolled back": (signed_policy_text(version=2), "policy-old", "version 3 was in force before"),
    "of a wide pattern": (
        signed(policy_document(sites=[site("https://*/*")])),
        "policy-invalid",
        "wrong at sites.0.match",
    ),
}


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_that_does_not_hold(tmp_path, name):
    """Refused to the browser, and told by status in the same words; no record is taken."""
    text, code, words = POLICIES[name]
    installed = Installed(tmp_path, version=3)
    before = HostProcess(installed)
    assert before.greet()["type"] == "welcome"
    before.close()
    stored = find_chains(installed.store)
    (installed.config / installation.POLICY_FILE).write_text(text)
    host = HostProcess(installed)
    answer = host.greet()
    assert (answer["type"], answer["code"]) == ("refusal", code)
    assert words in answer["sentence"]
    host.send(navigation(1))
    assert host.receive() is None
    assert host.finish() == (78, f"workglass host: {answer['sentence']}\n")
    assert find_chains(installed.store) == stored
    assert installed.events() == []
    said = status(installed)
    assert said.returncode == 1
    assert words in said.stdout


def test_a_policy_that_only_the_browser_has(tmp_path):
    """A version that the host does not know is not worked by, however new."""
    installed = Installed(tmp_path)
    host = HostProcess(installed)
    answer = host.greet(policy_version=99, policy_digest="ab" * 32)
    assert (answer["type"], answer["code"]) == ("refusal", "policy-differs")
    assert "versions 99 and 1" in answer["sentence"]
    assert host.finish()[0] == 78
    assert not find_chains(installed.store)
    assert answer["sentence"] in status(installed).stdout


SITES = [
    site("https://corp.example/app/*", deny=["/app/hr/*"]),
    site("https://*.wild.example/*", id="w"),
]
TRICKS = {
    "a longer name": place(origin="https://corp.example.evil", path="/app/x"),
    "the name as a part below": place(origin="https://corp.example.evil.test", path="/app/x"),
    "the end of a name": place(origin="https://evilcorp.example", path="/app/x"),
    "a look-alike": place(origin="https://xn--crp-hoc.example", path="/app/x"),
    "another port": place(origin="https://corp.example:8443", path="/app/x"),
    "another scheme": place(origin="http://corp.example", path="/app/x"),
    "below the name": place(origin="https://www.corp.example", path="/app/x"),
    "the wildcard's own name": place(origin="https://wild.example", path="/app/x"),
    "no dot before it": place(origin="https://evilwild.example", path="/app/x"),
    "the wildcard in the middle": place(origin="https://a.wild.example.evil.test", path="/x"),
    "outside of the path": place(origin="https://corp.example", path="/application"),
    "a denied path": place(origin="https://corp.example", path="/app/hr/pay"),
    "a denied path in capitals": place(origin="https://corp.example", path="/app/HR/pay"),
    "up and in again": place(origin="https://corp.example", path="/app/x/../hr/pay"),
    "through a dot": place(origin="https://corp.example", path="/app/./hr/pay"),
    "doubled slashes": place(origin="https://corp.example", path="/app//hr/pay"),
    "an encoded letter": place(origin="https://corp.example", path="/app/%68r/pay"),
    "a backslash": place(origin="https://corp.example", path="/app/x\\..\\hr"),
    "a parameter": place(origin="https://corp.example", path="/app/hr;a=1/pay"),
    "an invisible letter": place(origin="https://corp.example", path="/app/h\u200br/pay"),
    "a wide letter": place(origin="https://corp.example", path="/app/ｈｒ/pay"),
    "a frame of a look-alike": place(
        origin="https://corp.example",
        path="/app/x",
        frame_origin="https://corp.example.evil",
        frame_path="/app/x",
    ),
    "a frame that goes up": place(
        origin="https://corp.example", path="/app/x", frame_path="/app/x/../hr/pay"
    ),
}
NO_ORIGIN = {
    "user information": "https://corp.example@evil.test",
    "user and password": "https://corp.example:443@evil.test",
    "letters of another script": "https://c\u043erp.example",
    "a full stop of another script": "https://corp\u3002example",
    "a fragment": "https://evil.test#corp.example",
    "a path": "https://evil.test/corp.example",
    "capitals": "https://CORP.example",
    "a dot at the end": "https://corp.example.",
    "none": "null",
}


def test_tricks_with_addresses(tmp_path):
    """Each leaves its number and the reason; status says that the browser should not have sent it."""
    installed = Installed(tmp_path, sites=SITES)
    host = HostProcess(installed)
    assert host.greet()["type"] == "welcome"
    seq = 0
    for where in TRICKS.values():
        host.send({"type": "event", "event": click(seq := seq + 1) | {"place": where}})
    for origin in NO_ORIGIN.values():
        where = place(origin=origin, path="/app/x")
        host.send({"type": "event", "event": click(seq := seq + 1) | {"place": where}})
    good = place(origin="https://corp.example", path="/app/orders/{}/")
    host.send({"type": "event", "event": click(seq := seq + 1) | {"place": good}})
    host.wait_for_ack(seq)
    assert host.close() == (0, "")
    *refused, kept = installed.events()
    assert kept["kind"] == "click"
    codes = {name: each["code"] for name, each in zip([*TRICKS, *NO_ORIGIN], refused, strict=True)}
    assert {codes[name] for name in TRICKS} == {"off-allowlist"}
    assert {codes[name] for name in NO_ORIGIN} == {"invalid-record"}
    for file in installed.store.glob("*.sqlite*"):
        assert b"evil" not in file.read_bytes()
    said = status(installed).stdout
    assert f"a page off the allowlist: {len(TRICKS)}" in said
    assert "evil" not in said


def status(installed: Installed) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-m", "native_host", "status"]
    command += ["--config", str(installed.config), "--store", str(installed.store)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
