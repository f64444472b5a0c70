"""Connect to the collector as the uplink does: through the proxy, over TLS, with the token. I/O.

No segment is sent. The standard library does it alone, so that each step can be told apart.
"""

from __future__ import annotations

import base64
import secrets
import ssl
import time
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from native_host.doctor.facts import Contact, Step
from native_host.uplink.client import CA_FILE
from native_host.wire import UPLINK_PROTOCOL

SECONDS = 10.0
_PORTS = {"wss": 443, "ws": 80, "https": 443, "http": 80}


def connect(url: str, token: str, config: Path) -> Contact:
    """Return how far a connection to the collector comes."""
    target = urlsplit(url)
    proxy = _find_proxy(target)
    shown = f"{proxy.hostname}:{proxy.port}" if proxy else None
    try:
        connection = _prepare(target, proxy, config)
    except OSError:
        reason = f"{config / CA_FILE} holds no certificates in PEM."
        return Contact(url, "certificate", reason, shown)
    try:
        fault = _judge_proxy(proxy) or _open(connection, proxy)
        if fault is not None:
            step, reason = fault
            return Contact(url, step, reason, shown)
        return _ask(connection, target, token, url, shown)
    except (OSError, HTTPException) as error:
        return Contact(url, "answer", f"No answer in HTTP ({type(error).__name__}).", shown)
    finally:
        connection.close()


def _judge_proxy(proxy: SplitResult | None) -> tuple[Step, str] | None:
    if proxy is None or proxy.scheme == "http":
        return None
    if proxy.scheme.startswith("socks") and find_spec("python_socks") is None:
        return "proxy", "The package python-socks, which a SOCKS proxy needs, is not installed."
    return "untried", f"Only the uplink itself goes through {proxy.scheme} proxies."


def _open(connection: HTTPConnection, proxy: SplitResult | None) -> tuple[Step, str] | None:
    try:
        connection.connect()
    except ssl.SSLCertVerificationError as error:
        return "certificate", f"{error.verify_message}."
    except ssl.SSLError as error:
        return "certificate", f"TLS does not come about ({error.reason})."
    except (OSError, HTTPException) as error:
        told = error.strerror if isinstance(error, OSError) else None
        return ("connection" if proxy is None else "proxy"), f"{told or error}."
    return None


def _prepare(target: SplitResult, proxy: SplitResult | None, config: Path) -> HTTPConnection:
    host, port = target.hostname or "", target.port or _PORTS[target.scheme]
    place = (host, port) if proxy is None else (proxy.hostname or "", proxy.port)
    if target.scheme == "wss":
        context = ssl.create_default_context()
        if (config / CA_FILE).exists():
            context.load_verify_locations(config / CA_FILE)
        connection: HTTPConnection = HTTPSConnection(*place, timeout=SECONDS, context=context)
    else:
        connection = HTTPConnection(*place, timeout=SECONDS)
    if proxy is not None:
        connection.set_tunnel(host, port, _credentials(proxy))
    return connection


def _ask(
    connection: HTTPConnection, target: SplitResult, token: str, url: str, proxy: str | None
) -> Contact:
    ends = None
    if isinstance(connection.sock, ssl.SSLSocket):
        certificate = connection.sock.getpeercert() or {}
        after = certificate.get("notAfter")
        ends = ssl.cert_time_to_seconds(after) if isinstance(after, str) else None
    path = target.path or "/"
    connection.request(
        "GET",
        f"{path}?{target.query}" if target.query else path,
        headers={
            "Authorization": f"Bearer {token}",
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(secrets.token_bytes(16)).decode(),
            "Sec-WebSocket-Protocol": UPLINK_PROTOCOL,
        },
    )
    response = connection.getresponse()
    here = time.time()
    date = response.getheader("Date")
    return Contact(
        url,
        proxy=proxy,
        status=response.status,
        date=_parse_date(date) if date else None,
        here=here,
        certificate_ends=ends,
    )


def _parse_date(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except ValueError:
        return None


def _find_proxy(target: SplitResult) -> SplitResult | None:
    """Return the proxy of the system for an address, by the same rules as the uplink."""
    host = f"{target.hostname}:{target.port or _PORTS[target.scheme]}"
    if proxy_bypass(host):
        return None
    proxies = getproxies()
    kinds = (
        ["wss", "socks", "https"] if target.scheme == "wss" else ["ws", "socks", "https", "http"]
    )
    for kind in kinds:
        if kind in proxies:
            found = proxies[kind]
            if kind == "socks" and found.startswith("http://"):
                found = found.replace("http://", "socks5h://", 1)
            return urlsplit(found if "://" in found else f"http://{found}")
    return None


def _credentials(proxy: SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
