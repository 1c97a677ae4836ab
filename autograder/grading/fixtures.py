"""The fixtures that checks use.

Plain `pytest` in an assignment's folder grades the reference with them, so that a check is an
ordinary test to its author (`-p autograder.grading.fixtures` makes them known). When a submission
is graded, `CURRENT` names it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from autograder.grading import seeds
from autograder.grading.check_call import CheckCall, Current
from autograder.grading.proxy import SubmissionProxy
from autograder.grading.reference import Reference
from autograder.grading.session import Session

CURRENT = pytest.StashKey[Current]()


@pytest.fixture(scope="session")
def _reference_run(pytestconfig: pytest.Config) -> Iterator[Session | None]:
    """When nothing is being graded, grade the reference."""
    if CURRENT in pytestconfig.stash:
        yield None
        return
    from autograder.grading.reference_run import reference_session

    with reference_session(pytestconfig.rootpath) as (session, reference):
        pytestconfig.stash[CURRENT] = Current(SubmissionProxy(session), reference, seed=1)
        yield session
        del pytestconfig.stash[CURRENT]


@pytest.fixture
def submission(
    _reference_run: Session | None, request: pytest.FixtureRequest
) -> Iterator[SubmissionProxy]:
    """Return the submission: `submission.conv1d.conv1d_forward(...)` runs in its worker."""
    current = request.config.stash[CURRENT]
    if _reference_run is None:  # who grades begins and ends the cases
        yield current.submission
        return
    _reference_run.turn_to(request.node.nodeid, ())
    yield current.submission
    _reference_run.end_case()


@pytest.fixture
def reference(_reference_run: Session | None, pytestconfig: pytest.Config) -> Reference:
    """Return the reference: `reference.conv1d.conv1d_forward(...)` runs here."""
    return pytestconfig.stash[CURRENT].reference


@pytest.fixture
def rng(_reference_run: Session | None, request: pytest.FixtureRequest) -> np.random.Generator:
    """Return a random generator of the case's own, which the run's seed determines."""
    return seeds.generator(request.config.stash[CURRENT].seed, CheckCall.of(request.node).inputs)
