"""A very small assignment, made where a test wants it; its parts may be replaced."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

CONFIG = """\
title: Two functions
files:
  modules: [first.py, second.py]
  notebook: tiny.ipynb
  answers: answers.yaml
points: {automatic: 10, manual: 2}
questions:
  - {id: "1.1", file: first.py, function: double, points: 4, title: Doubling}
  - {id: "1.2", file: second.py, function: halve, points: 5, uses: ["1.1"], title: Halving}
  - {id: "2.1", file: answers.yaml, answer: slope, points: 1, title: A formula}
  - {id: "3.1", file: answers.yaml, answer: why, points: 2, grading: manual, title: Discussion}
limits: {call_seconds: 5, import_seconds: 10, question_seconds: 30, submission_seconds: 60}
"""

FIRST = '''\
"""Doubling."""


def double(x):
    """Return twice x."""
    # BEGIN SOLUTION 1.1
    return x * 2.0
    # END SOLUTION
'''

SECOND = '''\
"""Halving."""

from first import double


def halve(x):
    """Return half of x."""
    # BEGIN SOLUTION 1.2
    return double(x) / 4.0
    # END SOLUTION
'''

ANSWERS = """\
# BEGIN SOLUTION 2.1
slope: "2 * x"
# END SOLUTION
# BEGIN SOLUTION 3.1
why: |
  Because it is twice as much.
# END SOLUTION
"""

SUBMISSION = {"first.py": FIRST, "second.py": SECOND, "answers.yaml": ANSWERS}

CHECKS_HEAD = """\
import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, tags, visibility, weight

from autograder.testing import Mismatch

"""

PUBLIC = '''
@number("1.1")
def test_double_of_three(submission):
    """Three doubled is six."""
    got = submission.first.double(3.0)
    if got != 6.0:
        raise Mismatch("the double of 3 is wrong", f"got {got}, expected 6.0")
'''

HIDDEN = '''
@number("1.1")
@weight(3)
@pytest.mark.parametrize("n", [1, 2, 3])
def test_double(submission, rng, n):
    """Doubling of random numbers."""
    x = rng.normal(size=n)
    got = submission.first.double(x)
    if not np.array_equal(got, 2 * x):
        raise Mismatch("wrong values", f"got {got}, expected {2 * x}")


@number("1.2")
def test_halve(submission, reference, rng):
    """Halving of random numbers."""
    x = rng.normal(size=3)
    got = submission.second.halve(x)
    if not np.array_equal(got, reference.second.halve(x)):
        raise Mismatch("wrong values", f"got {got}, for {x}")


@number("2.1")
def test_slope(submission):
    """The formula."""
    assert submission.answers.get("slope") == "2 * x", "the formula is wrong"
'''


def make(
    folder: Path,
    *,
    config: str = CONFIG,
    hidden: str = HIDDEN,
    public: str = PUBLIC,
    solutions: Mapping[str, str] = SUBMISSION,
    checks: Mapping[str, str] | None = None,
) -> Path:
    """Write the assignment into `folder`, and return it.

    Parameters
    ----------
    hidden, public
        The text of the checks, after `CHECKS_HEAD`.
    checks
        Further files under `tests/graded/`, by path, whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text(config)
    write(folder / "solutions", solutions)
    texts = {
        "public/test_public.py": CHECKS_HEAD + dedent(public),
        "hidden/test_hidden.py": CHECKS_HEAD + dedent(hidden),
        **(checks or {}),
    }
    write(folder / "tests" / "graded", texts)
    return folder


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write text files by their paths in `folder`, and return it."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def submit(folder: Path, **changes: str | None) -> Path:
    """Write a right submission; `first="…"` replaces the text of first.py, `None` leaves it out."""
    files = dict(SUBMISSION)
    for name, text in changes.items():
        file = name + (".yaml" if name == "answers" else ".py")
        files.pop(file, None)
        if text is not None:
            files[file] = text
    return write(folder, files)
