"""Hostile submissions in every configuration that this host offers."""

from __future__ import annotations

import functools
import json
import os
import secrets
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from sandbox_attacks import ENDLESS, IN_VAIN, PRELUDE, REFUSED, UNCONFINED
from sandbox_interpreter import ROOT, for_everybody

from autograder.sandbox.confine import Layer, available
from autograder.sandbox.launch import why_no_bubblewrap

HERE = Path(__file__).parent
NOBODY = 65534
SECONDS = 60.0
CONFIGURATIONS = {
    "root, all layers": ("limits,landlock,uid,seccomp", 0),
    "root, own user": ("limits,uid,seccomp", 0),
    "root, Landlock": ("limits,landlock,seccomp", 0),
    "root, bubblewrap": ("limits,uid,seccomp,bubblewrap", 0),
    "an ordinary user": ("limits,landlock,seccomp", NOBODY),
    "an ordinary user, bubblewrap": ("limits,seccomp,bubblewrap", NOBODY),
    "root, forked early": ("limits,landlock,uid,seccomp", 0),
    "unsafe": ("", 0),
    "unsafe, forked early": ("", 0),
}
CONFINING = [name for name, (layers, _) in CONFIGURATIONS.items() if layers]
OPEN_WITHOUT_LANDLOCK = {
    "read the grader's command line",
    "read a file that everybody may read",
}
CONTROL = """
    import numpy as np
    def f(x): return np.arange(5.0) * x
    def g(): return "fine"
"""


