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

import msgspec


@dataclass
class _Hand:
    """One forked process and the task that it is doing."""

    pid: int
    connection: socket.socket
    task: int | None = None


class Crew:
    """Processes that were forked from this one and share its memory.

    Parameters
    ----------
    size
        How many.
    prepare
        Called in the parent before each fork; returns the function that the new process does tasks with: a task's
        number in, text out.
    """

    def __init__(self, size: int, prepare: Callable[[], Callable[[int], str]]) -> None:
        self._prepare = prepare
        self._hands: list[_Hand] = []
        for _ in range(size):
            self._hands.append(self._fork())

    def run(self, tasks: int) -> Iterator[tuple[int, str | None]]:
        """Do tasks `0 … tasks - 1` and yield each one's number and text as it ends; `None` if its process died."""
        waiting = deque(range(tasks))
        selector = selectors.DefaultSelector()
        for hand in self._hands:
            self._give(hand, waiting, selector)
        left = tasks
        while left:
            for key, _ in selector.select():
                hand = key.data
                assert hand.task is not None
                number, text = hand.task, _receive(hand.connection)
                selector.unregister(hand.connection)
                left -= 1
                if text is None:
                    self._bury(hand)
                    hand = self._fork()
                    self._hands.append(hand)
                yield number, text
                self._give(hand, waiting, selector)

    def _give(self, hand: _Hand, waiting: deque[int], selector: selectors.BaseSelector) -> None:
        hand.task = waiting.popleft() if waiting else None
        if hand.task is not None:
            _send(hand.connection, str(hand.task))
            selector.register(hand.connection, selectors.EVENT_READ, hand)

    def _fork(self) -> _Hand:
        ours, theirs = socket.socketpair()
        work = self._prepare()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            theirs.close()
            return _Hand(pid, ours)
        status = 1
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            ours.close()
            for hand in self._hands:
                hand.connection.close()
            while (task := _receive(theirs)) is not None:
                _send(theirs, work(int(task)))
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)

    def _bury(self, hand: _Hand) -> None:
        hand.connection.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(hand.pid, 0)
        self._hands.remove(hand)

    def close(self) -> None:
        """End the processes: at once, if one of them is still at work."""
        for hand in list(self._hands):
            if hand.task is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(hand.pid, signal.SIGKILL)
            self._bury(hand)


def _send(connection: socket.socket, text: str) -> None:
    data = msgspec.json.encode(text)
    connection.sendall(len(data).to_bytes(8, "big") + data)


def _receive(connection: socket.socket) -> str | None:
    prefix = _exactly(connection, 8)
    data = _exactly(connection, int.from_bytes(prefix, "big")) if prefix else None
    return None if data is None else msgspec.json.decode(data, type=str)


def _exactly(connection: socket.socket, count: int) -> bytes | None:
    data = b""
    while len(data) < count:
        try:
            part = connection.recv(min(count - len(data), 1 << 20))
        except ConnectionError:
            return None
        if not part:
            return None
        data += part
    return data
