"""Messages between processes that trust each other: a length, and so many bytes."""

from __future__ import annotations

import socket

PREFIX = 8
PART = 1 << 20


def send(connection: socket.socket, data: bytes) -> None:
    """Send one message.

    Raises
    ------
    OSError
        When the other side is gone.
    """
    connection.sendall(len(data).to_bytes(PREFIX, "big") + data)


def receive(connection: socket.socket) -> bytes | None:
    """Return the next message, or `None` where the other side ended before it was whole."""
    prefix = _exactly(connection, PREFIX)
    return None if prefix is None else _exactly(connection, int.from_bytes(prefix, "big"))


def _exactly(connection: socket.socket, count: int) -> bytes | None:
    data = bytearray()
    while len(data) < count:
        try:
            part = connection.recv(min(count - len(data), PART))
        except ConnectionError:
            return None
        if not part:
            return None
        data += part
    return bytes(data)
