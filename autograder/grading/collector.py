"""The pytest plugin that takes over once an assignment's checks are collected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.grading.broken_checks import why_not_collected, why_stopped
from autograder.grading.declaration import function_id
from autograder.grading.functions import Function


class Collector:
    """Once the items are there, `then` takes over from pytest's own loop.

    Parameters
    ----------
    root
        The assignment's folder.
    then
        What to do with the items.
    later
        The ids of checks whose items are made later.

    Attributes
    ----------
    functions
        Those checks.
    """

    def __init__(
        self, root: Path, then: Callable[[pytest.Session], None], later: frozenset[str]
    ) -> None:
        self._root = root
        self._then = then
        self._later = later
        self.functions: dict[str, Function] = {}
        self.error: BaseException | None = None
        self.problems: list[str] = []

    def pytest_configure(self, config: pytest.Config) -> None:
        """Set what some versions of pytest look for when the terminal plugin is not there."""
        vars(config.option).setdefault("verbose", 0)

    @pytest.hookimpl(tryfirst=True)
    def pytest_pycollect_makeitem(
        self, collector: pytest.Module | pytest.Class, name: str, obj: object
    ) -> list[pytest.Item] | None:
        """Take a function whose items are made later."""
        if not self._later or not isinstance(collector, pytest.Module):
            return None
        id = function_id(collector.path, self._root, name)
        if id not in self._later:
            return None
        self.functions[id] = Function(collector, name, obj)
        return []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Hand over what was collected; from here on, items are made as pytest does."""
        self._later = frozenset()
        try:
            if not self.problems and self.error is None:
                self._then(session)
        except BaseException as error:  # carried past pytest, which would report it in its own way
            self.error = error
        return True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note what skips itself."""
        if report.skipped:
            self.problems.append(f"{report.nodeid}: it skips itself, and checks always run")

    def pytest_exception_interact(
        self,
        node: pytest.Item | pytest.Collector,
        call: pytest.CallInfo[object],
        report: pytest.CollectReport | pytest.TestReport,
    ) -> None:
        """Keep what is wrong with a file, and what interrupted pytest there."""
        if call.excinfo is None or not isinstance(report, pytest.CollectReport):
            return
        if isinstance(call.excinfo.value, KeyboardInterrupt):
            self.error = call.excinfo.value
        else:
            self.problems.append(why_not_collected(node, call.excinfo.value, self._root))

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> bool:
        """Keep what stopped pytest, such as a `SystemExit`, and have nothing printed."""
        self.problems.append(why_stopped(excinfo.value, self._root))
        return True

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Keep what interrupted pytest, which would end as if nothing was the matter."""
        if isinstance(excinfo.value, KeyboardInterrupt):
            self.error = excinfo.value
        else:  # pytest.exit
            self.pytest_internalerror(excinfo)
