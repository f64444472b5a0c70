"""Does the host answer, is everything of one version, and what is left of others? Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from native_host.doctor.facts import Answer, Browser, Setup, Store
from native_host.doctor.findings import Finding, find
from native_host.wire import PROTOCOL, Code

_VERSION = re.compile(r"[0-9]+(\.[0-9]+)+")
_KEPT = 1  # one version before the current one may stay: browsers may still run it


def judge_answer(answer: Answer, *, policy_valid: bool) -> list[Finding]:
    """Look at what the host said.

    Args:
        answer: what it said.
        policy_valid: whether we could use its policy; otherwise its complaint is no news.
    """
    program = answer.program
    if not answer.tried:
        return [find("host-not-tried", f"{program} starts an interpreter that is not here.")]
    if answer.failure is not None:
        return [find("host-not-started", f"{program}: {answer.failure}")]
    if answer.message is None:
        return [find("host-silent", f"{program} does not answer.", f"`{program} --version`")]
    return _judge_message(answer, answer.message, policy_valid=policy_valid)


def _judge_message(
    answer: Answer, said: Mapping[str, object], *, policy_valid: bool
) -> list[Finding]:
    program = answer.program
    if answer.protocol not in (None, PROTOCOL) or said.get("code") == Code.PROTOCOL_VERSION:
        speaks = answer.protocol or "another version"
        sentence = f"{program} speaks protocol {speaks}, and this command {PROTOCOL}."
        return [find("protocol-differs", sentence)]
    if said.get("type") != "own-key":
        sentence = f"{program} answers: {said.get('sentence') or said.get('type')}"
        return [find("host-silent", sentence)]
    fault = said.get("fault")
    if fault is not None and policy_valid:
        own = "personal key" in str(fault)
        return [find("personal-key-unusable" if own else "host-other-policy", str(fault))]
    return [find("host-good", f"{program} starts and answers.")]


def judge_versions(
    answer: Answer | None, browsers: Sequence[Browser], extensions: Sequence[str], own: str
) -> list[Finding]:
    """Compare the versions of host, extension and this command.

    Args:
        answer: what the host said, if it was asked.
        browsers: with what their profiles hold.
        extensions: our ids.
        own: version of this command.
    """
    known: dict[str, str] = {"this command": own}
    if answer is not None and answer.version is not None:
        known[answer.program] = answer.version
    for browser in browsers:
        for profile in browser.profiles:
            for extension in extensions:
                versions = profile.versions.get(extension, ())
                if versions:
                    # The old directory stays until the browser starts again.
                    known[f"the extension in {profile.path}"] = max(versions, key=_numbers)
    if len(set(known.values())) > 1:
        told = "; ".join(f"{name}: {version}" for name, version in known.items())
        return [find("versions-differ", f"Not everything is of one version. {told}.")]
    if len(known) > 1:
        return [find("versions-good", f"{', '.join(known)}: all of version {own}.")]
    return []


def judge_refusal(store: Store) -> list[Finding]:
    """Tell why the host refused last, if it did not start recording since."""
    if store.refusal is None:
        return []
    return [find("host-refused", f"The host refused last because: {store.refusal}")]


def judge_leftovers(setup: Setup, launchers: Sequence[str]) -> list[Finding]:
    """Look for directories of versions that nothing starts.

    Args:
        setup: with the directories.
        launchers: paths and texts of the programs that manifests name.
    """
    together = "\n".join(launchers)
    unused = [path for path in setup.versions if f"{path}/" not in together]
    if len(unused) <= _KEPT:
        return []
    unused.sort(key=lambda path: _numbers(path.rpartition("/")[2]))
    return [find("leftover-versions", f"No manifest leads to {', '.join(unused)}.")]


def is_version(name: str) -> bool:
    """Say whether a directory is named like a version."""
    return _VERSION.fullmatch(name) is not None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(each) for each in re.findall(r"[0-9]+", version))
