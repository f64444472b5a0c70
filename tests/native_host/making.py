"""Make policies, keys and events for tests: real ones, small."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import orjson

from native_host.policy import Policy, SignedPolicy, parse_policy, read_policy, sign_policy
from native_host.primitives import public_signing_key
from native_host.vault.keys import RecipientKey, make_recipient_key
from native_host.wire import PROTOCOL

REVIEW_SEED = bytes(range(32))
OTHER_SEED = bytes(range(32, 64))
RECOVERY_SEED = bytes(range(96, 128))
POLICY_SEED = bytes(range(64, 96))
SESSION = "0190b6f0-1111-7abc-8def-0123456789ab"
OTHER_SESSION = "0190b6f0-2222-7abc-8def-0123456789ab"
PROFILE = "ab" * 16
ORIGIN = "http://127.0.0.1:8000"


def review_key(seed: bytes = REVIEW_SEED) -> RecipientKey:
    """Return a reviewer's key."""
    return make_recipient_key(seed, "x-wing")


def seeds(*all_seeds: bytes) -> dict[bytes, bytes]:
    """Return seeds by key id, as readers hold them."""
    keys = [review_key(seed) for seed in all_seeds or (REVIEW_SEED,)]
    return {bytes.fromhex(key.key_id): b64decode(key.seed) for key in keys}


def group(name: str, *keys: RecipientKey, **changes: Any) -> dict[str, Any]:
    """Return a recipient group as JSON."""
    members = [key.member().model_dump(mode="json") for key in keys]
    return {"id": name, "generation": 1, "last_day": None, "members": members} | changes


def site(match: str, **changes: Any) -> dict[str, Any]:
    """Return an entry of the allowlist as JSON."""
    return {
        "id": "shop",
        "match": match,
        "deny": [],
        "level": "labels",
        "lists": [],
        "content": "own",
        "pictures": "masked",
        "exception": None,
        "verbatim": [],
    } | changes


def employee(**changes: Any) -> dict[str, Any]:
    """Return what a policy grants the person, as JSON."""
    return {
        "jurisdiction": "general",
        "longest_pause_minutes": 60,
        "pause_until_tomorrow": True,
        "mark": "bottom-right",
        "exemption_mail": None,
        "access_keys": [],
    } | changes


def policy_document(**changes: Any) -> dict[str, Any]:
    """Return a policy as JSON."""
    return {
        "format": 1,
        "version": 1,
        "organisation": "Acme",
        "purpose": {"id": "train-ui-agents", "sentence": "Teach agents to use web pages."},
        "sites": [site(f"{ORIGIN}/*", deny=["/hr/*"])],
        "recipients": [
            group("security", review_key()),
            group("recovery", review_key(RECOVERY_SEED)),
        ],
        "revoked_keys": [],
        "personal_recipient": False,
        "store_limit_mb": 1000,
        "notice": {"version": 1, "organisation": "Acme", "contact": "works council"},
        "employee": employee(),
        "hold": False,
        "screenshots": {"enabled": True, "min_interval_ms": 2000},
        "pointer_path": False,
        "schedule": None,
        "regions": None,
        "retention_days": 30,
        "collector": None,
    } | changes


def make_policy(**changes: Any) -> Policy:
    """Return a valid policy."""
    return parse_policy(orjson.dumps(policy_document(**changes)))


def signed_policy_text(**changes: Any) -> str:
    """Return the text of a signed policy file."""
    return sign_policy(make_policy(**changes), POLICY_SEED)


def signed_policy(**changes: Any) -> SignedPolicy:
    """Return a verified policy."""
    return read_policy(signed_policy_text(**changes), public_signing_key(POLICY_SEED))


def hello(policy: SignedPolicy, **changes: Any) -> dict[str, Any]:
    """Return a hello that a host with this policy accepts."""
    return {
        "type": "hello",
        "protocol": PROTOCOL,
        "extension_version": "0.1.0",
        "profile": PROFILE,
        "session": SESSION,
        "policy_digest": policy.digest.hex(),
        "policy_version": policy.policy.version,
        "notice_version": policy.policy.notice.version,
        "acknowledged": 0,
        "witness": None,
    } | changes


def place(**changes: Any) -> dict[str, Any]:
    """Return where something happened."""
    return {
        "tab": 7,
        "frame": 0,
        "document": "cd" * 16,
        "origin": ORIGIN,
        "path": "/orders",
        "frame_origin": None,
        "frame_path": None,
    } | changes


def navigation(seq: int, **changes: Any) -> dict[str, Any]:
    """Return a message with a small event on a page."""
    event = {
        "session": SESSION,
        "seq": seq,
        "wall_ms": 1_790_000_000_000 + seq,
        "mono_ms": 1.5,
        "place": place(),
        "number": seq,
        "kind": "navigation",
        "cause": "load",
        "via": "unknown",
    } | changes
    return {"type": "event", "event": event}


def target(**changes: Any) -> dict[str, Any]:
    """Return a button as a record describes it."""
    return {
        "role": "button",
        "name": "Save",
        "name_withheld": None,
        "tag": "button",
        "selectors": [],
        "box": {"x": 1.0, "y": 1.0, "width": 10.0, "height": 10.0},
        "index": None,
        "set_size": None,
        "frame_path": [],
        "shadow_path": [],
    } | changes


def click(seq: int, **changes: Any) -> dict[str, Any]:
    """Return a click on a button; the changes are those of the button."""
    event: dict[str, Any] = navigation(seq)["event"]
    del event["cause"], event["via"]
    return event | {
        "kind": "click",
        "button": "left",
        "count": 1,
        "modifiers": [],
        "device": "keyboard",
        "at": None,
        "viewport": {
            "width": 800,
            "height": 600,
            "scroll_x": 0.0,
            "scroll_y": 0.0,
            "pixel_ratio": 1.0,
        },
        "target": target(**changes),
    }


def screenshot(seq: int, image: bytes, **changes: Any) -> dict[str, Any]:
    """Return a message with a picture."""
    import base64
    import hashlib

    event = {
        "session": SESSION,
        "seq": seq,
        "wall_ms": 1_790_000_000_000 + seq,
        "mono_ms": 1.5,
        "place": place(),
        "kind": "screenshot",
        "trigger": 1,
        "reason": "settled-after-action",
        "relation": "after",
        "level": "masked",
        "layout_changed": None,
        "frame_ms": 1_790_000_000_000,
        "width": 10,
        "height": 10,
        "scale": 1.0,
        "masks": 0,
        "masked_share": 0.0,
        "image_bytes": len(image),
        "image_sha256": hashlib.sha256(image).hexdigest(),
    } | changes
    return {"type": "screenshot", "event": event, "image": base64.b64encode(image).decode()}
