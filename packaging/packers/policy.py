"""The policy package: one for each organisation and ring, from what `deploy render` wrote.

It holds `linux/RING` as it is. Its version is that of the policy, so versions only go up here too.
"""

from __future__ import annotations

import re
from pathlib import Path

from native_host.deploy.release import read_signed
from native_host.errors import PolicyError
from native_host.policy import Policy
from packers.debian import Description, write_deb
from packers.places import CHECKOUT, HOST_PACKAGE, POLICY_PACKAGE
from packers.redhat import write_rpm
from packers.tree import Tree

_LEAST_HOST = "0.1.0"


def pack_policy(
    rendered: Path, ring: str, *, revision: int, out: Path, work: Path, time: int
) -> list[Path]:
    """Write both packages of a ring; return them.

    Args:
        rendered: what `workglass deploy render` wrote.
        ring: whose browsers they are for.
        revision: one more for each package of one policy version.
        out: directory for them, one below for each ring.
        work: directory for everything on the way.
        time: that everything bears.

    Raises:
        SystemExit: there is no such ring, or the policy is not signed.
    """
    source = rendered / "linux" / ring
    if not source.is_dir():
        found = sorted(path.name for path in (rendered / "linux").glob("*"))
        raise SystemExit(f"packers: {rendered} has no ring {ring!r}, but {', '.join(found)}.")
    about = describe_policy(read_policy_of(rendered), ring, revision)
    made = []
    for kind in ("deb", "rpm"):
        tree = stage_policy(source, work / f"policy-{kind}")
        if kind == "deb":
            made.append(write_deb(tree, about, out / ring, time))
        else:
            made.append(write_rpm(tree, about, out / ring, time, work / "rpmbuild"))
    return made


def read_policy_of(rendered: Path) -> Policy:
    """Return the policy of a rendered deployment.

    Raises:
        SystemExit: there is none, or it is not signed.
    """
    try:
        text = (rendered / "policy" / "policy.signed").read_text(encoding="utf-8")
        return read_signed(text).policy
    except (OSError, PolicyError) as error:
        raise SystemExit(f"packers: {rendered} is no rendered deployment ({error}).") from None


def describe_policy(policy: Policy, ring: str, revision: int) -> Description:
    """Return what the policy package says of itself."""
    keeps = (CHECKOUT / "packaging/maintainer/keep-directories.sh").read_text(encoding="utf-8")
    organisation = re.sub(r"[^\w .,&()-]", " ", policy.organisation)
    return Description(
        name=POLICY_PACKAGE,
        version=str(policy.version),
        revision=revision,
        architecture=None,
        maintainer=f"{organisation} <workglass@example.com>",
        summary=f"Policy of {organisation} for Workglass, ring {ring}",
        text="Signed policy, managed browser policies, manifests. Without it nothing is recorded.",
        needs={HOST_PACKAGE: _LEAST_HOST},
        after_removal=keeps,
    )


def stage_policy(source: Path, root: Path) -> Tree:
    """Return the tree of the policy package."""
    tree = Tree(root)
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        tree.write(file.relative_to(source).as_posix(), file.read_bytes())
    return tree
