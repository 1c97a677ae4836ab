"""How much of a question is filled in, told by its functions' texts; nothing is run."""

from __future__ import annotations

from autograder.checking.facts import QuestionFacts, code_digest
from autograder.model.assignment import Question
from autograder.model.checkup import Progress
from autograder.model.submission import Submission
from autograder.submission.wanted import ReadLimits
from autograder.submission.written import Function, functions


def progress_of(question: Question, facts: QuestionFacts, submission: Submission) -> Progress:
    """Tell how much of a question a submission has filled in.

    Parameters
    ----------
    question
        The question.
    facts
        Its functions as they were handed out.
    submission
        What is written so far.
    """
    if not question.file.endswith(".py"):
        answered = submission.answers.get(question.names[0], "").strip()
        return Progress.WRITTEN if answered else Progress.BLANK
    if submission.notebook is None and question.file not in submission.sources:
        return Progress.MISSING
    found = _functions(question.file, submission)
    asked = facts.functions or dict.fromkeys(question.names, "")
    states = {_state(found.get(name), digest) for name, digest in asked.items()}
    return states.pop() if len(states) == 1 else Progress.PARTLY


def _functions(file: str, submission: Submission) -> dict[str, Function]:
    most = ReadLimits.source_tokens
    if submission.notebook is None:
        return functions(submission.sources[file].source, most)
    found: dict[str, Function] = {}
    for cell in submission.notebook.cells:
        found.update(functions(cell, most))
    return found


def _state(function: Function | None, digest: str) -> Progress:
    if function is None:
        return Progress.MISSING
    if not function.blank:
        return Progress.WRITTEN
    return Progress.BLANK if code_digest(function.code) == digest else Progress.PARTLY
