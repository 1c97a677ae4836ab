"""Bubblewrap: the parent of workers in namespaces of its own, with little in them but Python.

What is started inside sees read-only copies of some folders, `/dev/null`, and a `/proc` of its own
processes: no home, no `/tmp`, no network but its own loopback, and no process of the grader's. All
of it ends with the grader, or with what is started, which is process 1 inside. It takes a program
(`bwrap`), and a user namespace or root's capabilities.

It is one attempt with all of these; a host that permits only some of them does not offer the layer.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import PurePath

NAMESPACES = ("ipc", "mnt", "net", "pid")
SETTINGS = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime")
"""Where the dynamic loader learns which of the system's libraries are meant, and the time zone."""


def namespaces() -> dict[str, str]:
    """Return the names of the namespaces that this process is in; empty if they are not known."""
    try:
        return {kind: os.readlink(f"/proc/self/ns/{kind}") for kind in NAMESPACES}
    except OSError:
        return {}


def entered(outside: Mapping[str, str]) -> bool:
    """Return whether this process is in other namespaces than `outside`, each of them."""
    here = namespaces()
    return bool(outside) and all(here.get(kind, its) != its for kind, its in outside.items())


def command(program: str, readable: Iterable[str], *, root: bool) -> list[str]:
    """Return what to put before a command for it to run inside, and see nothing but `readable`.

    Parameters
    ----------
    program
        Where `bwrap` is.
    readable
        Files and folders, which are seen under these names and under their real ones.
    root
        Whether it is started as root, who keeps the capabilities to give workers users of their
        own. Anybody else gets a user namespace, without capabilities.
    """
    rights = ["--cap-add", "ALL"] if root else ["--unshare-user"]
    binds: list[str] = []
    paths = _outermost([*readable, *SETTINGS])
    for folder in sorted({str(above) for path in paths for above in PurePath(path).parents}):
        binds += ["--dir", folder]  # which others than root may enter; by itself it makes 0700
    for path in paths:
        binds += ["--ro-bind-try", os.path.realpath(path), path]
    return [
        *(program, "--die-with-parent", "--new-session", "--as-pid-1", *rights),
        *("--unshare-ipc", "--unshare-net", "--unshare-pid", "--unshare-uts"),
        *("--proc", "/proc", "--dev-bind", "/dev/null", "/dev/null"),
        *binds,
        *("--remount-ro", "/", "--chdir", "/", "--"),
    ]


def _outermost(paths: list[str]) -> list[str]:
    """Return the paths under both their names, without those that lie within another of them."""
    kept: list[str] = []
    for path in sorted({*paths, *map(os.path.realpath, paths)}):
        if not any(path.startswith(folder + "/") for folder in kept):
            kept.append(path)
    return kept
