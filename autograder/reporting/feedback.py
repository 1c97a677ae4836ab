"""The words of a check's feedback, for whoever may see them."""

from __future__ import annotations

from autograder.model.assignment import Feedback
from autograder.model.outcome import CaseResult, Outcome
from autograder.model.report import CheckResult

MAX_MESSAGES = 4
MAX_DETAIL = 4_000


def check_feedback(result: CheckResult, feedback: Feedback) -> str:
    """What a student reads of a check.

    A public check shows the values, the exception and what was printed; a hidden one only the kind
    of error, or nothing if the configuration says so.
    """
    total = len(result.cases)
    failed = [case for case in result.cases if case.outcome is not Outcome.PASSED]
    if not failed:
        return "Right." if total == 1 else f"Right in all {total} cases."
    head = "Not right." if total == 1 else f"Right in {result.passed} of {total} cases."
    if not result.check.public and feedback.hidden_says == "nothing":
        return head
    lines = [head]
    for message, cases in _distinct(failed)[:MAX_MESSAGES]:
        times = "" if total == 1 or len(cases) == 1 else f" ({len(cases)} cases)"
        lines.append(f"- {_sentence(message)}{times}")
        if result.check.public and cases[0].detail:
            lines.extend("    " + line for line in cases[0].detail[:MAX_DETAIL].splitlines())
    more = len(_distinct(failed)) - MAX_MESSAGES
    if more > 0:
        lines.append(f"- and {more} more kinds of error")
    printed = next((case.printed for case in failed if case.printed), "")
    if result.check.public and printed:
        lines.append("Printed by the submission:")
        lines.extend("    " + line for line in printed.splitlines()[:40])
    return "\n".join(lines)


def _distinct(cases: list[CaseResult]) -> list[tuple[str, list[CaseResult]]]:
    grouped: dict[str, list[CaseResult]] = {}
    for case in cases:
        grouped.setdefault(case.message, []).append(case)
    return sorted(
        grouped.items(), key=lambda pair: (pair[1][0].outcome is Outcome.NOT_RUN, -len(pair[1]))
    )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."
