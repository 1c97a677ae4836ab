"""The grader's end of what connects it with a worker: bytes, bounded in number and in time."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

AHEAD = 64 * 1024  # bytes that are read at once, if they are there: most messages whole


class Channel(Protocol):
    """Carries bytes to a worker and back.

    After a `TimeoutError` it is of no more use and has to be closed.
    """

    def send(self, parts: Sequence[bytes | memoryview], deadline: float) -> None:
        """Send bytes; `TimeoutError` or `ConnectionError` if that cannot be."""

    def read(self, count: int, deadline: float) -> bytes | memoryview:
        """Return the next `count` bytes; `TimeoutError`, `EOFError`, `ConnectionError`."""

    def close(self) -> None:
        """Let go of it."""


class Ahead:
    """Cuts a stream into pieces of the lengths that are asked for.

    Small pieces come from a buffer that takes in what is there already, large ones are read to
    their own place.
    """

    def __init__(self) -> None:
        self._buffer = memoryview(bytearray(AHEAD))
        self._start = self._end = 0

    def read(self, count: int, fill: Callable[[memoryview], int]) -> bytes | memoryview:
        """Return the next `count` bytes.

        Parameters
        ----------
        count
            How many; memory for them is taken at once, so that the caller has to bound it.
        fill
            Reads into a buffer as much as there is, and returns how much; 0 at the end.

        Raises
        ------
        EOFError
            If the stream ends before.
        """
        if count > AHEAD:
            return self._long(count, fill)
        if self._end - self._start < count and self._start:
            left = bytes(self._buffer[self._start : self._end])
            self._buffer[: len(left)] = left
            self._start, self._end = 0, len(left)
        while self._end - self._start < count:
            self._end += _some(fill(self._buffer[self._end :]))
        self._start += count
        return bytes(self._buffer[self._start - count : self._start])

    def _long(self, count: int, fill: Callable[[memoryview], int]) -> memoryview:
        data = np.empty(count, np.uint8).data  # pages that nothing is written to take no memory
        at = self._end - self._start
        data[:at] = self._buffer[self._start : self._end]
        self._start = self._end = 0
        while at < count:
            at += _some(fill(data[at:]))
        return data


def _some(count: int) -> int:
    if not count:
        raise EOFError
    return count


class SocketChannel:
    """A connected socket."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._ahead = Ahead()

    def send(self, parts: Sequence[bytes | memoryview], deadline: float) -> None:
        """Send bytes; `TimeoutError` or `ConnectionError` if that cannot be."""
        rest = list(parts)
        while rest:
            self._socket.settimeout(left(deadline))
            rest = after(rest, self._socket.sendmsg(rest))

    def read(self, count: int, deadline: float) -> bytes | memoryview:
        """Return the next `count` bytes; `TimeoutError`, `EOFError`, `ConnectionError`."""

        def fill(view: memoryview) -> int:
            self._socket.settimeout(left(deadline))  # no more time for one that never pauses
            return self._socket.recv_into(view)

        return self._ahead.read(count, fill)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()


def after(parts: Sequence[bytes | memoryview], count: int) -> list[bytes | memoryview]:
    """Return what is left of `parts` when `count` bytes of them are sent."""
    for number, part in enumerate(parts):
        if count < len(part):
            return [memoryview(part)[count:], *parts[number + 1 :]]
        count -= len(part)
    return []


def left(deadline: float) -> float:
    """Return the seconds until `deadline` (of `time.monotonic`); `TimeoutError` if none are."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds
