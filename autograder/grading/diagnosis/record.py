"""What came of each call of a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from typing import Any

import numpy as np

from autograder.grading.calls import Answer, Arguments, Calls
from autograder.grading.reading import Reading, Reads
from autograder.records import dataclass
from autograder.testing.errors import StudentError, StudentFault


@dataclass
class Entry:
    """One call, or one attribute that was read.

    Parameters
    ----------
    name
        The function's or the attribute's.
    values
        What was returned.
    single
        Whether that is one result, or the items of a tuple.
    changed
        The arguments that were changed.
    error
        The type of what was raised in its place.
    handed_back
        Positions of the values that a later call was given: caches, in whatever form.
    """

    name: str
    values: Sequence[Any] = ()
    single: bool = True
    changed: Sequence[str] = ()
    error: str = ""
    handed_back: set[int] = field(default_factory=set)


Record = list[Entry]

MUCH = 2**19
"""Bytes of arrays in one case beyond which nothing is kept of it."""


class Recording:
    """Calls that are noted down.

    Parameters
    ----------
    calls
        Where they go.

    Attributes
    ----------
    has_asked
        Whether anything was called or read of code since `take` was last called.
    """

    def __init__(self, calls: Calls) -> None:
        self.has_asked = False
        self._reading: Reading | None = None  # since then
        self._calls = calls
        self._record: Record = []
        self._origins: dict[int, tuple[Entry, int]] = {}
        self._bytes = 0

    @property
    def submission(self) -> Any:
        """The submission's written answers."""
        if self._reading is None:
            self._reading = Reading(self._calls.submission)
        return self._reading

    @property
    def reads_answers(self) -> bool:
        """Whether written answers were read since `take` was last called."""
        return self._reading is not None

    @property
    def only_read(self) -> Reads | None:
        """What was read of written answers since then, if nothing else was asked for."""
        reading = self._reading
        if reading is None or self.has_asked or not reading.is_all:
            return None
        return reading.reads

    @property
    def methods(self) -> frozenset[str]:
        """The names of the methods of the reference's classes."""
        return self._calls.methods

    def take(self) -> Record | None:
        """Return what was recorded since the last time; None if that is too much to keep."""
        record = self._record if self._bytes <= MUCH else None
        self._record, self._origins, self._bytes = [], {}, 0
        self.has_asked, self._reading = False, None
        return record

    def observed(self, name: str, values: Sequence[Any]) -> None:
        """Note what a check has worked out from a written answer."""
        self._end(self._begin(name), Answer(list(values), False, []))

    def call(
        self,
        module: str,
        name: str,
        target: Any,
        args: Sequence[Any],
        kwargs: dict[str, Any],
        keep: bool = False,
        watch: bool = False,
    ) -> tuple[Any, Answer]:
        """Call a function, or an object, and note what came of it."""
        self._trace((*args, *kwargs.values()))
        entry = self._begin(name)
        self.has_asked = True
        try:
            where, answer = self._calls.call(module, name, target, args, kwargs, keep, watch)
        except StudentFault as fault:
            entry.error = kind_of(fault)
            raise
        self._end(entry, answer)
        return where, answer

    def call_each(
        self, module: str, name: str, calls: Sequence[Arguments], watch: bool = False
    ) -> Iterator[tuple[Any, Answer]]:
        """Call a function once for each of these arguments, and note each call as `call` does."""
        self.has_asked = True
        answers = self._calls.call_each(module, name, calls, watch)
        for args, kwargs in calls:
            self._trace((*args, *kwargs.values()))
            entry = self._begin(name)
            try:
                where, answer = next(answers)
            except StudentFault as fault:
                entry.error = kind_of(fault)
                raise
            self._end(entry, answer)
            yield where, answer

    def get(self, target: Any, name: str) -> tuple[Any, Answer]:
        """Read an attribute of an object, and note it."""
        self.has_asked = True
        entry = self._begin(f".{name}")
        try:
            where, answer = self._calls.get(target, name)
        except StudentFault as fault:
            entry.error = kind_of(fault)
            raise
        self._end(entry, answer)
        return where, answer

    def _trace(self, given: Iterable[Any]) -> None:
        """Note which earlier results a call is given."""
        for value in given:
            if id(value) in self._origins and type(value) is np.ndarray:
                entry, position = self._origins[id(value)]
                entry.handed_back.add(position)

    def _begin(self, name: str) -> Entry:
        entry = Entry(name)
        self._record.append(entry)
        return entry

    def _end(self, entry: Entry, answer: Answer) -> None:
        for value in answer.values:
            if type(value) is np.ndarray:
                self._bytes += value.nbytes
        if self._bytes > MUCH:
            self._record, self._origins = [], {}
            return
        entry.values, entry.single = answer.values, answer.single
        entry.changed = answer.changed
        for position, value in enumerate(answer.values):
            if type(value) is np.ndarray:
                self._origins[id(value)] = (entry, position)


def kind_of(fault: StudentFault) -> str:
    """Name what was raised: the exception of the code itself, or what ended it."""
    return fault.exception if isinstance(fault, StudentError) else type(fault).__name__
