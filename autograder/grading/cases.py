"""The cases of an assignment's checks, and what runs them; pytest need not be loaded for that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from autograder.grading.calls import Calls
from autograder.grading.proxy import SubmissionProxy
from autograder.grading.reference import Reference
from autograder.model.check import Check
from autograder.records import dataclass

if TYPE_CHECKING:
    import pytest

CaseKey = tuple[str, str]
"""A check's id, and a case's."""
PART = "part"
"""The parameter of a check whose cases judge parts of one result: they draw the same inputs."""


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
    """

    check: Check
    id: str
    find: Callable[[], pytest.Function] = field(repr=False, compare=False)
    known_plain: bool | None = field(default=None, repr=False, compare=False)

    @property
    def key(self) -> CaseKey:
        """What tells it from all others."""
        return self.check.id, self.id

    @cached_property
    def item(self) -> pytest.Function:
        """What pytest runs."""
        return self.find()

    @property
    def part(self) -> str:
        """The part of a result that it judges, if it judges one."""
        return part_of(self.item)

    @cached_property
    def is_plain(self) -> bool:
        """Whether it is of this package's fixtures and of its parameters alone."""
        if self.known_plain is not None:
            return self.known_plain
        from autograder.grading.runner import is_plain

        return is_plain(self.item)


def part_of(item: pytest.Function) -> str:
    """Return the part of a result that an item judges; nothing if it has no such parameter."""
    return str(item.callspec.params.get(PART, "")) if hasattr(item, "callspec") else ""


@dataclass
class Current:
    """What the fixtures hand out while a case is run.

    Parameters
    ----------
    submission, reference
        The submission and the reference, as checks see them.
    seed
        Of the inputs.
    """

    submission: SubmissionProxy
    reference: Reference
    seed: int


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
