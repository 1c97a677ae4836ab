"""The grader's end of what connects it with a worker: bytes, bounded in number and in time."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

AHEAD = 64 * 1024  # bytes that are read at once, if they are there: most messages whole

SLICE = 0.5  # seconds
SO_SNDTIMEO, SO_RCVTIMEO = (getattr(socket, f"SO_{way}TIMEO", 0) for way in ("SND", "RCV"))
TIMEVAL = struct.Struct("@ll")


class Channel(Protocol):
    """Carries bytes to a worker and back.

    After a `TimeoutError` it is of no more use and has to be closed.

    Attributes
    ----------
    ahead
        What has come from there.
    """

    ahead: Ahead

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

    Parameters
    ----------
    fill
        Reads into a buffer as much as there is, and returns how much; 0 at the end.
    """

    def __init__(self, fill: Callable[[memoryview], int]) -> None:
        self._fill = fill
        self._buffer = memoryview(bytearray(AHEAD))
        self._start = self._end = 0

    def read(self, count: int) -> bytes | memoryview:
        """Return the next `count` bytes, for which memory is taken at once; `EOFError` at the end.

        So the caller has to bound `count`.
        """
        start, end = self._start, self._start + count
        if end <= self._end:
            self._start = end
            return bytes(self._buffer[start:end])
        if count > AHEAD:
            return self._long(count)
        if start:
            left = bytes(self._buffer[start : self._end])
            self._buffer[: len(left)] = left
            self._start, self._end = 0, len(left)
        while self._end < count:
            self._end += _some(self._fill(self._buffer[self._end :]))
        self._start = count
        return bytes(self._buffer[:count])

    def arrived(self) -> memoryview:
        """Return the next bytes that are here, without taking them; valid until the next read."""
        return self._buffer[self._start : self._end]

    def skip(self, count: int) -> None:
        """Take that many bytes of those that are here."""
        self._start += count

    def _long(self, count: int) -> memoryview:
        data = np.empty(count, np.uint8).data  # pages that nothing is written to take no memory
        at = self._end - self._start
        data[:at] = self._buffer[self._start : self._end]
        self._start = self._end = 0
        while at < count:
            at += _some(self._fill(data[at:]))
        return data


def _some(count: int) -> int:
    if not count:
        raise EOFError
    return count


class SocketChannel:
    """A connected socket.

    The kernel ends the waiting, in slices that seldom change: to say anew each time how long to
    wait costs as much as the reading.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._socket.settimeout(None)
        self._slices: dict[int, float] = {}
        self._deadline = 0.0
        self.ahead = Ahead(self._fill)

    def send(self, parts: Sequence[bytes | memoryview], deadline: float) -> None:
        """Send bytes; `TimeoutError` or `ConnectionError` if that cannot be."""
        rest = parts
        while rest:
            self._wait_at_most(SO_SNDTIMEO, deadline)
            try:
                sent = self._socket.sendmsg(rest)
            except BlockingIOError:  # the slice is over
                continue
            if len(rest) == 1 and sent == len(rest[0]):
                return
            rest = after(rest, sent)

    def read(self, count: int, deadline: float) -> bytes | memoryview:
        """Return the next `count` bytes; `TimeoutError`, `EOFError`, `ConnectionError`."""
        self._deadline = deadline
        return self.ahead.read(count)

    def _fill(self, view: memoryview) -> int:
        while True:
            self._wait_at_most(SO_RCVTIMEO, self._deadline)  # for one that never pauses, too
            try:
                return self._socket.recv_into(view)
            except BlockingIOError:
                continue

    def _wait_at_most(self, direction: int, deadline: float) -> None:
        seconds = deadline - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        if seconds > SLICE:
            seconds = SLICE
        if self._slices.get(direction) != seconds:
            whole, rest = divmod(max(1, int(seconds * 1e6)), 1_000_000)  # 0 would be for ever
            self._socket.setsockopt(socket.SOL_SOCKET, direction, TIMEVAL.pack(whole, rest))
            self._slices[direction] = seconds

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()


def after(parts: Sequence[bytes | memoryview], count: int) -> Sequence[bytes | memoryview]:
    """Return what is left of `parts` when `count` bytes of them are sent."""
    if len(parts) == 1 and len(parts[0]) == count:
        return ()
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
