"""The raw bytes of a message: the contents of its arrays, one after the other."""

from __future__ import annotations

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


_KINDS = {kind.name: np.dtype(kind.name) for kind in map(np.dtype, "?bhilqBHILQefdFD")}


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

    def again(self) -> Body:
        """Return the same, of which nothing is handed out."""
        return Body(self._data, self._start)

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
            If fewer bytes are left, or no array can have this shape.
        """
        array = self.view(dtype, shape)
        if array.flags.writeable:  # which those of `bytes` are not
            array.flags.writeable = False
        return array

    def view(self, dtype: str, shape: list[int]) -> Array:
        """Return what `take` does, to be copied: it may be of the very bytes, and writable."""
        try:
            array: Array = np.ndarray(shape, _KINDS[dtype], self._data, self._at)
        except (TypeError, ValueError) as error:  # too few bytes, or a size that does not fit
            raise ProtocolError(f"a body that is not what its header says: {error}") from None
        self._at += array.nbytes
        if dtype == "bool":  # a byte other than 0 and 1 is no truth value to NumPy
            return array.view(np.uint8).astype(bool)
        return array

    def end(self) -> None:
        """Check that nothing is left over; `ProtocolError` otherwise."""
        if self._at != len(self._data):
            raise ProtocolError("a body longer than its header says")
