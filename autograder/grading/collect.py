"""Collects an assignment's checks with pytest, once, and hands them to whoever runs them."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest

from autograder.errors import ConfigError
from autograder.grading import fixtures
from autograder.grading.broken_checks import why_not_started
from autograder.grading.cases import Case, Collected
from autograder.grading.check_call import CheckCall
from autograder.grading.collector import Collector
from autograder.grading.declaration import check_id, declared
from autograder.grading.functions import Function, case_id
from autograder.grading.outline import Outline
from autograder.grading.runner import CaseRunner
from autograder.model.assignment import Assignment
from autograder.model.check import CHECKS, Check

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


def with_checks(
    assignment: Assignment,
    then: Callable[[Collected], None],
    public: bool = False,
    outline: Outline | None = None,
) -> None:
    """Collect the checks of an assignment and call `then` with them, inside of pytest.

    Parameters
    ----------
    assignment
        Whose checks.
    then
        Runs them.
    public
        Only the public checks.
    outline
        What is known of them all.

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
            found = None
            if outline is not None:
                found = _as_known(session.items, assignment, outline, functions, runner)
            if found is None:
                made = [item for function in functions.values() for item in function.items]
                found = _collected([*session.items, *made], assignment, public, runner)
            then(found)

        runner = CaseRunner()
        collector = Collector(assignment.root, run, outline.plain if outline else frozenset())
        functions = collector.functions
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
            plugins=[fixtures, collector, runner],
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


def _by_check(items: Iterable[pytest.Item], root: Path) -> dict[str, list[pytest.Function]]:
    groups: dict[str, list[pytest.Function]] = {}
    ids: dict[tuple[int, str], str] = {}
    for item in items:
        if not isinstance(item, pytest.Function):
            raise ConfigError(f"{item.nodeid}: is no function; write checks as functions")
        function = (id(item.parent), item.originalname)
        if function not in ids:
            ids[function] = check_id(item, root)
        groups.setdefault(ids[function], []).append(item)
    return groups


def _as_known(
    items: Iterable[pytest.Item],
    assignment: Assignment,
    outline: Outline,
    functions: dict[str, Function],
    runner: CaseRunner,
) -> Collected | None:
    """Return the checks by what is known of them; `None` if others, or other cases, were found."""
    groups = _by_check(items, assignment.root)
    known = {check.id: check.cases for check in (*outline.checks, *outline.following)}
    made = {id: tuple(map(case_id, own)) for id, own in groups.items()}
    if known != {**{id: known.get(id) for id in functions}, **made}:
        return None

    def cases(check: Check) -> list[Case]:
        if check.id in functions:
            later = functions[check.id].item
            return [Case(check, case, partial(later, case), True) for case in check.cases]
        return [_case(check, item) for item in groups[check.id]]

    return Collected(
        outline.checks,
        tuple(case for check in outline.checks for case in cases(check)),
        runner,
        tuple(case for check in outline.following for case in cases(check)),
    )


def _case(check: Check, item: pytest.Function) -> Case:
    return Case(check, case_id(item), lambda: item)


def _collected(
    items: Iterable[pytest.Item], assignment: Assignment, public: bool, runner: CaseRunner
) -> Collected:
    groups = _by_check(items, assignment.root)
    place = {question.id: index for index, question in enumerate(assignment.questions)}
    found = []
    for own in groups.values():
        check = declared(own[0], tuple(map(case_id, own)), assignment)
        for item in own:
            _ = CheckCall.of(item).properties  # which raises where they are not right
        found.append((check, own))
    without = place.keys() - {check.question for check, _ in found if not check.follows}
    missing = [question.id for question in assignment.automatic if question.id in without]
    if missing and not public:
        raise ConfigError(
            f"config.yaml: question {missing[0]} has no check in {CHECKS}/; "
            f'write one with @number("{missing[0]}")'
            + (f", and one for each of {', '.join(missing[1:])}" if missing[1:] else "")
        )
    found.sort(key=lambda pair: (place[pair[0].question], not pair[0].public))
    cases = [_case(check, item) for check, own in found for item in own]
    return Collected(
        tuple(check for check, _ in found if not check.follows),
        tuple(case for case in cases if not case.check.follows),
        runner,
        tuple(case for case in cases if case.check.follows),
    )
