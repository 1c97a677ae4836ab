"""What a case asks of the reference, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autograder.grading.collect import Case
from autograder.grading.diagnosis.record import Record
from autograder.sandbox import protocol
from autograder.sandbox.body import Buffer
from autograder.sandbox.protocol import Raised, Reply

Key = tuple[str, str]
"""A check's id, and a case's."""


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

    request: protocol.Call | protocol.Get
    header: bytes
    body: bytes
    answer: Reply | Raised
    contents: bytes

    def is_asked(self, request: protocol.Call | protocol.Get, body: Sequence[Buffer]) -> bool:
        """Whether this is what is asked, to the bit."""
        return b"".join(body) == self.body and protocol.encoded(request) == self.header


@dataclass(frozen=True)
class Foretold:
    """What a case asks of one module, and what comes of it.

    Parameters
    ----------
    module
        The module.
    steps
        The requests, in order.
    answers
        Header and body of the message with all answers; `None` where the reference raises, which
        each submission words in its own way.
    record
        What is kept of the answers as evidence.
    """

    module: str
    steps: tuple[Step, ...]
    answers: tuple[bytes, bytes] | None
    record: Record = field(compare=False)


@dataclass(frozen=True)
class Sendable:
    """A script, encoded.

    Parameters
    ----------
    cases
        Whose calls it makes.
    header, body
        The message.
    """

    cases: tuple[Foretold, ...]
    header: bytes
    body: bytes


@dataclass(frozen=True)
class Foretelling:
    """What is foretold with one seed.

    Parameters
    ----------
    seed
        The seed.
    cases
        By check and case; those that are not here have to be run.
    scripts
        By the check and case that each begins with.
    """

    seed: int
    cases: Mapping[Key, Foretold]
    scripts: Mapping[Key, Sendable]


def key(case: Case) -> Key:
    """Return what a case is known by."""
    return case.check.id, case.id
