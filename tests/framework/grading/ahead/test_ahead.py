"""Submissions that are asked ahead get the reports that they get without."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import ahead_grading
import pytest
import tiny_assignment
from ahead_grading import FIRST, SECOND, Counting, both, counted, with_grader

from autograder.grading.ahead import Foretelling
from autograder.grading.cases import CaseKey
from autograder.grading.intake import read_submission
from autograder.grading.run import SubmissionGrader
from autograder.model.assignment import Assignment
from autograder.model.outcome import Outcome
from autograder.model.report import Report
from autograder.sandbox import protocol
from autograder.sandbox.client import SandboxError
from autograder.sandbox.protocol import Script

pytestmark = [
    pytest.mark.usefixtures("own_modules"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
]

SUBMISSIONS = {
    "the reference": FIRST,
    "other bits": FIRST.replace("* 2.0", "* 2.000000000000002"),
    "far bits": FIRST.replace("* 2.0", "* 2.00000001"),
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
    "forgets what it scales by": FIRST.replace("self.by = by", "self._by = by").replace(
        "x * self.by", "x * self._by"
    ),
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
PARTS = ("2-by", "2-last", "3-by", "3-last")


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    return ahead_grading.make(tmp_path / "assignment")


def test_what_is_asked_ahead_gets_the_same_report(assignment: Assignment, tmp_path: Path) -> None:
    unlike: list[str] = []
    scores: dict[str, float] = {}

    def then(grader: SubmissionGrader, runner: Counting) -> None:
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

    def then(grader: SubmissionGrader, runner: Counting) -> None:
        grader.foretell(1)
        for name in ("the reference", "wrong backward"):
            runner.ran.clear()
            _, _report = both(grader, assignment, tmp_path / name, SUBMISSIONS[name])
            ran[name] = runner.ran[len(grader.collected.cases) :]

    with_grader(assignment, then)

    # A check that looks at the words of an exception is run, and what reads answers and calls.
    assert {"test_words", "test_many", "test_both"} <= set(ran["the reference"])
    told = {"test_forward[3]", "test_scale[2]", "test_backward[2]", "test_root[-1]", "test_slope"}
    assert not told & set(ran["the reference"])
    assert "test_backward[2]" in ran["wrong backward"]
    assert "test_forward[3]" not in ran["wrong backward"]


def test_what_several_cases_in_a_row_ask_for_is_asked_for_once(assignment: Assignment) -> None:
    asked: dict[CaseKey, int] = {}

    def then(grader: SubmissionGrader, runner: Counting) -> None:
        grader.foretell(1)
        assert grader.foretelling is not None
        for key, (script, place) in grader.foretelling.places.items():
            message = protocol.request(script.header)
            assert isinstance(message, Script)
            assert len(message.cases) == len(script.cases)
            asked[key] = len(message.cases[place].steps)

    with_grader(assignment, then)

    numbers = {case: asked["hidden/test_hidden.py::test_parts", case] for case in PARTS}
    assert numbers == {"2-by": 5, "2-last": 0, "3-by": 5, "3-last": 0}
    assert [key for key, number in asked.items() if not number] == [
        ("hidden/test_hidden.py::test_parts", "2-last"),
        ("hidden/test_hidden.py::test_parts", "3-last"),
    ]


OTHER_FORMS = {
    "other bits": {"* 2.0": "* 2.000000000000002"},
    "a scalar of NumPy's": {"float(x)": "np.float64(x)"},
    "an array without dimensions": {"float(x)": "np.array(float(x))"},
    "another cache": {", (x,)\n": ", {0: x}\n", "(x,) = cache": "x = cache[0]"},
    "an array for a cache": {", (x,)\n": ", np.array([x])\n"},
}


@pytest.mark.parametrize("name", OTHER_FORMS)
def test_no_check_is_run_whose_answers_differ_by_rounding_or_form(
    assignment: Assignment, tmp_path: Path, name: str
) -> None:
    first = FIRST
    for old, new in OTHER_FORMS[name].items():
        assert old in first
        first = first.replace(old, new)
    ran: list[list[str]] = []

    def then(grader: SubmissionGrader, runner: Counting) -> None:
        grader.foretell(1)
        for text in (FIRST, first):
            path = tiny_assignment.submit(tmp_path / str(len(ran)), first=text, second=SECOND)
            runner.ran.clear()
            assert grader.grade(read_submission(path, assignment, "ada"), 1).score == 10
            ran.append(list(runner.ran))

    with_grader(assignment, then)

    # These tell answers apart, by what they ask for: to the bit, or by their form.
    particular = {"test_elsewhere", "test_written", "test_of_what_came", "test_by_what_came"}
    assert set(ran[1]) - set(ran[0]) <= particular


def test_answers_with_which_a_check_has_passed_are_known_from_then_on(
    assignment: Assignment, tmp_path: Path
) -> None:
    ran: list[list[str]] = []
    wrong = SUBMISSIONS["far bits"].replace("return x * 2", "return x * 3")

    def then(grader: SubmissionGrader, runner: Counting) -> None:
        grader.foretell(1)
        for number, first in enumerate((SUBMISSIONS["far bits"], wrong) * 2):
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

    def then(grader: SubmissionGrader, runner: Counting) -> None:
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

    def then(grader: SubmissionGrader, runner: Counting) -> None:
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

    def then(grader: SubmissionGrader, runner: Counting) -> None:
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

    def then(grader: SubmissionGrader, runner: Counting) -> None:
        grader.foretell(1)
        told.append(grader.foretelling)

    with_grader(assignment, then)

    assert told[0] is not None
    names = {check.partition("::")[2] for check, _ in told[0].cases}
    assert "test_forward" in names
    assert "test_forward_again" not in names
