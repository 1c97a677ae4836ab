"""A check: one test function that scores a question."""

from __future__ import annotations

from autograder.model.assignment import Visibility
from autograder.records import dataclass

CHECKS = "tests/graded"
"""Where checks are, in an assignment's folder."""


@dataclass(frozen=True)
class Check:
    """A check, as its author declared it.

    Parameters
    ----------
    id
        Its file and function: `hidden/test_conv1d.py::test_gradients`.
    question
        The id of the question that it scores.
    title
        Its docstring's first sentence.
    weight
        Its share among the question's checks; of a follow-through check, what part of the
        question's points its backward pass is worth.
    visibility
        When its result is shown.
    public
        Whether students have the check itself, so that its values are no secret.
    cases
        The ids of its cases, in order.
    tags
        Words that its author gave it.
    follows
        Of a follow-through check, the id of the question that asks for the forward pass; else
        empty.
    """

    id: str
    question: str
    title: str
    weight: float
    visibility: Visibility
    public: bool
    cases: tuple[str, ...]
    tags: tuple[str, ...] = ()
    follows: str = ""
