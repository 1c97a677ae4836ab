"""The checks of an assignment and their cases, as pytest collects them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from autograder.model.assignment import Assignment
from autograder.model.check import Check
from autograder.records import dataclass

if TYPE_CHECKING:
    import pytest


@dataclass(frozen=True)
class Case:
    """One case of a check: what pytest runs."""

    check: Check
    id: str
    item: pytest.Function


@dataclass(frozen=True)
class Collected:
    """The checks of an assignment, and their cases in the order of its questions.

    Parameters
    ----------
    checks, cases
        Those that score.
    config
        Pytest's.
    following
        The cases of follow-through checks, which are run only where points were lost.
    """

    checks: tuple[Check, ...]
    cases: tuple[Case, ...]
    config: pytest.Config
    following: tuple[Case, ...] = ()


def with_checks(
    assignment: Assignment,
    then: Callable[[Collected], None],
    plugins: tuple[object, ...] = (),
    public: bool = False,
) -> None:
    """Collect the checks of an assignment and call `then` with them, inside of pytest.

    See `collector.with_checks`, which is loaded here: few submissions need no check to be run.
    """
    from autograder.grading import collector

    collector.with_checks(assignment, then, plugins, public)
