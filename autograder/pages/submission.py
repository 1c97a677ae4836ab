"""A submission's two pages: one for its student, one for staff.

They are two files, and never one with hidden parts: the student's is made of a report from which
all has been taken that they may not see.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from markupsafe import Markup

from autograder.model.assignment import Assignment
from autograder.model.report import Report
from autograder.model.stored import Stored
from autograder.pages.engine import render, template
from autograder.pages.redaction import for_student
from autograder.pages.submission_view import Heading, QuestionView, submission_view

SCRIPT = "submission.js"


def student(entry: Stored, assignment: Assignment) -> bytes:
    """Return `report.html`: what the student may see once results are published."""
    report = for_student(entry.report, assignment.feedback)
    return render("student.html", SCRIPT, **_context(entry, report, assignment, None))


def staff(entry: Stored, assignment: Assignment) -> bytes:
    """Return `staff.html`: everything that is known of a submission."""
    extra = template("staff_check.html")
    context = _context(entry, entry.report, assignment, extra)
    return render("staff.html", SCRIPT, entry=entry, **context)


def _context(entry: Stored, report: Report, assignment: Assignment, extra: Any) -> dict[str, Any]:
    """Return what both pages show.

    Parameters
    ----------
    entry, assignment
        Whose submission it is, and to what.
    report
        As much of its report as may be shown.
    extra
        The template of what is said of a check beside, or `None`.
    """
    return {
        "title": assignment.title,
        "view": submission_view(entry, report),
        "final": not entry.report.needs_staff,
        "late": entry.late,
        "row": _row,
        "section": partial(_section, extra),
    }


def _section(extra: Any, question: QuestionView) -> Markup:
    if question.failed:
        made: Markup = template("question.html").section(question, extra)
        return made
    return _right(question)


@lru_cache(maxsize=2048)
def _right(question: QuestionView) -> Markup:
    """Return the section of a question without a wrong check, as many submissions have it."""
    made: Markup = template("question.html").section(question, None)
    return made


@lru_cache(maxsize=2048)
def _row(heading: Heading) -> Markup:
    """Return the line of a question in the table of scores."""
    made: Markup = template("question.html").row(heading)
    return made
