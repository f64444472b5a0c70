"""Can segments reach the collector? Pure: how a connection went comes in as data."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from native_host.doctor.facts import Contact, Setup
from native_host.doctor.findings import Finding, find
from native_host.doctor.stores import judge_distance
from native_host.installation import TOKEN_FILE
from native_host.policy import Policy

WARN_SECONDS = 14 * 86_400
_STEPS = {
    "proxy": "proxy-unusable",
    "connection": "collector-unreachable",
    "certificate": "collector-certificate",
    "answer": "collector-answer",
    "untried": "collector-not-tried",
}


def judge_uplink(
    policy: Policy, setup: Setup, connect: Callable[[str, str], Contact] | None
) -> list[Finding]:
    """Look at the way to the collector.

    Args:
        policy: the host's policy.
        setup: with the token.
        connect: makes a connection to an address with a token; None: not to be tried.
    """
    if policy.collector is None:
        return [find("uplink-none", "The policy names no collector.")]
    if setup.token is None or setup.token.text is None or not setup.token.text.strip():
        return [
            find("token-missing", f"There is no readable token at {setup.config}/{TOKEN_FILE}.")
        ]
    if connect is None:
        return []
    return judge_contact(connect(policy.collector.url, setup.token.text.strip()))


def judge_contact(contact: Contact) -> list[Finding]:
    """Look at how far a connection came."""
    way = f" through the proxy {contact.proxy}" if contact.proxy else ""
    if contact.step is not None:
        sentence = f"{contact.url}{way}: {contact.reason}"
        return [find(_STEPS[contact.step], sentence)]
    findings = [] if contact.date is None else judge_distance(contact.here, contact.date)
    if contact.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return [*findings, find("token-refused", f"{contact.url}{way} refuses the token.")]
    if contact.status != HTTPStatus.SWITCHING_PROTOCOLS:
        sentence = f"{contact.url}{way} answers with HTTP status {contact.status}."
        return [*findings, find("collector-answer", sentence)]
    ends = contact.certificate_ends
    if ends is not None and ends - contact.here < WARN_SECONDS:
        days = max(0, int((ends - contact.here) // 86_400))
        sentence = f"The certificate of {contact.url} ends in {days} days."
        return [*findings, find("certificate-ending", sentence)]
    return [*findings, find("uplink-good", f"{contact.url} is reached{way}.")]
