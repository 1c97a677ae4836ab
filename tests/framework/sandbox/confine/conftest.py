from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from confinement_settings import SETTINGS, Launcher, Setting, offered, possible

from autograder.sandbox.confine import Layer


@pytest.fixture(scope="session")
def launcher():
    if not offered() >= {Layer.SECCOMP, Layer.LIMITS}:
        pytest.skip("this machine has no system call filter or no limits")
    with tempfile.TemporaryDirectory(prefix="confine-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        running = Launcher(folder)
        yield running
        running.close()


@pytest.fixture(params=SETTINGS)
def setting(request) -> Setting:
    """Each configuration in which grading is allowed."""
    return possible(SETTINGS[request.param])


@pytest.fixture
def root_setting() -> Setting:
    return possible(SETTINGS["root, all"])


@pytest.fixture
def user_setting() -> Setting:
    return possible(SETTINGS["user"])
