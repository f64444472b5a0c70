"""Put policy, launcher and native-messaging manifests in place, and take them away again."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from native_host import installation, machine
from native_host.deploy import artefacts, resources
from native_host.errors import MissingError, RightsError, UsageError
from native_host.policy import SignedPolicy, read_policy

LAUNCHER = "workglass-host"


@dataclass(frozen=True, slots=True)
class Places:
    """Where an installation lies."""

    config: Path
    launcher: Path
    manifests: dict[str, Path]
    store: Path
    root: Path | None

    def final(self, path: Path) -> str:
        """Return what a path is called once the root stands for /."""
        return str(path) if self.root is None else f"/{path.relative_to(self.root)}"

    @classmethod
    def of(cls, *, for_machine: bool, root: Path | None) -> Places:
        """Return the places for this machine or this user, below another root if one is given."""

        def below(path: Path) -> Path:
            return path if root is None else root / path.relative_to(path.anchor)

        config = machine.config_directory() if for_machine else machine.user_config_directory()
        return cls(
            config=below(config),
            launcher=below(machine.launcher_directory(machine=for_machine) / LAUNCHER),
            manifests={
                browser: below(directory) / f"{installation.HOST_NAME}.json"
                for browser, directory in machine.native_manifest_directories(
                    machine=for_machine
                ).items()
            },
            store=below(machine.store_directory()),
            root=root,
        )


def install(
    places: Places,
    *,
    policy_file: Path,
    key_file: Path,
    token_file: Path | None,
    extension_id: str,
    browsers: Sequence[str],
) -> tuple[SignedPolicy, list[Path]]:
    """Install the host; return the policy and the files that were written.

    Nothing is written unless the policy is valid under the given key.

    Raises:
        PolicyError: the policy is not valid.
        UsageError: a browser or extension id is not known.
        RightsError: a place cannot be written.
    """
    if len(extension_id) != 32 or not set(extension_id) <= set("abcdefghijklmnop"):  # noqa: PLR2004
        raise UsageError(f"{extension_id!r} is no extension id (32 letters from a to p).")
    unknown = [browser for browser in browsers if browser not in places.manifests]
    if unknown:
        raise UsageError(
            f"Unknown browser {unknown[0]!r}; known are {', '.join(places.manifests)}."
        )
    text = machine.read_file(policy_file, "policy").decode("utf-8", "replace")
    key = installation.read_trusted_key(key_file)
    policy = read_policy(text, key)
    files = _render(places, text, key_file, extension_id)
    if token_file is not None:
        token = machine.read_file(token_file, "token file").decode("ascii", "replace")
        files[places.config / installation.TOKEN_FILE] = token
    for browser in browsers or places.manifests:
        files[places.manifests[browser]] = files[Path(browser)]
    written = [path for path in files if path.is_absolute()]
    for path in written:
        mode = 0o755 if path == places.launcher else 0o644
        _write(path, files[path], 0o600 if path.name == installation.TOKEN_FILE else mode)
    return policy, written


def uninstall(places: Places) -> list[Path]:
    """Remove what `install` wrote, never the store; return the files that were there.

    Raises:
        RightsError: a file cannot be removed.
    """
    names = (installation.POLICY_FILE, installation.POLICY_KEY_FILE, installation.TOKEN_FILE)
    files = [places.config / name for name in names]
    files += [places.launcher, *places.manifests.values()]
    removed = []
    for file in files:
        try:
            file.unlink()
            removed.append(file)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise RightsError(
                f"{file} cannot be removed ({error.strerror}); run it as root."
            ) from None
    for directory in (places.config, places.launcher.parent):
        if directory.is_dir() and not any(directory.iterdir()):
            directory.rmdir()
    return removed


def _render(places: Places, policy: str, key_file: Path, extension_id: str) -> dict[Path, str]:
    templates = resources.packaging_directory() / "templates"
    launcher = artefacts.render_launcher(
        _read(templates / "launcher.sh"),
        python=sys.executable,
        config=places.final(places.config),
        store=None,  # each user's host finds its own
    )
    manifest = artefacts.render_native_manifest(
        _read(templates / "native-messaging-host.json"),
        launcher=places.final(places.launcher),
        extension_id=extension_id,
    )
    return {
        places.config / installation.POLICY_FILE: policy,
        places.config / installation.POLICY_KEY_FILE: _read(key_file),
        places.launcher: launcher,
        **{Path(browser): manifest for browser in places.manifests},
    }


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        raise MissingError(f"{path} is missing.") from None


def _write(path: Path, text: str, mode: int) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        temporary = path.with_name(path.name + ".new")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        temporary.chmod(mode)
        temporary.replace(path)
    except OSError as error:
        raise RightsError(
            f"{path} cannot be written ({error.strerror}); use --user, or run it as root."
        ) from None
