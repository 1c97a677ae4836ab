"""Forgets what tests have imported, for the tests after them that import the same names."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def forgotten(folder: Path) -> Iterator[None]:
    """Forget, afterwards, the modules that were imported from below a folder."""
    path = list(sys.path)
    try:
        yield
    finally:
        sys.path[:] = path
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if file is not None and folder in Path(file).parents:
                del sys.modules[name]
