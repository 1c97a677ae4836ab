from __future__ import annotations

from pathlib import Path

import pytest
import tiny_assignment
from tiny_assignment import HIDDEN, PUBLIC

from autograder import config
from autograder.errors import ConfigError
from autograder.grading.cases import Case, Collected
from autograder.grading.collect import with_checks
from autograder.grading.follow_through import follow, to_follow
from autograder.model.outcome import CaseResult, Outcome

pytestmark = pytest.mark.usefixtures("own_modules")

PASSED, FAILED, ERROR = Outcome.PASSED, Outcome.FAILED, Outcome.GRADER_ERROR
MARKED = '@number("1.2")\n@follow_through("1.1")\n@pytest.mark.parametrize("n", [1, 2])'


def hidden(decorators: str = MARKED) -> str:
    return (
        f"import pytest\nfrom autograder.testing import follow_through\n{HIDDEN}\n{decorators}\n"
        "def test_it_follows(submission, n):\n    pass\n"
    )


def collect(folder: Path, text: str) -> Collected:
    tiny_assignment.make(folder, hidden=text)
    found: list[Collected] = []
    with_checks(config.read(folder), found.append)
    return found[0]


def test_a_follow_through_check_scores_nothing_and_is_kept_apart(tmp_path: Path) -> None:
    found = collect(tmp_path, hidden())

    (check,) = {case.check for case in found.following}
    assert (check.question, check.follows, check.weight) == ("1.2", "1.1", 1.0)
    assert [case.id for case in found.following] == ["1", "2"]
    assert check not in found.checks
    assert not {case.check.id for case in found.cases} & {check.id}


def test_it_may_stand_for_a_part_of_the_question(tmp_path: Path) -> None:
    part = MARKED.replace('("1.1")', '("1.1", part=0.25)')

    assert collect(tmp_path, hidden(part)).following[0].check.weight == 0.25


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('h("1.1")', 'h("9.9")', "follows question '9.9', which config.yaml does not have"),
        ('h("1.1")', 'h("3.1")', "follows question '3.1', which config.yaml does not have"),
        ('("1.1")', '("1.1", part=2)', "has the part 2; it should be above 0 and at most 1"),
        ('("1.1")', '("1.1", part=0)', "has the part 0; it should be above 0 and at most 1"),
        ('("1.1")', '("1.1", "x")', "has the part 'x'; it should be above 0 and at most 1"),
        ("@pytest", "@weight(2)\n@pytest", "is a follow-through check, which has no weight; rem"),
    ],
)
def test_what_is_not_right_about_it_is_told(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(ConfigError, match="test_it_follows") as error:
        collect(tmp_path, hidden(MARKED.replace(old, new, 1)))

    assert message in str(error.value)


def test_a_public_one_is_refused(tmp_path: Path) -> None:
    public = "from autograder.testing import follow_through\n" + PUBLIC + "\n" + MARKED
    tiny_assignment.make(tmp_path, public=f"{public}\ndef test_it_follows(submission, n): pass\n")

    with pytest.raises(ConfigError, match="is a follow-through check; keep it in tests/graded/hid"):
        with_checks(config.read(tmp_path), lambda found: None)


def test_a_question_needs_another_check(tmp_path: Path) -> None:
    without = hidden().replace('@number("1.2")\ndef test_halve', '@number("1.1")\ndef test_halve')

    with pytest.raises(ConfigError, match=r"question 1.2 has no check"):
        collect(tmp_path, without)


def came_to(found: Collected, **outcomes: list[Outcome]) -> dict[str, list[CaseResult]]:
    """The results of every check: those given by question, in turn, else all passed."""
    results = {}
    for check in found.checks:
        given = outcomes.get(f"q{check.question.replace('.', '_')}", [PASSED])
        results[check.id] = [
            CaseResult(check.id, case, given[n % len(given)]) for n, case in enumerate(check.cases)
        ]
    return results


@pytest.mark.parametrize(
    ("first", "second", "runs"),
    [
        ([FAILED], [FAILED], True),
        ([PASSED], [FAILED], False),
        ([FAILED], [PASSED], False),
        ([PASSED], [PASSED], False),
        ([ERROR], [FAILED], False),
        ([Outcome.TIMED_OUT], [FAILED], False),
        ([FAILED], [Outcome.CRASHED], False),
    ],
)
def test_it_is_run_where_both_questions_lost_points_and_nothing_hung(
    tmp_path: Path, first: list[Outcome], second: list[Outcome], runs: bool
) -> None:
    found = collect(tmp_path, hidden())

    cases = to_follow(found, came_to(found, q1_1=first, q1_2=second))

    assert cases == (found.following if runs else ())


def test_what_hangs_ends_its_check(tmp_path: Path) -> None:
    found = collect(tmp_path, hidden())
    hung = CaseResult("id", "1", Outcome.TIMED_OUT)
    asked = []

    def judge(case: Case) -> CaseResult:
        asked.append(case)
        return hung

    results = follow(found.following, judge)

    assert asked == [found.following[0]]
    assert results == {found.following[0].check.id: [hung]}
