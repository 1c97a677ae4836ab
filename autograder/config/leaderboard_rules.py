"""What must hold of the leaderboard in `config.yaml`."""

from __future__ import annotations

import math

from autograder.config.document import Document, Place, quoted
from autograder.config.schema import Config

PLACE = ("leaderboard",)
MOST_REPEATS = 20
MOST_ITEMS = 2**22
"""Of one array: 32 MiB."""


def check(document: Document, config: Config) -> None:
    """Check that it names two functions and a problem of a sensible size.

    Raises
    ------
    ConfigError
        At the first that is not so.
    """
    board = config.leaderboard
    if board is None:
        return
    if not board.name.strip() or not board.name.isprintable() or len(board.name) > 100:
        place: Place = (*PLACE, "name")
        document.fail(place, f"should be one line of text, not {quoted(board.name)}")
    code = {
        question.id: question.function
        for question in config.questions
        if isinstance(question.function, str) and "." not in question.function
    }
    for key, id in (("forward", board.forward), ("backward", board.backward)):
        if id not in code:
            document.fail(
                (*PLACE, key), f"should be a question that asks for one function, not {quoted(id)}"
            )
    if not board.shapes:
        document.fail((*PLACE, "shapes"), "is empty; give a shape for each array")
    for index, shape in enumerate(board.shapes):
        if not shape or min(shape) < 1 or math.prod(shape) > MOST_ITEMS:
            document.fail(
                (*PLACE, "shapes", index),
                f"should be sizes of at least 1, and {MOST_ITEMS} items at most, not {shape}",
            )
    if not 1 <= board.best_of <= MOST_REPEATS:
        place = (*PLACE, "best_of")
        document.fail(place, f"should be from 1 to {MOST_REPEATS}, not {board.best_of}")
