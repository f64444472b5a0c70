"""What people read of a rendered deployment, and the Ansible role. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable
from string import Template

from native_host.deploy.deployment import Deployment

_ROLE = "ansible/roles/workglass"


def render_ansible(
    template: Callable[[str], str], header: str, files: list[str], ring: str
) -> dict[str, str]:
    """Return the files of the role.

    Args:
        template: reads a template.
        header: how it was made.
        files: what belongs on a device, by path without the first slash.
        ring: the ring of devices that name none.
    """
    listed = "\n".join(f"  - {json.dumps(path)}" for path in files)
    found = {}
    for part in ("defaults", "tasks"):
        found[f"{_ROLE}/{part}/main.yml"] = Template(template(f"ansible-{part}.yml")).substitute(
            header=header, files=listed, ring=ring
        )
    return found


def render_help_desk(template: Callable[[str], str], header: str, deployment: Deployment) -> str:
    """Return the page for the help desk."""
    policy, rollout = deployment.policy, deployment.rollout
    rings = [f"- {ring.id}: extension {ring.version}" for ring in rollout.rings]
    hours = "at any time of the day"
    if policy.schedule is not None:
        days = ", ".join(_DAYS[day - 1] for day in sorted(policy.schedule.days))
        hours = f"{days}, {policy.schedule.start} to {policy.schedule.end}"
    pause = f"up to {policy.employee.longest_pause_minutes} minutes"
    if policy.employee.pause_until_tomorrow:
        pause += ", or until the next morning"
    named = any(site.verbatim for site in policy.sites)
    return Template(template("help-desk.md")).substitute(
        header=header,
        organisation=_plain(policy.organisation),
        version=policy.version,
        purpose=_plain(policy.purpose.sentence),
        sites="\n".join(f"- `{site.match}`" for site in policy.sites),
        hours=hours,
        regions=", ".join(policy.regions) if policy.regions is not None else "everywhere",
        pause=pause,
        days=policy.retention_days,
        contact=_plain(policy.notice.contact),
        help_desk=_plain(rollout.help_desk),
        rings="\n".join(rings),
        but=" (but for the fields that the notice names)" if named else "",
        hold="**Recording is stopped everywhere by this policy.**\n\n" if policy.hold else "",
    )


def render_readme(template: Callable[[str], str], header: str, files: list[str]) -> str:
    """Return the page that says what each file is for."""
    listed = "\n".join(f"- `{path}`" for path in files)
    return Template(template("deployment-readme.md")).substitute(header=header, files=listed)


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _plain(text: str) -> str:
    return " ".join(text.split())
