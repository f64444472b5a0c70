"""What the lab runs: the person's work, then a copy of our part of the browser profile."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tests.demo import person


def copy_profile(profile: Path, extension_id: str, out: Path) -> None:
    """Copy every file of the profile that is ours: the extension's storage and scripts."""
    for path in profile.rglob("*"):
        ours = extension_id in str(path.relative_to(profile))
        if path.is_file() and ours and not path.is_symlink():
            target = out / path.relative_to(profile)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def main(out: Path) -> None:
    """Work, then keep what has to be searched for secrets."""
    person.main(out / "diary.json")
    copy_profile(
        Path(os.environ["WORKGLASS_PROFILE"]), os.environ["WORKGLASS_EXTENSION_ID"], out / "profile"
    )
    if os.environ.get("DEMO_HEADED"):
        input("The browser is yours; press Enter here when you are done. ")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
