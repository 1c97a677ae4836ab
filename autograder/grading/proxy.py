"""What a check sees of a submission: modules, functions and objects that live in a worker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from autograder.grading.calls import Answer, Arguments, Calls
from autograder.sandbox.values import Kept
from autograder.testing.errors import Mismatch, StudentError

Given = tuple[Any, ...] | Mapping[str, Any]
"""The arguments of a call: by position, or by name."""


class SubmissionProxy:
    """A submission: `submission.conv1d.conv1d_forward(x, w, b)` runs in its worker.

    Parameters
    ----------
    session
        Where its calls go.
    """

    def __init__(self, session: Calls) -> None:
        self._session = session
        self._watching = False

    def __getattr__(self, module: str) -> ModuleProxy:
        if module.startswith("__"):
            raise AttributeError(module)
        found = self.__dict__[module] = ModuleProxy(self, module)
        return found

    @property
    def answers(self) -> Mapping[str, str]:
        """The written answers, by key."""
        return MappingProxyType(self._session.submission.answers)

    @property
    def answer_problems(self) -> Mapping[str, str]:
        """Why an answer could not be read, by key; the key `""` is for all."""
        return MappingProxyType(self._session.submission.answer_problems)

    @contextmanager
    def inputs_unchanged(self) -> Iterator[None]:
        """Within this context a function that changes an array it was given fails the check.

        The worker compares, so that a hostile submission could hide it; it could copy as well.
        """
        self._watching = True
        try:
            yield
        finally:
            self._watching = False

    def _call(
        self,
        module: str,
        name: str,
        target: tuple[Any, Kept] | None,
        keep: bool,
        args: Any,
        kwargs: Any,
    ) -> Any:
        args = [_unwrap(value) if type(value) is Opaque else value for value in args]
        if kwargs:
            kwargs = {key: _unwrap(value) for key, value in kwargs.items()}
        worker, answer = self._session.call(
            module, name, target, args, kwargs, keep, self._watching
        )
        if answer.changed:
            _require_unchanged(name, answer)
        return self._result(worker, module, answer, name)

    def _call_each(self, module: str, name: str, calls: Iterable[Given]) -> list[Any]:
        each = [_arguments(given) for given in calls]
        answers: list[tuple[Any, Answer]] = []
        try:
            answers.extend(self._session.call_each(module, name, each, self._watching))
        finally:
            for (
                _,
                answer,
            ) in answers:  # what an earlier call changed goes before a later one's fault
                _require_unchanged(name, answer)
        return [self._result(worker, module, answer, name) for worker, answer in answers]

    def _result(self, worker: Any, module: str, answer: Answer, name: str) -> Any:
        items = answer.values
        if any(type(value) is Kept for value in items):
            items = [self._wrap(worker, module, value, name) for value in items]
        return items[0] if answer.single else tuple(items)

    def _wrap(self, worker: Any, module: str, value: Any, name: str) -> Any:
        return Opaque(self, worker, value, module, name) if isinstance(value, Kept) else value


class ModuleProxy:
    """A module of a submission; its attributes are functions and classes to call."""

    def __init__(self, submission: SubmissionProxy, module: str) -> None:
        self._submission = submission
        self._module = module

    def __getattr__(self, name: str) -> FunctionProxy:
        if name.startswith("__"):
            raise AttributeError(name)
        found = self.__dict__[name] = FunctionProxy(self._submission, self._module, name)
        return found


class FunctionProxy:
    """A function or class of a submission."""

    def __init__(self, submission: SubmissionProxy, module: str, name: str) -> None:
        self._submission = submission
        self._module = module
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it; a tuple or list comes back as a tuple of data."""
        return self._submission._call(self._module, self._name, None, False, args, kwargs)

    def many(self, calls: Iterable[Given]) -> list[Any]:
        """Call it once for each of these arguments, as fast as messages of many calls are.

        The same as a list of single calls, but that a call cannot depend on another's result.

        Parameters
        ----------
        calls
            The arguments of each call: a tuple of them, or a dict of them by name.
        """
        return self._submission._call_each(self._module, self._name, calls)

    def new(self, *args: Any, **kwargs: Any) -> Any:
        """Call it; the result stays where it is, whatever it is."""
        return self._submission._call(self._module, self._name, None, True, args, kwargs)


class Opaque:
    """An object of the submission, which stays in its worker."""

    def __init__(
        self, submission: SubmissionProxy, worker: Any, kept: Kept, module: str, name: str
    ) -> None:
        self._submission = submission
        self._worker = worker
        self._kept = kept
        self._module = module
        self._name = name

    def describe(self) -> str:
        """Say what it is, in words such as `a dict`."""
        return self._kept.what

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in self._submission._session.methods:
            return Method(self, name)
        return self._read(name)

    def _read(self, name: str) -> Any:
        worker, answer = self._submission._session.get((self._worker, self._kept), name)
        return self._submission._result(worker, self._module, answer, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it; a tuple or list comes back as a tuple of data."""
        return self._submission._call(
            self._module, self._name, (self._worker, self._kept), False, args, kwargs
        )

    def __repr__(self) -> str:
        return f"<{self._kept.what} of the submission>"


class Method:
    """What is a method in the reference; what the submission has in its place may be anything."""

    def __init__(self, owner: Opaque, name: str) -> None:
        self._owner = owner
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it; a tuple or list comes back as a tuple of data."""
        method = self._owner._read(self._name)
        if not isinstance(method, Opaque):
            raise StudentError(f"`.{self._name}` is no method", exception="TypeError")
        return method(*args, **kwargs)


def _arguments(given: Given) -> Arguments:
    if isinstance(given, Mapping):
        return (), {key: _unwrap(value) for key, value in given.items()}
    return [_unwrap(value) for value in given], {}


def _require_unchanged(name: str, answer: Answer) -> None:
    if answer.changed:
        which = ", ".join(f"number {int(c) + 1}" if c.isdigit() else c for c in answer.changed)
        raise Mismatch(f"{name} changed its argument {which}; it should work on a copy")


def _unwrap(value: Any) -> Any:
    return value._kept if isinstance(value, Opaque) else value
