"""Find what ships beside the Python package: templates, CRX3 packer, built extension."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from native_host.errors import MissingError

_PACKAGE = Path(__file__).parent.parent
_CHECKOUT = _PACKAGE.parent


def packaging_directory() -> Path:
    """Return the `packaging` directory: of the checkout, or of the installed distribution."""
    return _first(_CHECKOUT / "packaging", _PACKAGE / "_packaging", "crx3.py")


def extension_directory() -> Path:
    """Return the built extension.

    Raises:
        MissingError: it was not built.
    """
    built = _CHECKOUT / "extension" / "dist" / "chromium"
    return _first(built, _PACKAGE / "_extension", "manifest.json")


def load_packer() -> ModuleType:
    """Import `packaging/crx3.py`, which is no part of this package."""
    path = packaging_directory() / "crx3.py"
    spec = importlib.util.spec_from_file_location("workglass_crx3", path)
    if spec is None or spec.loader is None:
        raise MissingError(f"The CRX3 packer {path} cannot be loaded.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _first(checkout: Path, installed: Path, mark: str) -> Path:
    for path in (checkout, installed):
        if (path / mark).is_file():
            return path
    raise MissingError(f"{checkout} is not there; run `make build` first.")
