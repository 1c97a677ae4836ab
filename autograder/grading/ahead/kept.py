"""Keeps what is foretold on disk, for processes that grade one submission each.

What is read here was written by this package, into a folder that nobody else may enter. Most of it
only matters where a check is run: what each case asks, what is evidence of its answers, and what
was worked out from the reference. That is read when it is used.
"""

from __future__ import annotations

import contextlib
import os
import pickle
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar, overload

from autograder.grading.ahead.foretold import Foretelling, Foretold
from autograder.grading.ahead.near import Near
from autograder.testing.memory import Key, Memory

T = TypeVar("T")


class Later(Sequence[T]):
    """A list that is read when it is first looked into.

    Parameters
    ----------
    data
        The list, pickled.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._items: Sequence[T] | None = None

    def _read(self) -> Sequence[T]:
        if self._items is None:
            self._items = pickle.loads(self._data)
        return self._items

    def __len__(self) -> int:
        return len(self._read())

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        return self._read()[place]


class _LaterMemory(Memory):
    """A memory that is read when something is first looked for in it."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = data

    def recall(self, key: Key, work_out: Callable[[], T]) -> T:
        """Return what is kept under `key`, or work it out and keep it."""
        if self._data:
            vars(self).update(vars(pickle.loads(self._data)), _data=b"")
        return super().recall(key, work_out)


class _LaterNear(Near):
    """What is near, read when it is first asked: what is answered to the bit never does."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __getattr__(self, name: str) -> Any:
        if name not in Near.__annotations__:
            raise AttributeError(name)
        vars(self).update(vars(pickle.loads(self._data)))
        return vars(self)[name]


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        if type(value) is Memory:
            return _LaterMemory, (_pickled(value),)
        if type(value) is Near:
            return _LaterNear, (_pickled(value),)
        if type(value) is not Foretold:
            return NotImplemented
        passing = tuple((message, _pickled(record)) for message, record in value.passing.items())
        lists = (_pickled(value.steps), _pickled(value.record))
        return _foretold, (value.module, *lists, value.parted, value.near, passing)


def _pickled(value: Any) -> bytes:
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


def _foretold(
    module: str,
    steps: Any,
    record: Any,
    parted: str,
    near: Near | None,
    passing: tuple[tuple[Any, Any], ...],
) -> Foretold:
    steps, record = Later(steps), Later(record)
    some: Any = {message: Later(data) for message, data in passing}
    return Foretold(module, steps, record, parted, near, some)


def path_of(folder: Path, seed: int) -> Path:
    """Return where what is foretold with a seed is kept."""
    return folder / f"{seed}.pickle"


def write(folder: Path, foretelling: Foretelling, memory: Memory) -> None:
    """Keep what is foretold, and what checks have worked out from the reference by then."""
    import tempfile  # which nobody needs who reads

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        _Pickler(file, pickle.HIGHEST_PROTOCOL).dump((foretelling, memory))
    os.replace(file.name, path_of(folder, foretelling.seed))


def read(folder: Path, seed: int) -> tuple[Foretelling, Memory] | None:
    """Return what was kept of a seed; `None` if that is nothing, or cannot be read."""
    with contextlib.suppress(Exception):
        foretelling, memory = pickle.loads(path_of(folder, seed).read_bytes())
        if isinstance(foretelling, Foretelling) and isinstance(memory, Memory):
            return foretelling, memory
    return None
