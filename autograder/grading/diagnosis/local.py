"""Known mistakes, run in the grader's own process: they are the author's own code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import CodeType, ModuleType
from typing import Any

import numpy as np

from autograder.grading.calls import Answer, Arguments
from autograder.grading.mistakes import Mistake, override
from autograder.grading.reference import Reference
from autograder.model.submission import Submission
from autograder.sandbox.values import Handles, Kept
from autograder.testing.errors import StudentError, StudentValueError


class LocalCalls:
    """Calls into modules of this process, which see and return what a worker's would.

    Parameters
    ----------
    reference
        The reference's modules.
    submission
        Stands for what was handed in.
    methods
        The names of the methods of the reference's classes.
    module
        Takes the place of the reference's of that name.
    """

    def __init__(
        self,
        reference: Reference,
        submission: Submission,
        methods: frozenset[str],
        module: ModuleType | None = None,
    ) -> None:
        self.submission = submission
        self.methods = methods
        self._reference = reference
        self._module = module
        self._handles = Handles()
        self._objects: list[Any] = []

    def call(
        self,
        module: str,
        name: str,
        target: Any,
        args: Sequence[Any],
        kwargs: dict[str, Any],
        keep: bool = False,
        watch: bool = False,
    ) -> tuple[None, Answer]:
        """Call `module.name`, or the object `target`."""
        own = [self._argument(value) for value in args]
        named = {key: self._argument(value) for key, value in kwargs.items()}
        given = {**{str(n): value for n, value in enumerate(own)}, **named}
        before = {k: v.copy() for k, v in given.items() if watch and isinstance(v, np.ndarray)}
        try:
            function = self._function(module, name) if target is None else self._object(target)
            result = function(*own, **named)
        except Exception as error:
            raise _as_fault(error) from error
        changed = [key for key, copy in before.items() if given[key].tobytes() != copy.tobytes()]
        if keep:
            return None, Answer([self._keep(result)], True, changed)
        return None, self._answer(result, changed)

    def call_each(
        self, module: str, name: str, calls: Sequence[Arguments], watch: bool = False
    ) -> Iterator[tuple[None, Answer]]:
        """Call `module.name` once for each of these arguments."""
        for args, kwargs in calls:
            yield self.call(module, name, None, args, kwargs, watch=watch)

    def get(self, target: Any, name: str) -> tuple[None, Answer]:
        """Read an attribute of an object."""
        try:
            result = getattr(self._object(target), name)
        except Exception as error:
            raise _as_fault(error) from error
        return None, self._answer(result, [])

    def _function(self, module: str, name: str) -> Any:
        if self._module is not None and self._module.__name__ == module:
            return getattr(self._module, name)
        return getattr(getattr(self._reference, module), name)

    def _object(self, target: tuple[Any, Kept]) -> Any:
        return self._objects[target[1].number]

    def _argument(self, value: Any) -> Any:
        """Return a worker's own copy, or the object that was returned before."""
        if isinstance(value, Kept):
            return self._objects[value.number]
        number = self._handles.number(value)
        if number is not None:
            return self._objects[number]
        if isinstance(value, np.ndarray):
            copy = value.copy(order="K")
            copy.flags.writeable = value.flags.writeable
            return copy
        return value

    def _answer(self, result: Any, changed: list[str]) -> Answer:
        if isinstance(result, (tuple, list)):
            return Answer([self._value(item) for item in result], False, changed)
        return Answer([self._value(result)], True, changed)

    def _value(self, value: Any) -> Any:
        if isinstance(value, np.ndarray) and value.dtype.kind in "biufc":
            copy = np.array(value, order="C")
            copy.flags.writeable = False
            self._objects.append(value)
            self._handles.remember(copy, len(self._objects) - 1)
            return copy
        if value is None or isinstance(value, (bool, int, float, complex, str, np.generic)):
            return value
        return self._keep(value)

    def _keep(self, value: Any) -> Kept:
        self._objects.append(value)
        return Kept(len(self._objects) - 1, f"a {type(value).__name__}", self._handles)


def _as_fault(error: Exception) -> StudentError:
    kind = StudentValueError if isinstance(error, ValueError) else StudentError
    return kind("a known mistake raised this", str(error), type(error).__name__)


class Mistaken:
    """The reference's modules, each with one known mistake.

    Parameters
    ----------
    solutions
        The texts of the reference's files, by name.
    """

    def __init__(self, solutions: Mapping[str, str]) -> None:
        self._solutions = solutions
        self._files: dict[str, CodeType] = {}
        self._overrides: dict[tuple[str, str], CodeType] = {}

    def module(self, mistake: Mistake) -> ModuleType:
        """Return the mistake's module, fresh: what it keeps from call to call, it has not yet."""
        name, text = mistake.file, self._solutions[mistake.file]
        if name not in self._files:
            self._files[name] = compile(text, name, "exec")
        key = (name, mistake.name)
        if key not in self._overrides:
            where = f"{name} with {mistake.name}"
            self._overrides[key] = compile(override(mistake, text), where, "exec")
        module = ModuleType(name.removesuffix(".py"))
        exec(self._files[name], vars(module))
        exec(self._overrides[key], vars(module))
        return module
