"""Which of a case's two runs are made, and in which order: the plain one, and with stand-ins.

A function that hangs costs a deadline in each. So what a hang has shown is not tried again:

- The second run did not hang: what hung is a function that the answer uses. From then on the run
  with stand-ins comes first, and the plain one only where that fails.
- The second run hung too: the answer itself hangs. From then on a case that hangs, or is not run
  since others hung, has no second run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field

from autograder.model.outcome import CaseResult, Outcome
from autograder.records import dataclass

HUNG = frozenset({Outcome.TIMED_OUT, Outcome.NOT_RUN})


@dataclass
class SecondRuns:
    """What is known of one submission.

    Parameters
    ----------
    own
        The questions whose answers hang by themselves.
    used
        Those whose answers hang for what they use.
    """

    own: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    def best(
        self, question: str, plain: Callable[[], CaseResult], helped: Callable[[], CaseResult]
    ) -> CaseResult:
        """Run a case of a question as often as it takes, and return the better result.

        Parameters
        ----------
        plain, helped
            Run it as it is, and with stand-ins.
        """
        if question in self.used:
            again = helped()
            if again.outcome is Outcome.TIMED_OUT:
                self.own.add(question)
            if again.outcome is Outcome.PASSED or self._is_vain(question, again):
                return again
            return plain()
        first = plain()
        if first.outcome is Outcome.PASSED or self._is_vain(question, first):
            return first
        again = helped()
        if first.outcome is Outcome.TIMED_OUT:
            known = self.own if again.outcome is Outcome.TIMED_OUT else self.used
            known.add(question)
        return again if again.outcome is Outcome.PASSED else first

    def _is_vain(self, question: str, one: CaseResult) -> bool:
        """Whether another run of a case would hang, or not be run, as this one was."""
        return question in self.own and one.outcome in HUNG
