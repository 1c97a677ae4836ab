"""A wheel of this package for students, made from the package that runs (PEP 427).

It holds the package's own files and names what students need to run it; no README, no tests, no
assignment. Its version ends with a digest of its contents, so that pip takes a corrected one for
another.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from autograder import __version__
from autograder.checking.facts import digest
from autograder.errors import EnvironmentFault
from autograder.release.zips import Entry, zip_bytes

DISTRIBUTION = "backprop-autograder"
FOR_STAFF_ONLY = ("Jinja2", "nbformat")
"""Requirements of those who make handouts and grade classes, which students are spared."""
TAG = "py3-none-any"


def build_wheel() -> tuple[str, bytes]:
    """Return a wheel's file name and its bytes, the same for the same package.

    Raises
    ------
    EnvironmentFault
        If the package is not installed, so that nothing says what it requires.
    """
    try:
        about = metadata.metadata(DISTRIBUTION)
        requires = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        raise EnvironmentFault(
            f"{DISTRIBUTION} is not installed, so its requirements are not known; "
            "install it as its README says"
        ) from None
    files = package_files(Path(__file__).parents[1])
    version = f"{__version__}+handout.{_digest(files)}"
    info = f"{DISTRIBUTION.replace('-', '_')}-{version}.dist-info"
    files[f"{info}/METADATA"] = _lines(
        "Metadata-Version: 2.1",
        f"Name: {DISTRIBUTION}",
        f"Version: {version}",
        f"Summary: {about['Summary']}",
        f"Requires-Python: {about['Requires-Python']}",
        *(f"Requires-Dist: {one}" for one in requires if _is_for_students(one)),
    )
    files[f"{info}/WHEEL"] = _lines(
        "Wheel-Version: 1.0", "Generator: autograder", "Root-Is-Purelib: true", f"Tag: {TAG}"
    )
    files[f"{info}/entry_points.txt"] = _lines(
        "[console_scripts]", "autograder = autograder.cli:main"
    )
    files[f"{info}/RECORD"] = _record(files, f"{info}/RECORD")
    return f"{info.removesuffix('.dist-info')}-{TAG}.whl", zip_bytes(
        {path: Entry(data) for path, data in files.items()}
    )


def package_files(folder: Path) -> dict[str, bytes]:
    """Return the files of the package by their paths in a wheel, with LF line ends."""
    return {
        f"{folder.name}/{path.relative_to(folder).as_posix()}": with_lf(path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }


def with_lf(data: bytes) -> bytes:
    """Return a text's bytes with LF line ends; what is no text stays."""
    return data if b"\0" in data else data.replace(b"\r\n", b"\n")


def _is_for_students(requirement: str) -> bool:
    return "extra ==" not in requirement and not requirement.startswith(FOR_STAFF_ONLY)


def _digest(files: Mapping[str, bytes]) -> str:
    return digest("\n".join(f"{path} {digest(files[path])}" for path in sorted(files)).encode())[:8]


def _record(files: Mapping[str, bytes], own: str) -> bytes:
    lines = []
    for path in sorted(files):
        sum = base64.urlsafe_b64encode(hashlib.sha256(files[path]).digest()).rstrip(b"=")
        lines.append(f"{path},sha256={sum.decode()},{len(files[path])}")
    return _lines(*lines, f"{own},,")


def _lines(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
