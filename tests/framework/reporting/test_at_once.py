from __future__ import annotations

from sample_reports import (
    DOUBLE,
    HALVE,
    HIDDEN,
    OTHER,
    PUBLIC,
    broken,
    case,
    check,
    report,
    right,
    usual,
    wrong,
)

from autograder.model.outcome import Outcome
from autograder.reporting.at_once import at_once, within

LATER = "2 more checks, worth 8 points, are shown later; they do not count here."
MANUAL = "2 more points are awarded by a person."


def test_visible_checks_alone_are_shown_and_counted() -> None:
    shown = at_once(usual())

    assert [result.check for result in shown.checks] == [PUBLIC]
    assert (shown.score, shown.max_score) == (0.0, 1.0)
    assert shown.notes == (LATER, MANUAL, "First.PY was taken for first.py.")


def test_a_questions_score_is_that_of_its_visible_checks() -> None:
    (question,) = at_once(
        report((DOUBLE, [(PUBLIC, right(PUBLIC)), (HIDDEN, wrong(HIDDEN))]))
    ).questions

    assert question.question is DOUBLE
    assert (question.score, question.max_score) == (1.0, 1.0)


def test_a_visibility_of_later_is_not_at_once() -> None:
    for visibility in ("hidden", "after_due_date", "after_published"):
        later = check(DOUBLE, "later", public=True, visibility=visibility)  # type: ignore[arg-type]

        assert at_once(report((DOUBLE, [(later, right(later))]))).checks == ()


def test_hidden_checks_that_are_visible_count() -> None:
    seen = check(DOUBLE, "seen", visibility="visible")

    shown = at_once(report((DOUBLE, [(seen, right(seen))]), (HALVE, [(OTHER, wrong(OTHER))])))

    assert (shown.score, shown.max_score) == (4.0, 4.0)


def test_a_fault_of_the_grader_is_told() -> None:
    assert "through no fault of yours" in " ".join(at_once(broken()).notes)


def test_whether_anything_ran() -> None:
    missing = [case(PUBLIC, Outcome.NOT_RUN, "first.py was not handed in")]

    assert at_once(usual()).anything_ran
    assert not at_once(report((DOUBLE, [(PUBLIC, missing)]))).anything_ran


def test_texts_are_shortened_until_they_fit() -> None:
    data = within(1_000, lambda most: b"x" * (3 * most))

    assert 500 < len(data) <= 1_000
    assert len(within(10**9, lambda most: b"x" * most)) == 20_000
