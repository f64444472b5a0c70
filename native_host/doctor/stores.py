"""Is the store the person's alone, is there room, and can the clock be right? Pure."""

from __future__ import annotations

import json

from native_host.doctor.facts import PRIVATE, Disk, Entry, Setup, Store
from native_host.doctor.findings import Finding, find
from native_host.policy import Policy
from native_host.vault.device import FILE as DEVICE_FILE
from native_host.vault.room import MEGABYTE, RoomState, decide_room
from native_host.vault.schema import SUFFIX

FULL_BYTES = 8 * MEGABYTE  # less cannot take a segment and what SQLite needs beside it
CLOCK_SECONDS = 300.0
_DEVICE_FIELDS = ("device", "signing_seed", "pseudonym_secret")


def judge_store(store: Store, setup: Setup) -> list[Finding]:
    """Look at rights, the device's key and damage."""
    if store.entry is None and store.write_fault is None:
        return [find("store-empty", f"There is no store at {store.path} yet.")]
    findings = _judge_rights(store, setup)
    if not findings and store.write_fault is not None:
        findings.append(find("store-unwritable", store.write_fault))
    if store.entry is not None and store.entry.kind == "directory":
        findings += _judge_device(store)
    findings += [find("store-damaged", sentence) for sentence in store.damaged]
    findings += [
        find("uplink-parked", f"The store file {chain} is not sent: {why}")
        for chain, why in store.parked.items()
    ]
    if not findings:
        findings.append(find("store-good", f"{store.path} is open to its user only."))
    return findings


def _judge_rights(store: Store, setup: Setup) -> list[Finding]:
    if store.entry is None:
        return []
    found = _judge_directory(store, store.entry, setup)
    if found is not None:
        return [found]
    for file in store.files:
        if file.owner != setup.person or file.mode & PRIVATE:
            sentence = f"{file.path} is open to others."
            return [find("store-rights", sentence, f"`chmod 600 {file.path}`")]
    return []


def _judge_directory(store: Store, entry: Entry, setup: Setup) -> Finding | None:
    if entry.kind == "link":
        return find("store-rights", f"{store.path} is a link.", "Use a real directory.")
    if entry.kind != "directory":
        sentence = f"{store.path} is no directory."
        return find("store-unwritable", sentence, f"Move {store.path} away.")
    if entry.owner != setup.person:
        sentence = f"{store.path} belongs to another user (number {entry.owner})."
        return find("store-rights", sentence, f"`chown -R {setup.person} {store.path}`")
    if entry.mode & PRIVATE:
        sentence = f"Others may enter {store.path}."
        return find("store-rights", sentence, f"`chmod 700 {store.path}`")
    return None


def _judge_device(store: Store) -> list[Finding]:
    if store.device is None:
        if any(file.path.endswith(SUFFIX) for file in store.files):
            sentence = f"{store.path} holds recordings and no {DEVICE_FILE}."
            return [find("device-key-damaged", sentence)]
        return []
    if store.device.text is None:
        return []  # its rights are another finding
    try:
        found = json.loads(store.device.text)
        whole = all(isinstance(found[name], str) and found[name] for name in _DEVICE_FIELDS)
    except (ValueError, KeyError, TypeError):
        whole = False
    return [] if whole else [find("device-key-damaged", f"{store.device.path} is damaged.")]


def judge_room(store: Store, disk: Disk, policy: Policy | None) -> list[Finding]:
    """Look at the room on the disk, and at what the policy allows."""
    if disk.free < FULL_BYTES:
        sentence = f"{disk.free // MEGABYTE} MB are free where {store.path} is."
        return [find("disk-full", sentence)]
    used = sum(file.size for file in store.files)
    limit = policy.store_limit_mb * MEGABYTE if policy else None
    told = f"{used // MEGABYTE} MB of {limit // MEGABYTE if limit else '?'} MB are used"
    if limit is not None:
        by_policy = decide_room(used, limit, disk.total, disk.total)
        if by_policy is RoomState.FULL:
            return [find("quota-reached", f"{told} in {store.path}.")]
        if by_policy is RoomState.EVENTS_ONLY:
            return [find("quota-nearly-reached", f"{told} in {store.path}.")]
    if decide_room(0, 1, disk.free, disk.total) is not RoomState.FREE:
        sentence = f"{disk.free // MEGABYTE} MB are free where {store.path} is."
        return [find("disk-nearly-full", sentence)]
    free = f"{disk.free // MEGABYTE} MB are free on the disk"
    return [find("room-good", f"{told}, {free}." if limit else f"{free}.")]


def judge_clock(files: list[Entry], now: float) -> list[Finding]:
    """Compare the clock with the times of files: none can be from the future."""
    newest = max(files, key=lambda each: each.changed, default=None)
    if newest is None:
        return []
    ahead = newest.changed - now
    if ahead > CLOCK_SECONDS:
        sentence = f"{newest.path} was written {_span(ahead)} from now, by this clock."
        return [find("clock-behind", sentence)]
    return [find("clock-good", "The clock is not behind any file of Workglass.")]


def judge_distance(here: float, there: float) -> list[Finding]:
    """Compare the clock with the collector's."""
    apart = here - there
    if abs(apart) <= CLOCK_SECONDS:
        return []
    side = "ahead of" if apart > 0 else "behind"
    return [find("clock-off", f"The clock is {_span(abs(apart))} {side} the collector's.")]


def _span(seconds: float) -> str:
    for name, size in (("days", 86_400), ("hours", 3600)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {name}"
    return f"{seconds / 60:.0f} minutes"
