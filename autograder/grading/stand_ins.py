"""Which functions the reference stands in for, so that a mistake is charged only once.

A question may name others that it `uses`. Where a case of it fails, it is run once more with the
functions of those others answered by the reference; its own functions stay the submission's.
"""

from __future__ import annotations

import re

from autograder.model.assignment import Assignment, Question
from autograder.model.submission import Submission
from autograder.sandbox.protocol import StandIn


def stand_ins(
    assignment: Assignment, question: Question, submission: Submission, *own: Question
) -> tuple[StandIn, ...]:
    """Return the functions to stand in for in a second run; none if the answer uses none.

    Parameters
    ----------
    assignment, question, submission
        Whose answer to what is run.
    own
        Further questions whose functions stay the submission's.
    """
    used: dict[str, dict[str, None]] = {}
    pending = list(question.uses)
    seen: set[str] = set()
    while pending:
        other = assignment.question(pending.pop(0))
        if other.id in seen:
            continue
        seen.add(other.id)
        pending.extend(other.uses)
        if other.file in assignment.modules:
            used.setdefault(other.file, {}).update(dict.fromkeys(other.names))
    for one in (question, *own):
        for name in one.names:
            used.get(one.file, {}).pop(name, None)
    found = {
        file: tuple(names)
        for file, names in used.items()
        if names
        and any(_mentions(submission, question.file, file, name, assignment) for name in names)
    }
    return tuple(StandIn(file.removesuffix(".py"), names) for file, names in sorted(found.items()))


def _mentions(
    submission: Submission, own: str, file: str, name: str, assignment: Assignment
) -> bool:
    """Whether the answer's file, or a further file of the submission, may call `name` of `file`."""
    if own not in submission.sources:
        return submission.notebook is not None
    module = file.removesuffix(".py")
    least = 2 if file == own else 1
    for other, source in submission.sources.items():
        if other == own or other not in assignment.modules:
            if _has_word(source.source, name, least):
                return True
            if file != own and _has_word(source.source, module):
                return True
    return False


def _has_word(text: str, word: str, least: int = 1) -> bool:
    """Whether a word stands in a text so often, and not as a part of longer ones."""
    exact = re.escape(word)
    # A pattern that begins with letters is searched for far more quickly than one with `\b`.
    return len(re.findall(rf"{exact}(?<!\w{exact})\b", text)) >= least
