"""What lateness takes off a submission's points."""

from __future__ import annotations

from autograder.records import dataclass


@dataclass(frozen=True)
class Penalty:
    """A penalty for lateness.

    Parameters
    ----------
    days
        How many days late the submission counts as.
    sentence
        For the student: how late, and what that costs by the rule. It names no share of a score
        that may not be shown yet.
    points
        What is taken off; at most what was earned.
    """

    days: int
    sentence: str
    points: float
