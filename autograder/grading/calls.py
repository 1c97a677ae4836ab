"""What a submission's proxy asks for, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import msgspec

from autograder.model.submission import Submission

Arguments = tuple[Sequence[Any], dict[str, Any]]
"""Of a call: by position, and by name."""


class Answer(msgspec.Struct, frozen=True):
    """A call's result.

    Parameters
    ----------
    values
        What was returned.
    single
        Whether that is one result, or the items of a tuple.
    changed
        The arguments that were changed, by position or name.
    seconds
        What a call took, by the worker's own word.
    """

    values: list[Any]
    single: bool
    changed: list[str]
    seconds: float = 0.0


class Calls(Protocol):
    """What a submission's proxy asks: a session, or a known mistake."""

    @property
    def submission(self) -> Submission:
        """The submission, with its written answers."""

    @property
    def methods(self) -> frozenset[str]:
        """The names of the methods of the reference's classes."""

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

    def call_each(
        self, module: str, name: str, calls: Sequence[Arguments], watch: bool = False
    ) -> Iterator[tuple[Any, Answer]]:
        """Call a function once for each of these arguments, until a call raises."""

    def get(self, target: Any, name: str) -> tuple[Any, Answer]:
        """Read an attribute of an object."""
