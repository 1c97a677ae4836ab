"""Hands submissions out to the workers of a cluster, and takes their reports in."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import uuid
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from autograder.cluster import shims
from autograder.cluster.edition import edition
from autograder.cluster.ending import within
from autograder.cluster.package import Package
from autograder.cluster.tasks import Answer
from autograder.cluster.workers import Workers
from autograder.errors import EnvironmentFault
from autograder.records import dataclass

if TYPE_CHECKING:
    from distributed import Client

DEATHS = 3
"""A submission over which so many processes ended, the last with nothing beside it, is lost."""
LOOKING_SECONDS = 1.0
ENDING_SECONDS = 1.0
GONE = "the cluster is gone; what was graded is kept, and the same command goes on from there"

Read = Callable[[int], Iterator[tuple[int, bytes | None]]]


@dataclass(frozen=True)
class _Errand:
    """A submission on its way.

    Parameters
    ----------
    number, task
        Its number, and it as JSON.
    address
        Where it was sent.
    deaths
        How many processes have ended over it, or over what was beside it.
    alone
        Whether nothing is beside it.
    """

    number: int
    task: bytes
    address: str = ""
    deaths: int = 0
    alone: bool = False


class ClusterCrew:
    """What `Crew` is on one machine.

    A submission is sent when a worker has a thread free, so that few are in memory here and on the
    scheduler. Where a process ends, what was graded there is graded again when all else is done,
    one after the other, so that what ended it is found and nothing else blamed.

    Parameters
    ----------
    client
        Connected to the scheduler.
    package
        The assignment.
    unsafe
        Whether workers grade where student code cannot be confined.
    read
        Given how many submissions there are, yields the number of each and it as a task, in any
        order; `None` for one whose reading ended the process.
    """

    def __init__(self, client: Client, package: Package, unsafe: bool, read: Read) -> None:
        self._client: Any = client
        self._workers = Workers(client)
        self._unsafe = unsafe
        self._read = read
        self._run = uuid.uuid4().hex
        self._grade = shims.grade()
        self._sent: dict[Any, _Errand] = {}
        self._done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._package = package
        self._there: Any = None

    def run(self, tasks: int) -> Iterator[tuple[int, str | None]]:
        """Do tasks `0 … tasks - 1`.

        Yields
        ------
        tuple of (int, str or None)
            Each task's number and report; `None` if a process died over it, each time.

        Raises
        ------
        EnvironmentFault
            When no worker may grade, or the cluster is gone.
        """
        again: deque[_Errand] = deque()
        suspects: deque[_Errand] = deque()
        unread = self._read(tasks)
        left = tasks
        while left:
            for address in self._free():
                while not again and len(self._sent) + len(suspects) < left:
                    number, task = next(unread)
                    if task is None:
                        left -= 1
                        yield number, None
                    else:
                        again.append(_Errand(number, task))
                if not again and suspects and not self._sent:
                    again.append(replace(suspects.popleft(), alone=True))
                if not again:
                    break
                self._send(again.popleft(), address)
            for errand, answer in self._answers() if left else ():
                deaths = errand.deaths + answer.deaths
                if answer.kind == "refused":
                    self._workers.leave_out(answer.worker, answer.text)
                    again.append(errand)
                elif answer.kind == "died" and not (errand.alone and deaths >= DEATHS):
                    suspects.append(replace(errand, deaths=deaths))
                else:
                    left -= 1
                    yield errand.number, answer.text if answer.kind == "report" else None

    def _free(self) -> list[str]:
        with _told():
            return self._workers.free(errand.address for errand in self._sent.values())

    def _assignment(self) -> Any:
        """Return the package on the cluster.

        It is a task's result, not scattered data: whichever workers are lost, it is had again.
        """
        if self._there is None or self._there.status == "error":
            key = f"autograder-{self._package.digest}-{uuid.uuid4().hex}"
            self._there = self._client.submit(bytes, self._package.data, key=key)
        return self._there

    def _send(self, errand: _Errand, address: str) -> None:
        with _told(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
            future = self._client.submit(
                self._grade,
                self._run,
                edition(),
                self._unsafe,
                self._assignment(),
                errand.task,
                key=f"autograder-{self._run}-{errand.number}-{uuid.uuid4().hex}",
                workers=[address],
                allow_other_workers=True,
            )
        self._sent[future] = replace(errand, address=address)
        future.add_done_callback(self._done.put)

    def _answers(self) -> Iterator[tuple[_Errand, Answer]]:
        """Yield what came of a submission, or nothing if none came back for a moment."""
        with contextlib.suppress(queue.Empty):
            future = self._done.get(timeout=LOOKING_SECONDS)
            yield self._sent.pop(future), _answer(future)

    def close(self) -> None:
        """Drop what was not begun, and end what was, with the folders of the assignment."""
        with contextlib.suppress(Exception):
            self._client.cancel([*self._sent, *filter(None, [self._there])])
        self._sent.clear()
        within(ENDING_SECONDS, partial(self._client.run, shims.stop(), self._run))


def _answer(future: Any) -> Answer:
    from distributed import KilledWorker

    with _told():
        if future.status == "error":
            error = future.exception()
            if isinstance(error, KilledWorker):
                return Answer("died", deaths=error.allowed_failures + 1)
            raise EnvironmentFault(f"a worker of the cluster failed: {error!r}")
        try:
            return Answer(*future.result())
        except KilledWorker as error:  # as its result was on its way
            return Answer("died", deaths=error.allowed_failures + 1)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Tell what it means that the scheduler is not there any more."""
    try:
        yield
    except (OSError, CancelledError, asyncio.TimeoutError):
        raise EnvironmentFault(GONE) from None
