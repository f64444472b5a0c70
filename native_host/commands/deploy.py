"""`workglass deploy`: one file for a whole fleet."""

from __future__ import annotations

import contextlib
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from native_host.commands.output import complain, print_json, say
from native_host.commands.policy import read_signing_key
from native_host.deploy.concerns import find_concerns
from native_host.deploy.deployment import Deployment, parse_deployment
from native_host.deploy.fleet import Source, render_fleet
from native_host.deploy.posting import Language, parse_profile
from native_host.deploy.reach import asks_again, compare_reach, compare_rest
from native_host.deploy.release import read_signed, write_release
from native_host.deploy.resources import read_messages, read_profile, read_template
from native_host.deploy.windows import INTUNE_BYTES
from native_host.errors import MissingError
from native_host.machine import read_file
from native_host.policy import MARK, Policy, read_policy, sign_policy
from native_host.vault.keys import public_half, serialize_key

app = typer.Typer(no_args_is_help=True, help="Render what a fleet needs from one file.")

File = Annotated[Path, typer.Argument(help="The deployment file, TOML.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("check")
def check(file: File, json: Json = False) -> None:
    """Validate a deployment file, and say what is worth a thought though it is allowed."""
    deployment = _read(file)
    policy, rollout = deployment.policy, deployment.rollout
    concerns = _find_concerns(deployment)
    if json:
        print_json({"version": policy.version, "sites": len(policy.sites), "concerns": concerns})
        return
    for concern in concerns:
        complain(f"{file}: {concern}")
    say(
        f"Valid: policy version {policy.version}, {len(policy.sites)} sites, "
        f"{len(rollout.rings)} rings."
    )


@app.command("render")
def render(
    file: File,
    out: Annotated[Path, typer.Option(help="Directory for the files; an earlier one is updated.")],
    key: Annotated[Path, typer.Option(help="File of the private policy key.")],
    json: Json = False,
) -> None:
    """Sign the policy and render everything for every browser, system and ring.

    The same file and key give the same bytes.
    """
    deployment = _read(file)
    signing_key = read_signing_key(key)
    text = sign_policy(deployment.policy, b64decode(signing_key.seed))
    source = Source(
        deployment=deployment,
        signed_policy=text,
        public_key=serialize_key(public_half(signing_key)),
        template=read_template,
    )
    files = render_fleet(source)
    signed = read_policy(text, b64decode(signing_key.public_key))
    gone = write_release(out, files, signed)
    if json:
        written = [str(out / path) for path in files]
        print_json({"version": deployment.policy.version, "files": written})
        return
    for concern in _find_concerns(deployment):
        complain(f"{file}: {concern}")
    for name, data in files.items():
        if name.endswith(".ps1") and len(data) > INTUNE_BYTES:
            complain(f"{out / name} is larger than Intune takes; use another tool to run it.")
    for path in gone:
        say(f"removed {path}")
    say(f"Rendered policy version {deployment.policy.version} in {len(files)} files: {out}.")


@app.command("diff")
def diff(
    old: Annotated[Path, typer.Argument(help="A deployment file or a signed policy.")],
    new: Annotated[Path, typer.Argument(help="The other one.")],
    language: Annotated[Language, typer.Option(help="en or de.")] = "en",
    json: Json = False,
) -> None:
    """Say in the notice's own words what grows and shrinks for the people who are recorded.

    Ends with 1 if anything grows: then everybody is asked again before anything is recorded.
    """
    before, after = _read_policy(old), _read_policy(new)
    changes = compare_reach(before, after)
    words = read_messages(language)
    told = [(words[change.what].replace("$PART1$", change.detail), change) for change in changes]
    rest = compare_rest(before, after)
    again = asks_again(before, after)
    more = any(change.grows for change in changes)
    if json:
        print_json(
            {
                "grows": [sentence for sentence, change in told if change.grows],
                "shrinks": [sentence for sentence, change in told if not change.grows],
                "besides": rest,
                "asks_again": again,
            }
        )
    else:
        _tell("Grows", [sentence for sentence, change in told if change.grows])
        _tell("Shrinks or says more", [sentence for sentence, change in told if not change.grows])
        _tell("Besides", rest)
        if not changes and not rest:
            say("Nothing changes for the people who are recorded.")
        say("The notice is asked for again." if again else "Nobody is asked again.")
        if changes and after.version <= before.version:
            complain(f"Version {after.version} does not follow {before.version}; raise it.")
    if more:
        raise typer.Exit(1)


def _find_concerns(deployment: Deployment) -> list[str]:
    concerns = find_concerns(deployment, datetime.now(UTC).date())
    with contextlib.suppress(MissingError):  # an installed wheel has no profiles
        profile = parse_profile(read_profile(deployment.policy.employee.jurisdiction))
        if profile.checked_by_counsel is None:
            concerns.append(f"No counsel has checked the profile {profile.id} ({profile.law}).")
    return concerns


def _tell(heading: str, sentences: list[str]) -> None:
    if sentences:
        say(f"{heading}:")
    for sentence in sentences:
        say(f"  {sentence}")


def _read(file: Path) -> Deployment:
    return parse_deployment(read_file(file, "deployment file"), str(file))


def _read_policy(file: Path) -> Policy:
    data = read_file(file, "deployment file")
    if data.startswith(MARK.encode()):
        return read_signed(data.decode("utf-8", "replace")).policy
    return parse_deployment(data, str(file)).policy
