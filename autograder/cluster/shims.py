"""What dask is given to call: functions that it sends by value.

Every function of a module travels as the module's name, and would be looked up by the scheduler
already, which needs none of this package. One that is made in a function travels as its code.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable


def grade() -> Callable[[str, dict[str, str], bool, bytes, bytes], tuple[str, str, str, int]]:
    """Return what a worker calls `work.grade` with."""

    def grade_there(
        run: str, edition: dict[str, str], unsafe: bool, package: bytes, task: bytes
    ) -> tuple[str, str, str, int]:
        from autograder.cluster import work

        answer = work.grade(run, edition, unsafe, package, task)
        return answer.kind, answer.text, answer.worker, answer.deaths

    return grade_there


def edition() -> Callable[[], dict[str, str]]:
    """Return what tells a worker's edition, in which what is not installed is missing."""

    def edition_there() -> dict[str, str]:
        try:
            from autograder.cluster import edition
        except ImportError:
            return {}
        return edition.edition()

    return edition_there


def stop() -> Callable[[str], Awaitable[None]]:
    """Return what a worker calls `work.stop` with."""

    async def stop_there(run: str) -> None:
        from autograder.cluster import work

        await work.stop(run)

    return stop_there
