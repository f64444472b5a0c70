"""Fixtures of the tests with a real Firefox."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.demo.run import screen
from tests.e2e.conftest import playwright
from tests.e2e_firefox.browser import find_firefox

__all__ = ["playwright"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a Firefox that `make test` does not install."""
    for item in items:
        if "/e2e_firefox/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            if find_firefox() is None:
                item.add_marker(pytest.mark.skip(reason="no Firefox ESR; `make firefox-report`"))


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """Give a screen of our own, for lists that the browser draws."""
    before = os.environ.get("DISPLAY")
    with screen(own=False) as found:
        os.environ["DISPLAY"] = found
        yield found
    if before is None:
        del os.environ["DISPLAY"]
    else:
        os.environ["DISPLAY"] = before
