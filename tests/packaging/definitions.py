"""Configuration profiles and group-policy definitions, held against what readers of them need."""

from __future__ import annotations

import plistlib
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError

from tests.packaging.clean_room import ROOT
from tests.packaging.deployment import make_deployment
from tests.packaging.lines import Line, look

HOME = ROOT / "build" / "definitions"
_REFERENCE = re.compile(r"\$\((string|presentation)\.([^)]+)\)")


def show() -> Iterator[Line]:
    """Look at each ring's files, and at copies with planted faults."""
    shutil.rmtree(HOME, ignore_errors=True)
    made = make_deployment(HOME / "deployment")
    for ring in sorted(path.name for path in (made.rendered / "macos").iterdir()):
        profile = (made.rendered / "macos" / ring / "workglass.mobileconfig").read_bytes()
        faults = find_profile_faults(profile)
        count = len(plistlib.loads(profile)["PayloadContent"])
        yield look(
            f"{ring}: profile parses, payload ids unique", not faults, faults or f"{count} payloads"
        )
        windows = made.rendered / "windows" / ring
        admx = (windows / "workglass.admx").read_text(encoding="utf-8")
        adml = (windows / "en-US" / "workglass.adml").read_text(encoding="utf-8")
        faults = find_definition_faults(admx, adml)
        yield look(
            f"{ring}: ADMX and ADML well-formed, every reference resolved",
            not faults,
            faults or f"{len(_REFERENCE.findall(admx))} references",
        )
    planted = {
        "a string that is missing": (admx, adml.replace('id="SUPPORTED"', 'id="OTHER"')),
        "a category that is missing": (admx.replace('ref="Workglass"', 'ref="Elsewhere"', 1), adml),
        "a presentation that is missing": (
            admx,
            adml.replace('presentation id="edge_', 'presentation id="e_'),
        ),
        "a box that no element is of": (
            admx,
            adml.replace('refId="chrome_settings"', 'refId="chrome_set"'),
        ),
        "a support entry that is missing": (
            admx.replace('<supportedOn ref="SUPPORTED"', '<supportedOn ref="NO"', 1),
            adml,
        ),
        "a tag that is not closed": (admx.replace("</policies>", "", 1), adml),
    }
    for what, pair in planted.items():
        faults = find_definition_faults(*pair)
        yield look(f"planted: {what} is found", bool(faults), faults[:1])
    doubled = profile.replace(
        b"com.workglass.profile.com.google.Chrome<", b"com.workglass.profile.org.chromium.Chromium<"
    )
    yield look(
        "planted: two payloads of one id are found",
        bool(find_profile_faults(doubled)),
        find_profile_faults(doubled)[:1],
    )


def find_profile_faults(data: bytes) -> list[str]:
    """Return what an MDM would refuse."""
    try:
        profile = plistlib.loads(data)
    except (ValueError, ExpatError) as error:
        return [f"no property list: {error}"]
    payloads: list[dict[str, Any]] = [profile, *profile["PayloadContent"]]
    faults = [
        f"{key} is missing in {payload.get('PayloadIdentifier')}"
        for payload in payloads
        for key in ("PayloadType", "PayloadVersion", "PayloadIdentifier", "PayloadUUID")
        if key not in payload
    ]
    for key in ("PayloadUUID", "PayloadIdentifier"):
        counts = Counter(payload.get(key) for payload in payloads)
        faults += [f"{key} {value} comes {n} times" for value, n in counts.items() if n > 1]
    faults += [
        f"{payload['PayloadUUID']} is no UUID"
        for payload in payloads
        if not re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", payload["PayloadUUID"])
    ]
    return faults


def find_definition_faults(admx: str, adml: str) -> list[str]:
    """Return references that lead nowhere, and names that are there twice."""
    try:
        definitions, words = ElementTree.fromstring(admx), ElementTree.fromstring(adml)
    except ElementTree.ParseError as error:
        return [f"not well-formed: {error}"]
    for tree in (definitions, words):
        for element in tree.iter():
            element.tag = element.tag.rpartition("}")[2]
    names = [str(policy.get("name")) for policy in definitions.iter("policy")]
    strings = [str(each.get("id")) for each in words.iter("string")]
    faults = [
        f"{name} comes twice"
        for each in (names, strings)
        for name, count in Counter(each).items()
        if count > 1
    ]
    return faults + _find_lost_words(definitions, words) + _find_lost_places(definitions, words)


def _find_lost_words(definitions: ElementTree.Element, words: ElementTree.Element) -> list[str]:
    known = {
        kind: {each.get("id") for each in words.iter(kind)} for kind in ("string", "presentation")
    }
    values = [value for element in definitions.iter() for value in element.attrib.values()]
    return [
        f"there is no {kind} {name}"
        for value in values
        for kind, name in _REFERENCE.findall(value)
        if name not in known[kind]
    ]


def _find_lost_places(definitions: ElementTree.Element, words: ElementTree.Element) -> list[str]:
    """Return categories, support entries and boxes that are not there."""
    categories = {each.get("name") for each in definitions.iter("category")}
    prefixes = {each.get("prefix") for each in definitions.iter("using")}
    supports = {each.get("name") for each in definitions.iter("definition")}
    shown = {each.get("id"): each for each in words.iter("presentation")}
    faults = []
    for policy in definitions.iter("policy"):
        for reference in policy.iter("parentCategory"):
            name = str(reference.get("ref"))
            if name not in categories and name.partition(":")[0] not in prefixes:
                faults.append(f"there is no category {name}")
        faults += [
            f"there is no support entry {reference.get('ref')}"
            for reference in policy.iter("supportedOn")
            if reference.get("ref") not in supports
        ]
        elements = {each.get("id") for group in policy.iter("elements") for each in group}
        match = _REFERENCE.fullmatch(policy.get("presentation", ""))
        boxes = {each.get("refId") for each in shown.get(match[2] if match else None, ())}
        if elements != boxes:
            faults.append(f"{policy.get('name')}: elements {elements}, boxes {boxes}")
    return faults
