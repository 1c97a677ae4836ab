"""Starts the process of the zygote: what it is given, and what its workers may read."""

from __future__ import annotations

import os
import site
import socket
import subprocess
import sys
import sysconfig
from pathlib import Path

LOADING = frozenset({"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT"})
"""Variables without which some interpreters do not find their shared libraries."""
PACKAGE_ROOT = str(Path(__file__).resolve().parents[2])


def start_zygote(control: socket.socket) -> subprocess.Popen[bytes]:
    """Start a fresh interpreter, with a scrubbed environment and no open file but `control`."""
    program = (
        f"import sys; sys.path.append({PACKAGE_ROOT!r}); "
        "from autograder.sandbox.zygote import main; "
        f"main({control.fileno()}, {PACKAGE_ROOT!r})"
    )
    return subprocess.Popen(
        [sys.executable, "-I", "-B", "-X", "utf8", "-c", program],
        env=_environment(),
        pass_fds=(control.fileno(),),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,  # no terminal to read from, and no Ctrl-C of its own
    )


def readable_roots() -> list[str]:
    """The folders that a worker may read: Python's library and the system's shared libraries."""
    folders = [
        *site.getsitepackages(),
        *(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        "/usr/lib",
        "/usr/lib64",
        "/lib",
        "/lib64",
        "/usr/share/zoneinfo",
    ]
    return sorted({os.path.realpath(folder) for folder in folders if os.path.isdir(folder)})


def _environment() -> dict[str, str]:
    """What the zygote needs to start; nothing else of the grader's environment."""
    kept = {k: v for k, v in os.environ.items() if k in LOADING or k.startswith("OPENBLAS_")}
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **threads, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}
