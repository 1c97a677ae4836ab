"""The cases of an assignment's checks, and what runs them; pytest need not be loaded for that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from autograder.grading.calls import Calls
from autograder.grading.check_call import CheckCall, Current
from autograder.model.check import Check
from autograder.records import dataclass

if TYPE_CHECKING:
    import pytest

CaseKey = tuple[str, str]
"""A check's id, and a case's."""


@dataclass(frozen=True)
class Case:
    """One case of a check: what pytest runs.

    Parameters
    ----------
    check, id
        The check, and what the case is called in it.
    find
        Returns its item, which may have to be made.
    known_plain
        What is known of `is_plain`; `None` for nothing.
    find_call
        Returns what is called for it, if that can be had without its item.
    """

    check: Check
    id: str
    find: Callable[[], pytest.Function] = field(repr=False, compare=False)
    known_plain: bool | None = field(default=None, repr=False, compare=False)
    find_call: Callable[[], CheckCall] | None = field(default=None, repr=False, compare=False)

    @property
    def key(self) -> CaseKey:
        """What tells it from all others."""
        return self.check.id, self.id

    @cached_property
    def item(self) -> pytest.Function:
        """What pytest runs."""
        return self.find()

    @cached_property
    def call(self) -> CheckCall:
        """What is called for it, if it is plain."""
        return CheckCall.of(self.item) if self.find_call is None else self.find_call()

    @cached_property
    def is_plain(self) -> bool:
        """Whether it is of this package's fixtures and of its parameters alone."""
        if self.known_plain is not None:
            return self.known_plain
        from autograder.grading.runner import is_plain

        return is_plain(self.item)


class Runner(Protocol):
    """Runs a case."""

    def run(
        self, case: Case, current: Current, following: Case | None = None
    ) -> BaseException | None:
        """Run a case, and return what it raised.

        Parameters
        ----------
        case
            Which one.
        current
            What its fixtures hand out.
        following
            The case that is run next, if it is known: fixtures that both use stay as they are.
        """


class Run(Protocol):
    """Runs a case with one seed, on the reference and on whatever answers its calls."""

    def __call__(
        self, case: Case, calls: Calls, following: Case | None = None
    ) -> BaseException | None:
        """Return what it raised."""


@dataclass(frozen=True)
class Collected:
    """The checks of an assignment, and their cases in the order of its questions.

    Parameters
    ----------
    checks, cases
        Those that score.
    runner
        Runs them.
    following
        The cases of follow-through checks, which are run only where points were lost.
    """

    checks: tuple[Check, ...]
    cases: tuple[Case, ...]
    runner: Runner
    following: tuple[Case, ...] = ()
