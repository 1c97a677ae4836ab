"""Hands submissions out to the workers of a cluster, and takes their reports in."""

from __future__ import annotations

import contextlib
import queue
import uuid
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from autograder.cluster import shims
from autograder.cluster.edition import edition
from autograder.cluster.ending import within
from autograder.cluster.package import Package
from autograder.cluster.tasks import Answer
from autograder.cluster.workers import Workers
from autograder.errors import EnvironmentFault

if TYPE_CHECKING:
    from distributed import Client

TRIES = 3
"""So often a submission is given to a grader, where its process ends over it."""
LOOKING_SECONDS = 1.0
ENDING_SECONDS = 1.0
GONE = "the cluster is gone; what was graded is kept, and the same command goes on from there"

Read = Callable[[int], Iterator[tuple[int, bytes | None]]]


@dataclass(frozen=True)
class _Errand:
    """A submission on its way: its number, its task as JSON, where it was sent, how often."""

    number: int
    task: bytes
    address: str = ""
    times: int = 1


class ClusterCrew:
    """What `Crew` is on one machine.

    A submission is sent when a worker has a thread free, so that few are in memory here and on the
    scheduler, and none waits on a worker that another one ends.

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
        # A task, not scattered data: the scheduler keeps it, whichever workers are lost.
        self._package = self._client.submit(
            bytes, package.data, key=f"autograder-{package.digest}-{self._run}"
        )

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
        unread = self._read(tasks)
        left = tasks
        while left:
            for address in self._free():
                while not again and len(self._sent) < left:
                    number, task = next(unread)
                    if task is None:
                        left -= 1
                        yield number, None
                    else:
                        again.append(_Errand(number, task))
                if not again:
                    break
                self._send(again.popleft(), address)
            for errand, answer in self._answers() if left else ():
                if answer.kind == "refused":
                    self._workers.leave_out(answer.worker, answer.text)
                    again.append(errand)
                elif answer.kind == "died" and errand.times < TRIES:
                    again.append(replace(errand, times=errand.times + 1))
                else:
                    left -= 1
                    yield errand.number, answer.text if answer.kind == "report" else None

    def _free(self) -> list[str]:
        with _told():
            return self._workers.free(errand.address for errand in self._sent.values())

    def _send(self, errand: _Errand, address: str) -> None:
        with _told(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
            future = self._client.submit(
                self._grade,
                self._run,
                edition(),
                self._unsafe,
                self._package,
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
            self._client.cancel([*self._sent, self._package])
        self._sent.clear()
        within(ENDING_SECONDS, partial(self._client.run, shims.stop(), self._run))


def _answer(future: Any) -> Answer:
    from distributed import KilledWorker

    if future.status == "error" and isinstance(future.exception(), KilledWorker):
        return Answer("lost")
    with _told():
        try:
            return Answer(*future.result())
        except (OSError, CancelledError):
            raise
        except Exception as error:
            raise EnvironmentFault(f"a worker of the cluster failed: {error!r}") from error


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Tell what it means that the scheduler is not there any more."""
    try:
        yield
    except (OSError, CancelledError):
        raise EnvironmentFault(GONE) from None
