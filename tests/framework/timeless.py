"""Reports are the same but for the times in them."""

from __future__ import annotations

from dataclasses import replace

from autograder.model.report import Report


def timeless(report: Report) -> Report:
    """Return a report without the times in it."""
    questions = tuple(
        replace(one, checks=tuple(replace(check, seconds=0) for check in one.checks))
        for one in report.questions
    )
    return replace(report, seconds=0, questions=questions)
