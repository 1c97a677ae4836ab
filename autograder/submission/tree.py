"""What every format of a submission is turned into first: names, and a way to read each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class UnreadableError(Exception):
    """A file of a submission cannot be read; the text says why, without naming the file.

    Parameters
    ----------
    why
        The text.
    is_ours
        Whether it is the grader that may not or cannot read it, whatever the file is like.
    """

    def __init__(self, why: str, *, is_ours: bool = False) -> None:
        super().__init__(why)
        self.is_ours = is_ours


class Tree(Protocol):
    """The files of a submission that could matter, leftovers already removed."""

    @property
    def names(self) -> Sequence[str]:
        """Paths inside the submission, `/` between folders, sorted and valid Unicode."""

    def read(self, name: str, limit: int) -> bytes:
        """Return the bytes of the file `name`.

        Raises
        ------
        UnreadableError
            If there are more than `limit` of them, or they cannot be read.
        """

    def close(self) -> None:
        """Release what is held open."""
