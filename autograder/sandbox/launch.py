"""Starts the process of the zygote: what it is given, and what its workers may read."""

from __future__ import annotations

import os
import site
import socket
import sys
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.sandbox.confine import Layer, bubblewrap, kernel, landlock
from autograder.sandbox.libraries import LIBRARIES, PACKAGE_ROOT, users_folder

if TYPE_CHECKING:
    import subprocess

LOADING = frozenset({"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT"})
"""Variables without which some interpreters do not find their shared libraries."""
TRIAL = "import ctypes, sys; [ctypes.CDLL(path) for path in sys.argv[1:]]"
SECONDS = 10  # for it
SYSTEM = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/share/zoneinfo")


def start_zygote(
    control: socket.socket, layers: Collection[str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a fresh interpreter, with a scrubbed environment and no open file but `control`.

    To be called in a thread that goes on: inside bubblewrap, it ends with the thread that started
    it.

    Parameters
    ----------
    control
        What it serves the grader on.
    layers
        Names of the layers to use; `None` for those that are due here.
    """
    import subprocess  # not where the zygote is forked, as on Gradescope

    inside = [] if why_no_bubblewrap(layers) else inside_bubblewrap()
    outside = bubblewrap.namespaces() if inside else {}
    program = (
        f"import sys; sys.path += {[*LIBRARIES, PACKAGE_ROOT]!r}; "
        "from autograder.sandbox.zygote import main; "
        f"main({control.fileno()}, {PACKAGE_ROOT!r}, {outside!r})"
    )
    return subprocess.Popen(
        [*inside, sys.executable, "-I", "-B", "-X", "utf8", "-c", program],
        env=_environment(),
        pass_fds=(control.fileno(),),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,  # no terminal to read from, and no Ctrl-C of its own
    )


def why_no_bubblewrap(layers: Collection[str] | None = None) -> str:
    """Say why the zygote is not started inside bubblewrap; "" if it is.

    It is where a user of the workers' own or Landlock is missing, and always for an ordinary user,
    so that two layers close the grader's files. It costs 30 ms: 4 to start, the rest to see that it
    works, and that Python, NumPy and their shared libraries are found inside. Root has both others
    where there is Landlock, and containers do not permit it.
    """
    if kernel.machine() is None:
        return "this system has no namespaces"
    if layers is None and os.geteuid() == 0 and landlock.abi():
        return "root does without it, since a user of their own and Landlock both close the files"
    if layers is not None and Layer.BUBBLEWRAP.value not in layers:
        return "it is not among the layers that were asked for"
    import shutil
    import subprocess

    if shutil.which("bwrap") is None:
        return "the program bwrap is not installed"
    try:
        done = subprocess.run(
            [*inside_bubblewrap(), sys.executable, "-I", "-S", "-c", TRIAL, *_compiled()],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bwrap: {error}"
    if done.returncode == 0:
        return ""
    said = done.stderr.decode(errors="replace").strip().splitlines()
    return said[-1] if said else f"bwrap ended with status {done.returncode}"


def inside_bubblewrap(visible: Iterable[str] = ()) -> list[str]:
    """Return what comes before a command of this interpreter's that is to run inside bubblewrap.

    Parameters
    ----------
    visible
        Files and folders that are seen there beside Python and this package.
    """
    import shutil

    package = Path(PACKAGE_ROOT, "autograder")
    interpreter = [sys.executable, os.path.join(sys.prefix, "pyvenv.cfg")]
    shared: list[str] = []
    for folder in os.environ.get("LD_LIBRARY_PATH", "").split(os.pathsep):
        shared += map(str, Path(folder).glob("*.so*") if os.path.isabs(folder) else ())
    own = [package / "__init__.py", package / "sandbox"]
    for folder in LIBRARIES:
        own += [path for pattern in ("numpy*", "msgspec*") for path in Path(folder).glob(pattern)]
    seen = [*_folders(), *interpreter, *shared, *map(str, own), *visible]
    return bubblewrap.command(shutil.which("bwrap") or "bwrap", seen, root=os.geteuid() == 0)


def _compiled() -> list[str]:
    """What the zygote cannot do without, and what may need shared libraries from anywhere."""
    patterns = ("numpy/*core/_multiarray_umath*.so", "msgspec/_core*.so")
    found = (Path(folder).glob(pattern) for folder in LIBRARIES for pattern in patterns)
    return [str(path) for paths in found for path in paths]


def readable_roots() -> list[str]:
    """The folders that a worker may read: Python's library, and shared libraries."""
    return sorted({os.path.realpath(folder) for folder in _folders()})


def _folders() -> list[str]:
    """The same under the names that Python knows them by."""
    own = os.path.dirname(os.__file__)
    shared = [os.path.join(sys.base_exec_prefix, name) for name in ("lib", sys.platlibdir)]
    libraries = [*site.getsitepackages(), *users_folder()]
    folders = [*libraries, own, *shared, *SYSTEM]
    return [folder for folder in folders if os.path.isdir(folder)]


def _environment() -> dict[str, str]:
    """What the zygote needs to start; nothing else of the grader's environment."""
    kept = {k: v for k, v in os.environ.items() if k in LOADING or k.startswith("OPENBLAS_")}
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **threads, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
