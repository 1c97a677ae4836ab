"""Runs one case of a check, by pytest where it needs that."""

from __future__ import annotations

from typing import Any, Literal, cast

import pytest

from autograder.grading import fixtures
from autograder.grading.cases import Case
from autograder.grading.check_call import Current, parameters
from autograder.grading.fixtures import CURRENT

PASSED_ON = frozenset({"submission", "reference", "rng"})
PLAIN = pytest.StashKey[bool]()
BEHIND = frozenset({"_reference_run", "request", "pytestconfig"})


class CaseRunner:
    """A pytest plugin that runs one item at a time and keeps the exception that ended it.

    Most checks ask for nothing but this package's fixtures and their parameters: these are called
    directly. All others go through pytest's own protocol, with its fixtures, marks and hooks.
    """

    def __init__(self) -> None:
        self._error: BaseException | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> pytest.TestReport:
        """Note the exception; pytest's own report, with its traceback, is never made."""
        if call.excinfo is not None and self._error is None:
            self._error = call.excinfo.value
        outcome: Literal["passed", "failed"] = "failed" if call.excinfo else "passed"
        return pytest.TestReport(
            item.nodeid, item.location, {}, outcome, None, cast(Any, call.when)
        )

    def run(
        self, case: Case, current: Current, following: Case | None = None
    ) -> BaseException | None:
        """Run a case, and return what it raised; see `autograder.grading.cases.Runner`."""
        if case.is_plain:
            return case.call.run(current)
        item, self._error = case.item, None
        item.config.stash[CURRENT] = current
        after = None if following is None else following.item
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        return self._error


def is_plain(item: pytest.Function) -> bool:
    """Tell whether an item is a function of this package's fixtures and of its parameters alone."""
    if (known := item.stash.get(PLAIN, None)) is None:
        known = item.stash[PLAIN] = _is_plain(item)
    return known


def _is_plain(item: pytest.Function) -> bool:
    info = getattr(item, "_fixtureinfo", None)
    if info is None or item.cls is not None:
        return False
    marks = list(item.iter_markers())
    if any(mark.name != "parametrize" or "indirect" in mark.kwargs for mark in marks):
        return False
    given = parameters(item)
    definitions = info.name2fixturedefs
    if not set(info.argnames) <= PASSED_ON | set(given):
        return False
    return all(
        name in given
        or name == "request"
        or (
            name in PASSED_ON | BEHIND
            and (
                name == "pytestconfig" or definitions[name][-1].func.__module__ == fixtures.__name__
            )
        )
        for name in item.fixturenames
    )
