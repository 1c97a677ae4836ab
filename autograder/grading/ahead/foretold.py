"""What a case asks of the reference, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograder.grading.ahead.written import Written
from autograder.grading.cases import CaseKey
from autograder.grading.diagnosis.record import Record
from autograder.grading.talk import Heard
from autograder.records import dataclass
from autograder.sandbox import protocol
from autograder.sandbox.body import Body, Buffer
from autograder.sandbox.connection import Message
from autograder.sandbox.protocol import CaseScript, Raised, Reply, Script, Single

MOST_LEARNT = 8
"""How many ways to pass are kept of a case."""
LONGEST_LEARNT = 2**14
"""Bytes of a message beyond which it is not kept."""


@dataclass(frozen=True)
class Step:
    """A request, and what comes of it.

    Parameters
    ----------
    request, header, body
        What is asked, and its bytes.
    answer, contents
        What the reference answers, or raises, and the contents of its arrays.
    """

    request: Single
    header: bytes
    body: bytes
    answer: Reply | Raised
    contents: bytes

    def is_asked(self, request: Single, body: Sequence[Buffer]) -> bool:
        """Whether this is what is asked, to the bit."""
        return b"".join(body) == self.body and protocol.encoded(request) == self.header

    def is_answered(self, answer: Reply | Raised, body: Body) -> bool:
        """Whether this is what comes of it, to the bit; of what is raised, whatever it says."""
        if isinstance(answer, Raised) or isinstance(self.answer, Raised):
            return _kind(answer) == _kind(self.answer)
        same = protocol.encoded(answer) == protocol.encoded(self.answer)
        return same and body.raw == self.contents


@dataclass(frozen=True)
class Foretold:
    """What a case asks of one module, and what comes of it.

    Parameters
    ----------
    module
        The module.
    steps
        The requests, in order.
    record
        What is kept of the answers as evidence.
    is_wordless
        Whether the check passes whatever an exception says.
    passing
        Answers with which the check has passed, as messages, and what is kept of them.
    """

    module: str
    steps: tuple[Step, ...]
    record: Record
    is_wordless: bool
    passing: dict[Message, Record]

    def learn(self, message: Message, record: Record) -> None:
        """Note that the check has passed with these answers, as it will whenever they come."""
        if len(self.passing) < MOST_LEARNT and sum(map(len, message)) <= LONGEST_LEARNT:
            self.passing[message] = record

    def passed_by(self, message: Message, heard: Sequence[Heard]) -> Record | None:
        """Return what is kept of answers with which the check can only pass; else `None`.

        Parameters
        ----------
        message, heard
            The answers, and what they say if the message is not one of `passing`.
        """
        known = self.passing.get(message)
        if known is not None or not self.is_wordless or len(heard) != len(self.steps):
            return known
        is_met = all(step.is_answered(*one) for step, one in zip(self.steps, heard, strict=True))
        return self.record if is_met else None


@dataclass(frozen=True)
class Sendable:
    """A script, encoded.

    Parameters
    ----------
    cases
        Whose calls it makes, all of one module.
    header, body
        The message.
    """

    cases: tuple[Foretold, ...]
    header: bytes
    body: bytes

    @classmethod
    def of(cls, cases: Sequence[Foretold]) -> Sendable:
        """Encode the script of some cases."""
        parts, body = [], b""
        for case in cases:
            steps = [step.request for step in case.steps]
            raises = [isinstance(step.answer, Raised) for step in case.steps]
            parts.append(CaseScript(steps, raises, len(body)))
            body += b"".join(step.body for step in case.steps)
        return cls(tuple(cases), protocol.encoded(Script(cases[0].module, parts)), body)


@dataclass(frozen=True)
class Foretelling:
    """What is foretold with one seed.

    Parameters
    ----------
    seed
        The seed.
    cases
        By check and case; those that are not here have to be run.
    places
        The script that each case is in, and where in it.
    written
        What is known of the cases that read written answers alone.
    """

    seed: int
    cases: Mapping[CaseKey, Foretold]
    places: Mapping[CaseKey, tuple[Sendable, int]]
    written: Written

    def script(self, first: CaseKey) -> Sendable:
        """Return the script of a case and of those after it."""
        script, place = self.places[first]
        return Sendable.of(script.cases[place:]) if place else script

    def script_of_one(self, case: CaseKey) -> Sendable:
        """Return the script of a case alone."""
        return Sendable.of([self.cases[case]])


def _kind(answer: Reply | Raised) -> tuple[str, bool, str, str] | None:
    if isinstance(answer, Raised):
        return answer.exception, answer.value_error, answer.kind, answer.printed
    return None
