"""Cases that read written answers alone, and pass by what they read.

A formula is judged by the grader itself, on inputs that the seed draws. So what a check reads
decides what comes of it, as results do where code is called.
"""

from __future__ import annotations

from dataclasses import field

from autograder.grading.cases import CaseKey
from autograder.grading.diagnosis.record import Record
from autograder.grading.reading import Reads
from autograder.model.submission import Submission
from autograder.records import dataclass

MOST_LEARNT = 64
"""How many ways to answer are kept of a case."""
LONGEST_LEARNT = 1_000
"""Characters of answers beyond which they are not kept."""


@dataclass(frozen=True)
class Written:
    """With which answers cases have passed.

    Parameters
    ----------
    passing
        By case: what was read, and what is kept of it as evidence.
    """

    passing: dict[CaseKey, list[tuple[Reads, Record]]] = field(default_factory=dict)

    def passed_by(self, case: CaseKey, submission: Submission) -> Record | None:
        """Return what is kept of a case that can only pass, since it reads the same; else `None`.

        Parameters
        ----------
        case, submission
            Which case, and whose answers.
        """
        for reads, record in self.passing.get(case, ()):
            if all(getattr(submission, of).get(key) == text for (of, key), text in reads.items()):
                return record
        return None

    def learn(self, case: CaseKey, reads: Reads, record: Record) -> None:
        """Note that a case has passed that has read this, and asked for nothing.

        Parameters
        ----------
        case, reads, record
            Which case, what it has read, and what is kept of it.
        """
        known = self.passing.setdefault(case, [])
        size = sum(len(text or "") for text in reads.values())
        if len(known) < MOST_LEARNT and size <= LONGEST_LEARNT:
            known.append((reads, record))
