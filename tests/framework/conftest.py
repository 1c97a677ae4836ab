"""What tests in all folders use; this folder is on the path, so they import `tiny_assignment`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent / "reporting"))  # sample_reports is for other rooms too


@pytest.fixture
def own_modules(tmp_path: Path) -> Iterator[None]:
    """Forget, afterwards, the modules that were imported from below `tmp_path`."""
    path = list(sys.path)
    yield
    sys.path[:] = path
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file is not None and tmp_path in Path(file).parents:
            del sys.modules[name]
