"""Answers that were written in rather than worked out: right on the public values, wrong elsewhere.

Two things have to come together. The outcomes of a question: every public case passed, and of the
hidden ones nearly none in which a result was due. And one of

- its code holds, where the functions asked for can reach them, numbers that stand in the public
  checks of the question: a list of them as it is there, or several that are no everyday numbers;
- its results jump where the inputs of a public case are made a little larger.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence

from autograder.grading.cases import Case, Collected
from autograder.grading.signs.code import Literals, definitions, literals, reachable
from autograder.model.assignment import Assignment, Question
from autograder.model.outcome import CaseResult, Outcome
from autograder.model.submission import Submission
from autograder.records import dataclass

MOSTLY = 0.8
"""The least share of the hidden cases that are wrong."""
ENOUGH = 3
"""How many numbers, or cases, are no accident."""
EVERYDAY = frozenset({0.5, 0.25, 0.75, 0.1, 0.2, 0.01, 0.001, 1e-6, 1e-9, 1e-12})
LARGEST_EVERYDAY = 16
TELLING = 64
"""A number of the public checks beyond this tells by itself, in a formula."""
ERRORS = frozenset({"raises", "raises_value_error"})
"""What a check calls that expects an error, where a function that works out nothing is right."""
WORD = re.compile(r"[^\W\d]\w*")
NUMBER = re.compile(r"\d+(?:\.\d*)?|\.\d+")


@dataclass(frozen=True)
class Suspect:
    """A question whose outcomes are those of answers that were written in."""

    question: Question
    public: tuple[Case, ...]
    wrong: int
    hidden: int

    def remark(self, why: str) -> str:
        """Say it to staff."""
        return (
            f"question {self.question.id}: right in every public case, wrong in {self.wrong} of "
            f"{self.hidden} hidden ones, and {why}"
        )


def suspects(
    assignment: Assignment, collected: Collected, results: dict[str, list[CaseResult]]
) -> list[Suspect]:
    """Return the questions whose outcomes ask for a closer look."""
    outcomes = {(r.check, r.case): r.outcome for found in results.values() for r in found}
    if Outcome.FAILED not in outcomes.values():
        return []
    by_question: dict[str, list[tuple[Case, Outcome]]] = {}
    for case in collected.cases:
        ended = case, outcomes[case.key]
        by_question.setdefault(case.check.question, []).append(ended)
    found = []
    for question in assignment.automatic:
        cases = by_question.get(question.id, [])
        public = tuple(case for case, _ in cases if case.check.public)
        right = all(outcome is Outcome.PASSED for case, outcome in cases if case.check.public)
        hidden = [(case, outcome) for case, outcome in cases if not case.check.public]
        if not (public and right and any(outcome is Outcome.FAILED for _, outcome in hidden)):
            continue
        judged = [outcome for case, outcome in hidden if not _expects_an_error(case)]
        wrong = judged.count(Outcome.FAILED)
        if wrong >= max(1, MOSTLY * len(judged), min(ENOUGH, len(judged))):
            found.append(Suspect(question, public, wrong, len(judged)))
    return found


def _expects_an_error(case: Case) -> bool:
    code = getattr(case.call.function, "__code__", None)
    return code is not None and not ERRORS.isdisjoint(code.co_names)


# ------------------------------------------------------------------ what is written


def holds_public_numbers(suspect: Suspect, submission: Submission, assignment: Assignment) -> str:
    """Say where numbers of the public checks stand; nothing where they do not."""
    known = _public_literals(suspect.public)
    question = suspect.question
    if question.file == assignment.answers:
        answer = submission.answers.get(question.names[0], "")
        return "its formula is made of numbers" if _is_written_in(answer, known) else ""
    try:
        trees = [ast.parse(text) for text in _texts(submission, question, assignment)]
        found = literals(reachable(_names(question), definitions(trees)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    numbers = {n for n in map(abs, found.numbers) if _is_unusual(n)}
    same = numbers & {abs(n) for n in known.numbers}
    if found.rows & known.rows or len(same) >= ENOUGH:
        return "its code holds numbers of the public checks"
    return ""


def _names(question: Question) -> list[str]:
    return [part for name in question.names for part in name.split(".")]


def _texts(submission: Submission, question: Question, assignment: Assignment) -> list[str]:
    """Return what a question's answer is in: its file, further files, and a notebook's cells."""
    texts = [
        source.source
        for name, source in submission.sources.items()
        if name.endswith(".py")
        and not source.problem
        and (name == question.file or name not in assignment.modules)
    ]
    notebook = submission.notebook
    return texts + [cell for cell in (notebook.cells if notebook else ()) if _parses(cell)]


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _public_literals(cases: Sequence[Case]) -> Literals:
    nodes: list[ast.AST] = []
    for path in {case.call.path for case in cases}:
        names = {case.call.name for case in cases if case.call.path == path}
        defined = definitions([ast.parse(path.read_text(encoding="utf-8"))])
        nodes += reachable(names, defined)
    return literals(nodes)


def _is_unusual(number: float) -> bool:
    return not (abs(number) in EVERYDAY or (number % 1 == 0 and abs(number) <= LARGEST_EVERYDAY))


def _is_written_in(formula: str, known: Literals) -> bool:
    """Tell whether a formula uses nothing that is given, or several numbers of the checks."""
    right = formula.partition("=")[2] or formula
    given = {text for text in known.texts if text.isidentifier()}
    if right.strip() and given and given.isdisjoint(WORD.findall(right)):
        return True
    same = {float(n) for n in NUMBER.findall(right)} & {abs(n) for n in known.numbers}
    return any(n > TELLING for n in same) or _count(same) >= ENOUGH


def _count(numbers: Iterable[float]) -> int:
    return sum(map(_is_unusual, numbers))
