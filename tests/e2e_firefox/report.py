"""`make firefox-report`: what Firefox ESR records, compared with Chromium, as one JSON file.

    python -m tests.e2e_firefox.report [-k WORDS]

Ends with 0 only if every test passed. The file is build/reports/firefox.json.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e_firefox.browser import find_firefox

HERE = Path(__file__).parent
REPORT = HERE.parents[1] / "build" / "reports" / "firefox.json"


class Outcomes:
    """Writes down what came of every test, and what the tests themselves have to say."""

    def __init__(self) -> None:
        self.tests: dict[str, str] = {}
        self.told: dict[str, Any] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the outcome of a test, or of the setting up that failed before it."""
        name = report.nodeid.partition("e2e_firefox/")[2]
        if report.when == "call" or report.outcome != "passed":
            self.tests[name] = report.outcome
        if report.when == "call":
            self.told.update(dict(report.user_properties))

    def failed(self) -> list[str]:
        """Return what has not passed when it was last played."""
        return sorted(name for name, outcome in self.tests.items() if outcome != "passed")


def main() -> int:
    """Run the tests, write the file, return the exit code."""
    if find_firefox() is None:
        print("There is no Firefox ESR of Debian here; run `make firefox-report`.")
        return 69
    outcomes = Outcomes()
    words = ["-q", str(HERE), *sys.argv[1:]]
    code = pytest.main(words, plugins=[outcomes])
    again = failed = outcomes.failed()
    if code == pytest.ExitCode.TESTS_FAILED:
        # A browser on a busy machine can miss its moment; what fails again is red.
        code = pytest.main([*words, "--last-failed"], plugins=[outcomes])
        failed = outcomes.failed()
    report = outcomes.told | {
        "tests": len(outcomes.tests),
        "failed": failed,
        "played_again": again,
        "unsigned": "xpinstall.signatures.required is off by policy; a release build takes no XPI "
        "that Mozilla has not signed",
    }
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps({name: report[name] for name in report if name != "unsigned"}, indent=1))
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
