"""The workers of a cluster: which of them may grade, and which have a thread free."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from autograder.cluster import shims
from autograder.cluster.edition import differences
from autograder.errors import EnvironmentFault

if TYPE_CHECKING:
    from distributed import Client


class Workers:
    """The workers that are there now; they come and go.

    Parameters
    ----------
    client
        Connected to the scheduler.
    """

    def __init__(self, client: Client) -> None:
        self._client: Any = client
        self._fit: set[str] = set()
        self._unfit: set[str] = set()
        self._waits = False

    def free(self, busy: Iterable[str]) -> list[str]:
        """Return the addresses of workers with a thread free, each once for each such thread.

        Parameters
        ----------
        busy
            The address that each submission on its way was sent to.

        Raises
        ------
        EnvironmentFault
            When there are workers and none of them may grade.
        """
        threads: dict[str, int] = self._client.nthreads()
        self._look_at(threads.keys() - self._fit - self._unfit)
        fit = {address: count for address, count in threads.items() if address in self._fit}
        if threads and not fit:
            raise EnvironmentFault("no worker is left in the cluster that may grade")
        self._say_whether_there_are_any(bool(fit))
        sent = Counter(busy)
        slots = [
            (-place, address)
            for address, count in fit.items()
            for place in range(1, count - sent.pop(address, 0) + 1)
        ]
        slots.sort()  # of workers with equally many threads, the one with most of them free first
        # What was sent to workers that are gone is on others now.
        return [address for _, address in slots[: max(0, len(slots) - sent.total())]]

    def leave_out(self, address: str, why: str) -> None:
        """Have nothing graded on a worker, and say why."""
        if address in self._unfit:
            return
        self._fit.discard(address)
        self._unfit.add(address)
        why = " ".join(why.split())
        print(f"autograder: worker {address} is left out: {why}", file=sys.stderr)

    def _look_at(self, new: set[str]) -> None:
        if not new:
            return
        found = self._client.run(shims.edition(), workers=sorted(new), on_error="return")
        for address, theirs in sorted(found.items()):
            if not isinstance(theirs, dict):
                self.leave_out(address, f"it cannot be asked for its versions ({theirs})")
            elif not theirs:
                self.leave_out(address, "this version of autograder is not installed there")
            elif unlike := differences(theirs):
                self.leave_out(address, unlike)
            else:
                self._fit.add(address)

    def _say_whether_there_are_any(self, there: bool) -> None:
        if not there and not self._waits:
            print("autograder: the cluster has no worker now; waiting for one", file=sys.stderr)
        self._waits = not there
