"""Where a worker's interpreter, which is isolated, finds this package and its libraries."""

from __future__ import annotations

import site
from importlib.util import find_spec
from pathlib import Path


def _folder_of(name: str) -> str:
    spec = find_spec(name)  # without importing it: the zygote starts first
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return str(Path(spec.origin).resolve().parents[1])


PACKAGE_ROOT = str(Path(__file__).resolve().parents[2])
LIBRARIES = tuple(dict.fromkeys((_folder_of("numpy"), _folder_of("msgspec"))))
"""The user's own folder, for example: `pip install --user` puts them where `-I` does not look."""


def users_folder() -> list[str]:
    """Return the user's own folder of libraries, if Python looks there."""
    return [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
