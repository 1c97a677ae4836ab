"""Text that is kept until the end of a pass, in a fraction of its size."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

PIECE = 1 << 16


class Packed:
    """Texts one after the other, compressed as they come.

    The rows of 10,000 submissions, which are much alike, take a few megabytes.
    """

    def __init__(self) -> None:
        self._compressor = zlib.compressobj(6)
        self._data = bytearray()

    def add(self, text: str) -> None:
        """Append a text."""
        self._data += self._compressor.compress(text.encode())

    def read(self) -> Iterator[bytes]:
        """Yield all that was added, in pieces; nothing can be added afterwards."""
        self._data += self._compressor.flush()
        decompressor = zlib.decompressobj()
        data = bytes(self._data)
        while data and not decompressor.eof:
            yield decompressor.decompress(data, PIECE)
            data = decompressor.unconsumed_tail
