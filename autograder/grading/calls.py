"""What a submission's proxy asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from autograder.grading.session import Answer
from autograder.model.submission import Submission


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

    def get(self, target: Any, name: str) -> tuple[Any, Answer]:
        """Read an attribute of an object."""
