from __future__ import annotations

from pathlib import Path

import pytest
import tiny_handout

from autograder.release.handout import Handout


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Handout:
    return tiny_handout.handout(tmp_path_factory.mktemp("made") / "assignment")


@pytest.fixture
def handout(made: Handout, tmp_path: Path) -> Path:
    """A student's folder, as it was unpacked."""
    return tiny_handout.unpack(made, tmp_path / "my work")
