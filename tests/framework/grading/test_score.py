from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.grading.score import score_question
from autograder.model.assignment import Question
from autograder.model.check import Check
from autograder.model.outcome import CaseResult, Outcome
from autograder.model.report import QuestionResult

ROUNDING = 1e-6  # scores are given to six decimals


def check(name: str, weight: float = 1.0, cases: int = 1) -> Check:
    return Check(name, "1.1", name, weight, "visible", False, tuple(str(n) for n in range(cases)))


def score(
    points: Fraction | int, checks: list[Check], outcomes: list[list[Outcome]]
) -> QuestionResult:
    results = {
        one.id: [CaseResult(one.id, case, how) for case, how in zip(one.cases, ended, strict=True)]
        for one, ended in zip(checks, outcomes, strict=True)
    }
    question = Question("1.1", "Title", Fraction(points), "first.py", ("double",))
    return score_question(question, checks, results)


PASSED, FAILED, ERROR = Outcome.PASSED, Outcome.FAILED, Outcome.GRADER_ERROR


def test_a_checks_credit_is_the_share_of_its_cases_that_passed() -> None:
    result = score(6, [check("a", cases=3)], [[PASSED, FAILED, PASSED]])

    assert result.score == 4.0
    assert result.max_score == 6.0
    assert result.outcome is FAILED


def test_checks_count_by_their_weights() -> None:
    result = score(8, [check("a", 3), check("b", 1)], [[PASSED], [FAILED]])

    assert result.score == 6.0
    assert [(one.score, one.max_score) for one in result.checks] == [(6.0, 6.0), (0.0, 2.0)]


@pytest.mark.parametrize("outcome", [one for one in Outcome if one not in (PASSED, ERROR)])
def test_every_outcome_but_passed_earns_nothing(outcome: Outcome) -> None:
    assert score(8, [check("a")], [[outcome]]).score == 0.0


def test_a_graders_error_is_left_out_of_a_checks_cases() -> None:
    result = score(6, [check("a", cases=3)], [[PASSED, ERROR, FAILED]])

    assert result.score == 3.0
    assert result.outcome is ERROR


def test_a_check_that_was_not_judged_is_left_out_of_the_sums() -> None:
    result = score(6, [check("a"), check("b", 5)], [[PASSED], [ERROR]])

    assert result.score == 6.0
    assert [(one.score, one.max_score) for one in result.checks] == [(6.0, 6.0), (0.0, 0.0)]
    assert result.outcome is ERROR


def test_where_nothing_was_judged_the_outcome_says_so() -> None:
    result = score(6, [check("a"), check("b")], [[ERROR], [ERROR]])

    assert (result.score, result.max_score, result.outcome) == (0.0, 6.0, ERROR)


WEIGHTS = st.floats(1e-6, 1e6, allow_nan=False, exclude_max=True) | st.integers(1, 10)
POINTS = st.fractions(Fraction(1, 1000), 10_000, max_denominator=1000) | st.integers(1, 100)


@st.composite
def questions(
    draw: st.DrawFn, outcomes: tuple[Outcome, ...] = tuple(Outcome)
) -> tuple[Fraction, list[Check], list[list[Outcome]]]:
    checks = []
    ended = []
    for number in range(draw(st.integers(1, 6))):
        cases = draw(st.lists(st.sampled_from(outcomes), min_size=1, max_size=6))
        checks.append(check(f"c{number}", float(draw(WEIGHTS)), len(cases)))
        ended.append(cases)
    return Fraction(draw(POINTS)), checks, ended


PROPERTY = settings(max_examples=50, derandomize=True, deadline=None, database=None)


@PROPERTY
@given(questions())
def test_scores_are_finite_bounded_and_add_up(
    case: tuple[Fraction, list[Check], list[list[Outcome]]],
) -> None:
    points, checks, outcomes = case

    result = score(points, checks, outcomes)

    for one in (result, *result.checks):
        assert math.isfinite(one.score)
        assert 0 <= one.score <= one.max_score
    room = ROUNDING * len(checks)
    assert sum(one.score for one in result.checks) == pytest.approx(result.score, abs=room)
    assert abs(result.max_score - float(points)) <= ROUNDING
    if any(how is not ERROR for ended in outcomes for how in ended):
        total = sum(one.max_score for one in result.checks)
        assert total == pytest.approx(result.max_score, abs=room)


@PROPERTY
@given(questions())
def test_the_score_is_the_formula(
    case: tuple[Fraction, list[Check], list[list[Outcome]]],
) -> None:
    points, checks, outcomes = case
    above = below = Fraction(0)
    for one, ended in zip(checks, outcomes, strict=True):
        judged = [how for how in ended if how is not ERROR]
        if judged:
            above += Fraction(one.weight) * Fraction(judged.count(PASSED), len(judged))
            below += Fraction(one.weight)

    result = score(points, checks, outcomes)

    expected = float(points * above / below) if below else 0.0
    assert result.score == pytest.approx(expected, abs=ROUNDING)


