"""Asks a submission ahead of its checks, and runs no check that can only pass.

    foretold    what a case asks of the reference, and what comes of it
    tape        notes that down, and plays it back
    foretell    runs the cases on the reference, and makes scripts of what they ask
    lines       which worker is asked ahead: one for all modules, or each module's own
    asking      asks submissions ahead, and answers their checks with that
    written     with which written answers cases pass that read these alone

A check draws the same inputs for all submissions that are graded with one seed. So the calls that
it makes on the reference are those that it makes on a right submission, and can be asked for many
cases in one message before the checks are run. Where a submission answers to the bit what the
reference does, its check cannot tell the two apart: it passes, and is not run. Exceptions need only
be of the same type, where the check has been seen to pass whatever they say.
"""

from __future__ import annotations

from autograder.grading.ahead.asking import Ahead
from autograder.grading.ahead.foretold import Foretelling, Foretold

__all__ = ["Ahead", "Foretelling", "Foretold"]
