"""What a check sees of a submission: modules, functions and objects that live in a worker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from autograder.grading.calls import Calls
from autograder.grading.session import Answer
from autograder.sandbox.values import Kept
from autograder.testing.errors import Mismatch, StudentError


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
        return ModuleProxy(self, module)

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
        args = [_unwrap(value) for value in args]
        kwargs = {key: _unwrap(value) for key, value in kwargs.items()}
        worker, answer = self._session.call(
            module, name, target, args, kwargs, keep, self._watching
        )
        if answer.changed:
            which = ", ".join(f"number {int(c) + 1}" if c.isdigit() else c for c in answer.changed)
            raise Mismatch(f"{name} changed its argument {which}; it should work on a copy")
        return self._result(worker, module, answer, name)

    def _result(self, worker: Any, module: str, answer: Answer, name: str) -> Any:
        items = [self._wrap(worker, module, value, name) for value in answer.values]
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
        return FunctionProxy(self._submission, self._module, name)


class FunctionProxy:
    """A function or class of a submission."""

    def __init__(self, submission: SubmissionProxy, module: str, name: str) -> None:
        self._submission = submission
        self._module = module
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it; a tuple or list comes back as a tuple of data."""
        return self._submission._call(self._module, self._name, None, False, args, kwargs)

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


def _unwrap(value: Any) -> Any:
    return value._kept if isinstance(value, Opaque) else value
