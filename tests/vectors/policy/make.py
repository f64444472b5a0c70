"""Make policies.json: python -m tests.vectors.policy.make."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path

import orjson

from native_host import primitives
from native_host.policy import MARK, SIGNING_CONTEXT, canonical, read_policy
from native_host.primitives import public_signing_key
from tests.native_host.making import POLICY_SEED, make_policy, policy_document, signed_policy_text

KEY = public_signing_key(POLICY_SEED)


def sign_anything(document: bytes) -> str:
    """Sign bytes that no policy command would sign."""
    signature = primitives.sign(POLICY_SEED, SIGNING_CONTEXT + document)
    first = f"{MARK} 1 {b64encode(KEY).decode()} {b64encode(signature).decode()}"
    return f"{first}\n{document.decode()}\n"


def case(name: str, text: str, kind: str, sentence: str | None = None, seen: int = 0) -> dict:
    digest = read_policy(text, KEY).digest.hex() if kind == "valid" else None
    return {
        "name": name,
        "text": text,
        "kind": kind,
        "sentence": sentence,
        "seen_version": seen,
        "digest": digest,
    }


def wrong(**changes: object) -> str:
    document = policy_document() | changes
    return sign_anything(orjson.dumps(document, option=orjson.OPT_SORT_KEYS))


def main() -> None:
    good = signed_policy_text(version=3)
    cases = [
        case("valid", good, "valid"),
        case(
            "valid, with other letters than ASCII",
            signed_policy_text(organisation="Übung 株式会社"),
            "valid",
        ),
        case("the version that was in force", good, "valid", seen=3),
        case("an older version", good, "invalid", "version 3.*version 4 was in force", 4),
        case("empty", "", "invalid", "empty"),
        case("blank", "  \n", "invalid", "empty"),
        case(
            "no signature line", canonical(make_policy()).decode(), "invalid", "no signature line"
        ),
        case("only a signature line", good.split("\n")[0], "invalid", "no signature line"),
        case("changed text", good.replace("Acme", "Acne"), "invalid", "does not fit"),
        case("cut short", good[:-10], "invalid", "does not fit"),
        case("not JSON", sign_anything(b"{"), "invalid", "not JSON"),
        case("not an object", sign_anything(b"[]"), "invalid", "must be an object"),
        case("a typing error in a name", wrong(alowlist=[]), "invalid", "alowlist is not known"),
        case("a form of tomorrow", wrong(format=2), "invalid", "format must be 1"),
        case("a form that is not said", wrong(format=None), "invalid", "format"),
        case("no sites", wrong(sites=[]), "invalid", "sites has too few entries"),
        case(
            "one recipient group",
            wrong(recipients=policy_document()["recipients"][:1]),
            "invalid",
            "recipients has too few entries",
        ),
        case("a version that is text", wrong(version="3"), "invalid", "version must be a whole"),
        case(
            "a rate above two a second",
            wrong(screenshots={"enabled": True, "min_interval_ms": 400}),
            "invalid",
            "min_interval_ms is too small",
        ),
        case(
            "an unencrypted collector",
            wrong(collector={"url": "ws://collector.example/"}),
            "invalid",
            "collector",
        ),
    ]
    document = {
        "comment": "Signed policy texts, with what extension and host say of them. Made by make.py.",
        "policy_seed": POLICY_SEED.hex(),
        "cases": cases,
    }
    path = Path(__file__).with_name("policies.json")
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
