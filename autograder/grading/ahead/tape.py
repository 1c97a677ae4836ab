"""Notes down what a case asks, and plays it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

import msgspec

from autograder.grading.ahead.altered import Alteration
from autograder.grading.ahead.foretold import Foretold
from autograder.grading.ahead.near import Slack
from autograder.grading.ahead.step import Step
from autograder.grading.calls import Answer
from autograder.grading.diagnosis.record import Record
from autograder.grading.talk import Asked, Talk, Worker
from autograder.sandbox import protocol
from autograder.sandbox.body import Body, Buffer
from autograder.sandbox.connection import Message
from autograder.sandbox.protocol import MAX_STEPS, Answers, Raised, Reply, Single

MOST_BYTES = 2**18
"""Of the arrays in the requests of a case that is foretold."""


class Tape:
    """Asks, and notes down what is asked in one case and what comes of it.

    Parameters
    ----------
    talk
        What is said to the workers.
    """

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._steps: list[Step] = []
        self._workers: dict[int, str] = {}
        self._is_whole = True

    def ask(self, worker: Worker, message: Single, body: list[Buffer], asked: Asked) -> Answer:
        """Ask for one thing."""
        header, contents = protocol.encoded(message), b"".join(body)
        answer, data = self._talk.send(
            worker.connection, message, body, self._talk.limits.call_seconds, asked.doing
        )
        if isinstance(answer, Reply):  # in a script, an answer tells no time
            kept: Reply | Raised = msgspec.structs.replace(answer, seconds=0.0)
        else:
            kept = answer
        self._steps.append(Step(message, header, contents, kept, data.raw))
        self._workers[id(worker)] = worker.module
        return self._talk.read(worker, answer, data, asked)

    def ask_each(
        self, worker: Worker, message: protocol.CallEach, body: list[Buffer], asked: Asked
    ) -> Iterator[Answer]:
        """Ask for many calls in one message: no script has such."""
        self._is_whole = False
        return self._talk.ask_each(worker, message, body, asked)

    def end_case(self) -> None:
        """Forget what is noted down."""
        self._talk.end_case()
        self._steps, self._workers, self._is_whole = [], {}, True

    def case(self, record: Record | None) -> Foretold | None:
        """Return what the case asked, if it can be asked beforehand: of one worker, and not much.

        Parameters
        ----------
        record
            What is kept of its answers; `None` if that is too much.
        """
        size = sum(len(one.body) for one in self._steps)
        if record is None or not self._is_whole or len(self._workers) != 1:
            return None
        if len(self._steps) > MAX_STEPS or size > MOST_BYTES:
            return None
        (module,) = self._workers.values()
        message = _message(self._steps)
        passing = {} if message is None else {message: record}
        return Foretold(module, tuple(self._steps), record, "", None, passing)


def _message(steps: Sequence[Step]) -> Message | None:
    """Return the message that answers all of a case, if nothing is raised: each words that anew."""
    if any(step.raises for step in steps):
        return None
    ends = list(accumulate(len(step.contents) for step in steps))
    header = protocol.encoded(Answers([step.answer for step in steps], ends))
    return header, b"".join(step.contents for step in steps)


class UnsteadyError(BaseException):
    """A case asks for something else than the last time."""


class Replay:
    """Answers a case as it was answered before.

    Parameters
    ----------
    talk
        What is said to the workers.
    foretold
        What the case asked, and what came of it.
    altered
        How the answers are altered, and how far; `None` if they are not.
    """

    def __init__(
        self, talk: Talk, foretold: Foretold, altered: tuple[Alteration, Slack] | None = None
    ) -> None:
        self._talk = talk
        self._steps = enumerate(foretold.steps)
        self._altered = altered

    def ask(self, worker: Worker, message: Single, body: list[Buffer], asked: Asked) -> Answer:
        """Answer one request; `UnsteadyError` if it is another one."""
        place, step = next(self._steps, (0, None))
        if step is None or not step.is_asked(message, body):
            raise UnsteadyError
        answer, contents = step.answer, step.contents
        if self._altered is not None:
            alteration, slack = self._altered
            answer, contents = alteration.of(step, slack, place)
        return self._talk.read(worker, answer, Body(contents), asked)

    def ask_each(
        self, worker: Worker, message: protocol.CallEach, body: list[Buffer], asked: Asked
    ) -> Iterator[Answer]:
        """Ask for many calls in one message: nothing such was asked."""
        raise UnsteadyError

    def end_case(self) -> None:
        """End the case."""
        self._talk.end_case()

    @property
    def is_over(self) -> bool:
        """Whether all is asked."""
        return next(self._steps, None) is None
