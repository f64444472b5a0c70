"""Do host and extension go by the same valid policy, and may it be used today? Pure."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from datetime import date, timedelta

from native_host.doctor.facts import READABLE_BY_ALL, Setup
from native_host.doctor.findings import Finding, find
from native_host.errors import FormatError, PolicyError
from native_host.installation import POLICY_FILE, POLICY_KEY_FILE
from native_host.policy import MIN_GROUPS, Policy, SignedPolicy, read_policy
from native_host.vault.keys import PublicSigningKey, parse_key

WARN_DAYS = 30


def read_trusted(setup: Setup) -> bytes | None:
    """Return the key that policies must be signed with, if there is one."""
    if setup.policy_key is None or setup.policy_key.text is None:
        return None
    try:
        key = parse_key(setup.policy_key.text)
    except FormatError:
        return None
    return b64decode(key.public_key) if isinstance(key, PublicSigningKey) else None


def judge_host_policy(
    setup: Setup, trusted: bytes | None, seen_version: int
) -> tuple[SignedPolicy | None, list[Finding]]:
    """Look at the host's own policy; return it if it is valid.

    Args:
        setup: the configuration directory.
        trusted: the installed key.
        seen_version: highest version that was in force here.
    """
    findings = _judge_rights(setup)
    if setup.policy is None:
        sentence = f"There is no policy at {setup.config}/{POLICY_FILE}."
        return None, [*findings, find("host-policy-missing", sentence)]
    if trusted is None:
        sentence = f"{setup.config}/{POLICY_KEY_FILE} is missing, or not the public policy key."
        return None, [*findings, find("policy-key-missing", sentence)]
    if setup.policy.text is None:
        return None, findings
    try:
        signed = read_policy(setup.policy.text, trusted)
    except PolicyError as error:
        return None, [*findings, find("host-policy-invalid", f"{setup.policy.path}: {error}")]
    version = signed.policy.version
    if version < seen_version:
        sentence = f"The policy is version {version}, and version {seen_version} was in force."
        findings.append(find("policy-version-back", sentence))
    if signed.policy.hold:
        findings.append(find("policy-on-hold", f"Policy version {version} holds all recording."))
    if not findings:
        findings.append(find("host-policy-good", f"The host's policy is version {version}."))
    return signed, findings


def _judge_rights(setup: Setup) -> list[Finding]:
    owners = setup.owners(machine=setup.for_machine)
    findings = []
    for file in (setup.policy_key, setup.policy):
        if file is None:
            continue
        open_to_person = file.entry.mode & READABLE_BY_ALL or file.entry.owner == setup.person
        if file.text is None or not open_to_person:
            findings.append(find("config-rights", f"{file.path} cannot be read by everybody."))
        elif not file.entry.is_safe(owners):
            findings.append(find("config-rights", f"{file.path} can be changed by others."))
    if findings or setup.directory is None or setup.policy is None:
        return findings
    if not setup.directory.is_safe(owners):
        findings.append(find("config-rights", f"Others can replace files in {setup.config}."))
    return findings


def judge_managed(
    title: str,
    extension: str,
    given: Mapping[str, object] | None,
    signed: SignedPolicy | None,
    trusted: bytes | None,
) -> list[Finding]:
    """Compare what a browser gives the extension with the host's policy.

    Args:
        title: the browser.
        extension: our extension's id.
        given: the managed storage of the extension.
        signed: the host's policy, if it is valid.
        trusted: the installed key.
    """
    text = given.get("policy") if given else None
    if not isinstance(text, str) or not text:
        sentence = f"{title} gives the extension {extension} no policy."
        return [find("managed-storage-missing", sentence)]
    if trusted is None:
        return []
    try:
        managed = read_policy(text, trusted)
    except PolicyError as error:
        sentence = f"What {title} gives the extension does not hold: {error}"
        return [find("managed-policy-invalid", sentence)]
    if signed is None:
        return []
    return _compare(title, managed, signed)


def _compare(title: str, managed: SignedPolicy, signed: SignedPolicy) -> list[Finding]:
    if managed.digest != signed.digest:
        ours, theirs = signed.policy.version, managed.policy.version
        behind = title if theirs < ours else "the host"
        if theirs == ours:
            sentence = f"{title} and the host have two different policies of version {ours}."
            return [find("policy-differs", sentence, "Sign one of them with a higher version.")]
        sentence = f"{title} has policy version {theirs} and the host {ours}; {behind} is behind."
        return [find("policy-differs", sentence)]
    return [find("managed-policy-good", f"{title} gives the extension the host's policy.")]


def judge_recipients(policy: Policy, day: date) -> list[Finding]:
    """Say whether there are keys to seal to, today and for some time to come."""
    ended = [g.id for g in policy.recipients if g.last_day and g.last_day < day.isoformat()]
    if len(policy.recipients) - len(ended) < MIN_GROUPS:
        sentence = f"The keys of {' and '.join(ended)} have come to their last day."
        return [find("recipients-expired", sentence)]
    soon = (day + timedelta(days=WARN_DAYS)).isoformat()
    ending = [
        f"{g.id} ({g.last_day})" for g in policy.recipients if g.last_day and g.last_day < soon
    ]
    if ending:
        sentence = f"The last day of keys is near or over: {', '.join(ending)}."
        return [find("recipients-expiring", sentence)]
    groups = ", ".join(group.id for group in policy.recipients)
    return [find("recipients-good", f"Everything is sealed to {groups}.")]
