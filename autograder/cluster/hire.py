"""Has submissions graded on a cluster: reads them here, and sends them there."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence

from autograder.cluster.connect import connected
from autograder.cluster.crew import ClusterCrew
from autograder.cluster.package import pack
from autograder.cluster.tasks import Task
from autograder.grading.classroom import Options, read_or_say_why
from autograder.grading.crew import Crew
from autograder.grading.in_turn import InTurn
from autograder.grading.intake import Found
from autograder.model.assignment import Assignment
from autograder.sandbox.client import forks
from autograder.store import codec

READERS = 2


@contextlib.contextmanager
def crew(
    address: str, assignment: Assignment, found: Sequence[Found], options: Options
) -> Iterator[ClusterCrew]:
    """Return the crew that grades submissions on a cluster.

    Parameters
    ----------
    address
        Of the scheduler; `local` starts a cluster here.
    assignment, found, options
        What is graded, and how.

    Raises
    ------
    ConfigError
        When a part of the assignment cannot be read.
    EnvironmentFault
        When dask.distributed is not installed, or no cluster can be started here.
    UsageError
        When no scheduler answers at the address.
    """

    def prepare() -> Callable[[int], str]:
        return lambda number: codec.encode(
            Task.of(read_or_say_why(found[number], assignment), options.seed)
        ).decode()

    def read(tasks: int) -> Iterator[tuple[int, bytes | None]]:
        for number, text in readers.run(tasks):
            yield number, None if text is None else text.encode()

    package = pack(assignment)
    # Submissions are read in processes of their own, as they are where they are graded here; they
    # are forked before dask starts its threads.
    with (
        contextlib.closing(Crew(READERS, prepare) if forks() else InTurn(prepare)) as readers,
        connected(address, options.jobs) as client,
        contextlib.closing(ClusterCrew(client, package, options.unsafe, read)) as crew,
    ):
        yield crew
