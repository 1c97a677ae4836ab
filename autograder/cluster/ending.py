"""Ends what may not answer, without waiting for it for ever."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable


def within(seconds: float, end: Callable[[], object]) -> None:
    """Call a function that ends something, and go on after so many seconds, or where it fails."""

    def call() -> None:
        with contextlib.suppress(Exception):
            end()

    ending = threading.Thread(target=call, daemon=True)
    ending.start()
    ending.join(seconds)
