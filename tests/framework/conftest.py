"""What tests in all folders use; this folder is on the path, so they import `tiny_assignment`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from imported_modules import forgotten

sys.path.append(str(Path(__file__).parent / "reporting"))  # sample_reports is for other rooms too


@pytest.fixture
def own_modules(tmp_path: Path) -> Iterator[None]:
    """Forget, afterwards, the modules that were imported from below `tmp_path`."""
    with forgotten(tmp_path):
        yield
