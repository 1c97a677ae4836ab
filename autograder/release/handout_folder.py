"""Writes a handout: a folder to look at, and beside it the zip that goes to students."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.checking import facts
from autograder.errors import ConfigError, UsageError
from autograder.release.handout import Handout
from autograder.release.zips import Entry, write_zip

TRIAL_SECONDS = 600


def write_handout(handout: Handout, folder: Path) -> list[Path]:
    """Write a handout to `folder`, and its zip beside that.

    A handout that is there is replaced, but nothing else.

    Returns
    -------
    list of Path
        The folder and the zip.

    Raises
    ------
    UsageError
        If there is something else, or nothing can be written.
    ConfigError
        If the public checks do not run with what the handout holds.
    """
    folder = folder.resolve()
    archive = folder.with_name(f"{folder.name}.zip")
    _refuse_foreign(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as made:
            fresh = Path(made) / folder.name
            for name, data in handout.files.items():
                path = fresh / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            _try(fresh)
            if folder.exists():
                shutil.rmtree(folder)
            fresh.replace(folder)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written ({error.strerror})") from None
    entries = {f"{handout.name}/{name}": Entry(data) for name, data in handout.files.items()}
    write_zip(archive, entries)
    return [folder, archive]


def _refuse_foreign(folder: Path) -> None:
    """Refuse a folder that holds anything but a handout as it was written."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError(f"{folder}: is a file; name a folder")
    there = [path for path in folder.rglob("*") if not path.is_dir()]
    there = [path for path in there if "__pycache__" not in path.parts]
    if not there:
        return
    try:
        earlier = facts.read(folder).files
    except UsageError:
        raise UsageError(f"{folder}: is not empty; name a new folder, or empty this one") from None
    for path in sorted(there):
        name = path.relative_to(folder).as_posix()
        if name != facts.FILE and earlier.get(name) != facts.digest(path.read_bytes()):
            raise UsageError(
                f"{folder}: {name} is not as it was handed out; name a new folder, or empty this "
                "one"
            )


def _try(folder: Path) -> None:
    """Run the public checks on the handout as it is, in a process of their own."""
    command = [sys.executable, "-B", "-m", "autograder", "check", "--assignment", str(folder)]
    try:
        done = subprocess.run(
            [*command, str(folder)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=TRIAL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ConfigError(
            f"The public checks took more than {TRIAL_SECONDS} s on the stubs."
        ) from None
    if done.returncode not in (0, 1):
        said = done.stderr.strip() or done.stdout.strip()
        raise ConfigError(f"The public checks do not run in the handout.\n{said[-2000:]}")