class Grader:
    """A grader in a process of its own, with something to hide."""

    def __init__(
        self, layers: str, user: int, python: tuple[str, dict[str, str], str], early: bool
    ) -> None:
        self.layers = layers
        self.folder = Path(tempfile.mkdtemp(prefix="private-"))
        self.secret = f"secret-{secrets.token_hex(16)}"
        for name in ("solutions/other.py", "results.json", "submission/task.py"):
            path = self.folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(self.secret)
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, user, user) if os.geteuid() == 0 else None
        executable, environment, project = python
        command = [str(HERE / "sandbox_driver.py"), project, str(HERE), layers, str(user)]
        secret = {} if early else {"AUTOGRADER_SECRET": self.secret}
        self.process = subprocess.Popen(
            [executable, "-I", *command, "early"] if early else [executable, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**environment, "PATH": "/usr/bin:/bin", **secret},
            cwd="/",
        )
        if early:
            assert self.ask(self.secret)["why_not"] == ""
        self.pid = self._answer()["pid"]
        self.control = self.run(CONTROL, [["task", "f", [2]], ["task", "g", []]])["calls"]

    def run(
        self, code: str, calls: list[Any], seconds: float = 5.0, **options: Any
    ) -> dict[str, Any]:
        """Grade a submission; nothing of what comes of it may hold the secret."""
        request = {"files": {"task.py": code}, "calls": calls, "seconds": seconds}
        return self.ask({**request, "options": options})

    def ask(self, request: Any) -> dict[str, Any]:
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert select.select([self.process.stdout], [], [], SECONDS)[0], "the grader hangs"
        line = self.process.stdout.readline()
        assert line, "the grader ended"
        assert self.secret.encode() not in line
        return json.loads(line)

    def files(self) -> dict[str, Any]:
        """Return what the private folder holds, to the byte."""
        return {
            str(path): (path.stat().st_mode, path.stat().st_mtime_ns, path.stat().st_uid)
            + ((path.read_bytes(),) if path.is_file() else ())
            for path in (self.folder, *self.folder.rglob("*"))
        }

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()
        for path in sorted(self.folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        self.folder.rmdir()


@pytest.fixture(scope="module")
def graders():
    running: dict[str, Grader] = {}
    with tempfile.TemporaryDirectory(prefix="interpreter-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        own = (sys.executable, {}, str(ROOT))
        everybodys = functools.cache(lambda: for_everybody(folder))

        def get(configuration: str) -> Grader:
            layers, user = CONFIGURATIONS[configuration]
            wanted = {Layer(one) for one in layers.split(",") if one}
            if Layer.BUBBLEWRAP in wanted and (reason := why_no_bubblewrap(("bubblewrap",))):
                pytest.skip(f"bubblewrap is not offered here: {reason}")
            lacking = wanted - available() - {Layer.BUBBLEWRAP}
            if lacking:
                pytest.skip(f"not offered here: {', '.join(one.value for one in lacking)}")
            if user == 0 and os.geteuid() != 0:
                pytest.skip("needs root") if layers else None
                user = os.geteuid()
            user = user if os.geteuid() == 0 else os.geteuid()
            if configuration not in running:
                python = everybodys() if user not in (0, os.geteuid()) else own
                early = configuration.endswith("early")
                running[configuration] = Grader(layers, user, python, early)
            return running[configuration]

        yield get
        for grader in running.values():
            grader.close()


def body(text: str) -> str:
    return (
        PRELUDE + "    def f(private, grader, marker):\n" + text.rstrip() + "\n        return got\n"
    )


def left_behind(marker: str) -> list[str]:
    """Return what carries the attack's name, in the places where anybody may write."""
    places = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/", str(Path.home()))
    found = [f"{p}/{n}" for p in places if os.path.isdir(p) for n in os.listdir(p) if marker in n]
    for kind in ("shm", "msg", "sem"):
        table = Path(f"/proc/sysvipc/{kind}")
        if table.exists() and str(0x5EC12E7) in table.read_text():
            found.append(kind)
    return found


@pytest.mark.parametrize("configuration", CONFINING)
@pytest.mark.parametrize("name", REFUSED)
def test_refused(graders, configuration, name):
    grader = graders(configuration)
    marker = f"left-{secrets.token_hex(8)}"
    before = grader.files()
    text = REFUSED[name].replace("LANDLOCK", str("landlock" in grader.layers))
    code = body("        got.clear()\n" + text).replace("return got", "return '; '.join(got)")

    calls = [["task", "f", [str(grader.folder), grader.pid, marker]], ["task", "g", []]]
    got, after = grader.run(code, calls)["calls"]

    assert got == {"value": "''"}
    assert after["value"] == "1"
    assert grader.files() == before
    assert left_behind(marker) == []
    assert grader.run(CONTROL, [["task", "f", [2]], ["task", "g", []]])["calls"] == grader.control


@pytest.mark.parametrize(
    ("configuration", "name"),
    [("an ordinary user", name) for name in IN_VAIN]
    + [("unsafe", name) for name in UNCONFINED]
    + [("unsafe, forked early", "search its memory")],
)
def test_in_vain(graders, configuration, name):
    grader = graders(configuration)
    before = grader.files()
    text = IN_VAIN[name] if "\n" in IN_VAIN[name] else f"        {IN_VAIN[name]}"
    code = body("        got.clear()\n" + text).replace("return got", "return '; '.join(got)")
    stood_in = {"stand_ins": {"other": ["g"]}, "reference": {"other.py": "def g(*x): return 1"}}
    started = time.monotonic()

    arguments = [str(grader.folder), grader.pid, "x"]
    calls = [["task", "f", arguments], ["task", "g", []], ["task", "g", []]]
    answer = grader.run(code, calls, 0.5 if name in ENDLESS else 5.0, **stood_in)

    assert time.monotonic() - started < 30
    assert answer["grown"] < 250
    assert len(json.dumps(answer)) < 30_000
    if name == "search its memory":
        assert answer["calls"][0] == {"value": "''"}
    assert answer["calls"][-1] == {"value": "1"}
    assert grader.files() == before
    assert grader.run(CONTROL, [["task", "f", [2]], ["task", "g", []]])["calls"] == grader.control


@pytest.mark.parametrize("configuration", CONFINING)
def test_the_self_test(graders, configuration):
    grader = graders(configuration)

    allowed = set(grader.ask({"self_test": True})["allowed"])

    closed = {"landlock", "bubblewrap"} & set(grader.layers.split(","))
    assert allowed == (set() if closed else OPEN_WITHOUT_LANDLOCK)
