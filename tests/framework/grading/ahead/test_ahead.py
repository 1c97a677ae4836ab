"""Submissions that are asked ahead get the reports that they get without."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
import tiny_assignment

from autograder import config
from autograder.grading import collect
from autograder.grading.ahead import Foretelling
from autograder.grading.intake import read_submission
from autograder.grading.preparation import submission_grader
from autograder.grading.run import SubmissionGrader
from autograder.grading.runner import CaseRunner
from autograder.grading.workers import start_workers
from autograder.model.assignment import Assignment
from autograder.model.outcome import Outcome
from autograder.model.report import Report
from autograder.sandbox.client import SandboxError

pytestmark = [
    pytest.mark.usefixtures("own_modules"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
]

FIRST = """\
import numpy as np

# BEGIN SOLUTION 1.1
def forward(x):
    return x * 2.0, (x,)

def backward(grad, cache):
    (x,) = cache
    return grad * 2.0 + 0.0 * x

def root(x):
    if x < 0:
        raise ValueError("no root")
    return float(x) ** 0.5

class Scale:
    def __init__(self, by):
        self.by = by

    def apply(self, x):
        self.last = x * self.by
        return self.last
# END SOLUTION
"""
HIDDEN = '''
def near(got, expected, message="not near"):
    if not np.allclose(np.asarray(got, float), expected):
        raise Mismatch(message, f"got {got}, expected {expected}")


@number("1.1")
@pytest.mark.parametrize("n", [1, 2, 3])
def test_forward(submission, rng, n):
    """Forward."""
    x = rng.normal(size=n)
    with submission.inputs_unchanged():
        out, cache = submission.first.forward(x)
    near(out, 2 * x)


@number("1.1")
@pytest.mark.parametrize("n", [1, 2, 3])
def test_backward(submission, rng, n):
    """There and back again."""
    x, grad = rng.normal(size=n), rng.normal(size=n)
    out, cache = submission.first.forward(x)
    near(submission.first.backward(grad, cache), 2 * grad)
    near(out, 2 * x)


@number("1.1")
@pytest.mark.parametrize("n", [-1, 4])
def test_root(submission, n):
    """Roots."""
    if n < 0:
        with pytest.raises(ValueError):
            submission.first.root(n)
    else:
        near(submission.first.root(n), 2.0)


@number("1.1")
def test_words(submission):
    """What the refusal says."""
    try:
        submission.first.root(-1)
    except ValueError as error:
        if "no root" not in error.detail:
            raise Mismatch("other words") from None


@number("1.1")
@pytest.mark.parametrize("n", [1, 2])
def test_scale(submission, rng, n):
    """An object, a method of it, and what it keeps."""
    x = rng.normal(size=n)
    scale = submission.first.Scale.new(3.0)
    near(scale.apply(x), 3 * x)
    near(scale.last, 3 * x)
    near(scale.by, 3.0)


@number("1.1")
def test_by_what_came(submission):
    """What is asked for depends on the answer."""
    near(submission.first.root(float(np.asarray(submission.first.root(16.0)).round(12))), 2.0)


@number("1.1")
def test_of_what_came(submission, rng):
    """The output is handed back, one in a hundred of its elements changed by its own size."""
    out, cache = submission.first.forward(rng.normal(size=3))
    grad = np.where(out == out.round(15), out, out * (1 + 1e-13))
    near(submission.first.backward(grad, cache), 2 * grad)


@number("1.1")
def test_many(submission, rng):
    """Many calls at once."""
    for x, (out, cache) in zip((1.0, 2.0), submission.first.forward.many([(1.0,), (2.0,)])):
        near(out, 2 * x)


@number("1.1")
@pytest.mark.parametrize("n", [5, 6])
def test_forward_again(submission, rng, n):
    """Forward, after many calls at once."""
    x = rng.normal(size=n)
    near(submission.first.forward(x)[0], 2 * x)


@number("1.1")
def test_elsewhere(submission):
    """Another module is asked where the answer is not to the bit."""
    out, _ = submission.first.forward(2.0)
    if out != 4.0:
        near(submission.second.halve(3.0), 1.5)
    near(out, 4.0)


@number("1.1")
def test_written(submission):
    """The formula is looked at where the answer is not to the bit."""
    out, _ = submission.first.forward(2.0)
    if out != 4.0 and not submission.answers.get("slope", "").startswith("2"):
        raise Mismatch("the formula is wrong")
    near(out, 4.0)


@number("1.1")
def test_whatever_is_raised(submission):
    """Of what is raised nothing is said."""
    out, _ = submission.first.forward(2.0)
    try:
        near(submission.first.root(float(out)), 2.0)
    except Mismatch:
        raise
    except:
        pass


@number("1.1")
def test_both(submission):
    """A call and a formula."""
    near(submission.first.forward(2.0)[0], 4.0)
    if not submission.answers.get("slope", "").startswith("2"):
        raise Mismatch("the formula is wrong")


@number("1.2")
def test_halve(submission):
    """Halving."""
    near(submission.second.halve(3.0), 1.5)


@number("2.1")
def test_slope(submission):
    """The formula."""
    assert submission.answers.get("slope") == "2 * x", "the formula is wrong"
'''
PUBLIC = '''
@number("1.1")
def test_forward_of_three(submission):
    """Three doubled is six."""
    got, _ = submission.first.forward(3.0)
    if abs(got - 6.0) > 1e-9:
        raise Mismatch("the double of 3 is wrong", f"got {got}, expected 6.0")
'''
SECOND = tiny_assignment.SECOND.replace("from first import double\n", "").replace(
    "double(x) / 4.0", "x / 2.0"
)


def counted(condition: str, act: str, name: str = "forward") -> str:
    """Return the reference, which does something in some calls of a function."""
    head = f"import os, time\nCALLS = 0\n{FIRST}\n_{name} = {name}\n"
    return head + (
        f"def {name}(*given):\n    global CALLS\n    CALLS += 1\n"
        f"    if {condition}:\n        {act}\n    return _{name}(*given)\n"
    )


SUBMISSIONS = {
    "the reference": FIRST,
    "other bits": FIRST.replace("* 2.0", "* 2.000000000000002"),
    "other bits, wrong roots": FIRST.replace("* 2.0", "* 2.000000000000002").replace("0.5", "0.6"),
    "wrong forward": FIRST.replace("x * 2.0,", "x * 3.0,"),
    "wrong backward": FIRST.replace("grad * 2.0", "grad * 3.0"),
    "an array for a cache": FIRST.replace("(x,)\n\ndef", "np.array([x])\n\ndef"),
    "a number for a cache": FIRST.replace("(x,)\n\ndef", "1.0\n\ndef").replace(
        "(x,) = cache", "x = cache"
    ),
    "no cache": FIRST.replace("(x,)\n\ndef", "None\n\ndef").replace("(x,) = cache", "x = 0.0"),
    "kept by number": FIRST.replace("(x,)\n\ndef", "keep(x)\n\ndef").replace(
        "(x,) = cache", "x = KEPT[cache]"
    )
    + "\nKEPT = []\ndef keep(x):\n    KEPT.append(x)\n    return len(KEPT) - 1\n",
    "the last one kept": FIRST.replace("(x,)\n\ndef", "keep(x)\n\ndef").replace(
        "(x,) = cache", "x = LAST[0]"
    )
    + "\nLAST = [0]\ndef keep(x):\n    LAST[0] = x\n",
    "a list": FIRST.replace("return x * 2.0, (x,)", "return [x * 2.0, (x,)]"),
    "one result": FIRST.replace("return x * 2.0, (x,)", "return x * 2.0"),
    "float32": FIRST.replace("x * 2.0,", "np.float32(x * 2.0),"),
    "a changed input": FIRST.replace("return x * 2.0,", "x *= 2.0\n    return x,"),
    "another refusal": FIRST.replace('ValueError("no root")', "TypeError(x)"),
    "other words": FIRST.replace('"no root"', "x"),
    "prints and refuses": FIRST.replace("raise", "print(x)\n        raise"),
    "no refusal": FIRST.replace("if x < 0:", "if x < -5:").replace("float(x)", "abs(float(x))"),
    "always a refusal": FIRST.replace("if x < 0:", "if True:"),
    "no function": FIRST.replace("def root", "def rot"),
    "no method": FIRST.replace("def apply", "def appply"),
    "prints": FIRST.replace("return x * 2.0,", "print('doubling', x)\n    return x * 2.0,"),
    "ends": counted("np.size(given[0]) == 2", "os._exit(3)"),
    "raises at times": counted("CALLS % 3 == 2", "raise KeyError(CALLS)"),
    "hangs": counted("np.size(given[0]) == 5", "time.sleep(60)"),
    "hangs where nobody asks": counted("True", "time.sleep(60)", "backward").replace(
        "return x * 2.0,", "raise IndexError\n    return x,"
    ),
    "changes its mind": counted("CALLS % 2", "return given[0] * 2.0 + CALLS * 1e-12, (given[0],)"),
    "cannot be imported": "import nothing_of_this_name\n",
}  # fmt: skip


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    head = tiny_assignment.CONFIG.replace("function: double", "function: forward")
    head = head.replace('uses: ["1.1"], ', "").replace("call_seconds: 5", "call_seconds: 1")
    solutions = {**tiny_assignment.SUBMISSION, "first.py": FIRST, "second.py": SECOND}
    root = tiny_assignment.make(
        tmp_path / "assignment", config=head, hidden=HIDDEN, public=PUBLIC, solutions=solutions
    )
    return config.read(root)


class Runner(CaseRunner):
    """Counts the cases that it runs."""

    def __init__(self) -> None:
        super().__init__()
        self.ran: list[str] = []

    def run(self, item: pytest.Function, following: pytest.Function | None) -> BaseException | None:
        """Run an item."""
        self.ran.append(item.name)
        return super().run(item, following)


def with_grader(assignment: Assignment, then: Callable[[SubmissionGrader, Runner], None]) -> None:
    runner = Runner()
    with start_workers(assignment) as factory:

        def run(collected: collect.Collected) -> None:
            then(submission_grader(assignment, collected, runner, factory), runner)

        collect.with_checks(assignment, run, (runner,))


def timeless(report: Report) -> Report:
    questions = tuple(
        dataclasses.replace(
            one, checks=tuple(dataclasses.replace(check, seconds=0) for check in one.checks)
        )
        for one in report.questions
    )
    return dataclasses.replace(report, seconds=0, questions=questions)


def both(
    grader: SubmissionGrader, assignment: Assignment, folder: Path, first: str
) -> Iterator[Report]:
    """Yield the reports of a submission: of each call as a check asks for it, and asked ahead."""
    foretelling = grader.foretelling
    path = tiny_assignment.submit(folder, first=first, second=SECOND)
    submission = read_submission(path, assignment, "ada")
    for grader.foretelling in (None, foretelling):
        yield timeless(grader.grade(submission, 1))


def test_what_is_asked_ahead_gets_the_same_report(assignment: Assignment, tmp_path: Path) -> None:
    unlike: list[str] = []
    scores: dict[str, float] = {}

    def then(grader: SubmissionGrader, runner: Runner) -> None:
        grader.foretell(1)
        for name, first in SUBMISSIONS.items():
            alone, ahead = both(grader, assignment, tmp_path / name, first)
            scores[name] = ahead.score
            if alone != ahead:
                unlike.append(name)

    with_grader(assignment, then)

    assert unlike == []
    right = {"the reference", "other bits", "kept by number", "the last one kept", "prints"}
    assert scores["other words"] < 10
    assert {name for name, score in scores.items() if score == 10} >= right
    assert {"wrong forward", "wrong backward", "ends", "one result"} <= {
        name for name, score in scores.items() if score < 10
    }


def test_checks_are_run_only_where_answers_differ(assignment: Assignment, tmp_path: Path) -> None:
    ran: dict[str, list[str]] = {}

    def then(grader: SubmissionGrader, runner: Runner) -> None:
        grader.foretell(1)
        for name in ("the reference", "wrong backward"):
            runner.ran.clear()
            _, _report = both(grader, assignment, tmp_path / name, SUBMISSIONS[name])
            ran[name] = runner.ran[len(grader.collected.cases) :]

    with_grader(assignment, then)

    # A check that looks at the words of an exception is run; formulas are no calls.
    assert {"test_words", "test_many", "test_slope", "test_both"} <= set(ran["the reference"])
    told = {"test_forward[3]", "test_scale[2]", "test_backward[2]", "test_root[-1]"}
    assert not told & set(ran["the reference"])
    assert "test_backward[2]" in ran["wrong backward"]
    assert "test_forward[3]" not in ran["wrong backward"]


def test_answers_with_which_a_check_has_passed_are_known_from_then_on(
    assignment: Assignment, tmp_path: Path
) -> None:
    ran: list[list[str]] = []
    wrong = SUBMISSIONS["other bits"].replace("return x * 2", "return x * 3")

    def then(grader: SubmissionGrader, runner: Runner) -> None:
        grader.foretell(1)
        for number, first in enumerate((SUBMISSIONS["other bits"], wrong) * 2):
            path = tiny_assignment.submit(tmp_path / str(number), first=first, second=SECOND)
            runner.ran.clear()
            grader.grade(read_submission(path, assignment, "ada"), 1)
            ran.append(list(runner.ran))

    with_grader(assignment, then)

    assert [
        ("test_forward[3]" in names, "test_backward[2]" in names, "test_scale[2]" in names)
        for names in ran
    ] == [(True, True, False), (True, True, False), (False, False, False), (True, True, False)]


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"second": SECOND.replace("x / 2.0", "x / 3.0")}, "test_elsewhere"),
        ({"answers": tiny_assignment.ANSWERS.replace("2 * x", "3 * x")}, "test_written"),
    ],
)
def test_nothing_is_learnt_where_something_else_was_asked_for(
    assignment: Assignment, tmp_path: Path, change: dict[str, str], check: str
) -> None:
    found: list[list[Outcome]] = []

    def then(grader: SubmissionGrader, runner: Runner) -> None:
        grader.foretell(1)
        for number, more in enumerate(({}, change)):
            files = {"first": SUBMISSIONS["other bits"], "second": SECOND, **more}
            path = tiny_assignment.submit(tmp_path / str(number), **files)
            report = grader.grade(read_submission(path, assignment, "ada"), 1)
            found.append(
                [
                    one.cases[0].outcome
                    for question in report.questions
                    for one in question.checks
                    if one.check.id.endswith(check)
                ]
            )

    with_grader(assignment, then)

    assert found == [[Outcome.PASSED], [Outcome.FAILED]]


def test_a_worker_that_cannot_be_had_is_a_fault_of_ours_case_by_case(
    assignment: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports: list[Report] = []

    def no_worker() -> NoReturn:
        raise SandboxError("no room for another process")

    def then(grader: SubmissionGrader, runner: Runner) -> None:
        grader.foretell(1)
        monkeypatch.setattr(grader.factory, "worker", no_worker)
        reports.extend(both(grader, assignment, tmp_path / "ada", FIRST))

    with_grader(assignment, then)

    alone, ahead = reports
    assert alone == ahead
    assert ahead.needs_staff
    outcomes = {case.outcome for check in ahead.questions[0].checks for case in check.cases}
    assert outcomes == {Outcome.GRADER_ERROR}


def test_nothing_is_foretold_for_another_seed(assignment: Assignment, tmp_path: Path) -> None:
    scores: list[float] = []

    def then(grader: SubmissionGrader, runner: Runner) -> None:
        grader.foretell(2)
        scores.extend(r.score for r in both(grader, assignment, tmp_path / "ada", FIRST))

    with_grader(assignment, then)

    assert scores == [10, 10]


def test_a_check_that_draws_inputs_anew_each_time_is_not_foretold(
    assignment: Assignment, tmp_path: Path
) -> None:
    hidden = assignment.root / "tests" / "graded" / "hidden" / "test_hidden.py"
    text = hidden.read_text()
    hidden.write_text(
        text.replace(
            "x = rng.normal(size=n)\n    near",
            "x = np.random.default_rng().normal(size=n)\n    near",
        )
    )
    told: list[Foretelling | None] = []

    def then(grader: SubmissionGrader, runner: Runner) -> None:
        grader.foretell(1)
        told.append(grader.foretelling)

    with_grader(assignment, then)

    assert told[0] is not None
    names = {check.partition("::")[2] for check, _ in told[0].cases}
    assert "test_forward" in names
    assert "test_forward_again" not in names
