"""The grader's end of two pipes to a worker, for systems that cannot wait for one with a deadline.

A thread reads and writes; who asked it waits no longer than it may.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from functools import partial
from io import FileIO

from autograder.sandbox.channel import Ahead, left

SLICE = 0.2  # seconds; Ctrl-C does not end the waiting itself on Windows


class PipeChannel:
    """Two pipes.

    Parameters
    ----------
    writing, reading
        Unbuffered; the thread closes them when it is told to and not within one of them.
    """

    def __init__(self, writing: FileIO, reading: FileIO) -> None:
        self._writing = writing
        self._reading = reading
        self.ahead = Ahead(self._fill)
        self._deadline = 0.0
        self._todo: queue.SimpleQueue[Callable[[], int] | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while (act := self._todo.get()) is not None:
            try:
                self._done.put(act())
            except (OSError, ValueError):  # Windows has more than one for a pipe that is closed
                self._done.put(None)
        for pipe in (self._writing, self._reading):
            with contextlib.suppress(OSError):
                pipe.close()

    def _within(self, deadline: float, act: Callable[[], int]) -> int:
        left(deadline)
        self._todo.put(act)
        while True:
            with contextlib.suppress(queue.Empty):
                count = self._done.get(timeout=min(left(deadline), SLICE))
                if count is None:
                    raise ConnectionError
                return count

    def send(self, parts: Sequence[bytes | memoryview], deadline: float) -> None:
        """Send bytes; `TimeoutError` or `ConnectionError` if that cannot be."""
        for part in parts:
            rest = memoryview(part)
            while rest:
                rest = rest[self._within(deadline, partial(self._writing.write, rest)) :]

    def read(self, count: int, deadline: float) -> bytes | memoryview:
        """Return the next `count` bytes; `TimeoutError`, `EOFError`, `ConnectionError`."""
        self._deadline = deadline
        return self.ahead.read(count)

    def _fill(self, view: memoryview) -> int:
        return self._within(self._deadline, partial(self._reading.readinto, view))

    def close(self) -> None:
        """Have the pipes closed, as soon as nothing is being read or written."""
        self._todo.put(None)
