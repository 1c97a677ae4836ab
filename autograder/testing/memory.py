"""What a check has worked out from the reference, kept for the next submission that it judges.

A case draws the same inputs for every submission of a run, so the reference's gradients are the
same too. What is kept is found again only by the same case, the same code and the same inputs to
the bit.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

import numpy as np

T = TypeVar("T")


class Memory:
    """Results by key, the oldest dropped when there are too many.

    Parameters
    ----------
    most
        How many to keep.
    """

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._results: OrderedDict[tuple[str, str], Any] = OrderedDict()

    def recall(self, key: tuple[str, str], work_out: Callable[[], T]) -> T:
        """Return what is kept under `key`, or work it out and keep it."""
        if key in self._results:
            return cast(T, self._results[key])
        result = self._results[key] = work_out()
        if len(self._results) > self._most:
            self._results.popitem(last=False)
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
        Arrays and scalars.
    work_out
        Does the work.
    """
    current = _current.get()
    code = getattr(function, "__code__", None)
    if current is None or code is None:
        return work_out()
    memory, case = current
    digest = hashlib.blake2b(digest_size=16)
    for value in inputs:
        array = np.asarray(value)
        digest.update(
            f"{array.dtype.str}{array.shape}{code.co_filename}:{code.co_firstlineno}".encode()
        )
        digest.update(array.tobytes())
    return memory.recall((case, digest.hexdigest()), work_out)
