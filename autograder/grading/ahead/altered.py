"""Plays checks back with answers that are not quite the reference's.

A check that passes with these, and asks for the same, tells no submission by how its numbers are
rounded, in what form it returns a scalar, what its cache is, and what its exceptions say.
"""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from autograder.grading.ahead.near import FLOATS, Slack, contents_of, form_of
from autograder.grading.ahead.step import Step
from autograder.records import dataclass
from autograder.sandbox.body import Body
from autograder.sandbox.protocol import ArrayNode, Handle, Plain, Raised, Reply, Value

ANOTHER = 2**20
"""A worker's number of an object that no request names."""


@dataclass(frozen=True)
class Alteration:
    """How answers are altered.

    Parameters
    ----------
    words
        What exceptions say.
    signs
        Where numbers are moved to: up or down, in turn.
    is_plain
        Whether scalars are Python's, and objects dicts; else both are arrays.
    """

    words: str
    signs: tuple[int, ...]
    is_plain: bool

    def of(self, step: Step, slack: Slack, place: int) -> tuple[Reply | Raised, bytes]:
        """Return another answer to a request, and what its arrays hold.

        Parameters
        ----------
        step
            The request, and the answer.
        slack
            How far numbers are moved.
        place
            That of the request in its case: the same answer is altered otherwise elsewhere.
        """
        if isinstance(step.answer, Raised):
            return msgspec.structs.replace(step.answer, message=self.words, frames=[]), b""
        body, contents = Body(step.contents), list[bytes]()
        values = [
            self._object(value, contents)
            if isinstance(value, Handle) and step.returns_results
            else self._value(value, body, contents, slack, place)
            for value in step.answer.values
        ]
        return msgspec.structs.replace(step.answer, values=values), b"".join(contents)

    def _value(
        self, value: Value, body: Body, contents: list[bytes], slack: Slack, place: int
    ) -> Value:
        (dtype, _), data = form_of(value), contents_of(value, body)
        if dtype not in FLOATS:
            contents.append(data)
            return value
        moved = self._moved(np.frombuffer(data, dtype), slack, place)
        if not isinstance(value, ArrayNode) and self.is_plain and dtype == "float64":
            return Plain(float(moved[0]))
        contents.append(moved.tobytes())
        return value if isinstance(value, ArrayNode) else ArrayNode(moved.dtype.name, [], ANOTHER)

    def _object(self, value: Handle, contents: list[bytes]) -> Value:
        if self.is_plain:
            return Handle(value.number, "a dict")
        contents.append(np.zeros(1).tobytes())
        return ArrayNode("float64", [1], value.number)

    def _moved(self, numbers: Any, slack: Slack, place: int) -> Any:
        signs = np.resize(np.roll(self.signs, place), numbers.shape)
        return (numbers + signs * slack.bound(numbers)).astype(numbers.dtype)


ALTERATIONS = (
    Alteration("", (1,), True),
    Alteration("Not 1 of 2 words that 3 submissions share.", (1, -1, -1, 1, -1, 1, 1), False),
)
