"""Where a worker's interpreter, which is isolated, finds this package and its libraries."""

from __future__ import annotations

import site
from pathlib import Path

import msgspec
import numpy as np

PACKAGE_ROOT = str(Path(__file__).resolve().parents[2])
LIBRARIES = tuple(
    dict.fromkeys(str(Path(file).resolve().parents[1]) for file in (np.__file__, msgspec.__file__))
)
"""The user's own folder, for example: `pip install --user` puts them where `-I` does not look."""


def users_folder() -> list[str]:
    """Return the user's own folder of libraries, if Python looks there."""
    return [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
