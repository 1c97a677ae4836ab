"""An assignment of two modules for what is asked ahead, and graders of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import tiny_assignment
from timeless import timeless

from autograder import config
from autograder.grading import collect
from autograder.grading.cases import Case, Collected, Runner
from autograder.grading.check_call import Current
from autograder.grading.intake import read_submission
from autograder.grading.preparation import submission_grader
from autograder.grading.run import SubmissionGrader
from autograder.grading.workers import start_workers
from autograder.model.assignment import Assignment
from autograder.model.report import Report

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
from autograder.testing import attribute

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
@pytest.mark.parametrize("part", ["by", "last"])
@pytest.mark.parametrize("n", [2, 3])
def test_parts(submission, rng, n, part):
    """What an object keeps."""
    x = rng.normal(size=n)
    scale = submission.first.Scale.new(3.0)
    scale.apply(x)
    near(attribute(scale, part, ["by", "last"]), {"by": 3.0, "last": 3 * x}[part])


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
@pytest.mark.parametrize("n", [7, 8])
def test_and_back_where_it_is_off(submission, rng, n):
    """Where the output is not quite right, the cache is asked for too."""
    x = rng.normal(size=n)
    out, cache = submission.first.forward(x)
    if not np.allclose(out, 2 * x, rtol=1e-10):
        near(submission.first.backward(x, cache), 2 * x)
    near(out, 2 * x)


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


def make(root: Path) -> Assignment:
    """Write the assignment."""
    head = tiny_assignment.CONFIG.replace("function: double", "function: forward")
    head = head.replace('uses: ["1.1"], ', "").replace("call_seconds: 5", "call_seconds: 1")
    solutions = {**tiny_assignment.SUBMISSION, "first.py": FIRST, "second.py": SECOND}
    tiny_assignment.make(root, config=head, hidden=HIDDEN, public=PUBLIC, solutions=solutions)
    return config.read(root)


class Counting:
    """Counts the cases that are run."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self.ran: list[str] = []

    def run(
        self, case: Case, current: Current, following: Case | None = None
    ) -> BaseException | None:
        """Run a case."""
        self.ran.append(case.item.name)
        return self._runner.run(case, current, following)


def with_grader(assignment: Assignment, then: Callable[[SubmissionGrader, Counting], None]) -> None:
    """Have something done with a grader of the assignment."""
    with start_workers(assignment) as factory:

        def run(collected: Collected) -> None:
            runner = Counting(collected.runner)
            counted = dataclasses.replace(collected, runner=runner)
            then(submission_grader(assignment, counted, factory), runner)

        collect.with_checks(assignment, run)


def both(
    grader: SubmissionGrader,
    assignment: Assignment,
    folder: Path,
    first: str = FIRST,
    second: str = SECOND,
) -> Iterator[Report]:
    """Yield the reports of a submission: of each call as a check asks for it, and asked ahead."""
    foretelling = grader.foretelling
    path = tiny_assignment.submit(folder, first=first, second=second)
    submission = read_submission(path, assignment, "ada")
    for grader.foretelling in (None, foretelling):
        yield timeless(grader.grade(submission, 1))
