"""Grades the class once for each configuration, by the real command in a process of its own."""

from __future__ import annotations

import csv
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import containment_assignment
from containment_assignment import STRICT, Canaries
from containment_class import ATTACKS, CONTROLS, Entry, build
from containment_configurations import IS_ROOT, Configuration
from containment_scene import Scene
from containment_traces import (
    Snapshot,
    changed,
    left_files,
    left_ipc,
    snapshot,
    workers_users,
)
from sandbox_interpreter import PACKAGES, ROOT, for_everybody

HERE = Path(__file__).parent
DRIVER = "containment_driver.py"
GRADING = (
    "pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments", "rich", "markdown_it",
    "mdurl", "yaml", "_yaml", "gradescope_utils", "exceptiongroup", "tomli", "py.py",
    "jinja2", "markupsafe",
)  # fmt: skip
TIME = re.compile(rb'"execution_time": [0-9.e-]+')


@dataclass(frozen=True)
class Run:
    """What came of grading the class.

    Parameters
    ----------
    code, printed
        The command's exit code, and all that it printed.
    reports
        The bytes of each `results.json`, by the submission's id.
    gradebook
        The bytes of `gradebook.csv`.
    processes, files, ipc, changed
        What was left behind, or is not what it was.
    protection
        The layers that were in use, and what was missing.
    cpu_seconds
        Processor time of the grader and all below it.
    """

    code: int
    printed: str
    reports: dict[str, bytes]
    gradebook: bytes
    processes: dict[str, str]
    files: list[str]
    ipc: list[str]
    changed: list[str]
    protection: dict[str, Any]
    cpu_seconds: float

    def report(self, id: str) -> dict[str, Any]:
        return dict(json.loads(self.reports[id]))

    def timeless(self, id: str) -> bytes:
        """Return a report's bytes but for how long it took."""
        return TIME.sub(b'"execution_time": 0', self.reports[id])

    @functools.cached_property
    def rows(self) -> dict[str, dict[str, str]]:
        """The rows of the gradebook, by submission."""
        text = self.gradebook.decode("utf-8-sig")
        return {row["submission"]: row for row in csv.DictReader(text.splitlines())}


@dataclass
class Laboratory:
    """The folders in which classes are graded; made once, removed at the end."""

    scene: Scene = field(default_factory=lambda: Scene(Path(tempfile.mkdtemp(prefix="contain-"))))
    canaries: Canaries = field(default_factory=Canaries)
    jobs: int = 4  # most of the time goes by in waiting for what hangs
    seconds: float = 400.0

    def __post_init__(self) -> None:
        self.owner = os.geteuid()
        self.interpreter_folder = Path(tempfile.mkdtemp(prefix="interpreter-"))
        self.interpreter_folder.chmod(0o755)
        self.secrets = containment_assignment.make(self.scene.assignment, self.canaries)
        for folder in (self.scene.home, self.scene.temporary, self.scene.submissions):
            folder.mkdir()
        self.project = self.scene.base / "project"
        shutil.copytree(ROOT / "autograder", self.project / "autograder")
        shutil.copy(HERE / DRIVER, self.project)
        self.python, self.variables, _ = for_everybody(
            self.interpreter_folder, (*PACKAGES, *GRADING)
        )
        # A file of a neighbour's that is of no use to its grading, but nobody else's business.
        self.neighbour = self.scene.submissions / "neighbour" / "task.py"
        self.neighbour.parent.mkdir()
        self.neighbour.write_text(f"SECRET = {self.canaries.texts['neighbour']!r}\n")

    @functools.cached_property
    def entries(self) -> list[Entry]:
        return build(self.scene, [*self.secrets, self.neighbour], ATTACKS)

    def grade_controls(self, configuration: Configuration) -> Run:
        """Grade the honest submissions alone."""
        return self.grade(configuration, [one.path for one in self.entries if one.control])

    def grade_class(self, configuration: Configuration) -> Run:
        """Grade all of them; without confinement, those that are harmless then."""
        aside = self.scene.base / "aside"
        aside.mkdir(exist_ok=True)
        harmful = [
            one.path
            for one in self.entries
            if configuration.unsafe and one.attack and ATTACKS[one.attack].unsafe == "never"
        ]
        for path in harmful:
            path.rename(aside / path.name)
        try:
            return self.grade(configuration, [self.scene.submissions])
        finally:
            for path in harmful:
                (aside / path.name).rename(path)

    def grade(self, configuration: Configuration, paths: Sequence[Path]) -> Run:
        """Grade the submissions at these paths."""
        scene, user = self.scene, configuration.user
        imports = STRICT if configuration.strict else "any"
        containment_assignment.write_config(scene.assignment, self.canaries, imports)
        scene.base.chmod(0o700)
        self._give_to(user)
        watched = [scene.assignment, scene.submissions, self.project]
        before, library = snapshot(watched), self._library()
        users = workers_users(user)
        there = {*left_files(scene, users), *left_ipc(scene, users)}
        report = scene.base / "protection.json"
        report.unlink(missing_ok=True)
        answer = self._run(configuration, paths, report)
        read = (lambda: report.read_text()) if report.exists() else (lambda: "{}")
        done = Run(
            code=answer["code"],
            printed=answer["out"] + answer["err"],
            reports=_reports(scene.results),
            gradebook=_bytes(scene.results / "gradebook.csv"),
            processes=answer["left"],
            files=[one for one in left_files(scene, users) if one not in there],
            ipc=[one for one in left_ipc(scene, users) if one not in there],
            changed=changed(before, snapshot(watched)) + changed(library, self._library()),
            protection=json.loads(read()),
            cpu_seconds=answer["cpu_seconds"],
        )
        shutil.rmtree(scene.results, ignore_errors=True)
        return done

    def _run(
        self, configuration: Configuration, paths: Sequence[Path], report: Path
    ) -> dict[str, Any]:
        scene = self.scene
        command = [sys.executable, str(HERE / "containment_guard.py"), str(self.seconds)]
        command += [*configuration.launcher, self.python, "-B", str(self.project / DRIVER)]
        command += [str(self.project), str(configuration.user), configuration.layers, str(report)]
        command += ["grade", *map(str, paths), "--assignment", str(scene.assignment), "--seed", "1"]
        command += ["--output", str(scene.results), "--jobs", str(self.jobs)]
        command += ["--unsafe"] if configuration.unsafe else []
        environment = {
            **self.variables,
            "PATH": "/usr/bin:/bin",
            "HOME": str(scene.home),
            "TMPDIR": str(scene.temporary),
            "AUTOGRADER_SECRET": self.canaries.texts["environment"],
        }
        run = subprocess.run(
            command,
            env=environment,
            cwd=scene.home,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
        )
        assert run.returncode == 0, run.stderr[-3000:]
        return dict(json.loads(run.stdout))

    def _library(self) -> Snapshot:
        """Return the facts of the packages that workers import, without their bytes."""
        import numpy

        return snapshot([Path(numpy.__file__).parent, self.interpreter_folder], contents=False)

    def _give_to(self, user: int) -> None:
        if not IS_ROOT or self.owner == user:
            return
        self.owner = user
        for folder, names, files in os.walk(self.scene.base):
            for name in (".", *names, *files):
                os.lchown(os.path.join(folder, name), user, user)

    def close(self) -> None:
        for folder in (self.scene.base, self.interpreter_folder):
            subprocess.run(["rm", "-rf", str(folder)], check=True)  # no path is too deep for it


def _reports(results: Path) -> dict[str, bytes]:
    return {path.parent.name: path.read_bytes() for path in results.glob("*/results.json")}


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


assert CONTROLS, "the honest controls are gone"
