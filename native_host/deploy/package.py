"""Make what IT rolls out to browsers: packed extension, update XML, managed policies, manifest.

The lab gives its browser the same, from the same templates.
"""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from native_host import installation, machine
from native_host.deploy import artefacts, resources
from native_host.deploy.files import read_text, write_file
from native_host.deploy.install import Places
from native_host.errors import DataError, UsageError
from native_host.policy import Policy, read_policy

CRX_FILE = "workglass.crx"
UPDATES_FILE = "updates.xml"
POLICIES_FILE = "chromium-policies.json"
MANIFEST_FILE = f"{installation.HOST_NAME}.json"
ID_FILE = "extension-id"
_SCHEMES = ("https", "http", "file")


def make_extension_key() -> tuple[bytes, str]:
    """Return a new extension key, PEM, and the extension's id that follows from it."""
    packer = resources.load_packer()
    key: bytes = packer.make_key()
    return key, str(packer.extension_id(key))


def pack_extension(directory: Path, key: bytes, update_url: str) -> str:
    """Write the packed extension and the update XML that points to it; return the id.

    Args:
        directory: where both files go.
        key: the extension's private key, PEM.
        update_url: address that browsers will read the update XML at; the packed extension has
            to be beside it.

    Raises:
        DataError: the key is no RSA key in PEM.
        MissingError: the extension was not built, or the packer is not here.
    """
    packer = resources.load_packer()
    built = resources.extension_directory()
    try:
        extension_id = str(packer.extension_id(key))
        packed: bytes = packer.pack(packer.read_files(built), key)
    except (TypeError, ValueError):
        raise DataError(
            "The extension key is no RSA key in PEM without a password; make one with "
            "`workglass keys new extension`."
        ) from None
    updates = artefacts.render_updates(
        resources.read_template(UPDATES_FILE),
        extension_id=extension_id,
        crx_url=urljoin(update_url, CRX_FILE),
        version=json.loads(read_text(built / "manifest.json"))["version"],
    )
    write_file(directory / CRX_FILE, packed, 0o644)
    write_file(directory / UPDATES_FILE, updates.encode(), 0o644)
    return extension_id


def render_policies(policy: Policy, signed: str, extension_id: str, update_url: str) -> str:
    """Return the managed policies of Chromium.

    Raises:
        PolicyError: the policy names more hosts than Chromium reads.
    """
    return artefacts.render_browser_policies(
        resources.read_template(POLICIES_FILE),
        policy=policy,
        signed_policy=signed,
        extension_id=extension_id,
        update_url=update_url,
    )


def write_package(
    directory: Path, *, policy_file: Path, key_file: Path, extension_key: Path, update_url: str
) -> tuple[str, list[Path]]:
    """Write everything that browsers are given; return the extension's id and the files.

    Args:
        directory: where the files go.
        policy_file: the signed policy.
        key_file: the public half of the policy key.
        extension_key: the extension's private key, PEM.
        update_url: address that browsers will read the update XML at.

    Raises:
        UsageError: the address is none that browsers update from.
        PolicyError: the policy is not valid.
        DataError: the extension key cannot be used.
        MissingError: one of the files is missing.
    """
    if urlsplit(update_url).scheme not in _SCHEMES or not update_url.endswith(".xml"):
        raise UsageError(
            f"{update_url!r} is no address of an update XML; give one such as "
            "https://it.example.com/workglass/updates.xml."
        )
    signed = machine.read_file(policy_file, "policy").decode("utf-8", "replace")
    policy = read_policy(signed, installation.read_trusted_key(key_file)).policy
    key = machine.read_file(extension_key, "extension key")
    extension_id = pack_extension(directory, key, update_url)
    places = Places.of(for_machine=True, root=None)
    manifest = artefacts.render_native_manifest(
        resources.read_template("native-messaging-host.json"),
        launcher=str(places.launcher),
        extension_id=extension_id,
    )
    rendered = {
        POLICIES_FILE: render_policies(policy, signed, extension_id, update_url),
        MANIFEST_FILE: manifest,
        ID_FILE: f"{extension_id}\n",
    }
    for name, text in rendered.items():
        write_file(directory / name, text.encode(), 0o644)
    return extension_id, [directory / name for name in (CRX_FILE, UPDATES_FILE, *rendered)]


def read_package(directory: Path, signed: str) -> tuple[str, str]:
    """Return the extension's id and the managed policies of a package.

    Raises:
        MissingError: there is no package.
        UsageError: it was made for another policy, so nothing would be recorded.
    """
    extension_id = read_text(directory / ID_FILE).strip()
    policies = read_text(directory / POLICIES_FILE)
    try:
        given = json.loads(policies)["3rdparty"]["extensions"][extension_id]["policy"]
    except (ValueError, KeyError, TypeError):
        raise DataError(f"{directory / POLICIES_FILE} is damaged; make the package anew.") from None
    if given != signed:
        raise UsageError(
            f"The package {directory} was made for another policy; run `workglass package` again."
        )
    return extension_id, policies
