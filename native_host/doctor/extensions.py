"""Which extension of a browser is ours, and what is left where there is none? Pure."""

from __future__ import annotations

from collections.abc import Sequence

from native_host.doctor import managed, manifests, policies
from native_host.doctor.effective import Effective, read_effective
from native_host.doctor.facts import Browser
from native_host.doctor.findings import Finding, find
from native_host.policy import SignedPolicy


def judge_extension(
    browser: Browser,
    effective: Effective,
    extension: str,
    signed: SignedPolicy | None,
    trusted: bytes | None,
) -> list[Finding]:
    """Look at what a browser's policies say of our extension, and give it."""
    policy = signed.policy if signed is not None else None
    findings = policies.judge_policies(browser, effective, extension, policy)
    given = effective.managed.get(extension)
    return findings + managed.judge_managed(browser.title, extension, given, signed, trusted)


def find_ids(browser: Browser, effective: Effective) -> list[str]:
    """Return our extension's ids in a browser.

    They are given our policy; where none is, they are named by a manifest of ours and by a policy.
    """
    ours = effective.find_ours()
    if ours:
        return ours
    found: list[str] = []
    for manifest in (browser.machine_manifest, browser.user_manifest):
        for each in manifests.allowed_ids(browser, manifest) if manifest is not None else []:
            if each not in found and effective.settings_of(each):
                found.append(each)
    return found


def tell_uncovered(browser: Browser, effective: Effective, *, anywhere: bool) -> list[Finding]:
    """Say of a browser without our extension whether that can be meant."""
    if effective.broken:
        return []  # ours may be among them, and that is another finding
    if browser.cloud:
        sentence = (
            f"{browser.title} is managed from the cloud; {browser.policy_place} is empty of us."
        )
        return [find("policy-elsewhere", sentence)]
    sentence = f"No policy file in {browser.policy_place} is about Workglass."
    if anywhere:
        return [find("browser-not-covered", sentence)]
    return [find("extension-not-forced", sentence)]


def find_leftovers(found: Sequence[Browser]) -> list[Finding]:
    """Return what is here of an installation whose host has no policy."""
    left: list[Finding] = []
    for browser in found:
        if read_effective(browser).find_ours():
            sentence = f"A policy in {browser.policy_place} installs the extension without a host."
            left.append(find("leftover-policy", sentence))
        for manifest in (browser.machine_manifest, browser.user_manifest):
            if manifest is not None and not any(manifest.file.path in f.sentence for f in left):
                sentence = f"{manifest.file.path} is here and no policy for the host."
                left.append(find("leftover-manifest", sentence))
    return left
