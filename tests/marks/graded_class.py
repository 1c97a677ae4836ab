"""A class of every known mistake, every variant and every sample submission, graded as one."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from cheating_pairs import CHEATS
from described import DESCRIBED
from gathering import Together, with_mistakes, with_pairs, with_variants
from pairs import AGREE

from autograder import config
from autograder.audit.variants import reference_files
from autograder.grading import mistakes
from autograder.reporting.feedback import SAME_AS

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "submissions"
LIMITS = {"call_seconds": 3, "import_seconds": 5, "question_seconds": 15, "submission_seconds": 60}


@dataclass(frozen=True)
class Graded:
    """What a submission came to."""

    scores: dict[str, float]
    full: dict[str, float]
    staff: str
    report: Callable[[], dict[str, Any]]

    @property
    def lost(self) -> set[str]:
        return {id for id, score in self.scores.items() if score < self.full[id] - 1e-6}

    def hints(self) -> dict[str, set[str]]:
        """The hints of known mistakes that are given, by the question's id."""
        said: dict[str, set[str]] = {id: set() for id in self.scores}
        for test in self.report()["tests"]:
            for line in test.get("output", "").splitlines():
                if line.startswith(SAME_AS):
                    said[test["number"]].add(line.removeprefix(SAME_AS))
        return said

    @property
    def none(self) -> set[str]:
        return {id for id, score in self.scores.items() if score == 0}


def together() -> dict[str, Together]:
    """Every submission that is put together here, by name."""
    reference = reference_files(ROOT / "solutions")
    made = {"the-reference": Together(reference, ["solutions"])}
    read = mistakes.read(config.read(ROOT))
    for number, one in enumerate(with_mistakes(read, reference)):
        made[f"mistakes-{number:03}"] = one
    for number, one in enumerate(with_variants(ROOT / "solutions" / "variants", reference)):
        made[f"variants-{number:03}"] = one
    for kind, pairs in (("agree", AGREE), ("cheats", CHEATS)):
        for number, one in enumerate(with_pairs(pairs, reference)):
            made[f"pairs-{kind}-{number:03}"] = one
    described = Together(dict(reference))
    for name, (file, words, text) in DESCRIBED.items():
        described.files[file] += f"\n\n{text}".encode()
        described.holds.append(name)
        described.described.update(words)
        described.must.update(words)
    made["described"] = described
    return made


TOGETHER = together()
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((SAMPLES / "expected.yaml").read_text("utf-8"))


def samples() -> list[Path]:
    """Every sample; the attacks of the containment suite are single files beside them."""
    return sorted(path for path in SAMPLES.glob("*/*") if path.is_dir() or path.suffix == ".zip")


def grade(folder: Path) -> dict[str, Graded]:
    """The results of all submissions, by name; samples by kind and name."""
    _quick_assignment(folder / "assignment")
    submissions, output = folder / "submissions", folder / "results"
    for name, one in TOGETHER.items():
        one.write(submissions / name)
    for path in samples():
        name = f"{path.parent.name}-{path.name}"
        copy = shutil.copytree if path.is_dir() else shutil.copyfile
        copy(path, submissions / name)
    command = [sys.executable, "-m", "autograder", "grade", str(submissions)]
    command += ["--assignment", str(folder / "assignment"), "--output", str(output), "--seed", "1"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-5000:]
    full = {question.id: float(question.points) for question in config.read(ROOT).automatic}
    with (output / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["submission"]: row for row in csv.DictReader(file)}

    def one(row: dict[str, str]) -> Graded:
        def report() -> dict[str, Any]:
            path = output / row["submission"] / "results.json"
            return dict(json.loads(path.read_text("utf-8")))

        scores = {id: float(row[id]) for id in full}
        return Graded(scores, full, row.get("staff", ""), report)

    return {name: one(row) for name, row in rows.items()}


def _quick_assignment(folder: Path) -> None:
    """The assignment with shorter limits, for the submissions that never end."""
    ignore = shutil.ignore_patterns("__pycache__", "variants")
    shutil.copytree(ROOT / "solutions", folder / "solutions", ignore=ignore)
    shutil.copytree(ROOT / "tests" / "graded", folder / "tests" / "graded", ignore=ignore)
    settings = yaml.safe_load((ROOT / "config.yaml").read_text("utf-8"))
    settings["limits"].update(LIMITS)
    text = yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
    (folder / "config.yaml").write_text(text, "utf-8")
