"""What a case asks of the reference, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from autograder.grading.ahead.near import Near
from autograder.grading.ahead.step import Step
from autograder.grading.ahead.written import Written
from autograder.grading.cases import CaseKey
from autograder.grading.diagnosis.record import Record
from autograder.grading.talk import Heard
from autograder.records import dataclass
from autograder.sandbox import protocol
from autograder.sandbox.connection import Message
from autograder.sandbox.protocol import CaseScript, Script

MOST_LEARNT = 8
"""How many ways to pass are kept of a case."""
LONGEST_LEARNT = 2**14
"""Bytes of a message beyond which it is not kept."""


@dataclass(frozen=True)
class Foretold:
    """What a case asks of one module, and what comes of it.

    It contains the messages with which the check can only pass, and that need not be read.

    Parameters
    ----------
    module
        The module.
    steps
        The requests, in order.
    record
        What is kept of the answers as evidence.
    parted
        The check, if its cases judge parts of one result; else nothing.
    near
        Tells answers with which the check passes as with the reference's; `None` if it has to be
        run wherever they differ.
    passing
        Answers with which the check has passed, as messages, and what is kept of them.
    """

    module: str
    steps: Sequence[Step]
    record: Record
    parted: str
    near: Near | None
    passing: dict[Message, Record]

    def asks_as(self, other: Foretold) -> bool:
        """Whether this is another part of the same result."""
        if not self.parted or self.parted != other.parted or len(self.steps) != len(other.steps):
            return False
        pairs = zip(self.steps, other.steps, strict=True)
        return all(one.header == two.header and one.body == two.body for one, two in pairs)

    def __contains__(self, message: object) -> bool:
        return self.record_of(cast(Message, message)) is not None

    def record_of(self, message: Message) -> Record | None:
        """Return what is kept of answers with which the check can only pass; else `None`.

        They may be such all the same, if the message has to be read: see `passed_by`.
        """
        known = self.passing.get(message)
        if known is None and self.near is not None and self.near.knows(message):
            return self.record
        return known

    def learn(self, message: Message, record: Record) -> None:
        """Note that the check has passed with these answers, as it will whenever they come."""
        if len(self.passing) < MOST_LEARNT and sum(map(len, message)) <= LONGEST_LEARNT:
            self.passing[message] = record

    def passed_by(self, message: Message, heard: Sequence[Heard]) -> Record | None:
        """Return what is kept of answers with which the check can only pass; else `None`.

        Parameters
        ----------
        message, heard
            The answers, and what they say if the message is not contained.
        """
        known = self.record_of(message)
        if known is None and self.near is not None and self.near.is_met(message, heard):
            return self.record
        return known


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
        """Encode the script of some cases; what parts of one result ask for is asked for once."""
        parts, body, before = list[CaseScript](), b"", None
        for case in cases:
            before, last = case, before
            if last is not None and case.asks_as(last):
                parts.append(CaseScript([], [], len(body)))
                continue
            steps = [step.request for step in case.steps]
            parts.append(CaseScript(steps, [step.raises for step in case.steps], len(body)))
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
