"""Asks for what a case asks once more, where its check is not collected."""

from __future__ import annotations

from autograder.grading.ahead.asking import Ahead
from autograder.grading.ahead.foretell import sendable
from autograder.grading.ahead.foretold import Foretelling, key
from autograder.grading.collect import Case
from autograder.grading.diagnosis.record import Record
from autograder.grading.outline import NeedsChecksError
from autograder.grading.session import Session


def once_more(session: Session, foretelling: Foretelling, case: Case) -> Record:
    """Return what comes of a case, if that is what was foretold of it.

    Raises
    ------
    NeedsChecksError
        If it is not.
    """
    known = key(case)
    foretold = foretelling.cases[known]
    alone = Foretelling(foretelling.seed, {known: foretold}, {known: sendable([foretold])})
    session.turn_to(case.check.question, ())
    if Ahead(session, alone).fulfilled(known) is None:
        raise NeedsChecksError
    session.end_case()
    return foretold.record
