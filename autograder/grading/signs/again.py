"""Cases that are run once more, to see whether a submission then does the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.grading.ahead import Ahead
from autograder.grading.calls import Answer, Arguments, Calls
from autograder.grading.cases import Case, Run
from autograder.grading.diagnosis.compare import WHOLE, differences
from autograder.grading.diagnosis.record import Entry, Record, Recording
from autograder.grading.session import Session
from autograder.records import dataclass
from autograder.testing.errors import StudentError, StudentFault

LARGER = 1 + 1 / 64
"""By how much inputs are made larger: more than what `np.allclose` or two decimals let pass."""
JUMP = 0.15
"""A change of the results that is too large for that, relative to their scale."""

FAULTS = frozenset(
    kind.__name__ for kind in StudentFault.__subclasses__() if kind is not StudentError
)


class EndedError(Exception):
    """A submission's code did not answer in time, or ended: nothing more is asked of it."""


@dataclass(frozen=True)
class Again:
    """Runs cases in the workers of one session.

    Parameters
    ----------
    session
        The submission's workers.
    run
        Runs a case.
    ahead
        What asks the session ahead, if anything is foretold.
    """

    session: Session
    run: Run
    ahead: Ahead | None = None

    def record(self, case: Case, calls: Calls | None = None) -> Record:
        """Return what comes of a case; nothing if that is much.

        Raises
        ------
        EndedError
            If a call was not answered.
        """
        recording = Recording(calls or self.session)
        self.session.turn_to(case.check.question, ())
        known = self.ahead.again(case.key) if self.ahead and calls is None else None
        error = None if known is not None else self.run(case, recording)
        begins_anew = self.ahead is not None and self.ahead.begins_anew(error, None)
        self.session.end_case()
        if begins_anew:
            return self.record(case, calls)
        if known is not None:
            return known
        if isinstance(error, StudentFault) and not isinstance(error, StudentError):
            raise EndedError
        return recording.take() or []

    def jumps(self, case: Case) -> bool:
        """Tell whether results change much where the inputs of a case change a little."""
        before, after = self.record(case), self.record(case, Larger(self.session))
        return any(map(_jumps, before, after))


def changed(one: Record, other: Record) -> str:
    """Return the name of the first function whose results differ between two records of a case.

    A number that is whole, or a text, may be the name of a cache, a new one for each call.
    """
    if one is other:
        return ""
    for number, position in sorted(differences(one, other)):
        first, second = one[number], other[number]
        if position == WHOLE or _is_real(first.values[position], second.values[position]):
            return first.name
    return ""


def _is_real(*values: Any) -> bool:
    return all(isinstance(v, (np.ndarray, np.number, float)) for v in values) and all(
        np.asarray(v).dtype.kind in "fc" for v in values
    )


def was_answered(record: Record) -> bool:
    """Tell whether there were calls, and each came to a result or an exception of its own."""
    return bool(record) and not any(one.error in FAULTS for one in record)


class Larger:
    """Calls whose arrays are made a little larger, each element by the same factor.

    Whatever is worked out from them changes as little: order, ties and signs stay.

    Parameters
    ----------
    session
        Where they go.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.submission = session.submission
        self.methods = session.methods
        self.get = session.get

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
        """Call a function, or an object."""
        more = {key: _larger(value) for key, value in kwargs.items()}
        return self._session.call(module, name, target, list(map(_larger, args)), more, keep, watch)

    def call_each(
        self, module: str, name: str, calls: Sequence[Arguments], watch: bool = False
    ) -> Iterator[tuple[Any, Answer]]:
        """Call a function once for each of these arguments."""
        more = [
            (list(map(_larger, args)), {key: _larger(value) for key, value in kwargs.items()})
            for args, kwargs in calls
        ]
        return self._session.call_each(module, name, more, watch)


def _larger(value: Any) -> Any:
    """Return a larger copy of an array of the check's own; what a worker returned is read-only."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.flags.writeable:
        return (value * LARGER).astype(value.dtype)
    return value


def _jumps(one: Entry, other: Entry) -> bool:
    """Tell whether two results of a call are far apart; what travels on to another is left out."""
    if one.name != other.name or one.error:
        return False
    if other.error:
        return True
    if one.handed_back or other.handed_back:
        return False
    return any(map(_far_apart, one.values, other.values))


def _far_apart(a: Any, b: Any) -> bool:
    if not _is_real(a, b):
        return False
    before, after = np.asarray(a), np.asarray(b)
    if before.shape != after.shape or not before.size:
        return before.shape != after.shape
    with np.errstate(all="ignore"):
        return not bool(np.abs(after - before).max() <= JUMP * np.abs(before).max())
