"""Put policy, launcher and native-messaging manifests in place, and take them away again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from native_host import installation, machine
from native_host.deploy import artefacts, resources
from native_host.deploy.browsers import CHROMIUMS
from native_host.deploy.files import read_text, write_file
from native_host.errors import RightsError, UsageError
from native_host.policy import SignedPolicy, read_policy

LAUNCHER = "workglass-host"


@dataclass(frozen=True, slots=True)
class Places:
    """Where an installation lies."""

    config: Path
    launcher: Path
    manifests: dict[str, Path]
    browser_policies: dict[str, Path]
    store: Path
    root: Path | None
    for_machine: bool

    def final(self, path: Path) -> str:
        """Return what a path is called once the root stands for /."""
        return str(path) if self.root is None else f"/{path.relative_to(self.root)}"

    @classmethod
    def of(cls, *, for_machine: bool, root: Path | None) -> Places:
        """Return the places for this machine or this user, below another root if one is given."""

        def below(path: Path) -> Path:
            return path if root is None else root / path.relative_to(path.anchor)

        config = machine.config_directory() if for_machine else machine.user_config_directory()
        manifests = machine.native_manifest_directories(machine=for_machine)
        # Browsers read managed policies of the machine only; elsewhere than on Linux from no file.
        elsewhere = machine.WINDOWS or machine.MACOS or not for_machine
        managed = () if elsewhere else CHROMIUMS
        return cls(
            config=below(config),
            launcher=below(machine.launcher_directory(machine=for_machine) / LAUNCHER),
            manifests={
                browser: below(directory) / f"{installation.HOST_NAME}.json"
                for browser, directory in manifests.items()
            },
            browser_policies={
                browser.name: below(Path("/", browser.linux_policies, "workglass.json"))
                for browser in managed
            },
            store=below(machine.store_directory()),
            root=root,
            for_machine=for_machine,
        )


def install(
    places: Places,
    *,
    policy_file: Path,
    key_file: Path,
    token_file: Path | None,
    extension_id: str,
    browser_policies: str | None,
    browsers: Sequence[str],
    python: str,
) -> tuple[SignedPolicy, list[Path]]:
    """Install the host; return the policy and the files that were written.

    Nothing is written unless the policy is valid under the given key.

    Args:
        places: where everything goes.
        policy_file: the signed policy.
        key_file: the public half of the policy key.
        token_file: the collector's token, if there is a collector.
        extension_id: which extension may start the host.
        browser_policies: the managed policies of the browsers, if they are to be installed.
        browsers: names of browsers; none: all.
        python: interpreter that the launcher starts.

    Raises:
        PolicyError: the policy is not valid.
        UsageError: a browser or extension id is not known, or the interpreter has no full path.
        RightsError: a place cannot be written.
    """
    if len(extension_id) != 32 or not set(extension_id) <= set("abcdefghijklmnop"):  # noqa: PLR2004  # as Chromium writes ids
        raise UsageError(f"{extension_id!r} is no extension id (32 letters from a to p).")
    if not Path(python).is_absolute():
        raise UsageError(f"The interpreter {python!r} needs its full path.")
    unknown = [browser for browser in browsers if browser not in places.manifests]
    if unknown:
        raise UsageError(
            f"Unknown browser {unknown[0]!r}; known are {', '.join(places.manifests)}."
        )
    text = machine.read_file(policy_file, "policy").decode("utf-8", "replace")
    policy = read_policy(text, installation.read_trusted_key(key_file))
    files = {
        places.config / installation.POLICY_FILE: text,
        places.config / installation.POLICY_KEY_FILE: read_text(key_file),
        places.launcher: _render_launcher(places, python),
    }
    if token_file is not None:
        token = machine.read_file(token_file, "token file").decode("ascii", "replace")
        files[places.config / installation.TOKEN_FILE] = token
    manifest = artefacts.render_native_manifest(
        resources.read_template("native-messaging-host.json"),
        launcher=places.final(places.launcher),
        extension_id=extension_id,
    )
    for browser in browsers or places.manifests:
        files[places.manifests[browser]] = manifest
        if browser_policies is not None and browser in places.browser_policies:
            files[places.browser_policies[browser]] = browser_policies
    for path, content in files.items():
        write_file(path, content.encode(), *_rights(places, path))
    return policy, list(files)


def _rights(places: Places, path: Path) -> tuple[int, int]:
    """Return the rights of a file and of the directories above it.

    The host runs as the user who records and has to read all of it, the collector's token too. An
    installation for one user is nobody else's business.
    """
    if places.for_machine:
        return (0o755 if path == places.launcher else 0o644), 0o755
    return (0o700 if path == places.launcher else 0o600), 0o700


def uninstall(places: Places) -> list[Path]:
    """Remove what `install` wrote, never the store; return the files that were there.

    Raises:
        RightsError: a file cannot be removed.
    """
    names = (installation.POLICY_FILE, installation.POLICY_KEY_FILE, installation.TOKEN_FILE)
    files = [places.config / name for name in names]
    files += [places.launcher, *places.manifests.values(), *places.browser_policies.values()]
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


def _render_launcher(places: Places, python: str) -> str:
    return artefacts.render_launcher(
        resources.read_template("launcher.sh"),
        python=python,
        config=places.final(places.config),
        store=None,  # each user's host finds its own
    )
