"""What a rehearsal has to say: problems, and remarks."""

from __future__ import annotations

from dataclasses import field

from autograder.records import dataclass


@dataclass
class Findings:
    """Sentences, in the order in which they were found.

    Parameters
    ----------
    problems
        What the platform, or its students, would stumble over.
    remarks
        What is allowed, and may not be what was meant.
    """

    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def extend(self, other: Findings) -> None:
        """Add another's sentences."""
        self.problems += other.problems
        self.remarks += other.remarks
