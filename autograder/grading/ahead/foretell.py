"""Runs cases on the reference, and makes scripts of what they ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from autograder.grading.ahead.altered import ALTERATIONS, Alteration
from autograder.grading.ahead.foretold import Foretelling, Foretold, Sendable
from autograder.grading.ahead.near import Near, Slack
from autograder.grading.ahead.tape import Replay, Tape
from autograder.grading.ahead.written import Written
from autograder.grading.cases import Case, CaseKey
from autograder.grading.diagnosis.record import Recording
from autograder.grading.session import Session
from autograder.testing import tolerances

SCRIPT_BYTES = 2**18
"""Of arrays, beyond which a script has no more cases."""


def foretell(
    seed: int, cases: Sequence[Case], session: Session, run: Callable[[Case, Recording], bool]
) -> Foretelling:
    """Note what cases ask of the reference.

    A case is left out that does not ask for the same twice, does not pass, or reads what is written
    beside code. Of the others it is noted whether they pass with answers that are altered.

    Parameters
    ----------
    seed
        Of the inputs.
    cases
        In the order in which they are run.
    session
        The reference's workers.
    run
        Runs a case, and tells whether it passed.
    """
    found: dict[CaseKey, Foretold] = {}
    written = Written()
    recording, tape = Recording(session), Tape(session.talk)

    slack = Slack.within(tolerances.current())

    def replayed(case: Case, foretold: Foretold, alteration: Alteration | None = None) -> bool:
        altered = None if alteration is None else (alteration, slack.tried)
        session.asker = replay = Replay(session.talk, foretold, altered)
        is_right = run(case, recording) and replay.is_over and not recording.reads_answers
        recording.take()
        session.end_case()
        return is_right

    for case in cases:
        session.asker = tape
        session.turn_to(case.check.question, ())
        is_right = run(case, recording) and not session.printed
        reads, reads_answers = recording.only_read, recording.reads_answers
        record = recording.take()
        foretold = None if reads_answers else tape.case(record)
        session.end_case()
        if is_right and reads is not None and record is not None:
            written.learn(case.key, reads, record)
        if not is_right or foretold is None:
            continue
        if case.call.part:
            foretold = replace(foretold, parted=case.check.id)
        if all(replayed(case, foretold, one) for one in ALTERATIONS):
            near = Near.of(foretold.steps, slack, foretold.passing)
            found[case.key] = replace(foretold, near=near)
        elif replayed(case, foretold):
            found[case.key] = foretold
    return Foretelling(seed, found, _places(cases, found), written)


def _places(
    cases: Sequence[Case], found: Mapping[CaseKey, Foretold]
) -> dict[CaseKey, tuple[Sendable, int]]:
    """Make scripts of cases that are run one after the other, and say where each case is."""
    places = {}
    for keys in _scripts(cases, found):
        script = Sendable.of([found[one] for one in keys])
        places.update({one: (script, place) for place, one in enumerate(keys)})
    return places


def _scripts(cases: Sequence[Case], found: Mapping[CaseKey, Foretold]) -> Iterator[list[CaseKey]]:
    for together, several in groupby(cases, lambda case: _together(case, found)):
        if together is None:
            continue
        some: list[CaseKey] = []
        size = 0
        for one in (case.key for case in several):
            more = sum(len(step.body) for step in found[one].steps)
            if some and size + more > SCRIPT_BYTES:
                yield some
                some, size = [], 0
            some.append(one)
            size += more
        yield some


def _together(case: Case, found: Mapping[CaseKey, Foretold]) -> tuple[str, bool, str] | None:
    """Return what cases of one script have in common; `None` for a case that has to be run."""
    foretold = found.get(case.key)
    if foretold is None:
        return None
    return case.check.question, case.check.public, foretold.module
