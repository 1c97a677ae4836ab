"""What a check reads of written answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from autograder.model.submission import Submission


class Place(NamedTuple):
    """Where something was read: which of a submission's mappings, and under which key."""

    attribute: str
    key: str


Reads = dict[Place, str | None]
"""What was read where; `None` for what is not there."""


class Reading:
    """The written answers of a submission, of which it is noted what is read.

    Parameters
    ----------
    submission
        The submission.

    Attributes
    ----------
    reads
        What was read.
    is_all
        Whether `reads` says all: not where the answers were gone through.
    """

    def __init__(self, submission: Submission) -> None:
        self.reads: Reads = {}
        self.is_all = True
        self._submission = submission

    @property
    def answers(self) -> Mapping[str, str]:
        """The written answers, by key."""
        return _Noted(self, "answers", self._submission.answers)

    @property
    def answer_problems(self) -> Mapping[str, str]:
        """Why an answer could not be read, by key."""
        return _Noted(self, "answer_problems", self._submission.answer_problems)


class _Noted(Mapping[str, str]):
    """What a dict of texts is to read, so that a check can do with it all that it may."""

    def __init__(self, reading: Reading, attribute: str, texts: Mapping[str, str]) -> None:
        self._reading = reading
        self._attribute = attribute
        self._texts = texts

    def __getitem__(self, key: str) -> str:
        self._reading.reads[Place(self._attribute, key)] = self._texts.get(key)
        return self._texts[key]

    def __iter__(self) -> Iterator[str]:
        self._reading.is_all = False
        return iter(self._texts)

    def __len__(self) -> int:
        self._reading.is_all = False
        return len(self._texts)

    def __repr__(self) -> str:
        return repr(dict(self))

    def __reversed__(self) -> Iterator[str]:
        return reversed(dict(self))

    def __or__(self, other: dict[str, str]) -> dict[str, str]:
        return dict(self) | other

    def __ror__(self, other: dict[str, str]) -> dict[str, str]:
        return other | dict(self)

    def copy(self) -> dict[str, str]:
        """Return a dict of the same."""
        return dict(self)
