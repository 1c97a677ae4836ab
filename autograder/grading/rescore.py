"""A report by other points: what the cases came to stays, and nothing of a student's is run."""

from __future__ import annotations

from dataclasses import replace

from autograder.grading.score import score_question
from autograder.model.assignment import Assignment
from autograder.model.report import QuestionResult, Report


def rescored(report: Report, assignment: Assignment) -> Report:
    """Share out the points of an assignment anew.

    Parameters
    ----------
    report
        Made of the same questions and checks.
    assignment
        Says what they are worth.
    """
    return replace(
        report,
        questions=tuple(_rescored(result, assignment) for result in report.questions),
        manual=tuple(
            replace(answer, question=assignment.question(answer.question.id))
            for answer in report.manual
        ),
    )


def _rescored(result: QuestionResult, assignment: Assignment) -> QuestionResult:
    scored = score_question(
        assignment.question(result.question.id),
        [one.check for one in result.checks],
        {one.check.id: one.cases for one in result.checks},
        share=assignment.follow_through,
    )
    points = {one.check.id: (one.score, one.max_score) for one in scored.checks}
    checks = []
    for one in result.checks:
        score, max_score = points[one.check.id]
        checks.append(replace(one, score=score, max_score=max_score))
    return replace(scored, checks=tuple(checks))
