"""Configurations in which workers are tested, and the process that forks them."""

from __future__ import annotations

import functools
import json
import os
import shutil
import site
import subprocess
import sys
import sysconfig
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sandbox_interpreter import for_everybody

from autograder.sandbox.confine import Layer, available, worker_id
from autograder.sandbox.launch import why_no_bubblewrap

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
ORDINARY_ID = 65533  # not that which stands for unmapped ones
CHOWN, SETGID, SETUID, SETPCAP = (1 << bit for bit in (0, 6, 7, 8))


def has_capabilities(wanted: int) -> bool:
    if sys.platform != "linux":
        return False
    status = Path("/proc/self/status").read_text()
    return int(status.split("CapEff:")[1].split()[0], 16) & wanted == wanted


IS_ROOT = has_capabilities(CHOWN | SETGID | SETUID) and os.geteuid() == 0
"""A root without these capabilities is tested as the ordinary user that it is."""

ALL = frozenset(Layer) - {Layer.BUBBLEWRAP}
USERS = ALL - {Layer.UID}
INSIDE = frozenset({Layer.BUBBLEWRAP, Layer.LIMITS, Layer.SECCOMP})


@dataclass(frozen=True)
class Setting:
    """Who runs the grader, which layers a worker gets, and whether all is in a container."""

    layers: frozenset[Layer]
    ordinary: bool
    docker_like: bool = False

    def without(self, layer: Layer) -> Setting:
        return replace(self, layers=self.layers - {layer})

    @property
    def closes_all(self) -> bool:
        """Whether what everybody may read is closed too."""
        return bool(self.layers & {Layer.LANDLOCK, Layer.BUBBLEWRAP})


SETTINGS = {
    "root, uid": Setting(ALL - {Layer.LANDLOCK}, ordinary=False),
    "root, Landlock": Setting(ALL - {Layer.UID}, ordinary=False),
    "root, all": Setting(ALL, ordinary=False),
    "root, bubblewrap": Setting(INSIDE | {Layer.UID}, ordinary=False),
    "root, Docker-like": Setting(ALL, ordinary=False, docker_like=True),
    "user": Setting(USERS, ordinary=True),
    "user, bubblewrap": Setting(INSIDE, ordinary=True),
    "user, Docker-like": Setting(USERS, ordinary=True, docker_like=True),
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
        self._processes: dict[tuple[bool, ...], subprocess.Popen[str]] = {}

    def _process(self, setting: Setting) -> subprocess.Popen[str]:
        """Return the process that forks this setting's ones; started when it is first needed."""
        inside = Layer.BUBBLEWRAP in setting.layers
        kind = (inside, setting.docker_like, inside and setting.ordinary)
        if kind not in self._processes:
            self._processes[kind] = self._start(setting, inside)
        return self._processes[kind]

    def _start(self, setting: Setting, inside: bool) -> subprocess.Popen[str]:
        environment = {"OPENBLAS_NUM_THREADS": "1", "PATH": os.defpath, "LANG": "C.UTF-8"}
        ordinary_id = ORDINARY_ID if IS_ROOT else os.geteuid()
        python, root, user = sys.executable, str(ROOT), None
        scripts = HERE
        if inside and setting.ordinary and IS_ROOT:
            user = ORDINARY_ID
            scripts, copy = self.folder / "scripts", self.folder / "python"
            scripts.mkdir()
            for name in ("launcher.py", "scenarios.py", "inside.py"):
                shutil.copyfile(HERE / name, scripts / name)
            copy.mkdir()
            python, more, root = for_everybody(copy)
            environment.update(more)
        command = [str(scripts / "launcher.py"), root, str(ordinary_id)]
        if inside:
            visible = [str(path) for path in (scripts, self.work, self.library)]
            command = [str(scripts / "inside.py"), root, *visible, "--", *command]
        command = [python, "-I", *command]
        if setting.docker_like:
            command = [sys.executable, str(HERE / "docker_like.py"), "--", *command]
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
            cwd="/",
            user=user,
            group=user,
            extra_groups=None if user is None else [],
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
        for process in self._processes.values():
            process.stdin.close()
            process.stdout.close()
            process.wait(timeout=20)

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
        process = self._process(setting)
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
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
    if not IS_ROOT and not setting.ordinary:
        pytest.skip("needs root")
    if setting.docker_like and (reason := why_not_docker_like()):
        pytest.skip(reason)
    if Layer.BUBBLEWRAP in setting.layers and (reason := why_no_bubblewrap(("bubblewrap",))):
        pytest.skip(f"this machine does not offer bubblewrap: {reason}")
    lacking = {layer.value for layer in setting.layers - offered() - {Layer.BUBBLEWRAP}}
    if lacking:
        pytest.skip(f"this machine does not offer: {', '.join(sorted(lacking))}")
    return setting


@functools.cache
def why_not_docker_like() -> str:
    if not IS_ROOT:
        return "only root can take away what a container lacks"
    command = [sys.executable, str(HERE / "docker_like.py"), "--", "true"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"the container's restrictions cannot be set here: {done.stderr[-200:]}" * bool(
        done.returncode
    )
