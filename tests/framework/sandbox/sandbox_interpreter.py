"""An interpreter that every user may run, for tests of a grader that is an ordinary user."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("numpy", "numpy.libs", "msgspec", "typing_extensions.py")
ROOT = Path(__file__).resolve().parents[3]


def for_everybody(
    folder: Path, packages: Sequence[str] = PACKAGES
) -> tuple[str, dict[str, str], str]:
    """Return a Python that others may run, what its environment needs, and this project's folder.

    That is the running one with this checkout, where others may enter it; otherwise a copy made of
    hard links in `folder`, which takes up no room.
    """
    library = Path(sysconfig.get_path("stdlib"))
    needed = [Path(sys.executable).resolve(), library, Path(find_spec("numpy").origin), ROOT]
    if all(_may_enter(path) for path in needed):
        return sys.executable, {}, str(ROOT)
    binary = folder / "bin" / "python3"
    binary.parent.mkdir()
    _link(str(needed[0]), str(binary))
    copy = folder / "lib" / library.name
    unneeded = shutil.ignore_patterns("test", "site-packages", "idlelib", "ensurepip")
    shutil.copytree(library, copy, copy_function=_link, ignore=unneeded)
    shared = Path(sysconfig.get_config_var("LIBDIR") or "/")
    for one in shared.glob("libpython3*.so*"):
        _link(str(one), str(folder / "lib" / one.name))
    for name in packages:
        source = Path(find_spec("numpy").origin).parents[1] / name
        target = copy / "site-packages" / name
        if source.is_dir():
            shutil.copytree(source, target, copy_function=_link)
        elif source.exists():
            _link(str(source), str(target))
    project = folder / "project"
    shutil.copytree(ROOT / "autograder", project / "autograder")
    return str(binary), {"LD_LIBRARY_PATH": str(folder / "lib")}, str(project)


def _may_enter(path: Path) -> bool:
    return all(step.stat().st_mode & 0o005 == 0o005 for step in (path, *path.parents))


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)
