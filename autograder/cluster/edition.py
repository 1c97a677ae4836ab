"""What must be the same on a worker's machine as here, so that results are the same bytes."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib import metadata
from pathlib import Path

from autograder import __version__

PACKAGE = Path(__file__).resolve().parents[1]


@cache
def edition() -> dict[str, str]:
    """Return the versions of what results depend on, by name."""
    return {
        "autograder": f"{__version__} ({_digest()[:12]})",
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "NumPy": metadata.version("numpy"),
    }


def differences(theirs: dict[str, str]) -> str:
    """Say in what another edition differs from this one; "" if in nothing."""
    return ", ".join(
        f"{name} is {theirs.get(name, 'not there')} there and {version} here"
        for name, version in edition().items()
        if theirs.get(name) != version
    )


def _digest() -> str:
    """Return a digest of this package's code, which tells apart what has the same number."""
    whole = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        whole.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
