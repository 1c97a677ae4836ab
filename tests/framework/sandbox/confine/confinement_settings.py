"""Configurations in which workers are tested, and the process that forks them."""

from __future__ import annotations

import functools
import json
import os
import site
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox.confine import Layer, available, worker_id

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
ORDINARY_ID = 65534
CHOWN, SETGID, SETUID, SETPCAP = (1 << bit for bit in (0, 6, 7, 8))


def has_capabilities(wanted: int) -> bool:
    if sys.platform != "linux":
        return False
    status = Path("/proc/self/status").read_text()
    return int(status.split("CapEff:")[1].split()[0], 16) & wanted == wanted


IS_ROOT = has_capabilities(CHOWN | SETGID | SETUID) and os.geteuid() == 0
"""A root without these capabilities is tested as the ordinary user that it is."""

ALL = frozenset(Layer)
USERS = ALL - {Layer.UID}


@dataclass(frozen=True)
class Setting:
    """Who runs the grader, and which layers a worker gets."""

    layers: frozenset[Layer]
    ordinary: bool

    def without(self, layer: Layer) -> Setting:
        return Setting(self.layers - {layer}, self.ordinary)


SETTINGS = {
    "root, uid": Setting(ALL - {Layer.LANDLOCK}, ordinary=False),
    "root, Landlock": Setting(ALL - {Layer.UID}, ordinary=False),
    "root, all": Setting(ALL, ordinary=False),
    "user": Setting(USERS, ordinary=True),
}


@dataclass(frozen=True)
class Outcome:
    """What came of a scenario: a value or an exception, what it printed, and how it ended."""

    returned: Any
    raised: str | None
    text: str
    printed: str
    exit: int
    hung: bool

    @property
    def value(self) -> Any:
        assert self.raised is None, f"{self.raised}: {self.text}"
        assert self.exit == 0, f"ended by {-self.exit}"
        assert not self.hung
        return self.returned


class Launcher:
    """Runs scenarios in confined processes forked from a clean process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = folder / "work"
        self.work.mkdir()
        self.work.chmod(0o1777)
        self.library = folder / "library"
        self.library.mkdir()
        (self.library / "readable_module.py").write_text("ANSWER = 42\n")
        self.outside = folder / "outside"
        self.outside.mkdir()
        (self.outside / "unreadable_module.py").write_text("ANSWER = 43\n")
        self.canaries = {ordinary: self._canary(ordinary) for ordinary in (False, True)}
        ordinary_id = ORDINARY_ID if IS_ROOT else os.geteuid()
        environment = {"OPENBLAS_NUM_THREADS": "1", "PATH": os.defpath, "LANG": "C.UTF-8"}
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(HERE / "launcher.py"), str(ROOT), str(ordinary_id)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )

    def _canary(self, ordinary: bool) -> Path:
        folder = self.folder / ("user" if ordinary else "root")
        folder.mkdir()
        path = folder / "canary"
        path.write_text("secret")
        path.chmod(0o600)
        if ordinary and IS_ROOT:
            for owned in (folder, path):
                os.chown(owned, ORDINARY_ID, ORDINARY_ID)
        return path

    def close(self) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=20)

    def run(
        self,
        scenario: str,
        setting: Setting,
        *,
        readable: tuple[str, ...] = (),
        memory: int = 1 << 30,
        cpu: int = 30,
        seconds: float = 30.0,
        confined: bool = True,
        **arguments: Any,
    ) -> Outcome:
        """Run `scenario`; `memory` counts from what the process has mapped."""
        request = {
            "scenario": scenario,
            "arguments": arguments,
            "layers": [layer.value for layer in setting.layers],
            "ordinary": setting.ordinary,
            "uid": worker_id(os.getpid()) if Layer.UID in setting.layers else None,
            "readable": [str(self.library), *interpreter_roots(), *readable],
            "memory": memory,
            "cpu": cpu,
            "seconds": seconds,
            "confined": confined,
            "folder": str(self.work),
        }
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        empty = {"returned": None, "raised": None, "text": ""}
        return Outcome(**{**empty, **answer})


def interpreter_roots() -> list[str]:
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    folders = {sysconfig.get_path(name) for name in names} | set(site.getsitepackages())
    return sorted(folders | {"/lib", "/lib64", "/usr/lib"})


@functools.cache
def offered() -> frozenset[Layer]:
    return available()


def possible(setting: Setting) -> Setting:
    """Skip what this machine or this user cannot do."""
    if not setting.ordinary and not IS_ROOT:
        pytest.skip("needs root")
    lacking = {layer.value for layer in setting.layers - offered()}
    if lacking:
        pytest.skip(f"this machine does not offer: {', '.join(sorted(lacking))}")
    return setting
