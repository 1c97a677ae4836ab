"""A small assignment with quick checks, short limits, and secrets in every place that has one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

PLACES = ("solutions", "hidden", "config", "file", "folder", "input", "environment", "neighbour")
FULL = {"1.1": 4.0, "1.2": 3.0, "2.1": 2.0, "3.1": 1.0}
"""Points by question."""
CALL_SECONDS, IMPORT_SECONDS, SUBMISSION_SECONDS = 3, 3, 20

CONFIG = f"""\
# {{config}}
title: Containment
files: {{{{modules: [task.py, other.py], notebook: work.ipynb, answers: answers.yaml}}}}
points: {{{{automatic: 10}}}}
questions:
  - {{{{id: "1.1", file: task.py, function: double, points: 4, title: Doubling}}}}
  - {{{{id: "1.2", file: task.py, function: [forward, backward], points: 3, title: A cache}}}}
  - {{{{id: "2.1", file: other.py, function: twice, points: 2, uses: ["1.1"], title: Again}}}}
  - {{{{id: "3.1", file: answers.yaml, answer: slope, points: 1, title: A formula}}}}
imports:
  allowed: {{imports}}
  forbidden: {{{{"*": [numpy.multiply]}}}}
limits:
  call_seconds: {CALL_SECONDS}
  import_seconds: {IMPORT_SECONDS}
  question_seconds: 12
  submission_seconds: {SUBMISSION_SECONDS}
  memory_mb: 400
  output_chars: 2000
  result_mb: 8
"""
STRICT = (
    "[numpy, math, typing, itertools, functools, dataclasses, collections, abc, enum, operator, "
    "copy, types, contextlib, warnings, string]"
)

SOLUTION = {
    "task.py": """\
def double(x):
    # BEGIN SOLUTION 1.1
    secret = "{solutions}"
    return x * 2.0
    # END SOLUTION


def forward(x):
    # BEGIN SOLUTION 1.2
    return x * 3.0, x.shape
    # END SOLUTION


def backward(grad, cache):
    # BEGIN SOLUTION 1.2
    return grad.reshape(cache) * 3.0
    # END SOLUTION
""",
    "other.py": """\
from task import double


def twice(x):
    # BEGIN SOLUTION 2.1
    return double(double(x))
    # END SOLUTION
""",
    "answers.yaml": """\
# BEGIN SOLUTION 3.1
slope: "2 * x"
# END SOLUTION
""",
}
HEAD = """\
import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.testing import same_array, unpack

"""
PUBLIC = """
@number("1.1")
def test_double_of_three_numbers(submission):
    \"\"\"Three numbers doubled.\"\"\"
    x = np.array([1.0, 2.0, 3.0])
    same_array(submission.task.double(x), np.array([2.0, 4.0, 6.0]), "the double", (x,))
"""
HIDDEN = """
SECRET = "{hidden}"


@number("1.1")
@weight(3)
def test_double(submission, reference):
    \"\"\"Doubling.\"\"\"
    x = np.frombuffer(b"{input}", dtype=np.uint8).astype(float)
    same_array(submission.task.double(x), reference.task.double(x), "the double", (x,))


@number("1.2")
def test_cache(submission, rng):
    \"\"\"Forward and backward.\"\"\"
    x = rng.normal(size=(3, 4))
    out, cache = unpack(submission.task.forward(x), "out", "cache")
    same_array(out, x * 3, "out", (x,))
    same_array(submission.task.backward(x, cache), x * 3, "the gradient", (x,))


@number("2.1")
def test_twice(submission, rng):
    \"\"\"Doubling twice.\"\"\"
    x = rng.normal(size=5)
    same_array(submission.other.twice(x), x * 4, "the result", (x,))


@number("3.1")
def test_slope(submission):
    \"\"\"The formula.\"\"\"
    assert submission.answers.get("slope") == "2 * x", "the formula is wrong"
"""


@dataclass(frozen=True)
class Canaries:
    """What nobody may come to know: a text of its own for each place, random for each run."""

    texts: dict[str, str] = field(
        default_factory=lambda: {one: f"canary-{one}-{secrets.token_hex(16)}" for one in PLACES}
    )

    def within(self, data: bytes) -> list[str]:
        """Return the places whose secret is in `data`."""
        return [place for place, text in self.texts.items() if text.encode() in data]


def make(folder: Path, canaries: Canaries) -> list[Path]:
    """Write the assignment into `folder`, closed to others; return the files that hold secrets."""
    texts = canaries.texts
    write_config(folder, canaries, imports="any")
    for name, text in SOLUTION.items():
        _write(folder / "solutions" / name, text.replace("{solutions}", texts["solutions"]))
    hidden = HEAD + HIDDEN.format_map(texts)
    _write(folder / "tests" / "graded" / "public" / "test_public.py", HEAD + PUBLIC)
    _write(folder / "tests" / "graded" / "hidden" / "test_hidden.py", hidden)
    _write(folder / "private" / "canary", texts["file"])
    _write(folder / "private" / "closed" / "canary", texts["folder"])
    (folder / "private" / "canary").chmod(0o600)
    (folder / "private" / "closed").chmod(0o700)
    folder.chmod(0o700)
    return [
        folder / name
        for name in (
            "solutions/task.py",
            "tests/graded/hidden/test_hidden.py",
            "config.yaml",
            "private/canary",
            "private/closed/canary",
        )
    ]


def write_config(folder: Path, canaries: Canaries, imports: str) -> None:
    """Write the configuration, with this import policy."""
    text = CONFIG.format(config=canaries.texts["config"], imports=imports)
    _write(folder / "config.yaml", text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
