"""What a check has worked out from the reference, kept for the next submission that it judges.

A case draws the same inputs for every submission of a run, so what the reference makes of them is
the same too. What is kept is found again only by the same case, the same code and the same inputs
to the bit.
"""

from __future__ import annotations

import functools
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from types import CodeType
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import numpy as np

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

Key = tuple[Any, ...]
_ENTRY = 2**10
"""Bytes that keeping a result takes at most besides its arrays."""


class Memory:
    """Results by key, the oldest dropped when they take too much.

    Parameters
    ----------
    most
        How many bytes to keep.
    """

    def __init__(self, most: int = 2**24) -> None:
        self._most = most
        self._bytes = 0
        self._results: OrderedDict[Key, Any] = OrderedDict()

    def recall(self, key: Key, work_out: Callable[[], T]) -> T:
        """Return what is kept under `key`, or work it out and keep it."""
        if key in self._results:
            return cast(T, self._results[key])
        result = self._results[key] = work_out()
        self._bytes += _ENTRY + _size(result)
        while self._bytes > self._most:
            self._bytes -= _ENTRY + _size(self._results.popitem(last=False)[1])
        return result


_current: ContextVar[tuple[Memory, str] | None] = ContextVar("memory", default=None)


@contextmanager
def remembering(memory: Memory, case: str) -> Iterator[None]:
    """Keep in `memory` what is worked out in this context, for `case` (seed included)."""
    token = _current.set((memory, case))
    try:
        yield
    finally:
        _current.reset(token)


def recall(function: Callable[..., Any], inputs: Sequence[Any], work_out: Callable[[], T]) -> T:
    """Return what was worked out before from `function` and `inputs` in this case, or work it out.

    Parameters
    ----------
    function
        What is evaluated; the reference's, so that case and inputs determine what it does.
    inputs
        Arrays, scalars and texts, and tuples of them.
    work_out
        Does the work.
    """
    code = getattr(function, "__code__", None)
    return work_out() if code is None else _recalled(code, inputs, work_out)


def remembered(function: Callable[Concatenate[R, P], T]) -> Callable[Concatenate[R, P], T]:
    """Have what a function makes of the reference worked out once for each case and inputs.

    Parameters
    ----------
    function
        Takes the reference first, then arrays, scalars, texts, and tuples of these. Returns
        arrays, scalars, or tuples or dicts of them, which nothing else determines but the case.

    Raises
    ------
    TypeError
        If it is a function within another one, which sees more than its inputs.
    """
    if free := ", ".join(function.__code__.co_freevars):
        raise TypeError(f"{function.__name__} depends on more than its inputs: on {free}")

    @functools.wraps(function)
    def recalled(reference: R, /, *args: P.args, **kwargs: P.kwargs) -> T:
        inputs = (*args, *kwargs.values(), tuple(kwargs))
        kept = _recalled(function.__code__, inputs, lambda: function(reference, *args, **kwargs))
        return cast(T, _copied(kept))

    return recalled


def _recalled(code: CodeType, inputs: Sequence[Any], work_out: Callable[[], T]) -> T:
    current = _current.get()
    if current is None:
        return work_out()
    memory, case = current
    key = (case, code.co_filename, code.co_firstlineno, _exactly(inputs))

    def alone() -> T:
        token = _current.set(None)  # what is worked out on the way is not kept by itself
        try:
            return work_out()
        finally:
            _current.reset(token)

    return memory.recall(key, alone)


def _exactly(values: Sequence[Any]) -> Key:
    """Return what equals that of other values only if they are the same, -0.0 and 0 apart."""
    known: list[Any] = []
    contents = []
    for value in values:
        if isinstance(value, np.ndarray):
            known += value.dtype, value.shape, value.strides
            contents.append(value.tobytes())
        elif isinstance(value, (tuple, list)):
            known.append(_exactly(value))
        elif value is None or isinstance(value, (int, float, complex, str, np.generic)):
            known += type(value), repr(value)
        else:
            known.append(object())
    if contents:
        known.append(hashlib.blake2b(b"".join(contents), digest_size=16).digest())
    return tuple(known)


def _copied(result: Any) -> Any:
    """Return a result that whoever gets it may change."""
    if isinstance(result, np.ndarray):
        return result.copy(order="K")
    if isinstance(result, dict):
        return {key: _copied(value) for key, value in result.items()}
    return tuple(map(_copied, result)) if isinstance(result, tuple) else result


def _size(result: Any) -> int:
    if isinstance(result, np.ndarray):
        return int(result.nbytes)
    if isinstance(result, dict):
        return sum(map(_size, result.values()))
    return sum(map(_size, result)) if isinstance(result, tuple) else 0
