"""What is known of an assignment's checks where they are not collected.

Collecting them, and loading pytest before, takes longer than grading a submission that does in
every case what was foretold of it. So that is tried first where something was foretold; the first
case that has to be run ends it, and all begins anew with the checks themselves.
"""

from __future__ import annotations

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any, NoReturn

from autograder.grading.collect import Case, Collected
from autograder.model.assignment import Question
from autograder.model.check import Check
from autograder.records import dataclass


class NeedsChecksError(BaseException):
    """A check has to be run. It is no `Exception`, so that nothing takes it for a check's own."""


class _NotCollected:
    """Stands for what only collecting makes: an item, and what runs it."""

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):  # what anybody asks of an object
            raise AttributeError(name)
        raise NeedsChecksError(name)


Key = tuple[str, str]
"""A check's id, and a case's."""
NOT_COLLECTED: Any = _NotCollected()


@dataclass(frozen=True)
class Outline:
    """The checks of an assignment, and their cases in order.

    Parameters
    ----------
    questions
        The assignment's, when they were collected.
    checks, cases, following
        As of `Collected`; a case is its check and its id.
    """

    questions: tuple[Question, ...]
    checks: tuple[Check, ...]
    cases: tuple[tuple[Check, str], ...]
    following: tuple[tuple[Check, str], ...]

    @classmethod
    def of(cls, questions: tuple[Question, ...], collected: Collected) -> Outline:
        """Return the outline of checks that are collected."""
        cases, following = (
            tuple((case.check, case.id) for case in found)
            for found in (collected.cases, collected.following)
        )
        return cls(questions, collected.checks, cases, following)

    def is_foretold(self, questions: tuple[Question, ...], known: Collection[Key]) -> bool:
        """Tell whether it is of these questions, and all that may come of its cases is known.

        Parameters
        ----------
        questions
            The assignment's, now.
        known
            The checks and cases that something was foretold of.
        """
        return questions == self.questions and all(
            (check.id, case) in known for check, case in self.cases
        )

    def collected(self) -> Collected:
        """Return cases that can be known by their ids, and not be run: `NeedsChecksError`."""
        cases, following = (
            tuple(Case(check, id, NOT_COLLECTED) for check, id in found)
            for found in (self.cases, self.following)
        )
        config: Any = SimpleNamespace(stash={})
        return Collected(self.checks, cases, config, following)
