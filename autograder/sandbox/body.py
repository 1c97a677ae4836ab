"""The raw bytes of a message: the contents of its arrays, one after the other."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.generic]
Buffer = bytes | memoryview


COPIED = 16 * 1024
"""Bytes that are rather copied than sent from where they are."""


def contents(array: Array) -> Buffer:
    """Return the bytes of an array in C order, which are not copied if they are many.

    So the array has to stay as it is until they are sent.
    """
    if array.nbytes <= COPIED:
        return array.tobytes()
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data


_dtype = functools.cache(np.dtype)


class ProtocolError(Exception):
    """The other side sent something that is no message, or closed the connection within one."""


class Body:
    """The raw bytes behind a header, handed out in order.

    Parameters
    ----------
    data
        What holds them.
    start
        Where they begin there.
    """

    def __init__(self, data: Buffer, start: int = 0) -> None:
        self._data = data
        self._at = self._start = start
        self.size = len(data) - start
        """How many bytes there are."""

    @property
    def raw(self) -> bytes:
        """All of it."""
        return bytes(self._data[self._start :])

    def cut(self, ends: Sequence[int]) -> list[Body]:
        """Cut it into those of several answers; `ProtocolError` if they are not all of it."""
        starts = (0, *ends)
        if starts[-1] != self.size or any(a > b for a, b in pairwise(starts)):
            raise ProtocolError("answers that are not all of their body")
        data = self._data[self._start :]
        return [Body(data[a:b]) for a, b in pairwise(starts)]

    def go_to(self, place: int) -> None:
        """Go on with what begins at this byte."""
        self._at = self._start + place

    def take(self, dtype: str, shape: list[int]) -> Array:
        """Return the next array, read-only, of this dtype and shape, C-contiguous.

        Raises
        ------
        ProtocolError
            If fewer bytes are left.
        """
        kind = _dtype(dtype)
        count = math.prod(shape)
        end = self._at + count * kind.itemsize
        if end > len(self._data):
            raise ProtocolError("a body shorter than its header says")
        flat: Array = (
            np.frombuffer(self._data, kind, count, self._at) if count else np.empty(0, kind)
        )
        if dtype == "bool":  # a byte other than 0 and 1 is no truth value to NumPy
            flat = flat.view(np.uint8) != 0
        if flat.flags.writeable:  # which those of `bytes` are not
            flat.flags.writeable = False
        self._at = end
        if len(shape) == 1:
            return flat
        try:
            return flat.reshape(shape)
        except ValueError as error:  # a zero beside dimensions whose product does not fit
            raise ProtocolError(str(error)) from None

    def end(self) -> None:
        """Check that nothing is left over; `ProtocolError` otherwise."""
        if self._at != len(self._data):
            raise ProtocolError("a body longer than its header says")
