"""One worker for all modules, until something goes wrong in it."""

from __future__ import annotations

from pathlib import Path

import ahead_grading
import pytest
import tiny_assignment
from ahead_grading import FIRST, SECOND, Counting, both, counted, with_grader

from autograder import config
from autograder.grading.intake import read_submission
from autograder.grading.run import SubmissionGrader
from autograder.model.assignment import Assignment
from autograder.model.outcome import Outcome
from autograder.sandbox.client import WorkerConnection

pytestmark = [
    pytest.mark.usefixtures("own_modules"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
]

OTHER_BITS = FIRST.replace("* 2.0", "* 2.000000000000002")
UPSIDE_DOWN = "import second\nsecond.halve = lambda x: -x\n"
SUBMISSIONS = {
    "both right": (FIRST, SECOND),
    "the second wrong": (FIRST, SECOND.replace("x / 2.0", "x / 3.0")),
    "the first changes the second": (FIRST + UPSIDE_DOWN, SECOND),
    "the first changes the second when called": (
        counted("CALLS == 4", UPSIDE_DOWN.replace("\n", "; ")), SECOND,
    ),
    "the first changes NumPy": (f"{FIRST}\nnp.sqrt = None\n", f"{SECOND}\nimport numpy as np\n"
        "_halve = halve\ndef halve(x):\n    return _halve(np.sqrt(x * x))\n",
    ),
    "the second cannot be imported": (FIRST, "import nothing_of_this_name\n"),
    "the first refuses to be imported": ('raise ValueError("no root")\n', SECOND),
    "the second prints when it is imported": (FIRST, f"{SECOND}\nprint('here I am')\n"),
    "both print when they are imported": (
        f"{FIRST}\nprint('first')\n", f"{SECOND}\nimport first\nprint('second')\n",
    ),
    "the first prints when it is imported, and has other bits": (
        OTHER_BITS + "\nprint('here I am')\n", SECOND,
    ),
    "the second hangs when it is imported": (FIRST, "while True:\n    pass\n"),
    "the second ends when it is imported": (FIRST, "import os\nos._exit(0)\n"),
    "the second calls are wrong": (counted("CALLS == 2", "return 0.0, ()"), SECOND),
    "the last call is wrong": (counted("CALLS == 18", "return 0.0, ()"), SECOND),
    "the last call ends it": (counted("CALLS == 18", "os._exit(1)"), SECOND),
    "what was printed is in the way": (counted("CALLS % 2", "print(CALLS)"), SECOND),
}  # fmt: skip


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    return ahead_grading.make(tmp_path / "assignment")


def test_a_shared_worker_changes_no_report(assignment: Assignment, tmp_path: Path) -> None:
    unlike: list[str] = []
    second_right: list[str] = []

    def then(grader: SubmissionGrader, runner: Counting) -> None:
        grader.foretell(1)
        for name, (first, second) in SUBMISSIONS.items():
            alone, ahead = both(grader, assignment, tmp_path / name, first, second)
            if alone != ahead:
                unlike.append(name)
            cases = [case for check in ahead.questions[1].checks for case in check.cases]
            if all(case.outcome is Outcome.PASSED for case in cases):
                second_right.append(name)

    with_grader(assignment, then)

    assert unlike == []
    wrong = {name for name in SUBMISSIONS if name.startswith("the second ")}
    wrong -= {"the second prints when it is imported", "the second calls are wrong"}
    assert set(second_right) == set(SUBMISSIONS) - wrong


FOR_ALL, FIRST_FOR_MANY_CALLS_AT_ONCE, SECOND_FOR_A_CHECK_OF_FIRST, SECOND_BY_ITSELF = (1,) * 4
TO_SEE_IT_DO_THE_SAME = 1


@pytest.mark.parametrize(
    ("first", "workers"),
    [
        (FIRST, FOR_ALL + FIRST_FOR_MANY_CALLS_AT_ONCE),
        (OTHER_BITS, FOR_ALL + FIRST_FOR_MANY_CALLS_AT_ONCE + SECOND_FOR_A_CHECK_OF_FIRST),
    ],
    ids=["the reference", "other bits"],
)
def test_a_right_module_needs_no_worker_of_its_own(
    assignment: Assignment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    first: str,
    workers: int,
) -> None:
    assert _started(assignment, tmp_path, monkeypatch, first) == workers


def _started(
    assignment: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str
) -> int:
    """Return how many workers are started for the marks of a submission."""
    started: list[WorkerConnection] = []

    def then(grader: SubmissionGrader, runner: Counting) -> None:
        grader.foretell(1)
        path = tiny_assignment.submit(tmp_path / "ada", first=first, second=SECOND)
        start = grader.factory.worker

        def noted() -> WorkerConnection:
            started.append(start())
            return started[-1]

        monkeypatch.setattr(grader.factory, "worker", noted)
        grader.grade(read_submission(path, assignment, "ada"), 1)

    with_grader(assignment, then)
    return len(started) - TO_SEE_IT_DO_THE_SAME


@pytest.fixture
def forbidden_in_second(assignment: Assignment) -> Assignment:
    config_file = assignment.root / "config.yaml"
    only_there = "imports: {forbidden: {second.py: [numpy.multiply]}}\n"
    config_file.write_text(config_file.read_text() + only_there)
    return config.read(assignment.root)


@pytest.mark.parametrize(
    "multiply", ["np.multiply", "vars(np)['multiply']"], ids=["openly", "by a name in a string"]
)
def test_no_file_does_for_another_what_is_forbidden_there(
    forbidden_in_second: Assignment, tmp_path: Path, multiply: str
) -> None:
    helpful = f"{FIRST}\nimport second\nsecond.halve = lambda x: {multiply}(x, 0.5)\n"
    scores: list[list[float]] = []

    def then(grader: SubmissionGrader, runner: Counting) -> None:
        grader.foretell(1)
        for first in (FIRST, helpful):
            wrong = SECOND.replace("x / 2.0", "x / 3.0")
            folder = tmp_path / str(len(scores))
            reports = both(grader, forbidden_in_second, folder, first, wrong)
            scores.append([report.questions[1].score for report in reports])

    with_grader(forbidden_in_second, then)

    assert scores == [[0, 0], [0, 0]]


@pytest.mark.parametrize(
    "multiply", ["np.multiply", "vars(np)['multiply']"], ids=["openly", "by a name in a string"]
)
def test_a_file_may_use_what_is_forbidden_to_another(
    forbidden_in_second: Assignment, tmp_path: Path, multiply: str
) -> None:
    first = FIRST.replace("x * 2.0,", f"{multiply}(x, 2.0),")
    scores: list[list[float]] = []

    def then(grader: SubmissionGrader, runner: Counting) -> None:
        grader.foretell(1)
        reports = both(grader, forbidden_in_second, tmp_path / "ada", first, SECOND)
        scores.extend([one.score for one in report.questions] for report in reports)

    with_grader(forbidden_in_second, then)

    assert first != FIRST
    assert scores[0] == scores[1]
    assert all(scores[0])


@pytest.mark.parametrize(
    ("first", "workers"),
    [
        (FIRST, FOR_ALL + FIRST_FOR_MANY_CALLS_AT_ONCE),
        (
            FIRST.replace("x * 2.0,", "np.multiply(x, 2.0),"),
            FOR_ALL + FIRST_FOR_MANY_CALLS_AT_ONCE + SECOND_BY_ITSELF,
        ),
    ],
    ids=["used nowhere", "used elsewhere"],
)
def test_a_file_to_which_something_is_forbidden_shares_where_nobody_uses_that(
    forbidden_in_second: Assignment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    first: str,
    workers: int,
) -> None:
    assert _started(forbidden_in_second, tmp_path, monkeypatch, first) == workers
