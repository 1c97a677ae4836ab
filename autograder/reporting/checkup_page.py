"""A student's own run as HTML, for a notebook or a browser: one piece that needs nothing else."""

from __future__ import annotations

from html import escape

from autograder.model.assignment import Feedback, HiddenSays
from autograder.model.checkup import Checkup, QuestionCheckup
from autograder.model.outcome import Outcome
from autograder.model.report import CheckResult
from autograder.reporting.checkup_terminal import summary
from autograder.reporting.feedback import check_feedback
from autograder.reporting.plot_svg import plot
from autograder.reporting.text import printable

EVERYTHING = Feedback(hidden_says=HiddenSays(after_published="nothing"))
GREEN, RED = "#1a7f37", "#d1242f"
CELL = "padding:.15em .7em;text-align:left"
HEAD = '<!doctype html>\n<meta charset="utf-8">\n<title>autograder check</title>\n'
"""What stands before the piece in a file of its own."""
PRE = "margin:.3em 0 .3em 1em;white-space:pre-wrap;font-size:90%"


def page(checkup: Checkup, detail: bool) -> str:
    """Return the HTML; it takes its colours from the page around it.

    Parameters
    ----------
    checkup
        What was found.
    detail
        Whether every failed check is open, instead of the first one.
    """
    parts = [
        f"<div><b>{_text(checkup.title)}</b><br>checked: {_text(checkup.subject)}",
        *(f"<br>note: {_text(remark)}" for remark in checkup.remarks),
        '<table style="border-collapse:collapse;margin:.6em 0"><tr>',
        *(f'<th style="{CELL}">{head}</th>' for head in _HEADS),
        "</tr>",
        *(_row(one) for one in checkup.questions),
        "</table>",
    ]
    is_open = True
    for one in checkup.questions:
        for check in _failed(one):
            parts.append(_failure(one, check, is_open))
            is_open = detail
    parts.append(f"<p>{'<br>'.join(map(_text, summary(checkup, detail=True)))}</p></div>")
    return "\n".join(parts) + "\n"


_HEADS = ("", "question", "", "written", "public checks", "points", "hidden checks")


def _row(one: QuestionCheckup) -> str:
    question = one.question
    mark, colour = "·", ""
    checks = points = ""
    if one.result is not None:
        mark, colour = ("✓", GREEN) if one.passed else ("✗", RED)
        right = sum(check.outcome is Outcome.PASSED for check in one.result.checks)
        checks = f"{right} of {len(one.result.checks)}"
        points = f"{one.result.score:.3g} of {one.result.max_score:.3g}"
    elif question.manual:
        points = f"a person awards up to {float(question.points):g}"
    hidden = "" if question.manual else str(one.hidden_checks)
    cells = (question.id, question.title, one.progress.value, checks, points, hidden)
    return (
        f'<tr><td style="{CELL};color:{colour or "inherit"}">{mark}</td>'
        + "".join(f'<td style="{CELL}">{_text(cell)}</td>' for cell in cells)
        + "</tr>"
    )


def _failed(one: QuestionCheckup) -> list[CheckResult]:
    """Return the checks to explain: none of a question that is not begun."""
    if one.result is None or not one.begun:
        return []
    return [check for check in one.result.checks if check.outcome is not Outcome.PASSED]


def _failure(one: QuestionCheckup, check: CheckResult, is_open: bool) -> str:
    drawn = [case.difference for case in check.cases if case.difference is not None]
    picture = (
        f'<div style="margin-left:1em;overflow-x:auto">{plot(drawn[0])}</div>' if drawn else ""
    )
    return (
        f"<details{' open' if is_open else ''}><summary>"
        f'<span style="color:{RED}">✗</span> {_text(one.question.id)} '
        f"<i>{_text(check.check.title)}</i></summary>"
        f'<pre style="{PRE}">{_text(check_feedback(check, EVERYTHING))}</pre>{picture}</details>'
    )


def _text(text: str) -> str:
    return escape(printable(text))
