"""Collects an assignment's checks with pytest, once, and hands them to whoever runs them."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.errors import ConfigError
from autograder.grading import fixtures
from autograder.grading.broken_checks import why_not_collected, why_not_started, why_stopped
from autograder.grading.declaration import CHECKS, check_id, declared, properties
from autograder.model.assignment import Assignment
from autograder.model.check import Check
from autograder.records import dataclass

OWN_INI = Path(__file__).with_name("pytest.ini")
UNUSED_PLUGINS = (
    "terminal",
    "cacheprovider",
    "doctest",
    "junitxml",
    "logging",
    "faulthandler",
    "unraisableexception",
    "threadexception",
    "warnings",
    "pastebin",
    "stepwise",
    "setuponly",
    "setupplan",
    "debugging",
)
SETTINGS = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD")


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


class _Collector:
    """A pytest plugin: once the items are there, `then` takes over from pytest's own loop.

    Parameters
    ----------
    root
        The assignment's folder.
    then
        What to do with the items.
    """

    def __init__(self, root: Path, then: Callable[[pytest.Session], None]) -> None:
        self._root = root
        self._then = then
        self.error: BaseException | None = None
        self.problems: list[str] = []

    def pytest_configure(self, config: pytest.Config) -> None:
        """Set what some versions of pytest look for when the terminal plugin is not there."""
        vars(config.option).setdefault("verbose", 0)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        try:
            if not self.problems and self.error is None:
                self._then(session)
        except BaseException as error:  # carried past pytest, which would report it in its own way
            self.error = error
        return True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.problems.append(f"{report.nodeid}: it skips itself, and checks always run")

    def pytest_exception_interact(
        self,
        node: pytest.Item | pytest.Collector,
        call: pytest.CallInfo[object],
        report: pytest.CollectReport | pytest.TestReport,
    ) -> None:
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


def with_checks(
    assignment: Assignment,
    then: Callable[[Collected], None],
    plugins: tuple[object, ...] = (),
    public: bool = False,
) -> None:
    """Collect the checks of an assignment and call `then` with them, inside of pytest.

    Parameters
    ----------
    assignment
        Whose checks.
    then
        Runs them.
    plugins
        pytest plugins that it needs.
    public
        Only the public checks.

    Raises
    ------
    ConfigError
        When a check cannot be imported, names no question, or a question has no check.
    """
    folder = assignment.root / CHECKS / ("public" if public else "")
    if not folder.is_dir():
        raise ConfigError(f"{folder}: there is no such folder; checks belong there")
    with contextlib.ExitStack() as quiet:
        text = quiet.enter_context(contextlib.redirect_stderr(io.StringIO()))
        quiet.enter_context(_only_our_settings())

        def run(session: pytest.Session) -> None:
            quiet.close()
            then(_collected(session, assignment, public))

        collector = _Collector(assignment.root, run)
        status = pytest.main(
            [
                str(folder),
                f"-c{OWN_INI}",
                f"--rootdir={assignment.root}",
                f"--confcutdir={assignment.root / CHECKS}",
                "--capture=no",
                "--assert=plain",
                *(f"-pno:{name}" for name in UNUSED_PLUGINS),
            ],
            plugins=[fixtures, collector, *plugins],
        )
    if collector.error is not None:
        raise collector.error
    if collector.problems:
        raise ConfigError("\n".join(collector.problems))
    if status in (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.INTERNAL_ERROR):
        raise ConfigError(why_not_started(text.getvalue(), folder, assignment.root))


@contextlib.contextmanager
def _only_our_settings() -> Iterator[None]:
    """Keep pytest from the user's own settings, and from plugins that happen to be installed."""
    before = {name: os.environ.pop(name) for name in SETTINGS if name in os.environ}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        del os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"]
        os.environ.update(before)


def _collected(session: pytest.Session, assignment: Assignment, public: bool) -> Collected:
    groups: dict[str, list[pytest.Function]] = {}
    ids: dict[tuple[int, str], str] = {}
    for item in session.items:
        if not isinstance(item, pytest.Function):
            raise ConfigError(f"{item.nodeid}: is no function; write checks as functions")
        function = (id(item.parent), item.originalname)
        if function not in ids:
            ids[function] = check_id(item, assignment.root)
        groups.setdefault(ids[function], []).append(item)
    place = {question.id: index for index, question in enumerate(assignment.questions)}
    found = []
    for items in groups.values():
        check = declared(items[0], tuple(map(_case_id, items)), assignment)
        for item in items:
            properties(item)
        found.append((check, items))
    without = place.keys() - {check.question for check, _ in found if not check.follows}
    missing = [question.id for question in assignment.automatic if question.id in without]
    if missing and not public:
        raise ConfigError(
            f"config.yaml: question {missing[0]} has no check in {CHECKS}/; "
            f'write one with @number("{missing[0]}")'
            + (f", and one for each of {', '.join(missing[1:])}" if missing[1:] else "")
        )
    found.sort(key=lambda pair: (place[pair[0].question], not pair[0].public))
    cases = [Case(check, _case_id(item), item) for check, items in found for item in items]
    return Collected(
        tuple(check for check, _ in found if not check.follows),
        tuple(case for case in cases if not case.check.follows),
        session.config,
        tuple(case for case in cases if case.check.follows),
    )


def _case_id(item: pytest.Function) -> str:
    return item.callspec.id if hasattr(item, "callspec") else ""
