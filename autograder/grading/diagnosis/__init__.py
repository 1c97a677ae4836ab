"""What a wrong submission has in common with a known mistake.

    record      what came of each call of a case, for a submission or for a mistake
    local       known mistakes, run in the grader's own process
    trials      runs the cases of checks on them
    compare     where two records of a case differ
    diagnoser   finds the mistake that does what a submission did
    in_common   what the cases that fail have in common

A case that failed is run again on each known mistake of its question. A check draws the same inputs
each time, so the mistake that gives the same results in every call is what the submission does.
"""

from __future__ import annotations

from autograder.grading.diagnosis.diagnoser import Diagnoser, Evidence
from autograder.grading.diagnosis.in_common import in_common, with_property
from autograder.grading.diagnosis.record import Recording
from autograder.grading.diagnosis.trials import Trials

__all__ = ["Diagnoser", "Evidence", "Recording", "Trials", "in_common", "with_property"]
