"""Findings about the way to the collector. Pure."""

from __future__ import annotations

from native_host.doctor.catalogue.meaning import Meaning

UPLINK = {
    "uplink-none": Meaning("uplink", "ok", "The policy names no collector."),
    "uplink-good": Meaning("uplink", "ok", "The collector is reached and knows the token."),
    "token-missing": Meaning(
        "uplink",
        "error",
        "The policy names a collector and there is no token for it.",
        "Install again with `--token FILE`.",
    ),
    "token-refused": Meaning(
        "uplink",
        "error",
        "The collector does not know the token.",
        "Install the token that the collector was started with.",
    ),
    "collector-unreachable": Meaning(
        "uplink",
        "warning",
        "The collector cannot be reached from here; segments stay on this computer.",
        "Look at network, name and port, and at `https_proxy` and `no_proxy`.",
    ),
    "collector-certificate": Meaning(
        "uplink",
        "error",
        "The collector's certificate does not hold, so nothing is sent.",
        "Renew it, or install its authority as /etc/workglass/collector-ca.pem.",
    ),
    "certificate-ending": Meaning(
        "uplink",
        "warning",
        "The collector's certificate ends within 14 days.",
        "Renew it on the collector.",
    ),
    "collector-answer": Meaning(
        "uplink",
        "error",
        "Something answers, but not as a collector.",
        "Look at `collector.url` in the policy, and at proxies that come between.",
    ),
    "proxy-unusable": Meaning(
        "uplink",
        "error",
        "The proxy cannot be used, or lets nobody through to the collector.",
        "Mend `https_proxy`, or name the collector in `no_proxy`.",
    ),
    "collector-not-tried": Meaning(
        "uplink",
        "info",
        "The proxy on the way to the collector is of a sort that this command does not go through.",
        "`workglass uplink` tries it.",
    ),
    "uplink-parked": Meaning(
        "uplink",
        "warning",
        "A store file is not sent any more.",
        "`workglass review verify STORE` says what is wrong with it.",
    ),
}
