"""Runs one case of a check on the submission that the fixtures hand out."""

from __future__ import annotations

from typing import Any, Literal, cast

import pytest

from autograder.grading import seeds
from autograder.grading.current import CURRENT
from autograder.grading.plain import is_plain, parameters


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

    def run(self, item: pytest.Function, following: pytest.Function | None) -> BaseException | None:
        """Run an item, and return what it raised."""
        if is_plain(item):
            return _call(item)
        self._error = None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return self._error


def _call(item: pytest.Function) -> BaseException | None:
    current = item.config.stash[CURRENT]
    arguments = parameters(item)
    wanted = item._fixtureinfo.argnames
    if "submission" in wanted:
        arguments["submission"] = current.submission
    if "reference" in wanted:
        arguments["reference"] = current.reference
    if "rng" in wanted:
        arguments["rng"] = seeds.generator(current.seed, item.nodeid)
    try:
        item.obj(**{name: arguments[name] for name in wanted})
    except (KeyboardInterrupt, pytest.exit.Exception):
        raise
    except BaseException as error:
        return error
    return None