@PROPERTY
@given(questions())
def test_a_better_case_never_costs_points(
    case: tuple[Fraction, list[Check], list[list[Outcome]]],
) -> None:
    points, checks, outcomes = case
    before = score(points, checks, outcomes).score
    for ended in outcomes:
        for place, how in enumerate(ended):
            if how not in (PASSED, ERROR):
                ended[place] = PASSED
                assert score(points, checks, outcomes).score >= before
                return


@PROPERTY
@given(questions(outcomes=(PASSED,)))
def test_all_right_is_exactly_all_points(
    case: tuple[Fraction, list[Check], list[list[Outcome]]],
) -> None:
    points, checks, outcomes = case

    result = score(points, checks, outcomes)

    assert result.score == result.max_score == round(float(points), 6)
    assert result.outcome is PASSED


@PROPERTY
@given(questions())
def test_a_graders_error_more_never_lowers_what_is_left(
    case: tuple[Fraction, list[Check], list[list[Outcome]]],
) -> None:
    points, checks, outcomes = case
    failed_all = [[FAILED] * len(ended) for ended in outcomes]
    lowest = score(points, checks, failed_all)
    failed_all[0] = [ERROR] * len(outcomes[0])

    assert score(points, checks, failed_all).score == lowest.score == 0.0
    assert score(points, checks, failed_all).outcome is ERROR


@PROPERTY
@given(questions())
def test_the_order_of_checks_does_not_matter(
    case: tuple[Fraction, list[Check], list[list[Outcome]]],
) -> None:
    points, checks, outcomes = case

    assert (
        score(points, checks, outcomes).score == score(points, checks[::-1], outcomes[::-1]).score
    )


FOLLOWS = Check("f", "1.1", "f", 1.0, "visible", False, ("0", "1", "2", "3"), follows="1.0")


def followed(
    share: Fraction, part: float, earned: list[Outcome], agrees: list[Outcome]
) -> QuestionResult:
    checks = [check("a", cases=len(earned)), replace(FOLLOWS, weight=part)]
    results = {
        one.id: [CaseResult(one.id, case, how) for case, how in zip(one.cases, ended, strict=False)]
        for one, ended in zip(checks, (earned, agrees), strict=True)
    }
    question = Question("1.1", "Title", Fraction(8), "first.py", ("double",))
    return score_question(question, checks, results, share=share)


@pytest.mark.parametrize(
    ("share", "part", "earned", "agrees", "points"),
    [
        ("1/2", 1.0, [FAILED] * 4, [PASSED] * 4, 4.0),
        ("1/2", 0.5, [FAILED] * 4, [PASSED] * 4, 2.0),
        ("1/2", 1.0, [FAILED] * 4, [PASSED, PASSED, PASSED, FAILED], 3.0),
        ("1/2", 1.0, [FAILED] * 4, [PASSED, PASSED, Outcome.TIMED_OUT], 2.0),  # and no more ran
        ("1/2", 1.0, [FAILED] * 4, [PASSED, PASSED, ERROR, ERROR], 4.0),
        ("1/2", 1.0, [PASSED, FAILED, FAILED, FAILED], [PASSED] * 4, 4.0),
        ("1/2", 1.0, [PASSED, PASSED, PASSED, FAILED], [PASSED] * 4, 6.0),
        ("1", 1.0, [PASSED, FAILED, FAILED, FAILED], [PASSED] * 4, 8.0),
        ("0", 1.0, [FAILED] * 4, [PASSED] * 4, 0.0),
    ],
)
def test_follow_through_lifts_the_score_to_its_share_and_weighs_nothing(
    share: str, part: float, earned: list[Outcome], agrees: list[Outcome], points: float
) -> None:
    result = followed(Fraction(share), part, earned, agrees)

    assert result.score == points
    assert sum(one.score for one in result.checks) == pytest.approx(points)
    assert sum(one.max_score for one in result.checks) == result.max_score == 8.0


def test_what_does_not_follow_is_left_out_and_a_fault_of_ours_is_not() -> None:
    nothing = followed(Fraction(1, 2), 1.0, [FAILED] * 4, [FAILED] * 4)
    ours = followed(Fraction(1, 2), 1.0, [FAILED] * 4, [ERROR] * 4)

    assert [one.check.id for one in nothing.checks] == ["a"]
    assert [one.check.id for one in ours.checks] == ["a", "f"]
    assert (ours.score, ours.outcome) == (0.0, ERROR)
