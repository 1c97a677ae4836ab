"""What a check has worked out from a submission without calling it, for whoever listens.

A formula is evaluated by the check itself. The values are what a diagnosis needs to know of it, as
it needs what a submission's functions return.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Listener = Callable[[str, Sequence[Any]], None]
"""Told the name of what was worked out, and its values."""

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Tell `listener` what is observed in this context."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def observe(name: str, values: Sequence[Any]) -> None:
    """Tell who listens what was worked out; nobody needs to."""
    listener = _listener.get()
    if listener is not None:
        listener(name, values)
