"""What a package is made of, as a CycloneDX bill of materials; the same build, the same bytes."""

from __future__ import annotations

import json
import platform
from base64 import b64decode
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

from packers.freeze import Frozen


def write_host_materials(frozen: Frozen, version: str) -> str:
    """Return the bill of the frozen host: Python, its packages, the libraries of the system."""
    components = [_python()]
    components += [_distribution(each) for each in frozen.distributions()]
    components.append(_distribution(metadata.distribution("pyinstaller")))  # its loader starts it
    components += [
        _library(path, frozen.directory)
        for path in frozen.libraries()
        if path.parent.name == "_internal" and path.name.startswith("lib")
    ]
    return _write("workglass", version, components)


def write_extension_materials(lock: Path, version: str) -> str:
    """Return the bill of what the extension is built with, from its lock file."""
    packages: dict[str, dict[str, Any]] = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    components = []
    for place, package in packages.items():
        if not place:
            continue
        name = place.rpartition("node_modules/")[2]
        found = {
            "type": "library",
            "bom-ref": f"pkg:npm/{name.replace('@', '%40')}@{package['version']}",
            "name": name,
            "version": package["version"],
            # Nothing of a tool is in what is installed; it was there when that was built.
            "scope": "excluded" if package.get("dev") else "required",
        }
        found["purl"] = found["bom-ref"]
        algorithm, _, digest = str(package.get("integrity", "")).partition("-")
        if algorithm == "sha512":
            found["hashes"] = [{"alg": "SHA-512", "content": b64decode(digest).hex()}]
        if licence := package.get("license"):
            found["licenses"] = [{"expression": licence}]
        components.append(found)
    return _write("workglass-extension", version, components)


def _python() -> dict[str, Any]:
    version = platform.python_version()
    purl = f"pkg:generic/python@{version}"
    return {
        "type": "platform",
        "bom-ref": purl,
        "name": "python",
        "version": version,
        "purl": purl,
        "licenses": [{"license": {"id": "PSF-2.0"}}],
    }


def _distribution(distribution: metadata.Distribution) -> dict[str, Any]:
    purl = f"pkg:pypi/{distribution.name.lower().replace('_', '-')}@{distribution.version}"
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl,
        "name": distribution.name,
        "version": distribution.version,
        "purl": purl,
    }
    about = distribution.metadata.json
    if expression := about.get("license_expression"):
        found["licenses"] = [{"expression": expression}]
    elif (said := str(about.get("license") or "")) and "\n" not in said:
        found["licenses"] = [{"license": {"name": said}}]
    return found


def _library(path: Path, root: Path) -> dict[str, Any]:
    """Return a library of the computer that it was built on."""
    digest = sha256(path.read_bytes()).hexdigest()
    return {
        "type": "library",
        "bom-ref": f"{path.name}@{digest[:16]}",
        "name": path.name,
        "hashes": [{"alg": "SHA-256", "content": digest}],
        "properties": [{"name": "workglass:file", "value": path.relative_to(root).as_posix()}],
    }


def _write(name: str, version: str, components: list[dict[str, Any]]) -> str:
    ordered = sorted(components, key=lambda each: str(each["bom-ref"]))
    unique = {each["bom-ref"]: each for each in ordered}
    reference = f"pkg:generic/{name}@{version}"
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": reference,
                "name": name,
                "version": version,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": list(unique.values()),
        "dependencies": [{"ref": reference, "dependsOn": sorted(unique)}],
    }
    return json.dumps(document, indent=2) + "\n"
