"""What is sent between the command, a dask worker and its host, as JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, NamedTuple

import msgspec

from autograder.model.submission import Submission


class Terms(msgspec.Struct, frozen=True):
    """What a host is started with; the package's bytes follow.

    Parameters
    ----------
    place
        The folder that the assignment is unpacked below.
    unsafe
        Whether to grade where student code cannot be confined.
    """

    place: str
    unsafe: bool


class Task(msgspec.Struct, frozen=True):
    """A submission to grade, and the seed of its inputs."""

    submission: Submission
    seed: int

    @classmethod
    def of(cls, submission: Submission, seed: int) -> Task:
        """Return a task; code that was compiled here stays here, for it is of this very Python."""
        sources = {name: replace(one, code=b"") for name, one in submission.sources.items()}
        return cls(replace(submission, sources=sources), seed)


class Answer(NamedTuple):
    """What came of a submission.

    Parameters
    ----------
    kind
        `report`: it was graded. `refused`: nothing is graded on this worker. `died`: a process
        ended over it, or over what was beside it.
    text
        The report as JSON, or why it was refused.
    worker
        The address of the worker that refused.
    deaths
        How many processes ended.
    """

    kind: Literal["report", "refused", "died"]
    text: str = ""
    worker: str = ""
    deaths: int = 0
