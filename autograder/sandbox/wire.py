"""The worker's end of what connects it with the grader."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Protocol

from autograder.sandbox.channel import AHEAD, Ahead, after


class Wire(Protocol):
    """Carries bytes to the grader and back; where the grader is gone, the worker ends."""

    descriptor: int
    """What is written to."""

    def send(self, parts: Sequence[bytes | memoryview]) -> None:
        """Send bytes."""

    def read(self, count: int) -> bytes | memoryview:
        """Return the next `count` bytes."""


class SocketWire:
    """A connected socket, used as a file: the seccomp filter knows no socket calls."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._ahead = Ahead(self._fill)

    def send(self, parts: Sequence[bytes | memoryview]) -> None:
        """Send bytes."""
        rest = parts
        while rest:
            rest = after(rest, os.writev(self.descriptor, rest))

    def read(self, count: int) -> bytes | memoryview:
        """Return the next `count` bytes; `SystemExit` if the grader is gone."""
        try:
            return self._ahead.read(count)
        except EOFError:
            raise SystemExit from None

    def _fill(self, view: memoryview) -> int:
        return os.readv(self.descriptor, (view,))


class PipeWire:
    """Two pipes, for systems where a process cannot be told to end with its parent.

    A thread reads, so that the worker ends with the grader even while the submission's code runs.
    """

    def __init__(self, reading: int, writing: int) -> None:
        import queue
        import threading

        self.descriptor = writing
        self._ahead = Ahead(self._fill)
        self._arrived: queue.Queue[bytes] = queue.Queue(maxsize=16)
        self._rest = memoryview(b"")
        threading.Thread(target=self._watch, args=(reading,), daemon=True).start()

    def _watch(self, reading: int) -> None:
        try:
            while data := os.read(reading, AHEAD):
                self._arrived.put(data)
        finally:
            os._exit(0)

    def send(self, parts: Sequence[bytes | memoryview]) -> None:
        """Send bytes."""
        for part in parts:
            view = memoryview(part)
            while view:
                view = view[os.write(self.descriptor, view) :]

    def read(self, count: int) -> bytes | memoryview:
        """Return the next `count` bytes."""
        return self._ahead.read(count)

    def _fill(self, view: memoryview) -> int:
        if not self._rest:
            self._rest = memoryview(self._arrived.get())
        count = min(len(view), len(self._rest))
        view[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count
