"""Versions of the reference that are wrong: known mistakes and mutants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import ModuleType

from autograder.audit.mutants import mutants
from autograder.grading import mistakes
from autograder.grading.diagnosis.local import Mistaken
from autograder.grading.mistakes import Mistake
from autograder.model.assignment import Assignment
from autograder.model.submission import Submission
from autograder.records import dataclass


@dataclass(frozen=True)
class Wrong:
    """A wrong version of one file of the reference.

    Parameters
    ----------
    file
        The file.
    name
        Unique in its file.
    must
        The questions of which one has to lose points; for a mutant any question about the file.
    may
        The others that may.
    mistake
        The known mistake; None for a mutant.
    text
        The mutant's file.
    changes
        The functions, or methods with their class, that are not the reference's; empty if that
        cannot be said.
    """

    file: str
    name: str
    must: tuple[str, ...]
    may: tuple[str, ...]
    mistake: Mistake | None = None
    text: str = ""
    changes: tuple[str, ...] = ()

    def module(self, mistaken: Mistaken) -> ModuleType | None:
        """Return the file as a fresh module; None if it is a file of answers."""
        if self.mistake is None:
            module = ModuleType(self.file.removesuffix(".py"))
            exec(compile(self.text, f"{self.file}, mutated", "exec"), vars(module))
            return module
        return mistaken.module(self.mistake) if self.file.endswith(".py") else None

    def submission(self, solutions: Submission) -> Submission:
        """Return the reference with a wrong answer, or as it is if that is not in an answer."""
        if self.mistake is None or self.file.endswith(".py"):
            return solutions
        answers = {**solutions.answers, self.mistake.replaces[0]: self.mistake.source}
        return replace(solutions, answers=answers)


def known(assignment: Assignment) -> list[Wrong]:
    """Return the known mistakes of an assignment.

    Raises
    ------
    ConfigError
        If one cannot be read.
    """
    return [
        Wrong(one.file, one.name, one.questions[:1], one.questions[1:], one, changes=one.replaces)
        for one in mistakes.read(assignment)
    ]


def mutated(assignment: Assignment, texts: Mapping[str, str]) -> Iterator[Wrong]:
    """Yield the mutants of the reference's modules that students are asked about.

    Parameters
    ----------
    assignment
        The assignment.
    texts
        The reference's files by name.
    """
    for file in assignment.modules:
        asked = tuple(q.id for q in assignment.automatic if q.file == file)
        for one in mutants(texts[file]) if asked else ():
            changes = (one.function,) if one.function else ()
            yield Wrong(file, one.name, asked, asked, text=one.text, changes=changes)
