"""What is foretold is kept on disk, and read by another process."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
import tiny_assignment
from timeless import timeless

from autograder import config
from autograder.grading.ahead import Foretelling, kept
from autograder.grading.ahead.written import Written
from autograder.grading.check_call import CheckCall, Current
from autograder.grading.intake import Found
from autograder.grading.single import grade_one, prepare
from autograder.grading.workers import start_workers
from autograder.model.report import Report
from autograder.testing.memory import Memory

pytestmark = [
    pytest.mark.usefixtures("own_modules"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tiny_assignment.make(tmp_path / "assignment")


@pytest.fixture
def prepared(root: Path, tmp_path: Path) -> Path:
    assignment = config.read(root)
    with start_workers(assignment) as factory:
        assert prepare(assignment, factory, (3, 4), tmp_path / "foretold") == 4
    return tmp_path / "foretold"


def graded(root: Path, submission: Path, prepared: Path | None, seed: int = 3) -> Report:
    found = Found("ada", submission)
    return timeless(grade_one(config.read(root), found, seed, (), lambda make: None, prepared))


@pytest.mark.parametrize("first", [None, "def double(x):\n    return x + x + x\n"])
def test_a_report_is_the_same_with_what_is_kept(
    root: Path, prepared: Path, tmp_path: Path, first: str | None
) -> None:
    changes = {} if first is None else {"first": first}
    submission = tiny_assignment.submit(tmp_path / "ada", **changes)

    assert graded(root, submission, prepared) == graded(root, submission, None)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the cases that are run."""
    names: list[str] = []
    run = CheckCall.run

    def noted(call: CheckCall, current: Current) -> BaseException | None:
        names.append(call.node.rpartition("::")[2])
        return run(call, current)

    monkeypatch.setattr(CheckCall, "run", noted)
    return names


def test_checks_that_can_only_pass_are_not_run(
    root: Path, prepared: Path, tmp_path: Path, ran: list[str]
) -> None:
    submission = tiny_assignment.submit(tmp_path / "ada", answers="slope: 3 * x\n")
    graded(root, submission, prepared, seed=4)

    assert "test_slope" in ran
    assert "test_double[3]" not in ran

    ran.clear()
    graded(root, tiny_assignment.submit(tmp_path / "ben"), prepared, seed=4)

    assert ran == []


WITHIN_TOLERANCE = {
    "hidden": tiny_assignment.HIDDEN.replace("array_equal", "allclose"),
    "public": tiny_assignment.PUBLIC.replace("got != 6.0", "abs(got - 6.0) > 1e-9"),
}


@pytest.mark.parametrize(
    ("checks", "score", "is_run"), [(WITHIN_TOLERANCE, 10, False), ({}, 6, True)]
)
def test_where_checks_have_tolerances_none_is_run_whose_answers_are_near(
    tmp_path: Path, ran: list[str], checks: dict[str, str], score: float, is_run: bool
) -> None:
    root = tiny_assignment.make(tmp_path / "assignment", **checks)
    with start_workers(assignment := config.read(root)) as factory:
        prepare(assignment, factory, (3,), tmp_path / "foretold")
    ran.clear()
    submission = tiny_assignment.submit(
        tmp_path / "ada", first="def double(x):\n    return x * 2.0000000000000004\n"
    )

    assert graded(root, submission, tmp_path / "foretold").score == score
    assert bool(ran) is is_run


@pytest.mark.parametrize("data", [b"", b"\x80\x05.", b"not a pickle"])
def test_what_cannot_be_read_is_as_if_it_was_not_there(
    root: Path, prepared: Path, tmp_path: Path, data: bytes
) -> None:
    kept.path_of(prepared, 3).write_bytes(data)

    assert kept.read(prepared, 3) is None
    assert kept.read(prepared, 5) is None
    assert graded(root, tiny_assignment.submit(tmp_path / "ada"), prepared).score == 10


def test_what_was_kept_is_read_as_it_was(prepared: Path) -> None:
    known = kept.read(prepared, 3)
    again = kept.read(prepared, 3)

    assert known is not None
    assert again is not None
    assert list(known[0].cases) == list(again[0].cases)
    for key, case in known[0].cases.items():
        script, place = known[0].places[key]
        assert script.cases[place] is case
        assert case.steps[0].request == next(iter(case.steps)).request
        assert len(case.steps) == len(case.record)
        assert {len(record) for record in case.passing.values()} <= {len(case.steps)}
        assert known[0].script_of_one(key).body == again[0].script_of_one(key).body


def test_what_a_case_asks_is_read_when_it_is_used(
    prepared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[bytes] = []
    loads = pickle.loads
    monkeypatch.setattr(pickle, "loads", lambda data: reads.append(data) or loads(data))

    known = kept.read(prepared, 3)
    assert known is not None
    assert len(reads) == 1
    first = next(iter(known[0].cases.values()))
    assert len(first.steps) == len(first.steps[:])
    assert len(reads) == 2


def test_what_checks_have_worked_out_is_known_again(tmp_path: Path) -> None:
    memory = Memory()
    memory.recall(("one",), lambda: np.ones(3))
    kept.write(tmp_path, Foretelling(7, {}, {}, Written()), memory)

    read = kept.read(tmp_path, 7)

    assert read is not None
    assert read[1].recall(("one",), lambda: np.zeros(3)).tolist() == [1, 1, 1]
    assert read[1].recall(("two",), lambda: np.zeros(3)).tolist() == [0, 0, 0]
    assert read[1].recall(("two",), lambda: np.ones(3)).tolist() == [0, 0, 0]


def test_nobody_else_may_enter_where_it_is_kept(prepared: Path) -> None:
    assert prepared.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in prepared.iterdir()) == [
        "3.pickle",
        "4.pickle",
        "checks.pickle",
    ]
