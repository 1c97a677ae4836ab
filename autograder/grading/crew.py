"""Does many tasks in forked processes: one that dies costs its task alone."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import sys
import traceback
from collections import deque
from collections.abc import Callable, Iterator

from autograder.errors import AutograderError
from autograder.grading import frames
from autograder.grading.forking import begin, leave, uninterrupted
from autograder.records import dataclass

TRIES = 3


@dataclass
class _Hand:
    """One forked process and the task that it is doing."""

    pid: int
    connection: socket.socket
    task: int | None = None


class Crew:
    """Processes that were forked from this one and share its memory.

    Where this process ends, however it ends, they are killed (on Linux at once, elsewhere when
    they are through with their task).

    Parameters
    ----------
    size
        How many.
    prepare
        Called in the parent before each fork; returns the function that the new process does tasks
        with: a task's number in, text out.
    """

    def __init__(self, size: int, prepare: Callable[[], Callable[[int], str]]) -> None:
        self._prepare = prepare
        self._hands: list[_Hand] = []
        try:
            for _ in range(size):
                self._fork()
        except BaseException:
            self.close()
            raise

    def run(self, tasks: int) -> Iterator[tuple[int, str | None]]:
        """Do tasks `0 … tasks - 1`.

        Yields
        ------
        tuple of (int, str or None)
            Each task's number and text as it ends; `None` if its process died.
        """
        waiting = deque(range(tasks))
        with selectors.DefaultSelector() as selector:
            for hand in list(self._hands):
                self._give(hand, waiting, selector)
            while selector.get_map():
                for key, _ in selector.select():
                    hand = key.data
                    number, text = hand.task, _receive(hand.connection)
                    selector.unregister(hand.connection)
                    hand.task = None
                    if text is None:
                        self._bury(hand)
                    if waiting:  # before whoever keeps the result is at it
                        self._give(hand if text is not None else self._fork(), waiting, selector)
                    yield number, text

    def _give(self, hand: _Hand, waiting: deque[int], selector: selectors.BaseSelector) -> None:
        """Give the next task to a hand, or to another in its place if it died while it waited."""
        for _ in range(TRIES):
            if not waiting:
                return
            try:
                _send(hand.connection, str(waiting[0]))
            except OSError:
                self._bury(hand)
                hand = self._fork()
                continue
            hand.task = waiting.popleft()
            selector.register(hand.connection, selectors.EVENT_READ, hand)
            return
        raise OSError("forked processes die at once")

    def _fork(self) -> _Hand:
        work = self._prepare()
        sys.stdout.flush()
        sys.stderr.flush()
        ours, theirs = socket.socketpair()
        parent = os.getpid()
        with uninterrupted():  # an interruption in between would lose the child, or split in two
            pid = os.fork()
            if pid:
                theirs.close()
                hand = _Hand(pid, ours)
                self._hands.append(hand)
                return hand
            status = 1
            try:
                begin(parent)
                ours.close()
                for hand in self._hands:
                    hand.connection.close()
                while (task := _receive(theirs)) is not None:
                    _send(theirs, work(int(task)))
                status = 0
            except AutograderError as error:
                print(f"autograder: {error}", file=sys.stderr)
            except BaseException:
                traceback.print_exc()
            finally:
                leave(status)

    def _bury(self, hand: _Hand) -> None:
        self._hands.remove(hand)
        hand.connection.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(hand.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(hand.pid, 0)

    def close(self) -> None:
        """End the processes at once, whatever they are at."""
        with uninterrupted():
            for hand in list(self._hands):
                self._bury(hand)


def _send(connection: socket.socket, text: str) -> None:
    frames.send(connection, text.encode())


def _receive(connection: socket.socket) -> str | None:
    data = frames.receive(connection)
    return None if data is None else data.decode()
