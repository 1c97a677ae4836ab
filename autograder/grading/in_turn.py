"""Does tasks in this process, one after the other, where processes are not forked."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator

from autograder.errors import AutograderError


class InTurn:
    """What `Crew` is elsewhere: an error costs its task alone, the end of this process all.

    Parameters
    ----------
    prepare
        Called once; returns the function that does tasks: a task's number in, text out.
    """

    def __init__(self, prepare: Callable[[], Callable[[int], str]]) -> None:
        self._work = prepare()

    def run(self, tasks: int) -> Iterator[tuple[int, str | None]]:
        """Do tasks `0 … tasks - 1`.

        Yields
        ------
        tuple of (int, str or None)
            Each task's number and text; `None` if it raised.
        """
        for number in range(tasks):
            text: str | None = None
            try:
                text = self._work(number)
            except AutograderError as error:
                print(f"autograder: {error}", file=sys.stderr)
            except Exception:
                traceback.print_exc()
            yield number, text

    def close(self) -> None:
        """Do nothing: no process was started."""
