"""Calls that have to be refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from autograder.testing.errors import Mismatch, StudentError, StudentValueError


@contextmanager
def raises_value_error(case: str) -> Iterator[None]:
    """Judge that the submission's code in this context raises `ValueError`.

    Faults other than exceptions of the submission (a time-out, a crash, …) pass through.

    Parameters
    ----------
    case
        What cannot be computed, such as ``an unknown mode``.

    Raises
    ------
    Mismatch
        If nothing was raised, or something else.
    """
    try:
        yield
    except StudentValueError:
        return
    except StudentError as error:
        raise Mismatch(
            f"For {case}, ValueError should be raised, but {error.exception} was raised.",
            error.detail,
        ) from None
    raise Mismatch(f"For {case}, ValueError should be raised, but nothing was raised.")
