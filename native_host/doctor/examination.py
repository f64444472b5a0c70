"""Go through all layers and collect what is found. A part that fails is a finding like others."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ParamSpec, TypeVar

from native_host import __version__
from native_host.doctor import (
    browsers,
    extensions,
    gathering,
    hosts,
    managed,
    manifests,
    policies,
    stores,
    uplinks,
)
from native_host.doctor.catalogue.meaning import Layer
from native_host.doctor.effective import read_effective
from native_host.doctor.facts import Answer, Browser, Contact, Entry, Setup, Store
from native_host.doctor.findings import Finding, find, order
from native_host.doctor.scene import Scene
from native_host.policy import SignedPolicy

DEBUG = "WORKGLASS_DEBUG"
RIGHTS = {
    *("config-rights", "policy-rights", "manifest-rights", "launcher-rights", "store-rights"),
    "launcher-not-executable",
}
T = TypeVar("T")
P = ParamSpec("P")


@dataclass(slots=True)
class Examination:
    """One examination: what it looks at, and what it has found so far.

    Attributes:
        scene: where to look.
        quick: without starting the host and without connecting to the collector.
        own_only: host and store only; the browsers here belong to another installation.
    """

    scene: Scene
    quick: bool = False
    own_only: bool = False
    findings: list[Finding] = field(default_factory=list)

    def run(self) -> list[Finding]:
        """Return everything that is found, by layer, the worst first."""
        setup = self._try("policy", gathering.gather_setup, self.scene)
        found: Sequence[Browser] = ()
        if not self.own_only:
            found = self._try("browser", gathering.gather_browsers, self.scene) or ()
        store = self._try("store", gathering.gather_store, self.scene, None)
        if setup is not None:
            trusted = managed.read_trusted(setup)
            signed = self._examine_policy(setup, found, store, trusted)
            if not self.own_only:
                self._examine_browsers(setup, found, signed, trusted)
            if store is not None:
                self._examine_store(setup, store, signed)
            if signed is not None:
                self._add("uplink", uplinks.judge_uplink, signed.policy, setup, self._connection())
        if _is_root(self.scene) and not self.quick:
            sentence = "This looked at root's own store and profiles."
            self.findings.append(find("run-by-root", sentence))
        return order(self._leave_out_rights())

    def _leave_out_rights(self) -> list[Finding]:
        """Windows has rights of another sort, which are not looked at. UNVERIFIED."""
        if self.scene.system != "windows":
            return self.findings
        kept = [each for each in self.findings if each.id not in RIGHTS]
        return [*kept, find("rights-untold", "Who may change files was not looked at.")]

    def _examine_policy(
        self,
        setup: Setup,
        found: Sequence[Browser],
        store: Store | None,
        trusted: bytes | None,
    ) -> SignedPolicy | None:
        """Look at the host's policy; without one, at what is left of an installation."""
        if setup.policy is None and setup.policy_key is None:
            left = self._try("policy", extensions.find_leftovers, found)
            sentence = f"There is no policy at {setup.config} and nothing else of Workglass."
            self.findings += left or [find("not-installed", sentence)]
            return None
        seen = store.seen_version if store is not None else 0
        judged = self._try("policy", managed.judge_host_policy, setup, trusted, seen)
        if judged is None:
            return None
        signed, findings = judged
        self.findings += findings
        return signed

    def _examine_browsers(
        self,
        setup: Setup,
        found: Sequence[Browser],
        signed: SignedPolicy | None,
        trusted: bytes | None,
    ) -> None:
        self._add("browser", browsers.judge_browsers, found)
        known: list[str] = []
        if setup.policy is not None:
            known = self._examine_extensions(setup, found, signed, trusted)
        answer = None if self.quick else self._ask_host(setup, found, known, signed)
        self._add("host", hosts.judge_versions, answer, found, known, __version__)
        self._add("host", hosts.judge_leftovers, setup, _launchers(found))

    def _examine_extensions(
        self,
        setup: Setup,
        found: Sequence[Browser],
        signed: SignedPolicy | None,
        trusted: bytes | None,
    ) -> list[str]:
        """Look at policies and manifests of each browser; return our extension's ids."""
        usable = [
            (browser, effective)
            for browser in found
            if browser.can_start_host()
            and (effective := self._try("policy", read_effective, browser)) is not None
        ]
        ours = [extensions.find_ids(browser, effective) for browser, effective in usable]
        for (browser, effective), ids in zip(usable, ours, strict=True):
            self._add("policy", policies.judge_files, browser, effective, setup)
            if not ids:
                self._add(
                    "policy", extensions.tell_uncovered, browser, effective, anywhere=any(ours)
                )
                continue
            for each in ids:
                judge = extensions.judge_extension
                self._add("policy", judge, browser, effective, each, signed, trusted)
            heeds = effective.values.get("NativeMessagingUserLevelHosts") is not False
            self._add("manifest", manifests.judge_manifest, browser, ids, setup, user_level=heeds)
        return list(dict.fromkeys(each for ids in ours for each in ids))

    def _ask_host(
        self,
        setup: Setup,
        found: Sequence[Browser],
        known: Sequence[str],
        signed: SignedPolicy | None,
    ) -> Answer | None:
        """Start each program that a manifest names, once; return the first one's answer."""
        from native_host.doctor.ping import ping

        origin = f"chrome-extension://{known[0] if known else 'a' * 32}/"
        first = None
        for program in manifests.find_programs(found, setup):
            answer = self._try("host", ping, self.scene, program, origin)
            if answer is not None:
                self.findings += hosts.judge_answer(answer, policy_valid=signed is not None)
                first = first or answer
        return first

    def _examine_store(self, setup: Setup, store: Store, signed: SignedPolicy | None) -> None:
        scene = self.scene
        policy = signed.policy if signed is not None else None
        if policy is not None and policy.collector is not None:
            url = policy.collector.url
            store = self._try("store", gathering.gather_store, scene, url) or store
        self._add("store", stores.judge_store, store, setup)
        disk = self._try("store", scene.disk, scene.store)
        if disk is not None:
            self._add("store", stores.judge_room, store, disk, policy)
        self._add("store", stores.judge_clock, _dated(setup, store), scene.now())
        self._add("host", hosts.judge_refusal, store)
        if policy is not None:
            day = datetime.fromtimestamp(scene.now(), UTC).date()
            self._add("store", managed.judge_recipients, policy, day)

    def _connection(self) -> Callable[[str, str], Contact] | None:
        if self.quick:
            return None
        from native_host.doctor.connection import connect

        return lambda url, token: connect(url, token, self.scene.config)

    def _add(
        self, layer: Layer, judge: Callable[P, list[Finding]], *args: P.args, **options: P.kwargs
    ) -> None:
        self.findings += self._try(layer, judge, *args, **options) or []

    def _try(
        self, layer: Layer, work: Callable[P, T], *args: P.args, **options: P.kwargs
    ) -> T | None:
        """Do a part of the examination; if it fails, say so and go on."""
        try:
            return work(*args, **options)
        except Exception as error:
            if os.environ.get(DEBUG):
                raise
            sentence = f"Looking at the layer {layer} failed ({type(error).__name__})."
            self.findings.append(find("probe-failed", sentence, layer=layer))
            return None


def _launchers(found: Sequence[Browser]) -> list[str]:
    """Return paths and texts of the programs that manifests name."""
    together = []
    for browser in found:
        for manifest in (browser.machine_manifest, browser.user_manifest):
            if manifest is not None and manifest.launcher is not None:
                together += [manifest.leads_to, manifest.launcher.text or ""]
    return together


def _is_root(scene: Scene) -> bool:
    return scene.is_this_computer() and scene.person == 0 and scene.system != "windows"


def _dated(setup: Setup, store: Store) -> list[Entry]:
    files = [file.entry for file in (setup.policy, setup.policy_key) if file is not None]
    return [*files, *store.files]
