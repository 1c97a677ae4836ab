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
from dataclasses import dataclass
from typing import NoReturn

import msgspec

from autograder.errors import AutograderError
from autograder.sandbox.confine.identity import PR_SET_PDEATHSIG
from autograder.sandbox.confine.kernel import prctl

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
                    yield number, text
                    if waiting:
                        self._give(hand if text is not None else self._fork(), waiting, selector)

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
        with _uninterrupted():  # an interruption in between would lose the child, or split in two
            pid = os.fork()
            if pid:
                theirs.close()
                hand = _Hand(pid, ours)
                self._hands.append(hand)
                return hand
            status = 1
            try:
                signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                signal.pthread_sigmask(signal.SIG_UNBLOCK, INTERRUPTIONS)
                _die_with(parent)
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
                _leave(status)

    def _bury(self, hand: _Hand) -> None:
        self._hands.remove(hand)
        hand.connection.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(hand.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(hand.pid, 0)

    def close(self) -> None:
        """End the processes at once, whatever they are at."""
        with _uninterrupted():
            for hand in list(self._hands):
                self._bury(hand)


INTERRUPTIONS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold interruptions back until the end of the block."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, INTERRUPTIONS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent ends."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        _leave(1)


def _leave(status: int) -> NoReturn:
    """End this process without what its parent has registered for its own end."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(status)


def _send(connection: socket.socket, text: str) -> None:
    data = msgspec.json.encode(text)
    connection.sendall(len(data).to_bytes(8, "big") + data)


def _receive(connection: socket.socket) -> str | None:
    prefix = _exactly(connection, 8)
    data = _exactly(connection, int.from_bytes(prefix, "big")) if prefix else None
    return None if data is None else msgspec.json.decode(data, type=str)


def _exactly(connection: socket.socket, count: int) -> bytes | None:
    data = bytearray()
    while len(data) < count:
        try:
            part = connection.recv(min(count - len(data), 1 << 20))
        except ConnectionError:
            return None
        if not part:
            return None
        data += part
    return bytes(data)
