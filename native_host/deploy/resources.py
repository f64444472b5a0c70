"""Find what stands beside the Python package in a checkout: templates, packer, built extension.

The wheel holds the package alone. That is all that a recording device needs; packing and installing
are done from a checkout, and say so where they find none.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

from native_host.deploy.files import read_text
from native_host.errors import MissingError

CHECKOUT = Path(__file__).parents[2]


def read_template(name: str) -> str:
    """Return the text of a template.

    Raises:
        MissingError: this is no checkout.
    """
    return read_text(_packaging_directory() / "templates" / name)


def read_profile(jurisdiction: str) -> str:
    """Return the text of a jurisdiction profile.

    Raises:
        MissingError: this is no checkout.
    """
    _packaging_directory()
    profiles = CHECKOUT / "extension" / "src" / "shared" / "profiles"
    return read_text(profiles / f"{jurisdiction}.json")


def read_messages(language: str) -> dict[str, str]:
    """Return the words of the extension for changes of a policy, by kind of change.

    Raises:
        MissingError: this is no checkout.
    """
    _packaging_directory()
    path = CHECKOUT / "extension" / "_locales" / language / "messages.json"
    messages = json.loads(read_text(path))
    return {
        key.removeprefix("change_"): each["message"]
        for key, each in messages.items()
        if key.startswith("change_")
    }


def extension_directory() -> Path:
    """Return the built extension.

    Raises:
        MissingError: it was not built.
    """
    _packaging_directory()
    built = CHECKOUT / "extension" / "dist" / "chromium"
    if not (built / "manifest.json").is_file():
        raise MissingError(f"There is no built extension in {built}; run `make build` first.")
    return built


def load_packer(name: str = "crx3") -> ModuleType:
    """Import `packaging/crx3.py` or `xpi.py`, which are no part of this package."""
    path = _packaging_directory() / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"workglass_{name}", path)
    if spec is None or spec.loader is None:
        raise MissingError(f"The packer {path} cannot be loaded.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _packaging_directory() -> Path:
    path = CHECKOUT / "packaging"
    if not (path / "crx3.py").is_file():
        raise MissingError(
            "The templates are not here: an installed wheel holds the host alone. Run this from a "
            "checkout of Workglass (`install --root` prepares files for other computers)."
        )
    return path
