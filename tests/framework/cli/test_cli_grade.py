"""Grading a tiny assignment from the command line, end to end."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import tiny_assignment
from tiny_assignment import HIDDEN

from autograder.cli import main

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
    # A process's own channel to the workers' parent is closed when the grader ends.
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    ),
]

ROOT = Path(__file__).parents[3]
PATIENCE = 60.0
NOISY = "def double(x):\n    print('I was given', x)\n    return x * 3.0\n"
IN_A_CIRCLE = {
    "first": "from second import halve\ndef double(x):\n    return halve(x) * 4.0\n",
    "second": "from first import double\ndef halve(x):\n    return double(x) / 4.0\n",
}
STUBS = {
    "first": "def double(x):\n    raise NotImplementedError\n",
    "second": "from first import double\ndef halve(x):\n    raise NotImplementedError\n",
}
WRONG = "def double(x):\n    return x * 3.0\n"


@pytest.fixture(autouse=True)
def _own_modules(tmp_path: Path) -> Iterator[None]:
    """Forget, afterwards, the modules that were imported from below `tmp_path`."""
    path = list(sys.path)
    yield
    sys.path[:] = path
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file is not None and tmp_path in Path(file).parents:
            del sys.modules[name]


@dataclass
class Run:
    """What came of grading: the exit code, what was printed, and the results."""

    code: int
    out: str
    err: str
    folder: Path

    def result(self, submission: str) -> dict[str, Any]:
        text = (self.folder / submission / "results.json").read_text(encoding="utf-8")
        return json.loads(text)  # type: ignore[no-any-return]

    def scores(self, submission: str) -> list[float]:
        questions = self.result(submission)["extra_data"]["questions"]
        return [questions[id]["score"] for id in ("1.1", "1.2", "2.1")]

    def timeless(self, submission: str) -> dict[str, Any]:
        result = self.result(submission)
        del result["execution_time"]
        return result


@dataclass
class Grader:
    """Grades in this process."""

    folder: Path
    capfd: pytest.CaptureFixture[str]

    def __call__(self, *paths: object, output: str = "out", flags: str = "") -> Run:
        arguments = ["grade", *map(str, paths), "--assignment", str(self.folder / "assignment")]
        arguments += ["--output", str(self.folder / output), "--unsafe", *flags.split()]
        self.capfd.readouterr()
        code = main(arguments)
        return Run(code, *self.capfd.readouterr(), self.folder / output)


@pytest.fixture
def grade(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Grader:
    tiny_assignment.make(tmp_path / "assignment")
    return Grader(tmp_path, capfd)


def test_a_class_is_graded_and_replayed(grade: Grader, tmp_path: Path) -> None:
    subs = tmp_path / "a class"
    tiny_assignment.submit(subs / "right one")
    tiny_assignment.submit(subs / "wrong", first=WRONG)
    tiny_assignment.submit(subs / "-missing", second=None, answers=None)
    tiny_assignment.submit(subs / "stubs", **STUBS)
    tiny_assignment.submit(subs / "circle", **IN_A_CIRCLE)
    (subs / "broken.zip").write_bytes(b"PK no zip")

    run = grade(subs, flags="--jobs 2")

    assert run.code == 1  # staff are to look at what could not be read
    assert run.err == ""
    assert run.scores("right one") == [4.0, 5.0, 1.0]
    assert run.scores("wrong") == [0.0, 5.0, 1.0]  # halving is judged with the right doubling
    assert run.scores("_-missing") == [4.0, 0.0, 0.0]
    assert run.scores("stubs") == [0.0, 0.0, 1.0]  # and nothing that stands in makes it right
    assert run.scores("circle")[0] == 0.0
    assert run.scores("broken") == [0.0, 0.0, 0.0]
    assert run.result("broken")["extra_data"]["remarks"]
    assert "staff: broken: nothing of it could be read: broken.zip is not a zip archive" in run.out
    assert run.result("right one")["extra_data"]["manual"]["3.1"]["outcome"] == "awaiting_person"
    table = [line.split() for line in run.out.splitlines()]
    assert run.out.startswith("Folder of submissions: 6 submissions\n")
    assert table[1] == ["submission", "1.1", "1.2", "2.1", "total"]
    assert ["wrong", "0", "5", "1", "6"] in table
    rows = csv.DictReader((run.folder / "gradebook.csv").read_text().splitlines())
    totals = {row["submission"]: row["score"] for row in rows}
    assert list(totals) == ["_-missing", "broken", "circle", "right one", "stubs", "wrong"]
    assert (totals["_-missing"], totals["right one"], totals["wrong"]) == ("4", "10", "6")
    seed = run.result("wrong")["extra_data"]["seed"]
    before = {name: run.timeless(name) for name in ("right one", "wrong", "_-missing")}

    again = grade(subs, output="again", flags=f"--jobs 1 --seed {seed}")

    assert {name: again.timeless(name) for name in before} == before


def test_one_submission_prints_its_report(grade: Grader, tmp_path: Path) -> None:
    run = grade(tiny_assignment.submit(tmp_path / "ada", first=NOISY), flags="--seed 5")

    assert run.code == 0
    lines = run.out.splitlines()
    assert lines[0] == "Two functions · ada"
    assert "✗ 1.1  Doubling  0 / 4" in lines
    assert "         - the double of 3 is wrong." in lines
    assert "             got 9.0, expected 6.0" in lines
    there = f"{run.folder}/ada"
    assert lines[-1] == f"the report is in {there}/results.json; to look at: {there}/report.html"
    assert run.result("ada")["extra_data"]["seed"] == 5
    public, hidden = (test["output"] for test in run.result("ada")["tests"][:2])
    assert "I was given 3.0" in public
    assert "I was given" not in hidden
    assert "expected" not in hidden
    assert run.out.count("I was given") == 1


BROKEN_CHECKS = (
    HIDDEN
    + '''

@number("1.2")
def test_that_breaks(submission):
    """A check with a fault."""
    return {}["no such key"]


@number("2.1")
def test_that_asks(submission, no_such_fixture):
    """A check with an unknown fixture."""
'''
)


def test_a_fault_of_the_checks_is_for_staff_and_costs_nothing(
    grade: Grader, tmp_path: Path
) -> None:
    tiny_assignment.make(tmp_path / "assignment", hidden=BROKEN_CHECKS)

    run = grade(tiny_assignment.submit(tmp_path / "ada"))

    assert run.code == 1
    assert run.result("ada")["score"] == 10.0
    questions = run.result("ada")["extra_data"]["questions"]
    assert [questions[id]["outcome"] for id in ("1.1", "1.2", "2.1")] == [
        "passed", "grader_error", "grader_error",
    ]  # fmt: skip
    staff = "\n".join(run.result("ada")["extra_data"]["staff"])
    assert "KeyError" in staff
    assert "no_such_fixture" in staff
    assert "staff: question 1.2" in run.out
    rows = list(csv.reader((run.folder / "gradebook.csv").read_text().splitlines()))
    assert rows[1][-1] == "yes"


def test_a_check_that_ends_the_grader_costs_its_submission_alone(
    grade: Grader, tmp_path: Path
) -> None:
    ending = HIDDEN.replace("assert submission.answers", "import os\n    "
                            "_ = submission.answers.get('slope') == 'end' and os._exit(3)\n    "
                            "assert submission.answers")  # fmt: skip
    tiny_assignment.make(tmp_path / "assignment", hidden=ending)
    subs = tmp_path / "subs"
    tiny_assignment.submit(subs / "ada", answers="slope: end\n")
    tiny_assignment.submit(subs / "bob")

    run = grade(subs, flags="--jobs 1")

    assert run.code == 1
    assert run.result("bob")["score"] == 10.0
    assert run.result("ada")["extra_data"]["questions"]["1.1"]["outcome"] == "grader_error"
    assert "staff: ada: " in run.out


def test_a_wrong_check_is_told_before_anything_is_graded(grade: Grader, tmp_path: Path) -> None:
    tiny_assignment.make(tmp_path / "assignment", hidden="x = 1 +\n")

    run = grade(tiny_assignment.submit(tmp_path / "ada"))

    assert run.code == 2
    assert run.err.startswith("autograder: tests/graded/hidden/test_hidden.py, line ")
    assert "SyntaxError" in run.err
    assert run.err.count("\n") == 1
    assert not (run.folder / "ada").exists()


def test_results_within_a_class_are_no_submission(
    grade: Grader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subs = tmp_path / "subs"
    tiny_assignment.submit(subs / "ada")
    tiny_assignment.submit(subs / "bob")
    monkeypatch.chdir(subs)

    tiny_assignment.submit(subs / "results" / "old")
    run = grade(".", output="subs/results")

    assert sorted(path.name for path in run.folder.iterdir()) == [
        ".lock", "ada", "bob", "class.html", "class.json", "class.schema.json", "gradebook.csv",
        "grading.log", "grading.sqlite", "old",
    ]  # fmt: skip
    assert {path.name for path in (subs / "results" / "old").iterdir()} == set(
        tiny_assignment.SUBMISSION
    )


# ------------------------------------------------------------------ other commands


def test_an_assignment_in_order_is_valid(
    grade: Grader, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    here = ["--assignment", str(tmp_path / "assignment")]

    assert main(["validate", *here]) == 2
    assert "assignment: there is no such folder" in capfd.readouterr().err
    assert main(["release", "stubs", *here]) == 0
    assert [Path(line).name for line in capfd.readouterr().out.splitlines()] == [
        "first.py", "second.py", "answers.yaml",
    ]  # fmt: skip
    assert main(["validate", "--unsafe", *here]) == 0
    assert capfd.readouterr().out == (
        "Two functions: in order; the reference has 10 of 10 points, the stubs 0\n"
    )


def test_an_assignment_out_of_order_is_not_valid(
    grade: Grader, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    here = ["--assignment", str(tmp_path / "assignment")]
    assert main(["release", "stubs", *here]) == 0
    solution = tmp_path / "assignment" / "solutions" / "first.py"
    solution.write_text(solution.read_text().replace("x * 2.0", "x * 2.5"))
    capfd.readouterr()

    assert main(["validate", "--unsafe", *here]) == 1

    out = capfd.readouterr().out
    assert "question 1.1: the reference has 0 of 4 points" in out
    assert "in order" not in out


def test_a_reader_who_goes_away_costs_no_result(tmp_path: Path) -> None:
    tiny_assignment.make(tmp_path / "assignment")
    tiny_assignment.submit(tmp_path / "ada", first=WRONG)
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "autograder", "grade", "ada", "--assignment", "assignment",
             "--unsafe"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=PATIENCE,
            check=False,
        )  # fmt: skip
    finally:
        os.close(writing)

    assert (done.returncode, done.stderr) == (0, b"")
    result = json.loads((tmp_path / "results" / "ada" / "results.json").read_text())
    assert result["score"] == 6.0


def test_a_terminal_without_our_signs_is_printed_to_all_the_same(
    grade: Grader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "printed").open("w", encoding="ascii") as terminal:
        monkeypatch.setattr("sys.stdout", terminal)
        grade(tiny_assignment.submit(tmp_path / "ada", first=WRONG))

    assert "x 1.1  Doubling  0 / 4" in (tmp_path / "printed").read_text()
