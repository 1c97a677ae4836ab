"""What each case asks of the reference, and what comes of it: foretold for every submission.

A check draws the same inputs for all submissions that are graded with one seed. So the calls that
it makes on the reference are those that it makes on a right submission, which can be asked for many
cases in one message, before the checks are run. Where a submission answers to the bit what the
reference does, its check cannot tell the two apart: it passes, and need not be run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import groupby

from autograder.grading.calls import Answer
from autograder.grading.collect import Case
from autograder.grading.diagnosis.record import Record
from autograder.grading.talk import Asked, Talk, Worker
from autograder.records import dataclass
from autograder.sandbox import protocol
from autograder.sandbox.body import Buffer
from autograder.sandbox.protocol import CaseScript, Raised, Script, Told

SCRIPT_BYTES = 2**18
"""Beyond which a script has no more cases."""
Key = tuple[str, str]
"""A check's id, and a case's."""


@dataclass(frozen=True)
class Step:
    """A request, and what comes of it.

    Parameters
    ----------
    request, body
        What is asked.
    words
        Say so.
    told
        The answer; `None` where the reference raises.
    """

    request: protocol.Call | protocol.Get
    body: bytes
    words: str
    told: Told | None

    def doing(self) -> str:
        """Say what is asked."""
        return self.words

    def is_asked(self, request: protocol.Call | protocol.Get, body: Sequence[Buffer]) -> bool:
        """Whether this is what is asked, to the bit."""
        return b"".join(body) == self.body and (
            protocol.encoded(request) == protocol.encoded(self.request)
        )


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
        What is kept of their answers as evidence.
    """

    module: str
    steps: tuple[Step, ...]
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

    def ask(
        self,
        worker: Worker,
        message: protocol.Call | protocol.Get,
        body: list[Buffer],
        asked: Asked,
    ) -> Answer:
        """Ask for one thing."""
        contents = b"".join(body)
        answer, data = self._talk.send(
            worker.connection, message, body, self._talk.limits.call_seconds, asked.doing
        )
        told = None if isinstance(answer, Raised) else Told.of(answer, data.raw)
        self._steps.append(Step(message, contents, asked.doing(), told))
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
        if record is None or not self._is_whole or len(self._workers) != 1 or size > SCRIPT_BYTES:
            return None
        (module,) = self._workers.values()
        return Foretold(module, tuple(self._steps), record)


def foretell(
    seed: int, cases: Sequence[Case], try_case: Callable[[Case], Foretold | None]
) -> Foretelling:
    """Note what cases ask of the reference.

    A case that does not ask for the same twice, or does not get the same, is left out.

    Parameters
    ----------
    seed
        Of the inputs.
    cases
        In the order in which they are run.
    try_case
        Runs a case on the reference, and returns what it asked for if it passed.
    """
    found: dict[Key, Foretold] = {}
    for case in cases:
        one = try_case(case)
        if one is not None and one == try_case(case):
            found[key(case)] = one
    return Foretelling(seed, found, dict(_scripts(cases, found)))


def _scripts(
    cases: Sequence[Case], found: Mapping[Key, Foretold]
) -> Iterator[tuple[Key, Sendable]]:
    """Yield scripts, each of cases that are run one after the other, with what it begins with."""
    for together, several in groupby(cases, lambda case: _together(case, found)):
        if together is None:
            continue
        some: list[Key] = []
        size = 0
        for one in map(key, several):
            more = sum(len(step.body) for step in found[one].steps)
            if some and size + more > SCRIPT_BYTES:
                yield some[0], _sendable([found[one] for one in some])
                some, size = [], 0
            some.append(one)
            size += more
        yield some[0], _sendable([found[one] for one in some])


def _together(case: Case, found: Mapping[Key, Foretold]) -> tuple[str, bool, str] | None:
    """Return what cases of one script have in common; `None` for a case that has to be run."""
    foretold = found.get(key(case))
    if foretold is None:
        return None
    return case.check.question, case.check.public, foretold.module


def _sendable(cases: Sequence[Foretold]) -> Sendable:
    parts, body = [], b""
    for case in cases:
        steps = [step.request for step in case.steps]
        parts.append(CaseScript(steps, [step.told is None for step in case.steps], len(body)))
        body += b"".join(step.body for step in case.steps)
    return Sendable(tuple(cases), protocol.encoded(Script(parts)), body)
