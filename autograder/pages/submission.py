"""A submission's two pages: one for its student, one for staff.

They are two files, and never one with hidden parts: the student's is made of a report from which
all has been taken that they may not see.
"""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

from autograder.model.assignment import Assignment
from autograder.model.stored import Stored
from autograder.pages.check_view import WORDS
from autograder.pages.engine import fragment, render
from autograder.pages.redaction import for_student
from autograder.pages.submission_view import Listed, submission_view

SCRIPT = "submission.js"


def student(entry: Stored, assignment: Assignment) -> bytes:
    """Return `report.html`: what the student may see once results are published."""
    report = for_student(entry.report, assignment.feedback)
    return render(
        "student.html",
        SCRIPT,
        title=assignment.title,
        listed=_listed,
        view=submission_view(entry, report),
        final=not entry.report.needs_staff,
        late=entry.late,
    )


def staff(entry: Stored, assignment: Assignment) -> bytes:
    """Return `staff.html`: everything that is known of a submission."""
    return render(
        "staff.html",
        SCRIPT,
        title=assignment.title,
        listed=_listed,
        view=submission_view(entry, entry.report),
        final=not entry.report.needs_staff,
        late=entry.late,
        entry=entry,
        words=WORDS,
    )


@lru_cache(maxsize=1024)
def _listed(checks: tuple[Listed, ...]) -> Markup:
    """Return the checks of a question that are right, which many submissions have the same."""
    return fragment("listed.html", checks=checks)
