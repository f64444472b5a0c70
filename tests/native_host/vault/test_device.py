"""The device's identity: made once, private, and its pseudonym changes."""

from __future__ import annotations

import os
import stat
import threading

import pytest

from native_host.errors import StoreError
from native_host.vault.device import FILE, PSEUDONYM_HOURS, load_device


def test_made_once(tmp_path):
    """The second host of a device is the same device."""
    assert load_device(tmp_path, os.urandom) == load_device(tmp_path, os.urandom)


def test_private(tmp_path):
    """Only its user can read the signing key."""
    load_device(tmp_path, os.urandom)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_two_hosts_at_once_enrol_one_device(tmp_path):
    """Whoever comes second takes what the first one made."""
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(load_device(tmp_path, os.urandom)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({device.device for device in found}) == 1


def test_the_pseudonym_changes_every_thirty_days(tmp_path):
    """Within a period it is the same, in the next it cannot be linked without the secret."""
    device = load_device(tmp_path, os.urandom)
    start = 600 * PSEUDONYM_HOURS
    assert device.pseudonym(start) == device.pseudonym(start + PSEUDONYM_HOURS - 1)
    assert device.pseudonym(start) != device.pseudonym(start + PSEUDONYM_HOURS)


def test_a_damaged_file_is_left_alone(tmp_path):
    """The sentence says what to do; nothing is overwritten."""
    (tmp_path / FILE).write_text("{}")
    with pytest.raises(StoreError, match="move it away"):
        load_device(tmp_path, os.urandom)
    assert (tmp_path / FILE).read_text() == "{}"
