from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tiny_assignment
from tiny_assignment import CHECKS_HEAD

from autograder import config
from autograder.grading.intake import Found
from autograder.grading.leaderboard import Timing, figure
from autograder.grading.single import grade_one, prepare
from autograder.grading.starting import Starter
from autograder.grading.talk import Worker
from autograder.grading.workers import start_workers
from autograder.model.report import Report

pytestmark = [
    pytest.mark.usefixtures("own_modules"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    ),
]

CONFIG = """\
title: Scaling
files: {modules: [scale.py]}
points: {automatic: 2}
questions:
  - {id: "1.1", file: scale.py, function: scale, points: 1, title: Forward}
  - {id: "1.2", file: scale.py, function: scale_backward, points: 1, title: Backward}
limits: {call_seconds: 2, question_seconds: 4, submission_seconds: 20}
leaderboard: {name: speed, forward: "1.1", backward: "1.2", shapes: [[40, 50], [50]], best_of: 2}
"""
RIGHT = """\
def scale(x, w):
    return x * w, (x, w)

def scale_backward(grad_out, cache):
    x, w = cache
    return grad_out * w, (grad_out * x).sum(axis=0)
"""
CHECKS = '''
from autograder.testing import same_array, unpack

@number("1.1")
def test_forward(submission, rng):
    """Forward."""
    x, w = rng.normal(size=(2, 3)), rng.normal(size=3)
    out, _ = unpack(submission.scale.scale(x, w), "out", "cache")
    same_array(out, x * w, "out", (x, w))

@number("1.2")
def test_backward(submission, rng):
    """Backward."""
    x, w, grad = rng.normal(size=(2, 3)), rng.normal(size=3), rng.normal(size=(2, 3))
    _, cache = unpack(submission.scale.scale(x, w), "out", "cache")
    grad_x, _ = unpack(submission.scale.scale_backward(grad, cache), "grad_x", "grad_w")
    same_array(grad_x, grad * w, "grad_x", (x, w, grad))
'''


def graded(
    folder: Path, source: str, configuration: str = CONFIG, is_asked_ahead: bool = False
) -> Report:
    assignment = config.read(
        tiny_assignment.make(
            folder / "assignment",
            config=configuration,
            solutions={"scale.py": RIGHT},
            public="",
            hidden="",
            checks={"hidden/test_hidden.py": CHECKS_HEAD + CHECKS},
        )
    )
    (folder / "ada").mkdir()
    (folder / "ada" / "scale.py").write_text(source)
    kept = folder / "kept"
    if is_asked_ahead:
        with start_workers(assignment) as factory:
            prepare(assignment, factory, (5,), kept)
    return grade_one(assignment, Found("ada", folder / "ada"), 5, (), lambda make: None, kept)


@pytest.mark.parametrize("is_asked_ahead", [False, True])
def test_a_right_submission_has_an_entry(tmp_path: Path, is_asked_ahead: bool) -> None:
    report = graded(tmp_path, RIGHT, is_asked_ahead=is_asked_ahead)

    (entry,) = report.leaderboard
    assert (entry.name, entry.order) == ("speed", "asc")
    assert entry.value > 0
    assert report.score == 2.0


def test_without_a_leaderboard_there_is_none(tmp_path: Path) -> None:
    without = "\n".join(line for line in CONFIG.splitlines() if not line.startswith("leader"))

    assert graded(tmp_path, RIGHT, without).leaderboard == ()


SLEEPS = "import time\n" + RIGHT.replace(
    "    return x * w", "    time.sleep(x.size // 10)\n    return x * w"
)
RAISES = RIGHT.replace("    return x * w", "    assert x.size < 100\n    return x * w")
BACKWARD_WRONG = RIGHT.replace("grad_out * w", "grad_out + w")
WRONG_ELSEWHERE = RIGHT.replace("return x * w,", "return (x * w if x.size > 10 else x + w),")
REMEMBERS = """\
import time
seen = {}
def scale(x, w):
    if x.size > 100 and x.shape not in seen:
        time.sleep(0.05)
        seen[x.shape] = x * w
    return seen.get(x.shape, x * w), (x, w)
""" + RIGHT[RIGHT.index("\ndef scale_backward") :]


def test_a_worker_that_was_asked_ahead_is_timed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []
    load = Starter._load

    def noted(self: Starter, module: str, *rest: Any) -> Worker:
        loaded.append(module)
        return load(self, module, *rest)

    monkeypatch.setattr(Starter, "_load", noted)
    report = graded(tmp_path, RIGHT, is_asked_ahead=True)

    foretold, timed = "scale", "scale"  # of the reference
    everybodys, asked_again = "", ""  # of the submission
    assert report.leaderboard
    assert loaded == [foretold, everybodys, timed, asked_again]


@pytest.mark.parametrize("is_asked_ahead", [False, True])
@pytest.mark.parametrize(
    ("source", "score"),
    [
        (BACKWARD_WRONG, 1.0),
        (WRONG_ELSEWHERE, 1.0),
        (RAISES, 2.0),
        (SLEEPS, 2.0),
        (REMEMBERS, 2.0),
    ],
    ids=["half wrong", "wrong elsewhere", "fails on it", "too slow for it", "remembers by shape"],
)
def test_what_is_not_right_there_or_elsewhere_has_none_and_keeps_its_marks(
    tmp_path: Path, source: str, score: float, is_asked_ahead: bool
) -> None:
    report = graded(tmp_path, source, is_asked_ahead=is_asked_ahead)

    assert report.leaderboard == ()
    assert report.score == score
    assert report.staff == ()


LIES = """\
import sys, time
sys.modules["autograder.sandbox.worker"].perf_counter = lambda: 0.0
""" + RIGHT.replace("    return x * w", "    time.sleep(0.5)\n    return x * w")


@pytest.mark.parametrize("is_asked_ahead", [False, True])
def test_a_worker_that_lies_about_its_time_does_not_get_ahead(
    tmp_path: Path, is_asked_ahead: bool
) -> None:
    (entry,) = graded(tmp_path, LIES, is_asked_ahead=is_asked_ahead).leaderboard

    assert entry.value > 100  # milliseconds, of 500 that it takes


HONEST = [Timing(0.020, 0.022), Timing(0.030, 0.033)]
REFERENCE = [Timing(0.010, 0.012), Timing(0.010, 0.011)]


def test_the_best_of_an_honest_worker_counts() -> None:
    assert figure(HONEST, REFERENCE) == 0.020


@pytest.mark.parametrize("told", [0.0, -1.0, 5.0, float("nan"), float("inf")])
def test_what_a_worker_tells_is_bounded_by_the_graders_clock(told: float) -> None:
    liar = [Timing(told, timing.wall) for timing in HONEST]

    assert figure(liar, REFERENCE) == pytest.approx(0.022 - 1.5 * 0.002)
