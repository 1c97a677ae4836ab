"""A student's own run on the terminal: a line a question, and below it what is wrong and why."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

from autograder.model.assignment import Feedback, HiddenSays
from autograder.model.checkup import Checkup, Progress, QuestionCheckup
from autograder.model.outcome import Outcome
from autograder.reporting.feedback import check_feedback, printed, shared_reason
from autograder.reporting.lines import Lines, fitted

RIGHT, WRONG, LATER = ("✓", "green"), ("✗", "red"), ("·", "dim")
STYLES = {
    Progress.WRITTEN: "",
    Progress.PARTLY: "yellow",
    Progress.BLANK: "dim",
    Progress.MISSING: "yellow",
}
EVERYTHING = Feedback(hidden_says=HiddenSays(after_published="nothing"))
"""There are public checks alone, and these say all they have."""
NUMBER, COLUMNS, NARROWEST = 7, (11, 8, 13, 8), 12
HEADS = ("written", "public", "points", "hidden")


def show(checkup: Checkup, detail: bool) -> None:
    """Print a checkup.

    Parameters
    ----------
    checkup
        What was found.
    detail
        Whether every check is shown, instead of the first one that failed.
    """
    lines = Lines()
    lines.say(checkup.title, "bold")
    lines.say(f"checked: {checkup.subject}")
    for remark in checkup.remarks:
        lines.say(f"note: {remark}", "yellow", indent=2)
    lines.plain(Text())
    longest = max([cell_len(one.question.title) for one in checkup.questions], default=0)
    room = min(longest, max(lines.width - NUMBER - sum(COLUMNS), NARROWEST))
    heads = "".join(f"{head:>{wide}}" for head, wide in zip(HEADS, COLUMNS, strict=True))
    lines.plain(Text(" " * (NUMBER + room) + heads, style="dim"))
    for one in checkup.questions:
        lines.plain(_row(one, room))
        if one.result is not None and (detail or one.begun):
            _explain(lines, one, detail)
    lines.plain(Text())
    for sentence in summary(checkup, detail):
        lines.say(sentence)


def _row(one: QuestionCheckup, room: int) -> Text:
    mark, style = LATER
    if one.result is not None and one.begun:
        mark, style = RIGHT if one.passed else WRONG
    line = Text.assemble(
        (f"{mark} ", style), (f"{one.question.id:<5}{fitted(one.question.title, room)}", "bold")
    )
    line.append(f"{one.progress.value:>{COLUMNS[0]}}", STYLES[one.progress])
    if one.question.manual:
        points = float(one.question.points)
        line.append(f"   a person awards up to {points:g}", "cyan")
        return line
    checks, scored = "-", "-"
    if one.result is not None:
        right = sum(check.outcome is Outcome.PASSED for check in one.result.checks)
        checks = f"{right}/{len(one.result.checks)}"
        scored = f"{one.result.score:.3g}/{one.result.max_score:.3g}"
    line.append(f"{checks:>{COLUMNS[1]}}{scored:>{COLUMNS[2]}}", style)
    line.append(f"{one.hidden_checks:>{COLUMNS[3]}}", "dim")
    return line


def _explain(lines: Lines, one: QuestionCheckup, detail: bool) -> None:
    if one.result is None:
        return
    if reason := shared_reason(one.result, EVERYTHING):
        if not one.passed:
            lines.say(reason, indent=NUMBER)
        return
    failed = [check for check in one.result.checks if check.outcome is not Outcome.PASSED]
    for check in one.result.checks if detail else failed[:1]:
        mark, style = RIGHT if check.outcome is Outcome.PASSED else WRONG
        title = Text.assemble((f"{mark} ", style), (check.check.title, "italic"))
        lines.line(title, NUMBER, NUMBER + 2)
        if check.outcome is not Outcome.PASSED:
            lines.say(check_feedback(check, EVERYTHING), indent=NUMBER + 2)
        elif words := printed(check.cases):
            lines.say("\n".join(words), indent=NUMBER + 2)
    if not detail and len(failed) > 1:
        more = len(failed) - 1
        lines.say(f"{more} more {'check fails' if more == 1 else 'checks fail'}.", "dim", NUMBER)


def summary(checkup: Checkup, detail: bool) -> list[str]:
    """Say in a few sentences how much is right, and what else there will be."""
    checks = [check for one in checkup.questions if one.result for check in one.result.checks]
    right = sum(check.outcome is Outcome.PASSED for check in checks)
    earned, stand_for = checkup.points
    sentences = [
        f"{right} of {len(checks)} public checks are right: "
        f"{earned:.4g} of the {stand_for:.4g} points that they stand for."
    ]
    hidden = sum(one.hidden_checks for one in checkup.questions)
    questions = [one.question for one in checkup.questions]
    automatic = sum(float(question.points) for question in questions if not question.manual)
    manual = sum(float(question.points) for question in questions if question.manual)
    others = []
    if hidden:
        others.append(f"{hidden} hidden checks stand for {automatic - stand_for:.4g} more")
    if manual:
        others.append(f"a person awards up to {manual:g}")
    if others:
        sentences.append(f"{'; '.join(others)}.")
    if not detail and not checkup.passed:
        first = next(one.question.id for one in checkup.questions if not one.passed)
        sentences.append(f"One question in detail: python -m autograder check {first}")
    return sentences
