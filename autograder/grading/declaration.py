"""What the author of a check declared of it, by decorators and by its docstring."""

from __future__ import annotations

import functools
import inspect
import re
import sys
from pathlib import Path
from typing import Any, get_args

import pytest

from autograder.errors import ConfigError
from autograder.model.assignment import Assignment, Visibility
from autograder.model.check import CHECKS, Check

MAX_WEIGHT = 1e6
UNREAD = {
    "__hide_errors__": "hide_errors",
    "__leaderboard_column__": "leaderboard",
}
MARKS = ("skip", "skipif", "xfail")


def check_id(item: pytest.Function, root: Path) -> str:
    """Return the id of the check that an item is a case of: its file and function."""
    scope = f"{item.cls.__name__}." if item.cls is not None else ""
    return function_id(item.path, root, f"{scope}{item.originalname}")


def function_id(path: Path, root: Path, name: str) -> str:
    """Return the id of the check that a function in a file is."""
    return f"{_below(path, root)}::{name}"


@functools.cache
def _below(path: Path, root: Path) -> str:
    return path.relative_to(root / CHECKS).as_posix()


def declared(item: pytest.Function, cases: tuple[str, ...], assignment: Assignment) -> Check:
    """Return the check that an item is a case of.

    Parameters
    ----------
    item
        One of its cases.
    cases
        The ids of all of them.
    assignment
        Its questions and its feedback policy.

    Raises
    ------
    ConfigError
        If it names no question that checks score, or a decorator is not right. Names file and line.
    """
    id = check_id(item, assignment.root)
    function: Any = item.function
    where = _Where(item, id)
    _refuse_what_is_not_read(item, function, where)
    public = id.startswith("public/")
    follows, part = _follows(function, assignment, where)
    if follows and public:
        raise ConfigError(f"{where} is a follow-through check; keep it in {CHECKS}/hidden/")
    default = assignment.feedback.public if public else assignment.feedback.hidden
    return Check(
        id=id,
        question=_question(function, assignment, where),
        title=_title(function),
        weight=part if follows else _weight(function, where),
        visibility=_visibility(function, default, where),
        public=public,
        cases=cases,
        tags=tuple(str(tag) for tag in getattr(function, "__tags__", ())),
        follows=follows,
    )


class _Where:
    """Where a check stands: its text takes longer to work out than all else that is read of it."""

    def __init__(self, item: pytest.Function, id: str) -> None:
        self._item, self._id = item, id

    def __str__(self) -> str:
        file, line = self._id.partition("::")[0], (self._item.location[1] or 0) + 1
        return f"{CHECKS}/{file}, line {line}: {self._item.originalname}"


def _refuse_what_is_not_read(item: pytest.Function, function: Any, where: _Where) -> None:
    unittest = sys.modules.get("unittest")  # which a check of that kind has loaded
    if unittest and item.cls is not None and issubclass(item.cls, unittest.TestCase):
        raise ConfigError(f"{where} is a method of a unittest.TestCase; write it as a function")
    plain = inspect.unwrap(function)
    if inspect.iscoroutinefunction(plain) or inspect.isasyncgenfunction(plain):
        raise ConfigError(f"{where} is async, so that a call would not run it; remove that")
    marked = {mark.name for mark in item.iter_markers()}
    for mark in MARKS:
        if mark in marked:
            raise ConfigError(
                f"{where} is marked {mark}, and a check always runs; remove the mark, "
                "or give its parameters values"
            )
    names = [name for attribute, name in UNREAD.items() if hasattr(function, attribute)]
    if "set_score" in getattr(getattr(function, "__code__", None), "co_freevars", ()):
        names.append("partial_credit")
    if names:
        raise ConfigError(
            f"{where} is decorated with {names[0]}, which is not read here; remove it"
        )


def _question(function: Any, assignment: Assignment, where: _Where) -> str:
    id = getattr(function, "__number__", None)
    if id is None:
        raise ConfigError(
            f'{where} names no question; decorate it with @number("…") of gradescope_utils'
        )
    for question in assignment.questions:
        if question.id == id:
            if question.manual:
                raise ConfigError(f"{where} is for question {id}, which a person grades")
            return question.id
    raise ConfigError(f"{where} is for question {str(id)!r}, which config.yaml does not have")


def _weight(function: Any, where: _Where) -> float:
    weight = getattr(function, "__weight__", 1.0)
    number = isinstance(weight, (int, float)) and not isinstance(weight, bool)
    if number and 0 < weight < MAX_WEIGHT:
        return float(weight)
    raise ConfigError(
        f"{where} has the weight {weight!r}; it should be a number above 0 and below {MAX_WEIGHT:g}"
    )


def _follows(function: Any, assignment: Assignment, where: _Where) -> tuple[str, float]:
    """Return which question's forward pass a check follows, if any, and for what part of its own.

    Parameters
    ----------
    function
        The check, marked by `autograder.testing.follow_through` or not.
    """
    marked = getattr(function, "__follow_through__", None)
    if marked is None:
        return "", 1.0
    forward, part = marked
    known = [question.id for question in assignment.automatic]
    if forward not in known:
        raise ConfigError(
            f"{where} follows question {str(forward)!r}, which config.yaml does not have"
        )
    number = isinstance(part, (int, float)) and not isinstance(part, bool)
    if not number or not 0 < part <= 1:
        raise ConfigError(f"{where} has the part {part!r}; it should be above 0 and at most 1")
    if hasattr(function, "__weight__"):
        raise ConfigError(f"{where} is a follow-through check, which has no weight; remove it")
    return str(forward), float(part)


def _visibility(function: Any, default: Visibility, where: _Where) -> Visibility:
    wanted = getattr(function, "__visibility__", default)
    known: tuple[Visibility, ...] = get_args(Visibility)
    for visibility in known:
        if visibility == wanted:
            return visibility
    raise ConfigError(
        f"{where} has the visibility {wanted!r}; it should be one of {', '.join(known)}"
    )


def _title(function: Any) -> str:
    text = re.sub(r"\s+", " ", (function.__doc__ or "").strip().split("\n\n")[0])
    if not text:
        text = str(function.__name__).removeprefix("test_").replace("_", " ").capitalize()
    return text.removesuffix(".")
