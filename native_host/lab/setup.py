"""What a lab consists of on disk: keys, policy, packed extension, manifests."""

from __future__ import annotations

import json
import secrets
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from native_host import installation, machine
from native_host.deploy import artefacts, resources
from native_host.deploy.package import (
    UPDATES_FILE,
    make_extension_key,
    pack_extension,
    render_policies,
)
from native_host.errors import PolicyError
from native_host.lab import browser as browsers
from native_host.policy import Group, Policy, parse_policy, sign_policy
from native_host.vault.keys import (
    RecipientKey,
    SigningKey,
    make_recipient_key,
    make_signing_key,
    parse_key,
    public_half,
    serialize_key,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the user asked for."""

    sites: Sequence[str]
    store: Path
    policy: Path | None = None
    headless: bool = False
    acknowledge: bool = False
    port: int = 0
    collector: bool = False
    language: str | None = None


def keys_directory(store: Path) -> Path:
    """Return where the lab keeps the keys of a store."""
    return store.with_name(store.name + ".keys")


def make_policy(plan: Plan, collector_url: str | None) -> Policy:
    groups = [
        Group(id=name, generation=1, last_day=None, members=[_recipient(plan.store, name).member()])
        for name in ("review", "recovery")
    ]
    recipients = [group.model_dump(mode="json") for group in groups]
    seen = plan.store / "seen.json"
    version = json.loads(seen.read_text())["policy_version"] if seen.exists() else 1
    if plan.policy is not None:
        given = parse_policy(machine.read_file(plan.policy, "policy"))
        document = given.model_dump(mode="json")
        document["recipients"] = recipients
        document["version"] = max(given.version, version)
    elif plan.sites:
        document = {
            "format": 1,
            "version": version,
            "organisation": "Workglass lab",
            "purpose": {"id": "lab", "sentence": "Try Workglass out on this computer."},
            "sites": [],
            "recipients": recipients,
            "revoked_keys": [],
            "personal_recipient": False,
            "store_limit_mb": 1000,
            "notice": {
                "version": 1,
                "organisation": "The Workglass lab on this computer",
                "contact": "whoever started the lab",
            },
            "employee": {
                "jurisdiction": "general",
                "longest_pause_minutes": 60,
                "pause_until_tomorrow": True,
                "mark": "bottom-right",
                "exemption_mail": None,
                "access_keys": [],
            },
            "hold": False,
            "screenshots": {"enabled": True, "min_interval_ms": 2000},
            "pointer_path": True,
            "schedule": None,
            "regions": None,
            "retention_days": 30,
            "collector": None,
        }
    else:
        raise PolicyError("The lab needs at least one --site or a --policy.")
    for number, site in enumerate(plan.sites, 1):
        document["sites"].append({"id": f"site-{number}", "match": site} | new_site())
    if collector_url is not None:
        document["collector"] = {"url": collector_url}
    return parse_policy(json.dumps(document).encode())


def new_site() -> dict[str, object]:
    """Return what the lab says of a site beside its pattern."""
    return {
        "deny": [],
        "level": "labels",
        "lists": [],
        "content": "own",
        "pictures": "masked",
        "exception": None,
        "verbatim": [],
    }


def _recipient(store: Path, name: str) -> RecipientKey:
    """Return a key of the lab for a store; a store that is used again keeps its keys."""
    keys = keys_directory(store)
    machine.prepare_private_directory(keys)
    path = keys / f"{name}.json"
    if path.exists():
        found = parse_key(path.read_text(encoding="utf-8"))
        if isinstance(found, RecipientKey):
            return found
    key = make_recipient_key(secrets.token_bytes(32), "x-wing")
    machine.write_private(path, serialize_key(key).encode())
    return key


def signing_key(store: Path) -> SigningKey:
    """Return the key of a lab that signs the policies of a store."""
    path = keys_directory(store) / "policy.json"
    if path.exists():
        found = parse_key(path.read_text(encoding="utf-8"))
        if isinstance(found, SigningKey):
            return found
    key = make_signing_key(secrets.token_bytes(32))
    machine.write_private(path, serialize_key(key).encode())
    return key


def write_launcher(root: Path, config: Path, store: Path) -> Path:
    """Write the script that a browser starts; return it."""
    launcher = root / "workglass-host"
    launcher.write_text(
        artefacts.render_launcher(
            resources.read_template("launcher.sh"),
            python=browsers.interpreter(),
            config=str(config),
            store=str(store.resolve()),
        )
    )
    launcher.chmod(0o755)
    return launcher


def write_files(plan: Plan, root: Path, policy: Policy) -> str:
    """Write what browser and host read; return the extension's id."""
    key, _ = make_extension_key()
    extension_id = pack_extension(root, key, _update_url(root))
    config = root / "config"
    config.mkdir(exist_ok=True)
    write_policy(plan.store, root, policy, extension_id)
    signing = signing_key(plan.store)
    (config / installation.POLICY_KEY_FILE).write_text(serialize_key(public_half(signing)))
    launcher = write_launcher(root, config, plan.store)
    hosts = root / "etc" / "native-messaging-hosts"
    hosts.mkdir(parents=True)
    (hosts / f"{installation.HOST_NAME}.json").write_text(
        artefacts.render_native_manifest(
            resources.read_template("native-messaging-host.json"),
            launcher=str(launcher),
            extension_id=extension_id,
        )
    )
    return extension_id


def write_policy(store: Path, root: Path, policy: Policy, extension_id: str) -> None:
    """Sign a policy and put it where browser and host look; a running browser takes it up."""
    signed = sign_policy(policy, b64decode(signing_key(store).seed))
    (root / "config" / installation.POLICY_FILE).write_text(signed)
    write_browser_policies(root, policy, signed, extension_id)


def write_browser_policies(root: Path, policy: Policy, signed: str, extension_id: str) -> None:
    """Write the managed policies that the browser of a lab sees."""
    managed = root / "etc" / "policies" / "managed"
    managed.mkdir(parents=True, exist_ok=True)
    rendered = render_policies(policy, signed, extension_id, _update_url(root))
    document = json.loads(rendered)
    # Without this the browser hides a force-installed extension from the debugging port.
    document["DeveloperToolsAvailability"] = 1
    temporary = managed / "workglass.json.new"
    temporary.write_text(json.dumps(document))
    temporary.replace(managed / "workglass.json")


def _update_url(root: Path) -> str:
    return (root / UPDATES_FILE).as_uri()
