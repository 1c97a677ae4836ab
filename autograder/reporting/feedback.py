"""The words of a check's feedback, for whoever may see them."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.model.assignment import Feedback
from autograder.model.outcome import CaseResult, Outcome
from autograder.model.report import CheckResult, QuestionResult
from autograder.reporting.marks import marks
from autograder.reporting.text import cut, printable

MAX_MESSAGES = 4
MAX_DETAIL = 4_000
MAX_PRINTED = 4_000
MARKS_WIDTH = 60
SAME_AS = "What your code does is a known mistake: "
_NO_ERROR = frozenset({Outcome.PASSED, Outcome.GRADER_ERROR})
HEADS = {
    Outcome.NOT_RUN: "Not run.",
    Outcome.GRADER_ERROR: "Not judged.",
}


def check_feedback(result: CheckResult, feedback: Feedback) -> str:
    """What a student reads of a check.

    A public check shows the values, where an array is wrong, the exception and what was printed; a
    hidden one only the kind of error and the hint of a known mistake that gives the same results,
    or less if the configuration says so. Marks an entry would let a submission that can tell right
    from wrong spell out a hidden check's inputs.
    """
    failed = [case for case in result.cases if case.outcome is not Outcome.PASSED]
    lines = [head(result)]
    if result.check.follows:
        return followed(result)
    says = feedback.hidden_says.after_published
    if not failed or not (result.check.public or says != "nothing"):
        return lines[0]
    if says == "hint":
        lines.extend(SAME_AS + printable(hint) for hint in result.hints)
    groups = kinds_of_error(failed)
    for message, cases in groups[:MAX_MESSAGES]:
        times = f" ({len(cases)} cases)" if len(cases) > 1 else ""
        lines.append("- " + _indented(sentence(message, times), 2).lstrip())
        if result.check.public:
            if cases[0].difference is not None:
                lines.extend(" " * 4 + line for line in marks(cases[0].difference, MARKS_WIDTH))
            if cases[0].detail:
                lines.append(_indented(cut(cases[0].detail, MAX_DETAIL), 4))
    if len(groups) > MAX_MESSAGES:
        more = len(groups) - MAX_MESSAGES
        lines.append(f"- and {more} more {'kind' if more == 1 else 'kinds'} of error")
    return "\n".join([*lines, *printed(failed if result.check.public else [])])


def followed(result: CheckResult) -> str:
    """Say what was granted for a backward pass that follows its own forward pass."""
    where = "" if result.passed == len(result.check.cases) else f"{head(result)} There, "
    more = f": {result.score:.4g} more than" if result.score else ", which is no more than"
    text = (
        f"{where}your backward pass is right for your own forward pass, which is not right "
        f"(question {result.check.follows}). A share of the points is granted for that{more} "
        "this question earned otherwise."
    )
    return text if where else text[0].upper() + text[1:]


def feedback_at_once(result: CheckResult, feedback: Feedback) -> str:
    """What a student reads of a check that is shown before the hidden ones are."""
    return check_feedback(result, feedback.before if result.check.public else feedback)


def said_before(result: QuestionResult, feedback: Feedback) -> str:
    """What is said at once of hidden checks that are shown later; empty if nothing is.

    The kinds of error, or the known mistakes' hints in their place; neither scores nor how many
    cases there are. A check that is never shown says nothing, nor does follow-through.
    """
    says = feedback.hidden_says.before_published
    later = [
        one
        for one in result.checks
        if not (one.check.public or one.check.follows)
        and one.check.visibility in ("after_due_date", "after_published")
    ]
    said: dict[str, None] = {}
    for one in later if says != "nothing" else ():
        if says == "hint" and one.hints:
            said.update(dict.fromkeys(SAME_AS + printable(hint) for hint in one.hints))
        else:
            failed = [case for case in one.cases if case.outcome not in _NO_ERROR]
            said.update(dict.fromkeys(sentence(printable(case.message), "") for case in failed))
    lines = list(said)[:MAX_MESSAGES]
    if len(said) > MAX_MESSAGES:
        lines.append("There are further kinds of error.")
    return "\n".join(f"- {line}" for line in lines)


def shared_reason(result: QuestionResult, feedback: Feedback) -> str:
    """The one reason for which no case of a question passed; empty if there are several.

    Empty too where the configuration says nothing of hidden checks and there is no other.
    """
    cases = [case for check in result.checks for case in check.cases]
    messages = {case.message for case in cases}
    if len(messages) != 1 or any(case.outcome is Outcome.PASSED for case in cases):
        return ""
    public = [case for check in result.checks if check.check.public for case in check.cases]
    if not public and feedback.hidden_says.after_published == "nothing":
        return ""
    lines = [sentence(printable(messages.pop()), "")]
    if public and public[0].difference is not None:
        lines.extend(" " * 2 + line for line in marks(public[0].difference, MARKS_WIDTH))
    if public and public[0].detail:
        lines.append(_indented(cut(public[0].detail, MAX_DETAIL), 2))
    return "\n".join([*lines, *printed(public)])


def head(result: CheckResult) -> str:
    """Say in how many of its cases a check is right."""
    total, passed = len(result.cases), result.passed
    if passed == total:
        return right_in(total)
    if total == 1:
        return HEADS.get(result.outcome, "Not right.")
    unjudged = sum(case.outcome is Outcome.GRADER_ERROR for case in result.cases)
    rest = f"; {unjudged} could not be judged" if unjudged else ""
    return f"Right in {passed} of {total} cases{rest}."


def right_in(total: int) -> str:
    """Say that a check is right in all of its cases."""
    return "Right." if total == 1 else f"Right in all {total} cases."


def printed(cases: Sequence[CaseResult]) -> list[str]:
    """What the submission printed in the first of these cases in which it did."""
    for case in cases:
        if case.printed.strip():
            text = cut(case.printed.rstrip(), MAX_PRINTED)
            return ["Printed by the submission:", _indented(text, 4)]
    return []


def kinds_of_error(cases: list[CaseResult]) -> list[tuple[str, list[CaseResult]]]:
    """Group cases by message: what went wrong before what was not run, the most frequent first."""
    grouped: dict[str, list[CaseResult]] = {}
    for case in cases:
        grouped.setdefault(case.message, []).append(case)
    return sorted(
        grouped.items(), key=lambda pair: (pair[1][0].outcome is Outcome.NOT_RUN, -len(pair[1]))
    )


def sentence(text: str, times: str) -> str:
    """Close a sentence, with how often it is true before its full stop."""
    text = text.rstrip()
    end = text[-1:] if text.endswith((".", "!", "?")) else "."
    return text.removesuffix(end) + times + end


def _indented(text: str, by: int) -> str:
    return "\n".join(" " * by + line for line in printable(text).split("\n"))
