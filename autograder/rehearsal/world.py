"""Where a grader's scripts run: at the platform's own paths, or in a folder that stands for them.

At the platform's paths a script sees this machine's system folders below a layer of its own, an
empty home and an empty /tmp. What it writes goes to the layers, never to this machine.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from autograder.records import dataclass
from autograder.rehearsal import mounts

ROOT = "/autograder"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
KEPT = ("PIP_", "SSL_CERT_", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
PROXIES = ("http_proxy", "https_proxy", "no_proxy")
SYSTEM = frozenset(
    {"bin", "etc", "lib", "lib32", "lib64", "libx32", "opt", "run", "sbin", "srv", "usr", "var"}
)
"""Folders of this machine that a script sees, each below a layer of its own."""
SHARED = frozenset({"dev", "proc", "sys"})
EMPTY = frozenset({"home", "media", "mnt", "root"})
OLD = ".old"


class World(Protocol):
    """Where a script runs."""

    @property
    def inside(self) -> str:
        """The grader's folder, as the script sees it."""

    @property
    def environment(self) -> Mapping[str, str]:
        """The script's environment."""

    def enter(self) -> None:
        """Turn this process, a child that does nothing else, into one of that world."""


@dataclass(frozen=True)
class Folder:
    """A folder that stands for `/autograder`; the scripts learn of it from `AUTOGRADER_ROOT`."""

    root: Path

    @property
    def inside(self) -> str:
        """The folder itself."""
        return str(self.root)

    @property
    def environment(self) -> Mapping[str, str]:
        """The search path of this machine, and a home of its own."""
        home = self.root.parent / "home"
        home.mkdir(exist_ok=True)
        places = {"AUTOGRADER_ROOT": str(self.root), "HOME": str(home)}
        return {**_environment(), **places, "PATH": os.environ.get("PATH", PATH)}

    def enter(self) -> None:
        """Stay where it is."""


@dataclass(frozen=True)
class Container:
    """The platform's own paths, for one process and its children.

    Parameters
    ----------
    layers
        A folder for what is written, made if it is not there.
    below
        Such folders of what was written before, the latest first.
    """

    layers: Path
    below: tuple[Path, ...] = ()

    @property
    def inside(self) -> str:
        """The platform's folder."""
        return ROOT

    @property
    def environment(self) -> Mapping[str, str]:
        """That of a container."""
        return {**_environment(), "HOME": "/root", "PATH": PATH}

    def enter(self) -> None:
        """Build the view and make it this process's.

        Raises
        ------
        OSError
            If the machine does not allow that.
        """
        root = self.layers / "root"
        root.mkdir(parents=True, exist_ok=True)
        mounts.own_mounts()
        mounts.temporary(root)
        for name in sorted(os.listdir("/")):
            entry = Path("/", name)
            if name in SYSTEM and entry.is_symlink():
                (root / name).symlink_to(os.readlink(entry))
            elif name in SHARED:
                (root / name).mkdir()
                mounts.bind(entry, root / name)
            elif name in SYSTEM:
                self._layer(root, name, [entry])
        for name in (*EMPTY, ROOT[1:], "tmp"):
            self._layer(root, name, [])
        os.chmod(root / "tmp", 0o1777)
        (root / OLD).mkdir()
        mounts.change_root(root, OLD)

    def written(self, name: str) -> Path:
        """Return the folder, on this machine, of what is written to the top-level folder `name`."""
        return self.layers / "written" / name

    def _layer(self, root: Path, name: str, lowest: list[Path]) -> None:
        """Put a layer of this world's own over what was there before."""
        upper, work = self.written(name), self.layers / "work" / name
        for folder in (upper, work, root / name):
            folder.mkdir(parents=True, exist_ok=True)
        lowers = [path / "written" / name for path in self.below]
        lowers = [path for path in lowers if path.is_dir()] + lowest
        if lowers:
            mounts.overlay(lowers, upper, work, root / name)
        else:
            mounts.bind(upper, root / name)


def why_no_container(scratch: Path) -> str:
    """Return why the platform's own paths cannot be had here; empty if they can.

    Parameters
    ----------
    scratch
        An empty folder, on the disk where layers are to be.
    """
    if not sys.platform.startswith("linux"):
        return "this is not Linux"
    if os.geteuid() != 0:
        return "only root may"
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reading)
            Container(scratch / "upper", (scratch / "lower",)).enter()
        except BaseException as error:
            os.write(writing, str(error).encode()[:1_000] or b"unknown")
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        why = pipe.read().decode("utf-8", "replace")
    os.waitpid(pid, 0)
    return why


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(KEPT) or name.lower() in PROXIES
    }
    return {**kept, "LANG": "C.UTF-8"}
