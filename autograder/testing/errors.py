"""What a check raises, and what a call into a submission raises.

AssertionError
  Mismatch            a result differs from what was asked
Exception
  StudentFault        the submission's code did not answer
    StudentError        it raised an exception
      StudentValueError   … which was a ValueError
    StudentTimeout      it did not finish in time
    StudentCrash        its process ended
    StudentLimit        it used more memory or output than allowed
    StudentForbidden    its file uses an import or a call that the assignment forbids
    StudentMissing      its file or function is not there, or did not load
    StudentNotRun       its time was used up before
"""

from __future__ import annotations

from collections.abc import Callable

from autograder.testing.where import Where

Words = str | Callable[[], str]
"""A text, or what makes it: where a check tries several readings, few texts are ever read."""


class Mismatch(AssertionError):
    """A result that is not what was asked.

    Parameters
    ----------
    message
        What is wrong, in words that give no hidden input or expected value away.
    detail
        Values got and expected; shown only for public checks and to staff.
    where
        Which entries of an array are wrong; shown only for public checks and to staff.
    """

    def __init__(self, message: Words, detail: Words = "", where: Where | None = None) -> None:
        super().__init__(message)
        self._message = message
        self._detail = detail
        self.where = where

    @property
    def message(self) -> str:
        """What is wrong."""
        if callable(self._message):
            self._message = self._message()
        return self._message

    @property
    def detail(self) -> str:
        """Values got and expected."""
        if callable(self._detail):
            self._detail = self._detail()
        return self._detail

    def __str__(self) -> str:
        return str(self.message)


class StudentFault(Exception):
    """The submission's code did not answer; `str()` is one sentence for the student.

    Parameters
    ----------
    message
        One sentence that gives no hidden input away.
    detail
        More (an exception's text, a traceback); shown only for public checks and to staff.
    """

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class StudentError(StudentFault):
    """The submission's code raised an exception.

    Parameters
    ----------
    exception
        The name of the exception's type.
    """

    def __init__(self, message: str, detail: str = "", exception: str = "Exception") -> None:
        super().__init__(message, detail)
        self.exception = exception


class StudentValueError(StudentError, ValueError):
    """The submission's code raised a `ValueError`, as several checks ask it to."""


class StudentTimeout(StudentFault):
    """A call did not finish in time."""


class StudentCrash(StudentFault):
    """The process that ran the submission's code ended by itself."""


class StudentLimit(StudentFault):
    """The submission's code used more memory or output than allowed."""


class StudentForbidden(StudentFault):
    """The file uses an import or a call that the assignment forbids."""


class StudentMissing(StudentFault):
    """The file or the function is not there, or the file did not load."""


class StudentNotRun(StudentFault):
    """The time of the question, or of the whole submission, was used up before."""
