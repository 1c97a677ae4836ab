"""Collects an assignment's checks with pytest, once, and hands them to whoever runs them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import pytest

from autograder.errors import ConfigError
from autograder.model.assignment import Assignment, Visibility
from autograder.model.check import Check

OWN_INI = Path(__file__).with_name("pytest.ini")
CHECKS = "tests/graded"
UNUSED_PLUGINS = (
    "terminal", "cacheprovider", "doctest", "junitxml", "logging", "faulthandler", "unraisableexception",
    "threadexception", "warnings", "pastebin", "stepwise", "setuponly", "setupplan",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One case of a check: what pytest runs."""

    check: Check
    id: str
    item: pytest.Function


@dataclass(frozen=True)
class Collected:
    """The checks of an assignment, and their cases in the order of its questions."""

    checks: tuple[Check, ...]
    cases: tuple[Case, ...]
    config: pytest.Config


class _Collector:
    """A pytest plugin: once the items are there, `then` takes over from pytest's own loop."""

    def __init__(self, then: Callable[[pytest.Session], None]) -> None:
        self._then = then
        self.error: BaseException | None = None
        self.problems: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        try:
            if not self.problems:
                self._then(session)
        except BaseException as error:  # carried past pytest, which would report it in its own way
            self.error = error
        return True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.problems.append(f"{report.nodeid}: {_last_line(str(report.longrepr))}")


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
    collector = _Collector(lambda session: then(_collected(session, assignment, public)))
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    status = pytest.main(
        [
            str(folder),
            f"-c{OWN_INI}",
            f"--rootdir={assignment.root}",
            f"--confcutdir={assignment.root / CHECKS}",
            "--capture=no",
            "--assert=plain",
            "-pautograder.grading.fixtures",
            *(f"-pno:{name}" for name in UNUSED_PLUGINS),
        ],
        plugins=[collector, *plugins],
    )
    if collector.error is not None:
        raise collector.error
    if collector.problems:
        raise ConfigError("\n".join(collector.problems))
    if status not in (
        pytest.ExitCode.OK,
        pytest.ExitCode.NO_TESTS_COLLECTED,
        pytest.ExitCode.TESTS_FAILED,
    ):
        raise ConfigError(f"{folder}: pytest could not collect the checks (exit {int(status)})")


def _collected(session: pytest.Session, assignment: Assignment, public: bool) -> Collected:
    ids = {q.id: index for index, q in enumerate(assignment.questions)}
    checks: dict[str, Check] = {}
    cases: list[Case] = []
    names: dict[str, list[str]] = {}
    functions: dict[str, pytest.Function] = {}
    for item in session.items:
        if not isinstance(item, pytest.Function):
            raise ConfigError(f"{item.nodeid}: a check is a function that pytest collects")
        id = _check_id(item, assignment.root)
        functions.setdefault(id, item)
        names.setdefault(id, []).append(item.callspec.id if hasattr(item, "callspec") else "")
    for id, item in functions.items():
        checks[id] = _check(id, item, tuple(names[id]), assignment, ids)
    for item in session.items:
        assert isinstance(item, pytest.Function)
        name = item.callspec.id if hasattr(item, "callspec") else ""
        cases.append(Case(checks[_check_id(item, assignment.root)], name, item))
    without = [
        q.id for q in assignment.automatic if not any(c.question == q.id for c in checks.values())
    ]
    if without and not public:
        raise ConfigError(
            f"config.yaml: no check in {CHECKS}/ is for question {', '.join(without)}; write one with @number(...)"
        )
    cases.sort(key=lambda case: ids[case.check.question])
    ordered = sorted(checks.values(), key=lambda check: ids[check.question])
    return Collected(tuple(ordered), tuple(cases), session.config)


def _check_id(item: pytest.Function, root: Path) -> str:
    path = item.path.relative_to(root / CHECKS).as_posix()
    scope = f"{item.cls.__name__}." if item.cls is not None else ""
    return f"{path}::{scope}{item.originalname}"


def _check(
    id: str,
    item: pytest.Function,
    cases: tuple[str, ...],
    assignment: Assignment,
    ids: dict[str, int],
) -> Check:
    function: Any = item.function
    where = f"{CHECKS}/{id.partition('::')[0]}, line {function.__code__.co_firstlineno}: {item.originalname}"
    question = getattr(function, "__number__", None)
    if question is None:
        raise ConfigError(
            f'{where} names no question; decorate it with @number("…") from gradescope_utils'
        )
    if question not in ids:
        raise ConfigError(f"{where} is for question {question!r}, which config.yaml does not have")
    if assignment.question(question).manual:
        raise ConfigError(f"{where} is for question {question!r}, which a person grades")
    weight = getattr(function, "__weight__", 1.0)
    if isinstance(weight, bool) or not isinstance(weight, (int, float)) or not 0 < weight < 1e6:
        raise ConfigError(f"{where} has the weight {weight!r}; it should be a positive number")
    public = id.startswith("public/")
    default = assignment.feedback.public if public else assignment.feedback.hidden
    visibility = getattr(function, "__visibility__", default)
    if visibility not in get_args(Visibility):
        raise ConfigError(
            f"{where} has the visibility {visibility!r}; it should be one of {get_args(Visibility)}"
        )
    tags = getattr(function, "__tags__", ())
    return Check(
        id=id,
        question=question,
        title=_title(function),
        weight=float(weight),
        visibility=visibility,
        public=public,
        cases=cases,
        tags=tuple(str(tag) for tag in tags),
    )


def _title(function: Any) -> str:
    text = (function.__doc__ or "").strip()
    if not text:
        return str(function.__name__).removeprefix("test_").replace("_", " ").capitalize()
    return re.sub(r"\s+", " ", text.split("\n\n")[0])


def _last_line(text: str) -> str:
    lines = [line.removeprefix("E").strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in text.splitlines() if line.startswith("E ")]
    return errors[-1][1:].strip() if errors else (lines[-1] if lines else "cannot be collected")
